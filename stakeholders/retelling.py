"""Tells the entries of a timeline in plain sentences, and who was at work in them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from products.models import Decision, Insight, Merge, StageChange
from stakeholders.chronicle import EntryKind
from stakeholders.models import AlignmentChange, Champion, Outreach
from stakeholders.timeline import Entry


def tell(entry: Entry) -> str:
    """Tell ENTRY in a sentence, in the language of whoever reads it; what people wrote as it is."""
    return TELLING[entry.kind](entry.row)


def name_actor(entry: Entry) -> str:
    """Name who was at work in ENTRY; empty where nobody is written down."""
    column = ACTORS.get(entry.kind)
    return "" if column is None else str(getattr(entry.row, column))


def _tell_creation(_row: object) -> str:
    return _("It was written down.")


def _tell_move(row: StageChange) -> str:
    stages = {"old": row.get_from_stage_display(), "new": row.get_to_stage_display()}
    told = _("From %(old)s to %(new)s.") % stages
    return f"{told} {row.reason}"


def _tell_decision(row: Decision) -> str:
    told = _("Decided: %s.") % row.get_outcome_display()
    return f"{told} {row.rationale}"


def _tell_champion(row: Champion) -> str:
    return _("%s began to speak for it.") % row.stakeholder


def _tell_talk(row: Outreach) -> str:
    names = {"who": row.contacted_by, "group": row.group}
    told = _("%(who)s spoke with %(group)s.") % names
    return f"{told} {row.outcome}".rstrip()


def _tell_insight(row: Insight) -> str:
    return row.title


def _tell_merge(row: Merge) -> str:
    names = {"part": row.feature, "whole": row.into}
    told = _("%(part)s became part of %(whole)s.") % names
    return f"{told} {row.reason}".rstrip()


def _tell_parting(row: Merge) -> str:
    names = {"part": row.feature, "whole": row.into}
    return _("%(part)s is part of %(whole)s no more.") % names


def _tell_score(row: AlignmentChange) -> str:
    if row.score is None:
        return _("Nobody's word counts for it any more.")
    return _("The score stood at %s at the end of the day.") % row.brief()


TELLING: Final[Mapping[EntryKind, Callable[[Any], str]]] = {
    EntryKind.CREATED: _tell_creation,
    EntryKind.MOVED: _tell_move,
    EntryKind.DECIDED: _tell_decision,
    EntryKind.CHAMPIONED: _tell_champion,
    EntryKind.CONTACTED: _tell_talk,
    EntryKind.LEARNED: _tell_insight,
    EntryKind.MERGED: _tell_merge,
    EntryKind.ABSORBED: _tell_merge,
    EntryKind.UNMERGED: _tell_parting,
    EntryKind.SCORED: _tell_score,
}
# The column that names who was at work.
ACTORS: Final[Mapping[EntryKind, str]] = {
    EntryKind.DECIDED: "decided_by",
    EntryKind.CONTACTED: "contacted_by",
    EntryKind.UNMERGED: "undone_by",
    **dict.fromkeys((EntryKind.MOVED, EntryKind.MERGED, EntryKind.ABSORBED), "actor"),
    EntryKind.SCORED: "actor",
}
