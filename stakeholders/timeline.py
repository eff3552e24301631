"""Reads what happened around features, each with its moment, out of the tables that hold it.

Each table gives its own part of a page, at most a page long for each feature, with all that an
entry is told with; one query brings the parts together, however many kinds and entries there are.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, JSONObject, RowNumber

from stakeholders.chronicle import SOURCES, EntryKind, Rows, Source

FEATURE: Final = "_tutti_feature"
PLACE: Final = "_tutti_place"
NUMBER: Final = "_tutti_number"
SCORES: Final = ("score", "low", "high")
# What the union of all sources has of an entry, under names that no column has.
SHOWN: Final = ("source", "moment", "key", "public_id", "words", *SCORES)
COLUMNS: Final = (FEATURE, *(f"_tutti_{name}" for name in SHOWN))

Narrow = Callable[[Rows], Rows]
Words: TypeAlias = Mapping[str, str]


class Place(NamedTuple):
    """Where an entry stands among all of a feature: AT a moment, by its SOURCE and key."""

    at: datetime
    source: int
    pk: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: of which KIND, in which PLACE, what the row that tells of it says in WORDS.

    PUBLIC_ID names that row; SCORES are the score and both ends of its interval, where it has them.
    """

    kind: EntryKind
    place: Place
    public_id: UUID
    words: Words
    scores: tuple[float | None, ...]


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
    parts = [
        _select(_cut(narrow(source.rows(features)), features, number, span), number)
        for number, source in enumerate(SOURCES)
        if source.kind in kinds
    ]
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for feature, number, at, pk, public_id, words, *scores in _unite(parts):
        source, place = SOURCES[number], Place(at, number, pk)
        known = tuple(scores) if source.has_score else ()
        found[feature].append(Entry(source.kind, place, public_id, words, known))
    return {feature: _merge(entries, span) for feature, entries in found.items()}


def count_timeline(
    features: Collection[int], *, kinds: Collection[EntryKind], narrow: Narrow
) -> dict[int, int]:
    """Count the entries of KINDS of each of FEATURES, by key, as far as NARROW shows them."""
    parts = []
    for source in SOURCES:
        if source.kind in kinds:
            rows = narrow(source.rows(features)).filter(**{f"{source.feature}__in": features})
            mine = rows.order_by().annotate(**{FEATURE: F(source.feature)}).values(FEATURE)
            parts.append(mine.annotate(**{NUMBER: models.Count("pk")}).values_list(FEATURE, NUMBER))
    total: defaultdict[int, int] = defaultdict(int)
    for feature, number in _unite(parts):
        total[feature] += number
    return dict(total)


def load_rows(entries: Iterable[Entry]) -> Mapping[type[models.Model], Mapping[int, models.Model]]:
    """Load the rows that tell of ENTRIES, by model and key, with one query for each model."""
    keys: defaultdict[type[models.Model], set[int]] = defaultdict(set)
    for entry in entries:
        keys[SOURCES[entry.place.source].model].add(entry.place.pk)
    return {
        model: {row.pk: row for row in model._default_manager.filter(pk__in=pks)}  # noqa: SLF001 -- generic over models
        for model, pks in keys.items()
    }


def _unite(parts: list[Rows]) -> Iterable[tuple[Any, ...]]:
    """Unite PARTS, which have the same columns, in one query."""
    if not parts:
        return ()
    united: Rows = parts[0].union(*parts[1:], all=True)
    return united


def _select(rows: Rows, number: int) -> Rows:
    """Select of ROWS of the source of this NUMBER what all sources have of an entry."""
    source = SOURCES[number]
    moment = F(source.moment)
    shown = (
        models.Value(number, models.IntegerField()),
        Cast(moment, models.DateTimeField()) if source.has_days else moment,
        F("pk"),
        F("public_id"),
        JSONObject(**{name: F(name) for name in source.words}),
        *_select_scores(source),
    )
    selected: Rows = rows.annotate(**dict(zip(COLUMNS[1:], shown, strict=True)))
    return selected.values_list(*COLUMNS)


def _select_scores(source: Source) -> Iterator[F | models.Value]:
    """Select the numbers that SOURCE has; where it has none, some that stand for them.

    Those differ, because of expressions that are equal Django selects only one.
    """
    for place, name in enumerate(SCORES):
        yield F(name) if source.has_score else models.Value(float(place), models.FloatField())


def _cut(rows: Rows, features: Collection[int], number: int, span: Span) -> Rows:
    """Cut the part that the source of this NUMBER has in SPAN out of its ROWS, and one row more."""
    source = SOURCES[number]
    mine = rows.filter(*_bound(number, span), **{f"{source.feature}__in": features})
    order = [
        models.OrderBy(F(name), descending=not span.backward) for name in (source.moment, "pk")
    ]
    # Wrapped, or a feature's own key would be selected only once, see `_select_scores`.
    mine = mine.annotate(
        **{FEATURE: models.ExpressionWrapper(F(source.feature), models.BigIntegerField())}
    )
    place = models.Window(RowNumber(), partition_by=[F(FEATURE)], order_by=order)
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
