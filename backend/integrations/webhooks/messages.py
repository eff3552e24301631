"""Says what has happened, as a message: its type, and the ids by which to read more.

A message is a hint that something changed, and where in the feed that stands. It holds no names of
people, no words, scores or amounts, so that whoever looks after an address can be told; the feed
and the API tell the rest to those who may read it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson
from django.db.models import F
from strawberry.relay import to_base64

from backend.feed.cursors import Cursor
from backend.feed.followed import MODELS
from backend.feed.models import Action, Change, Noun
from backend.feed.telling import NUMBERS, tell_all
from products.models import Feature, Product, StageChange
from stakeholders.models import Group, News

Data: TypeAlias = dict[str, Any]

PING: Final = "test.ping"
RESYNC: Final = "feed.resync"
# What a noun is called in types; the others as in the feed, in small letters.
CALLED: Final = {Noun.SCORE: "alignment"}
# How it is called when such a row comes to be, which says what has happened.
BEGUN: Final = {
    Noun.STAGE_CHANGE: "feature.stage_changed",
    Noun.DECISION: "decision.made",
    Noun.MERGE: "feature.merged",
    Noun.SCORE: "alignment.changed",
}
# What the feed tells of a change, and a message does not: its moment has a place of its own.
LEFT_OUT: Final = frozenset({"at", *NUMBERS})
# Between a row's own date and that of the change that made it: they are taken one after the other.
INSTANT: Final = timedelta(seconds=5)


def _name(noun: Noun, *, is_new: bool, is_gone: bool) -> str:
    """Name what has happened to a row of NOUN, which IS_NEW, or IS_GONE."""
    if is_new and not is_gone and noun in BEGUN:
        return BEGUN[noun]
    return f"{CALLED.get(noun, noun.value.lower())}.{'deleted' if is_gone else 'changed'}"


# What endpoints choose from; the two above are sent to each.
TYPES: Final = tuple(
    sorted(
        {
            _name(noun, is_new=is_new, is_gone=is_gone)
            for noun in Noun
            for is_new in (True, False)
            for is_gone in (True, False)
        }
        - {"alignment.deleted"}  # a score's history only grows
    )
)


class Writer:
    """Writes the messages about CHANGES, for which all that they need is read at once."""

    def __init__(self, changes: Sequence[Change], epoch: str) -> None:
        self._lines = dict(zip((c.seq for c in changes), tell_all(changes, epoch), strict=True))
        self._made = _find_dates(changes)
        self._moves = _find_moves(_list_rows(changes, Noun.STAGE_CHANGE))
        self._products = _find_keys(Product, "pk", {each.product_id for each in changes})
        self._features = _find_keys(Feature, "public_id", {c.feature_row_id for c in changes})

    def name(self, change: Change) -> str:
        """Name the type of the message about CHANGE."""
        made = self._made.get(change.row_id)
        is_new = made is None or change.at - made <= INSTANT
        return _name(Noun(change.noun), is_new=is_new, is_gone=change.action == Action.DELETE)

    def write(self, change: Change) -> str:
        """Write the message about CHANGE, which is the same whenever it is written."""
        line = self._lines[change.seq]
        data: Data = {name: value for name, value in line.items() if name not in LEFT_OUT}
        data["seq"] = change.seq
        data["productKey"] = self._products.get(change.product_id)
        data["featureKey"] = self._features.get(change.feature_row_id)
        if change.noun == Noun.STAGE_CHANGE:
            data |= self._moves.get(change.row_id, {})
        return write_message(self.name(change), data, at=change.at)


def write_message(kind: str, data: Data, *, at: datetime) -> str:
    """Write a message of the type KIND about DATA, which has happened AT a moment."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return orjson.dumps({"type": kind, "timestamp": moment, "data": data}).decode()


def write_resync(cursor: Cursor, *, at: datetime) -> str:
    """Write that messages are missing up to CURSOR, so that all has to be read anew."""
    return write_message(RESYNC, {"seq": cursor.seq, "cursor": str(cursor)}, at=at)


def _list_rows(changes: Iterable[Change], noun: Noun) -> set[UUID]:
    return {each.row_id for each in changes if each.noun == noun}


def _find_dates(changes: Collection[Change]) -> dict[UUID, datetime]:
    """Find when the rows of CHANGES were made whose beginning has a type of its own."""
    found: dict[UUID, datetime] = {}
    for noun in (Noun.STAGE_CHANGE, Noun.DECISION, Noun.MERGE):
        if keys := _list_rows(changes, noun):
            rows: Any = MODELS[noun]._default_manager.filter(public_id__in=keys)  # noqa: SLF001 -- any model
            found |= dict(rows.values_list("public_id", "created_at"))
    return found


def _find_moves(keys: set[UUID]) -> Mapping[UUID, Data]:
    """Find from where to where features moved, and who is to be told, by the KEYS of the moves.

    Who backed a feature when it moved was written down then, person by person; told are their
    groups, and no person.
    """
    if not keys:
        return {}
    backers: dict[UUID, list[Data]] = defaultdict(list)
    told = News.objects.filter(stage_change__public_id__in=keys).values(
        "stage_change__public_id", "group__kind", "group__key", uuid=F("group__public_id")
    )
    for row in told.distinct().order_by("group__kind", "group__key"):
        group = {
            "id": to_base64(Group.__name__, row["uuid"]),
            "kind": row["group__kind"],
            "key": row["group__key"],
        }
        backers[row["stage_change__public_id"]].append(group)
    moves = StageChange.objects.filter(public_id__in=keys)
    return {
        row.public_id: {
            "from": row.from_stage,
            "to": row.to_stage,
            "movedAt": row.moved_at.isoformat(),
            "backers": backers[row.public_id],
        }
        for row in moves
    }


def _find_keys(model: Any, column: str, ids: set[Any]) -> dict[Any, str]:  # noqa: ANN401 -- any model with keys
    """Find the keys of rows of MODEL by what is in COLUMN, one of IDS."""
    rows = model.objects.filter(**{f"{column}__in": ids - {None}})
    return dict(rows.values_list(column, "key"))
