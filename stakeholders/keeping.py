"""Keeps the stored cells and their past: rows to arrays, arrays to rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from products.chunks import split
from products.plans import mark, run, write_list
from stakeholders.alignment.cells import Column
from stakeholders.counting import FIELDS, Sums
from stakeholders.models import Cell, CellChange

FEW: Final = 100  # places that a statement carries itself; more are staged first

CELL: Final = Cell._meta.db_table  # noqa: SLF001 -- a table's name
PAST: Final = CellChange._meta.db_table  # noqa: SLF001 -- a table's name
COLUMNS: Final = ("feature_id", "group_id", *FIELDS)
LIST: Final = ", ".join(COLUMNS)

READ: Final = f"SELECT {LIST} FROM {CELL} WHERE feature_id {{}}"  # noqa: S608 -- constants
LAST: Final = (
    f'SELECT feature_id, "group", {", ".join(FIELDS)} FROM {PAST} WHERE id IN'  # noqa: S608 -- constants
    f' (SELECT MAX(id) FROM {PAST} WHERE feature_id {{}} GROUP BY feature_id, "group")'
)

# What the cells in the relation `shift` sum up to with it.
ADD: Final = (
    "SELECT shift.feature_id, shift.group_id, "  # noqa: S608 -- constants
    + ", ".join(f"shift.{name} + COALESCE(cell.{name}, 0) AS {name}" for name in FIELDS)
    + f" FROM shift LEFT JOIN {CELL} AS cell"
    " ON cell.feature_id = shift.feature_id AND cell.group_id = shift.group_id"
)
# What is written of the sums in the relation `summed`: an empty cell has no row, but a past.
STORE: Final = (
    f"INSERT INTO {CELL} ({LIST}) SELECT {LIST} FROM summed WHERE heads <> 0"  # noqa: S608 -- constants
    " ON CONFLICT (feature_id, group_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in FIELDS)
)
DROP: Final = (
    f"DELETE FROM {CELL} WHERE (feature_id, group_id) IN"  # noqa: S608 -- constants
    " (SELECT feature_id, group_id FROM summed WHERE heads = 0)"
)
REMEMBER: Final = (
    f'INSERT INTO {PAST} (feature_id, "group", {", ".join(FIELDS)}, counted_at)'  # noqa: S608 -- constants
    f" SELECT {LIST}, %s FROM summed"
)


# PostgreSQL sums and writes in one statement, all of whose parts see the cells as they were.
SHIFT: Final = (
    f"WITH shift ({LIST}) AS ({{}}), summed AS ({ADD}), stored AS ({STORE}), dropped AS ({DROP})"
    f" {REMEMBER}"
)
STAGED: Final = f"SELECT {LIST} FROM staged_shift"  # noqa: S608 -- constants
# The same, carried by the statement itself: all numbers in one list, and where each row begins.
CARRIED: Final = (
    f"SELECT {', '.join(f'sums[place + {number}]' for number in range(1, len(COLUMNS) + 1))}"  # noqa: S608 -- constants
    " FROM (SELECT CAST(%s AS bigint[])) AS carried (sums), unnest(CAST(%s AS int[])) AS place"
)


def read_cells(
    features: Collection[int], groups: Collection[int] | None = None
) -> NDArray[np.int64]:
    """Read the cells of FEATURES, only those of GROUPS where given, in any order.

    A row holds the keys of the feature and the group, and then the fourteen sums.
    """
    rows: list[Sequence[int]] = []
    names = list(groups or ())
    within = "" if groups is None else f" AND group_id IN ({mark(names) or 'NULL'})"
    with connection.cursor() as cursor:
        for keys in split(features):
            cursor.execute(READ.format(f"IN ({mark(keys)}){within}"), [*keys, *names])
            rows += cursor.fetchall()
    return np.array(rows, np.int64).reshape(-1, len(COLUMNS))


def load_cells(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Read the cells of FEATURES, only those of GROUPS where given, by feature and group."""
    return _name_rows(read_cells(features, groups))


def load_past(features: Collection[int]) -> Sums:
    """Read what the cells of FEATURES last came to, by their past, where that is not nothing."""
    sums: Sums = {}
    with connection.cursor() as cursor:
        for keys in split(features):
            cursor.execute(LAST.format(f"IN ({mark(keys)})"), keys)
            sums |= _name_rows(np.array(cursor.fetchall(), np.int64).reshape(-1, len(COLUMNS)))
    return {place: row for place, row in sums.items() if row.any()}


def shift_cells(shifts: Sums, *, at: datetime) -> None:
    """Add SHIFTS to the stored cells and to their past, since AT; their features are locked."""
    if not shifts:
        return
    table = list_rows(dict(sorted(shifts.items(), key=itemgetter(0))))
    moment = connection.ops.adapt_datetimefield_value(at)
    if connection.vendor == "postgresql" and len(table) <= FEW:
        numbers, places = table.ravel().tolist(), range(0, table.size, len(COLUMNS))
        run(SHIFT.format(CARRIED), [write_list(numbers), write_list(places), moment])
        return
    with connection.cursor() as cursor:
        _stage(cursor, table)
        if connection.vendor == "postgresql":
            cursor.execute(SHIFT.format(STAGED), [moment])
        else:
            _shift_in_steps(cursor, moment)
        cursor.execute("DROP TABLE staged_shift")


def _name_rows(rows: NDArray[np.int64]) -> Sums:
    """Give ROWS of feature, group and the fourteen columns as sums."""
    places = zip(rows[:, 0].tolist(), rows[:, 1].tolist(), strict=True)
    return dict(zip(places, rows[:, 2:], strict=True))


def list_rows(sums: Sums) -> NDArray[np.int64]:
    """Give SUMS as rows of feature, group and the fourteen columns."""
    places = np.array(list(sums), np.int64).reshape(-1, 2)
    values = np.array(list(sums.values()), np.int64).reshape(-1, len(Column))
    return np.concatenate([places, values], axis=1)


def _shift_in_steps(cursor: CursorWrapper, moment: str | None) -> None:
    """Add the staged shifts, since MOMENT, where a statement can only write to one table.

    The sums wait in a table of whole numbers, or SQLite would round what outgrows 64 bits.
    """
    columns = ", ".join(f"{name} INTEGER CHECK (typeof({name}) = 'integer')" for name in COLUMNS)
    cursor.execute(f"CREATE TEMPORARY TABLE summed ({columns})")
    cursor.execute(f"INSERT INTO summed WITH shift AS ({STAGED}) {ADD}")
    cursor.execute(STORE)
    cursor.execute(DROP)
    cursor.execute(REMEMBER, [moment])
    cursor.execute("DROP TABLE summed")


def _stage(cursor: CursorWrapper, table: NDArray[np.int64]) -> None:
    """Put TABLE where a statement can read it: into one of its own, until the transaction ends."""
    columns = ", ".join(f"{name} bigint" for name in COLUMNS)
    cursor.execute(f"CREATE TEMPORARY TABLE staged_shift ({columns})")
    if connection.vendor != "postgresql":
        sql = f"INSERT INTO staged_shift VALUES ({mark(COLUMNS)})"  # noqa: S608 -- constants
        cursor.executemany(sql, table.tolist())
        return
    field = np.dtype([("length", ">i4"), ("value", ">i8")])
    rows = np.zeros(len(table), np.dtype([("fields", ">i2"), ("field", field, (len(COLUMNS),))]))
    rows["fields"] = len(COLUMNS)
    rows["field"]["length"] = 8
    rows["field"]["value"] = table
    with cursor.copy("COPY staged_shift FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff")
