"""Folds the entries of a timeline for people: a decision and the move that it made are one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from stakeholders.chronicle import EntryKind
from stakeholders.retelling import name_actor, tell, tell_way
from stakeholders.timeline import Entry

AT_ONCE: Final = timedelta(minutes=1)  # between a decision and its move, at most
# What heads a line in a narrow column.
HEADS: Final[Mapping[EntryKind, Any]] = {
    EntryKind.CREATED: _("beginning"),
    EntryKind.MOVED: _("move"),
    EntryKind.DECIDED: _("decision"),
    EntryKind.CHAMPIONED: _("champion"),
    EntryKind.CONTACTED: _("conversation"),
    EntryKind.LEARNED: _("insight"),
    EntryKind.MERGED: _("merge"),
    EntryKind.ABSORBED: _("merge"),
    EntryKind.UNMERGED: _("merge"),
    EntryKind.SCORED: _("score"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What happened AT a moment: of which KIND, in a TEXT, and WHO was at work."""

    at: datetime
    kind: str
    text: str
    who: str


def fold(entries: Sequence[Entry]) -> Iterator[Told]:
    """Tell ENTRIES, the latest first, in lines; a move with the decision that it follows from."""
    made: Entry | None = None  # a move whose decision comes next
    for entry, earlier in zip(entries, [*entries[1:], None], strict=True):
        if earlier is not None and _is_made_by(entry, earlier):
            made = entry
            continue
        way = f" {tell_way(made.words)}" if made is not None else ""
        text = f"{tell(entry)}{way}"
        yield Told(entry.place.at, str(HEADS[entry.kind]), text, name_actor(entry))
        made = None


def _is_made_by(move: Entry, decision: Entry) -> bool:
    """Tell whether MOVE is one, and what DECISION, right before it, has brought about."""
    return (
        (move.kind, decision.kind) == (EntryKind.MOVED, EntryKind.DECIDED)
        and move.words["reason"] == decision.words["rationale"]
        and move.place.at - decision.place.at <= AT_ONCE
    )
