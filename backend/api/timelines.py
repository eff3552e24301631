"""What happened around a feature, as one list of GraphQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeAlias, cast

import strawberry
from django.db.models import Model
from strawberry import relay

from backend.access.answering import get_caller
from backend.access.batching import shared, together
from backend.access.errors import Code, RefusedError
from backend.access.pages import read_size
from backend.access.scopes import Scope
from backend.access.sight import may, see
from backend.api import enums
from backend.api.connections import PAGING, Connection
from backend.api.fields import computed, identify
from backend.api.paging import NO_CURSOR, Found, Key, Order, Page, open_cursor
from products.models import Feature
from stakeholders.chronicle import SOURCES, EntryKind
from stakeholders.retelling import name_actor, tell
from stakeholders.timeline import (
    Entry,
    Place,
    Span,
    Stretch,
    count_timeline,
    load_rows,
    read_timeline,
)

LATEST_FIRST: Final[Order] = tuple(Key(path, descending=True) for path in ("at", "source", "key"))
LARGEST: Final = 2**63  # of a primary key, which is smaller
GONE: Final = "What tells of it is gone."
EVERY_KIND: Final = tuple(EntryKind)
HINTS: Final = {name: hint for name, _, hint in PAGING}

Subjects: TypeAlias = Mapping[type[Model], Mapping[int, Model]]
NO_ROWS: Final[Subjects] = {}

First = Annotated[int | None, strawberry.argument(description=HINTS["first"])]
After = Annotated[str | None, strawberry.argument(description=HINTS["after"])]
Last = Annotated[int | None, strawberry.argument(description=HINTS["last"])]
Before = Annotated[str | None, strawberry.argument(description=HINTS["before"])]
Kinds = Annotated[
    list[enums.EntryKind] | None,
    strawberry.argument(description="Only entries of these kinds; all when left out."),
]


@strawberry.type(description="One thing that happened around a feature.")
class TimelineEntry:
    """One entry."""

    trail: strawberry.Private["Trail"]
    entry: strawberry.Private[Entry]
    id: strawberry.ID = strawberry.field(description="Names this entry, for caches.")
    at: datetime = strawberry.field(description="When it happened; of a day, its beginning in UTC.")
    kind: enums.EntryKind = strawberry.field(description="What it tells of.")

    @property
    def source(self) -> int:
        """Give the second part of its cursor."""
        return self.entry.place.source

    @property
    def key(self) -> int:
        """Give the third part of its cursor."""
        return self.entry.place.pk

    @computed(
        "What happened, in a sentence with what people wrote; in the language of the request."
    )
    def summary(self) -> str:
        """Tell it."""
        return tell(self.entry)

    @computed("Who was at work, where that was written down. Empty without read:people.")
    def actor(self) -> str:
        """Name them."""
        if not may(get_caller(), Scope.READ_PEOPLE, self.trail.feature):
            return ""
        return name_actor(self.entry)

    @computed("The row that tells of it: a decision, a stage change, and so on.")
    def subject(self) -> relay.Node:
        """Give the row.

        :raises RefusedError: when it is gone since the entry was read.
        """
        return cast("relay.Node", self.trail.find_row(self.entry))


@dataclass
class Trail:
    """A part of the entries of one feature, read for all features read together."""

    page: Page
    feature: Feature
    kinds: tuple[EntryKind, ...]

    @property
    def found(self) -> Found:
        """Read the entries."""
        stretch = self._read(self.feature)
        return Found(rows=[_show(self, entry) for entry in stretch.entries], more=stretch.more)

    @property
    def total(self) -> int:
        """Count all that the kinds let through."""
        return shared(self.feature, ("entries", self.kinds), self._count, default=0)

    def find_row(self, entry: Entry) -> Model:
        """Find the row that tells of ENTRY, and those of all entries read together.

        :raises RefusedError: when it is gone.
        """
        key = ("subjects", self.kinds, self.page)
        found = shared(self.feature, key, self._load_rows, default=NO_ROWS)
        row = found.get(SOURCES[entry.place.source].model, {}).get(entry.place.pk)
        if row is None:
            raise RefusedError(GONE, code=Code.NOT_FOUND)
        return row

    def _read(self, feature: Feature) -> Stretch:
        key = ("timeline", self.kinds, self.page)
        return shared(feature, key, self._load, default=Stretch())

    def _load(self, features: Sequence[Feature]) -> Mapping[Any, Stretch]:
        page, caller = self.page, get_caller()
        span = Span(
            size=page.size,
            after=cast("Place | None", page.after),
            before=cast("Place | None", page.before),
            backward=page.backward,
        )
        pks = [feature.pk for feature in features]
        return read_timeline(pks, span, kinds=self.kinds, narrow=lambda rows: see(rows, caller))

    def _load_rows(self, features: Sequence[Feature]) -> Mapping[Any, Subjects]:
        found = load_rows(entry for each in features for entry in self._read(each).entries)
        for rows in found.values():
            together(rows.values())
        return dict.fromkeys((feature.pk for feature in features), found)

    def _count(self, features: Sequence[Feature]) -> Mapping[Any, int]:
        caller, pks = get_caller(), [feature.pk for feature in features]
        return count_timeline(pks, kinds=self.kinds, narrow=lambda rows: see(rows, caller))


@strawberry.type(description="Fields of a feature.")
class FeatureTimeline:
    """What happened around it."""

    @computed(
        "What happened around it, latest first: its moves and decisions, who spoke for it and with "
        "whom, what was learned, merges, and days on which its score moved much. Without "
        "read:people, champions and conversations are left out. Page by page."
    )
    def timeline(  # noqa: PLR0913 -- the arguments of a connection
        self,
        root: strawberry.Parent[Any],
        *,
        kinds: Kinds = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TimelineEntry]:
        """List the entries.

        :raises RefusedError: when a size is outside 0..100, both are given, or a cursor is bad.
        """
        page = Page(
            order=LATEST_FIRST,
            size=read_size(first, last),
            backward=last is not None,
            after=_read_place(after, "after"),
            before=_read_place(before, "before"),
        )
        chosen = EVERY_KIND if kinds is None else tuple(k for k in EVERY_KIND if k in kinds)
        return Connection(source=Trail(page, root, chosen))


def _show(trail: Trail, entry: Entry) -> TimelineEntry:
    """Show ENTRY of TRAIL."""
    place = (trail.feature.public_id, entry.kind, entry.public_id, entry.place.source)
    return TimelineEntry(
        id=identify("TimelineEntry", *place),
        trail=trail,
        entry=entry,
        at=entry.place.at,
        kind=entry.kind,
    )


def _read_place(text: str | None, name: str) -> Place | None:
    """Read TEXT, the argument called NAME, as the cursor of an entry.

    :raises RefusedError: when it is none.
    """
    if text is None:
        return None
    at, source, key = open_cursor(text, LATEST_FIRST, name=name)
    try:
        moment = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, TypeError, OverflowError) as error:
        raise RefusedError(NO_CURSOR, path=[name]) from error
    known = type(source) is int and type(key) is int and 0 <= source < len(SOURCES)
    if not known or not 0 <= key < LARGEST:
        raise RefusedError(NO_CURSOR, path=[name])
    return Place(moment, source, key)
