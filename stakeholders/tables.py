"""Lays cells out in tables, features by groups, as the engine takes them."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from stakeholders.alignment.cells import Column
from stakeholders.counting import Sums
from stakeholders.keeping import CELL, COLUMNS, list_rows, read_cells


class Keyed(Protocol):
    """What has a primary key, be it a row or not."""

    @property
    def pk(self) -> int:
        """Give the key."""


def gather_cells(feature: str) -> str:
    """Write the query for all cells of a FEATURE, a column's name, in one text of numbers."""
    columns = ", ".join(COLUMNS[1:])
    form = {"postgresql": "CAST(array_agg(ARRAY[{}]) AS text)"}
    gathered = form.get(connection.vendor, "json_group_array(json_array({}))").format(columns)
    return f"SELECT {gathered} FROM {CELL} WHERE feature_id = {feature}"  # noqa: S608 -- constants


def tabulate_gathered(
    gathered: Sequence[str | None], groups: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Make a table (features, groups, 14) of cells that were GATHERED, one text for each feature.

    The keys of GROUPS rise.
    """
    parts = [_read_numbers(text or "").reshape(-1, len(COLUMNS) - 1) for text in gathered]
    rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
    table = np.zeros((len(parts), len(groups), len(Column)), np.int64)
    row = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    column = _find_places(rows[:, 0], groups)
    known = column >= 0
    table[row[known], column[known]] = rows[known, 1:]
    return table


def _read_numbers(text: str) -> NDArray[np.int64]:
    """Read the whole numbers in TEXT, lists of lists as PostgreSQL or JSON writes them."""
    for bracket in "{}[]":
        text = text.replace(bracket, "")
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)


def tabulate(
    rows: NDArray[np.int64], features: Sequence[int], groups: Sequence[int]
) -> NDArray[np.int64]:
    """Make a table (features, groups, 14) of those ROWS that are about FEATURES and GROUPS."""
    table = np.zeros((len(features), len(groups), len(Column)), np.int64)
    row, column = _find_any_places(rows[:, 0], features), _find_any_places(rows[:, 1], groups)
    known = (row >= 0) & (column >= 0)
    table[row[known], column[known]] = rows[known, 2:]
    return table


def _find_any_places(keys: NDArray[np.int64], named: Sequence[int]) -> NDArray[np.int64]:
    """Give the place of each of KEYS among those NAMED in any order, or -1 where it has none."""
    names = np.array(named, np.int64)
    order = np.argsort(names)
    found = _find_places(keys, names[order])
    return np.where(found >= 0, order[found], -1) if len(names) else found


def _find_places(keys: NDArray[np.int64], named: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the place of each of KEYS among those NAMED, which rise, or -1 where it has none."""
    if not len(named):
        return np.full(len(keys), -1)
    found = np.minimum(named.searchsorted(keys), len(named) - 1)
    return np.where(named[found] == keys, found, -1)


def load_table(features: Sequence[int], groups: Sequence[Keyed]) -> NDArray[np.int64]:
    """Read the cells of FEATURES and GROUPS as a table (features, groups, 14); 0 where unheard."""
    return tabulate(read_cells(features), features, [group.pk for group in groups])


def stack(sums: Sums, features: Sequence[int], groups: Sequence[Keyed]) -> NDArray[np.int64]:
    """Make a table (features, groups, 14) of those of SUMS that are about FEATURES and GROUPS."""
    return tabulate(list_rows(sums), features, [group.pk for group in groups])
