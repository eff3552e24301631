"""Hands django-filter's FilterSets to GraphQL, so that a filter is written once.

A filter called `name__icontains` becomes `name: {contains}`, one called `contested` stays as it
is, and every input can be combined by `and`, `or` and `not`. What a FilterSet refuses is refused
here with the path of the value.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar

import strawberry
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import override
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

from backend.access.blanks import narrow_by_blanks
from backend.access.errors import RefusedError
from backend.access.ids import read_id_of
from backend.api.enums import enum_of
from products.filters import NounFilterSet

M = TypeVar("M", bound=models.Model)

MOST_CONDITIONS: Final = 100  # filters combined in one argument; each may cost a subquery
COMPARATORS: Final = {"icontains": "contains", "isnull": "is_null", "in": "in_"}
HINTS: Final = {
    "exact": "Equal to this.",
    "in_": "Equal to one of these.",
    "contains": "Containing this, in capitals or not.",
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
        if sum(1 for _ in _conditions(given)) > MOST_CONDITIONS:
            raise RefusedError(f"More than {MOST_CONDITIONS} conditions.", path=["filter"])
        return self._narrow(rows, given)

    def _narrow(self, rows: QuerySet[M], given: Any) -> QuerySet[M]:  # noqa: ANN401 -- made at run time
        found = self._apply(rows, given)
        everything = rows.model._default_manager.all()  # noqa: SLF001 -- generic over models
        for each in given.and_ or ():
            found = self._narrow(found, each)
        if isinstance(given.or_, list):
            ways = Q(pk__in=[])
            for each in given.or_:
                ways |= Q(pk__in=self._narrow(everything, each).values("pk"))
            found = found.filter(ways)
        if given.not_:
            found = found.exclude(pk__in=self._narrow(everything, given.not_).values("pk"))
        return found

    @override("en")  # values are read, and refused, in one language
    def _apply(self, rows: QuerySet[M], given: object) -> QuerySet[M]:
        values = {leaf.filter_name: self._read(leaf, given) for leaf in self.leaves}
        data = {name: value for name, value in values.items() if value is not None}
        if not data:
            return rows
        if [] in data.values():
            return (
                rows.none()
            )  # one of none; a form would mean that nothing was chosen to narrow by
        bound = self.filter_set(data, queryset=rows)
        if not bound.is_valid():
            name, problems = next(iter(bound.errors.items()))
            path = next(leaf.path for leaf in self.leaves if leaf.filter_name == name)
            raise RefusedError(" ".join(problems), path=["filter", *path])
        narrowed: QuerySet[M] = bound.qs
        return narrow_by_blanks(narrowed, self.filter_set.base_filters, data)

    def _read(self, leaf: Leaf, given: object) -> object:
        """Read the value of LEAF in the form that a FilterSet takes, or None."""
        value = getattr(given, leaf.attribute)
        if leaf.comparator is not None and value:
            value = getattr(value, leaf.comparator)
        if value is UNSET or value is None:
            return None
        model = getattr(self.filter_set.base_filters[leaf.filter_name], "queryset", None)
        if model is not None:
            return str(read_id_of(value, model(None).model.__name__))
        if isinstance(value, list):
            return [each.value if isinstance(each, Enum) else each for each in value]
        return value.value if isinstance(value, Enum) else value


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
    filters = filter_set.base_filters
    one = next(filters[name] for name in filters if name.split("__")[0] == attribute)
    column = get_model_field(filter_set._meta.model, one.field_name)  # noqa: SLF001 -- django-filter's own API
    return one.extra.get("help_text") or getattr(column, "help_text", "") or f"By {attribute}."


_comparisons: Final[dict[str, type]] = {}


def _comparison(filter_set: type[NounFilterSet], leaves: Sequence[Leaf]) -> type:
    """Find or make the input that holds the comparators of LEAVES."""
    types = {str(leaf.comparator): _type_of(filter_set, leaf.filter_name) for leaf in leaves}
    scalar = next(each for name, each in types.items() if name not in {"in_", "is_null"})
    if scalar is strawberry.ID:
        name = "By" + "".join(comparator.capitalize() for comparator in types)
    else:
        enum = getattr(scalar, "__strawberry_definition__", None)
        optional = "Optional" if "is_null" in types else ""
        name = f"{optional}{enum.name if enum else NAMES[scalar]}Comparison"
    if name not in _comparisons:
        made = type(name, (), {"__module__": __name__})
        hints = {
            comparator: (type_, HINTS.get(comparator, f"By this {comparator}."))
            for comparator, type_ in types.items()
        }
        _publish(made, hints, "How to compare: every condition given has to hold.")
        _comparisons[name] = made
    return _comparisons[name]


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


def _conditions(given: Any) -> Iterator[object]:  # noqa: ANN401 -- made at run time
    """Walk over GIVEN and all that it combines."""
    yield given
    for each in (*(given.and_ or ()), *(given.or_ or ()), *([given.not_] if given.not_ else ())):
        yield from _conditions(each)
