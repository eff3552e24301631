"""Tells the entries of a timeline in plain sentences, and who was at work in them."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from products.models import Outcome, Stage
from stakeholders.chronicle import EntryKind
from stakeholders.models import AlignmentChange
from stakeholders.timeline import Entry, Words


def tell(entry: Entry) -> str:
    """Tell ENTRY in a sentence, in the language of whoever reads it; what people wrote as it is."""
    if entry.kind is EntryKind.SCORED:
        return _tell_score(entry)
    return TELLING[entry.kind](entry.words)


def name_actor(entry: Entry) -> str:
    """Name who was at work in ENTRY; empty where nobody is written down."""
    column = ACTORS.get(entry.kind)
    return "" if column is None else entry.words[column]


def _tell_creation(_words: Words) -> str:
    return _("It was written down.")


def tell_way(words: Words) -> str:
    """Tell from which stage to which the move went of which WORDS tell."""
    stages = {"old": _name_stage(words["from_stage"]), "new": _name_stage(words["to_stage"])}
    return _("From %(old)s to %(new)s.") % stages


def _tell_move(words: Words) -> str:
    return f"{tell_way(words)} {words['reason']}"


def _name_stage(stage: str) -> str:
    return _(Stage(stage).label)


def _tell_decision(words: Words) -> str:
    told = _("Decided: %s.") % _(Outcome(words["outcome"]).label)
    return f"{told} {words['rationale']}"


def _tell_champion(words: Words) -> str:
    return _("%s began to speak for it.") % words["stakeholder__name"]


def _tell_talk(words: Words) -> str:
    names = {"who": words["contacted_by"], "group": words["group__name"]}
    told = _("%(who)s spoke with %(group)s.") % names
    return f"{told} {words['outcome']}".rstrip()


def _tell_insight(words: Words) -> str:
    return words["title"]


def _tell_merge(words: Words) -> str:
    names = {"part": words["feature__name"], "whole": words["into__name"]}
    told = _("%(part)s became part of %(whole)s.") % names
    return f"{told} {words['reason']}".rstrip()


def _tell_parting(words: Words) -> str:
    names = {"part": words["feature__name"], "whole": words["into__name"]}
    return _("%(part)s is part of %(whole)s no more.") % names


def _tell_score(entry: Entry) -> str:
    score, low, high = entry.scores
    if score is None:
        return _("Nobody's word counts for it any more.")
    stood = AlignmentChange(score=score, low=low, high=high)
    return _("The score stood at %s at the end of the day.") % stood.brief()


TELLING: Final[Mapping[EntryKind, Callable[[Words], str]]] = {
    EntryKind.CREATED: _tell_creation,
    EntryKind.MOVED: _tell_move,
    EntryKind.DECIDED: _tell_decision,
    EntryKind.CHAMPIONED: _tell_champion,
    EntryKind.CONTACTED: _tell_talk,
    EntryKind.LEARNED: _tell_insight,
    EntryKind.MERGED: _tell_merge,
    EntryKind.ABSORBED: _tell_merge,
    EntryKind.UNMERGED: _tell_parting,
}
# The column that names who was at work.
ACTORS: Final[Mapping[EntryKind, str]] = {
    EntryKind.DECIDED: "decided_by",
    EntryKind.CONTACTED: "contacted_by",
    EntryKind.UNMERGED: "undone_by",
    **dict.fromkeys((EntryKind.MOVED, EntryKind.MERGED, EntryKind.ABSORBED), "actor"),
    EntryKind.SCORED: "actor",
}
