"""Reads what happened around features, each with its moment, out of the tables that hold it.

Each table is asked for its own part of a page, at most a page long for each feature, and the parts
are merged: a page costs one query for each kind of entry, however much there is.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, OrderBy, Q, Window
from django.db.models.functions import RowNumber

from stakeholders.chronicle import SOURCES, EntryKind, Rows

FEATURE: Final = "_tutti_feature"
PLACE: Final = "_tutti_place"

Narrow = Callable[[Rows], Rows]


class Place(NamedTuple):
    """Where an entry stands among all of a feature: AT a moment, by its SOURCE and key."""

    at: datetime
    source: int
    pk: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: of which KIND, in which PLACE, and the ROW that tells of it."""

    kind: EntryKind
    place: Place
    row: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which entries are asked for: SIZE of them, older than AFTER and younger than BEFORE.

    They come latest first, from the latest on or, BACKWARD, up to the oldest.
    """

    size: int
    after: Place | None = None
    before: Place | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """The ENTRIES of a span, latest first, and whether there are MORE in its direction."""

    entries: tuple[Entry, ...] = ()
    more: bool = False


def read_timeline(
    features: Collection[int], span: Span, *, kinds: Collection[EntryKind], narrow: Narrow
) -> dict[int, Stretch]:
    """Read SPAN of the entries of KINDS of each of FEATURES, by key, where NARROW shows them."""
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for number, source in enumerate(SOURCES):
        if source.kind in kinds:
            rows = _cut(narrow(source.rows(features)), features, number, span)
            for row in rows:
                place = Place(_date(getattr(row, source.moment)), number, row.pk)
                found[getattr(row, FEATURE)].append(Entry(source.kind, place, row))
    return {feature: _merge(entries, span) for feature, entries in found.items()}


def count_timeline(
    features: Collection[int], *, kinds: Collection[EntryKind], narrow: Narrow
) -> dict[int, int]:
    """Count the entries of KINDS of each of FEATURES, by key, as far as NARROW shows them."""
    total: defaultdict[int, int] = defaultdict(int)
    for source in SOURCES:
        if source.kind in kinds:
            rows = narrow(source.rows(features)).filter(**{f"{source.feature}__in": features})
            counted = rows.order_by().values(source.feature).annotate(number=Count("pk"))
            for feature, number in counted.values_list(source.feature, "number"):
                total[feature] += number
    return dict(total)


def _cut(rows: Rows, features: Collection[int], number: int, span: Span) -> Rows:
    """Cut the part that the source of this NUMBER has in SPAN out of its ROWS, and one row more."""
    source = SOURCES[number]
    mine = rows.filter(*_bound(number, span), **{f"{source.feature}__in": features})
    order = [OrderBy(F(name), descending=not span.backward) for name in (source.moment, "pk")]
    mine = mine.annotate(**{FEATURE: F(source.feature)})
    place = Window(RowNumber(), partition_by=[F(FEATURE)], order_by=order)
    cut: Rows = mine.annotate(**{PLACE: place}).filter(**{f"{PLACE}__lte": span.size + 1})
    return cut


def _bound(number: int, span: Span) -> Iterator[Q]:
    """Yield what keeps rows of the source of this NUMBER between the ends of SPAN."""
    if span.after is not None:
        yield _beyond(number, span.after, earlier=True)
    if span.before is not None:
        yield _beyond(number, span.before, earlier=False)


def _beyond(number: int, place: Place, *, earlier: bool) -> Q:
    """Keep what stands before PLACE in time, where it is EARLIER, or else behind it."""
    source, lookup = SOURCES[number], "lt" if earlier else "gt"
    at: date = place.at
    is_within = False  # of a day, which began before that moment
    if source.has_days:
        is_within = place.at.astimezone(UTC).time() > time.min
        at = place.at.astimezone(UTC).date()
    beyond, same = Q(**{f"{source.moment}__{lookup}": at}), Q(**{source.moment: at})
    if is_within or number != place.source:
        lies_earlier = is_within or number < place.source
        return beyond | same if lies_earlier is earlier else beyond
    return beyond | same & Q(**{f"pk__{lookup}": place.pk})


def _merge(entries: list[Entry], span: Span) -> Stretch:
    """Merge the parts of SPAN that all sources have, ENTRIES in any order."""
    entries.sort(key=lambda entry: entry.place, reverse=not span.backward)
    kept = entries[: span.size]
    more = len(entries) > span.size
    return Stretch(tuple(kept[::-1] if span.backward else kept), more)


def _date(moment: date) -> datetime:
    """Give MOMENT; of a day, its beginning."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min, UTC)
