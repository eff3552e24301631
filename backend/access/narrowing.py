"""Narrows rows by a FilterSet as callers of GraphQL ask it to: by global ids, enums and lists.

What is refused is refused in one language and with its place, whichever interface was asked.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import override
from django_filters import CharFilter, Filter, FilterSet, ModelChoiceFilter

from backend.access.callers import Caller
from backend.access.errors import RefusedError
from backend.access.guarding import blindfold, check_guard
from backend.access.ids import read_id_of
from products.narrowing import SearchFilter

M = TypeVar("M", bound=Model)
Path: TypeAlias = tuple[str | int, ...]

MOST_VALUES: Final = 1_000  # in one list; each is a parameter of the query


@override("en")  # values are read, and refused, in one language
def narrow(
    rows: QuerySet[M],
    filter_set: type[FilterSet],
    asked: Mapping[str, object],
    place: Callable[[str], Path],
    *,
    caller: Caller,
) -> QuerySet[M]:
    """Keep the ROWS that meet all that is ASKED of the filters of FILTER_SET, by their names.

    None asks nothing. PLACE tells where CALLER wrote the value of a filter. What they may not see
    is not looked at; of which rows they may not read what is asked about is for the list to say.

    :raises RefusedError: when a value is refused, or a filter, with its place.
    """
    known: Mapping[str, Filter] = filter_set.base_filters
    data = {
        name: _read(known[name], value, place(name))
        for name, value in asked.items()
        if value is not None
    }
    if not data:
        return rows
    for name in data:
        check_guard(known[name].field_name, caller, *place(name))
    bound = filter_set(data, queryset=rows)
    blindfold(bound, caller)
    if not bound.is_valid():
        name, problems = next(iter(bound.errors.items()))
        raise RefusedError(" ".join(dict.fromkeys(problems)), path=place(name))
    if [] in data.values():
        return rows.none()  # one of none; a form would mean that nothing was chosen to narrow by
    return _narrow_by_blanks(bound.qs, known, data)


def _read(known: Filter, value: object, place: Path) -> object:
    """Read VALUE, which stands at PLACE, in the form that the filter KNOWN takes.

    :raises RefusedError: when it is too long a list, or no id of such a row.
    """
    if isinstance(value, list):
        if len(value) > MOST_VALUES:
            raise RefusedError(f"More than {MOST_VALUES:,} values.", path=place)
        return [_read(known, each, (*place, number)) for number, each in enumerate(value)]
    if isinstance(known, ModelChoiceFilter):
        return _read_id(known, str(value), place)
    return value.value if isinstance(value, Enum) else value


def _read_id(known: ModelChoiceFilter, text: str, place: Path) -> str:
    name = known.queryset(None).model.__name__
    try:
        return str(read_id_of(text, name))
    except RefusedError as error:
        raise RefusedError(error.message, path=place) from error


def _narrow_by_blanks(
    rows: QuerySet[M], known: Mapping[str, Filter], data: Mapping[str, Any]
) -> QuerySet[M]:
    """Keep the ROWS that meet those filters for which DATA has an empty text.

    A form takes it for nothing; here it is compared as any other, and found in every text.
    """
    for name, value in data.items():
        one = known[name]
        if value == "" and isinstance(one, CharFilter) and not isinstance(one, SearchFilter):
            rows = rows.filter(**{f"{one.field_name}__{one.lookup_expr}": value})
    return rows
