"""Tells what became of the cells of lines: of new rows what they say, of others old and new."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from backend.integrations.carrying.columns import Column, show_value
from backend.integrations.carrying.references import Names, name_targets
from backend.integrations.carrying.tables import Line
from backend.integrations.carrying.told import Change
from products.upserts import Outcome, Upserted

Entry: TypeAlias = dict[str, Any]
Good: TypeAlias = list[tuple[Line, Entry]]
Written: TypeAlias = list[Upserted[Any]]
Changes: TypeAlias = dict[int, tuple[Change, ...]]  # by line


def list_cells(columns: Sequence[Column], line: Line) -> Iterator[Change]:
    """Yield what the cells of LINE in COLUMNS say as these spell it, over nothing old."""
    for column in columns:
        if text := show_value(column.kind.spell(line.values.get(column.name))):
            yield column.name, "", text


def find_new(done: Mapping[int, Upserted[Any]], cells: Changes) -> Changes:
    """Find among the lines that are DONE those of new rows, and give their CELLS."""
    return {number: cells[number] for number, i in done.items() if i.outcome is Outcome.CREATED}


def list_changes(columns: Sequence[Column], good: Good, written: Written) -> Changes:
    """List by line what was changed of WRITTEN rows, old and new, as COLUMNS spell it."""
    changed = [
        (line.number, entry, item)
        for (line, entry), item in zip(good, written, strict=True)
        if item.outcome is Outcome.CHANGED
    ]
    keys: defaultdict[str, set[object]] = defaultdict(set)
    for _number, entry, item in changed:
        for column in columns:
            keys[column.name].update(*(map(_list, _find_both(column, entry, item))))
    names = name_targets(columns, keys)
    return {number: tuple(_tell(columns, entry, item, names)) for number, entry, item in changed}


def _tell(
    columns: Sequence[Column], entry: Entry, item: Upserted[Any], names: Names
) -> Iterator[Change]:
    """Yield what changed of ITEM, which ENTRY was written into."""
    for column in columns:
        if both := _find_both(column, entry, item):
            old, new = (_spell(column, value, names.get(column.name, {})) for value in both)
            yield column.name, old, new


def _find_both(column: Column, entry: Entry, item: Upserted[Any]) -> tuple[Any, ...]:
    """Give what ITEM said before in COLUMN, and what it says since ENTRY; nothing if it is so."""
    link = column.path[0]
    if column.is_many:
        return (item.before[link], entry[column.name]) if link in item.before else ()
    name = link if column.target is None or link not in _list_links(item) else f"{link}_id"
    return (item.before[name], getattr(item.row, name)) if name in item.before else ()


def _list_links(item: Upserted[Any]) -> set[str]:
    fields = item.row._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    return {field.name for field in fields if field.is_relation}


def _spell(column: Column, value: Any, names: Mapping[object, str]) -> str:  # noqa: ANN401 -- whatever a column holds
    """Spell VALUE of COLUMN; rows are called by NAMES."""
    if column.is_many:
        texts = sorted(str(names.get(key, key)) for key in _list(value))
        return show_value(column.kind.spell(texts))
    if column.target is not None and value is not None:
        return str(names.get(value, value))
    return show_value(column.kind.spell(value))


def _list(value: Any) -> list[Any]:  # noqa: ANN401 -- one value or several
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
