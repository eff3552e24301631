"""Hands django-filter's FilterSets to GraphQL, so that a filter is written once.

A filter called `name__icontains` becomes `name: {contains}`, one called `contested` stays as it
is, and every input can be combined by `and`, `or` and `not`. What a FilterSet refuses is refused
here with the path of the value.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any, Final, TypeVar

import strawberry
from django.db.models import Model, Q, QuerySet
from django_filters import (
    BooleanFilter,
    DateFilter,
    DateTimeFilter,
    Filter,
    ModelChoiceFilter,
    NumberFilter,
)
from django_filters.filters import BaseInFilter
from django_filters.utils import get_model_field
from strawberry import UNSET

from backend.access.answering import get_caller
from backend.access.errors import RefusedError
from backend.access.guarding import find_guard, open_rows
from backend.access.narrowing import Path, narrow
from backend.access.scopes import Scope
from backend.api.enums import enum_of
from products.narrowing import NounFilterSet

M = TypeVar("M", bound=Model)

MOST_CONDITIONS: Final = 100  # filters combined in one argument; each may cost a subquery
DEEPEST: Final = 10  # `and`, `or` and `not` within each other; a parser has so much room
START: Final[Path] = ("filter",)
COMPARATORS: Final = {"icontains": "contains", "isnull": "is_null", "in": "in_"}
HINTS: Final = {
    "exact": "Equal to this.",
    "in_": "Equal to one of these.",
    "contains": "Containing this, in capitals or not.",
    "any": "Holding at least one of these.",
    "gt": "Greater than this.",
    "gte": "This or greater.",
    "lt": "Less than this.",
    "lte": "This or less.",
    "is_null": "Empty, or not empty.",
}
SCALARS: Final[tuple[tuple[type[Filter], type], ...]] = (
    (ModelChoiceFilter, strawberry.ID),
    (BooleanFilter, bool),
    (DateTimeFilter, datetime),
    (DateFilter, date),
)
NAMES: Final[dict[type, str]] = {
    str: "Text",
    datetime: "DateTime",
    date: "Date",
    float: "Float",
    int: "Int",
    Decimal: "Decimal",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One filter of a FilterSet, and where a GraphQL input holds its value."""

    filter_name: str
    attribute: str
    comparator: str | None  # none when the value stands in the attribute itself

    @property
    def path(self) -> tuple[str, ...]:
        """Name the place of the value as callers write it."""
        steps = (self.attribute,) if self.comparator is None else (self.attribute, self.comparator)
        return tuple(_camel(step) for step in steps)

    def read(self, given: object) -> object:
        """Read the value in GIVEN, an instance of the input; None when there is none."""
        value = getattr(given, self.attribute)
        if self.comparator is not None and value:
            value = getattr(value, self.comparator)
        return None if value is UNSET else value


@dataclass(frozen=True, slots=True)
class FilterKind:
    """A FilterSet beside the GraphQL input that was made of it."""

    filter_set: type[NounFilterSet]
    leaves: tuple[Leaf, ...]
    input_type: type = field(repr=False)

    def narrow(self, rows: QuerySet[M], given: object) -> QuerySet[M]:
        """Keep the ROWS that GIVEN, an instance of the input or nothing, lets through.

        :raises RefusedError: when a value is refused, or there are too many of them.
        """
        if given in (None, UNSET):
            return rows
        _refuse_beyond(given)
        found = self._narrow(rows, given, START)
        for condition in self._combine(rows.model, given, START):
            found = found.filter(condition)
        return open_rows(found, self._find_guards(given), get_caller())

    def _find_guards(self, given: object) -> set[Scope]:
        """Find the scopes that it takes to read what GIVEN asks about, wherever it asks."""
        filters = self.filter_set.base_filters
        asked = {
            leaf.filter_name
            for each, *_ in _conditions(given, START, 0)
            for leaf in self.leaves
            if leaf.read(each) is not None
        }
        found = {find_guard(filters[name].field_name) for name in asked}
        return {scope for scope in found if scope is not None}

    def _narrow(self, rows: QuerySet[M], given: object, place: Path) -> QuerySet[M]:
        """Keep the ROWS that meet what GIVEN, which stands at PLACE, asks itself."""
        paths = {leaf.filter_name: (*place, *leaf.path) for leaf in self.leaves}
        asked = {leaf.filter_name: leaf.read(given) for leaf in self.leaves}
        return narrow(rows, self.filter_set, asked, paths.__getitem__, caller=get_caller())

    def _combine(self, model: type[Model], given: Any, place: Path) -> Iterator[Q]:  # noqa: ANN401 -- made at run time
        """Give what rows of MODEL have to meet by the `and`, `or` and `not` of GIVEN, at PLACE."""
        for number, each in enumerate(given.and_ or ()):
            yield self._compose(model, each, (*place, "and", number))
        if isinstance(given.or_, list):
            ways = (
                self._compose(model, each, (*place, "or", number))
                for number, each in enumerate(given.or_)
            )
            yield reduce(or_, ways, Q(pk__in=[]))
        if given.not_:
            yield ~self._compose(model, given.not_, (*place, "not"))

    def _compose(self, model: type[Model], given: object, place: Path) -> Q:
        """Make one condition of all that GIVEN, which stands at PLACE, asks rows of MODEL.

        Queries stand in it side by side, not in each other: SQLite reads only a few that nest.
        """
        everything = model._default_manager.all()  # noqa: SLF001 -- generic over models
        own = self._narrow(everything, given, place)
        parts = [] if own is everything else [Q(pk__in=own.values("pk"))]
        parts += self._combine(model, given, place)
        return reduce(and_, parts) if parts else Q(pk__isnull=False)


def filter_kind(filter_set: type[NounFilterSet], name: str) -> FilterKind:
    """Make the GraphQL input called NAME out of FILTER_SET."""
    leaves = tuple(_leaves(filter_set))
    fields: dict[str, tuple[Any, str]] = {}
    for attribute in dict.fromkeys(leaf.attribute for leaf in leaves):
        mine = [leaf for leaf in leaves if leaf.attribute == attribute]
        if mine[0].comparator is None:
            fields[attribute] = (
                _type_of(filter_set, attribute),
                _subject(filter_set, attribute),
            )
        else:
            fields[attribute] = (_comparison(filter_set, mine), _subject(filter_set, attribute))
    noun = filter_set._meta.model._meta.verbose_name_plural  # noqa: SLF001 -- Django's own API
    made = type(name, (), {"__module__": __name__})
    fields["and_"] = (list[made], "All of these as well.")  # type: ignore[valid-type]  # -- made above
    fields["or_"] = (list[made], "One of these as well.")  # type: ignore[valid-type]  # -- made above
    fields["not_"] = (made, "And not this.")
    _publish(made, fields, f"Which {noun} to list: those that meet every condition given.")
    return FilterKind(filter_set=filter_set, leaves=leaves, input_type=made)


def _leaves(filter_set: type[NounFilterSet]) -> Iterator[Leaf]:
    """Find the place of every filter of FILTER_SET."""
    grouped = {name.split("__")[0] for name in filter_set.base_filters if "__" in name}
    for name in filter_set.base_filters:
        attribute, _, lookup = name.partition("__")
        if attribute in grouped:
            lookup = lookup or "exact"
            yield Leaf(name, attribute, COMPARATORS.get(lookup, lookup))
        else:
            yield Leaf(name, attribute, None)


def _type_of(filter_set: type[NounFilterSet], name: str) -> Any:  # noqa: ANN401 -- a type or list[type]
    """Find the GraphQL type of the values that the filter NAME takes."""
    one = filter_set.base_filters[name]
    column = get_model_field(filter_set._meta.model, one.field_name)  # noqa: SLF001 -- django-filter's own API
    scalar: Any = next((scalar for kind, scalar in SCALARS if isinstance(one, kind)), None)
    if scalar is None and getattr(column, "choices", None):
        scalar = enum_of(column.choices)
    if scalar is None and isinstance(one, NumberFilter):
        scalar = {
            "DecimalField": Decimal,
            "PositiveIntegerField": int,
        }.get(column.get_internal_type(), float)
    scalar = scalar or str
    return list[scalar] if isinstance(one, BaseInFilter) else scalar


def _subject(filter_set: type[NounFilterSet], attribute: str) -> str:
    """Say what the comparisons of ATTRIBUTE are about."""
    named = [name for name in filter_set.base_filters if name.split("__")[0] == attribute]
    filters = [filter_set.base_filters[name] for name in named]
    told = [
        one.extra["help_text"]
        for name, one in zip(named, filters, strict=True)
        if name in filter_set.declared_filters
    ]
    column = get_model_field(filter_set._meta.model, filters[0].field_name)  # noqa: SLF001 -- django-filter's own API
    return " ".join(told) or str(getattr(column, "help_text", "")) or f"By {attribute}."


_comparisons: Final[dict[str, type]] = {}


def _comparison(filter_set: type[NounFilterSet], leaves: Sequence[Leaf]) -> type:
    """Find or make the input that holds the comparators of LEAVES."""
    types = {str(leaf.comparator): _type_of(filter_set, leaf.filter_name) for leaf in leaves}
    name = _name_comparison(types)
    if name not in _comparisons:
        made = type(name, (), {"__module__": __name__})
        hints = {
            comparator: (type_, HINTS.get(comparator, f"By this {comparator}."))
            for comparator, type_ in types.items()
        }
        _publish(made, hints, "How to compare: every condition given has to hold.")
        _comparisons[name] = made
    return _comparisons[name]


def _name_comparison(types: Mapping[str, Any]) -> str:
    """Name the input that holds the comparators in TYPES, each beside the type of its value."""
    scalar = next(each for name, each in types.items() if name not in {"in_", "is_null"})
    if scalar is strawberry.ID:
        return "By" + "".join(comparator.capitalize() for comparator in types)
    if "any" in types:
        return "ListComparison"
    if set(types) == {"contains"}:
        return "LongTextComparison"
    enum = getattr(scalar, "__strawberry_definition__", None)
    optional = "Optional" if "is_null" in types else ""
    return f"{optional}{enum.name if enum else NAMES[scalar]}Comparison"


def _publish(made: type, fields: Mapping[str, tuple[Any, str]], description: str) -> None:
    """Make MADE a GraphQL input with optional FIELDS."""
    made.__annotations__ = {name: type_ | None for name, (type_, _) in fields.items()}
    for name, (_, hint) in fields.items():
        setattr(
            made,
            name,
            strawberry.field(name=_camel(name), default=UNSET, description=hint),
        )
    strawberry.input(made, name=made.__name__, description=description)


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _refuse_beyond(given: object) -> None:
    """Refuse GIVEN when it combines too much, or too deeply.

    :raises RefusedError: with the place that is one too many.
    """
    for number, (_, place, depth) in enumerate(_conditions(given, START, 0), 1):
        if number > MOST_CONDITIONS:
            raise RefusedError(f"More than {MOST_CONDITIONS} conditions.", path=place)
        if depth > DEEPEST:
            raise RefusedError(f"Conditions are nested more than {DEEPEST} deep.", path=place)


def _conditions(given: Any, place: Path, depth: int) -> Iterator[tuple[Any, Path, int]]:  # noqa: ANN401 -- made at run time
    """Walk over GIVEN, at PLACE and DEPTH, and over all that it combines."""
    yield given, place, depth
    inner = [((*place, "and", number), each) for number, each in enumerate(given.and_ or ())]
    inner += [((*place, "or", number), each) for number, each in enumerate(given.or_ or ())]
    inner += [((*place, "not"), given.not_)] if given.not_ else []
    for deeper, each in inner:
        yield from _conditions(each, deeper, depth + 1)
