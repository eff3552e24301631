"""Finds the rows that cells name, among those that are looked after, and names rows again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from backend.access.callers import Caller
from backend.access.curating import show
from backend.integrations.carrying.columns import Column, Target
from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.tables import Line
from backend.integrations.importers.faults import quote
from products.chunks import split

Names: TypeAlias = Mapping[str, Mapping[object, str]]  # by column, of rows by primary key


def resolve(lines: Sequence[Line], columns: Sequence[Column], caller: Caller) -> None:
    """Put primary keys in the place of what LINES name in COLUMNS; note what CALLER has not."""
    for column in columns:
        if column.target is None or column.is_link:
            continue
        filled = [line for line in lines if line.values.get(column.name)]
        wanted = {text for line in filled for text in _list(line.values[column.name])}
        known = find(column.target, wanted, caller)
        for line in filled:
            _resolve_cell(line, column, known)


def _resolve_cell(line: Line, column: Column, known: Mapping[object, int]) -> None:
    """Put primary keys, by what is KNOWN, in the place of what LINE names in COLUMN."""
    named = _list(line.values[column.name])
    unknown = [quote(str(text)) for text in named if text not in known]
    if unknown:
        told = _("There is no %(names)s among what you look after.")
        message = told % {"names": ", ".join(unknown)}
        line.problems.append((column.name, Code.UNKNOWN, message))
        return
    keys = [known[text] for text in named]
    line.values[column.name] = keys if column.is_many else keys[0]


def find(target: Target, wanted: Iterable[object], caller: Caller) -> dict[object, int]:
    """Find the primary keys of those rows of TARGET that are WANTED and that CALLER looks after."""
    return {
        text: key
        for chunk in split(wanted)
        for text, key in show(target.rows(), caller)
        .filter(**{f"{target.key}__in": chunk})
        .values_list(target.key, "pk")
    }


def name_targets(columns: Sequence[Column], keys: Mapping[str, Iterable[object]]) -> Names:
    """Name the rows with KEYS, by column, that COLUMNS point at."""
    return {
        column.name: dict(_name(column.target, keys.get(column.name, ())))
        for column in columns
        if column.target is not None
    }


def _name(target: Target, keys: Iterable[object]) -> Iterator[tuple[object, str]]:
    for chunk in split({key for key in keys if isinstance(key, int)}):
        yield from target.rows().filter(pk__in=chunk).values_list("pk", target.key)


def _list(value: Any) -> list[Any]:  # noqa: ANN401 -- one text or several
    return list(value) if isinstance(value, list | tuple) else [value]
