"""Puts rows where the database can judge them, lets it, and brings back what it told."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from products.origins import BATCH, batch, describe_batch
from products.plans import mark, run
from stakeholders.judging import JUDGED, STAGED
from stakeholders.recording import Procedure, find_procedure

# A column for each name of STAGED but the places, which are counted here.
Columns: TypeAlias = Mapping[str, Sequence[Any]]

# Rows for which a table of their own costs more than it spares.
FEW: Final = 500
TOLD: Final = (
    "place",
    "outcome",
    "group",
    "voice",
    "weight",
    "reference",
    "old_stance",
    "old_importance",
)
MOMENTS: Final = ("stated_at", "heard_at")

_DEFINITION: Final = ", ".join(f"{name} {kind}" for name, kind in STAGED.items())
_NAMES: Final = ", ".join(STAGED)
# The log is told along with them whether they are a batch, which spares two trips.
_AS_ROWS: Final = (
    f"SELECT said.* FROM json_to_recordset(%(rows)s::json) AS said({_DEFINITION}),"  # noqa: S608 -- made of constants
    f" (SELECT set_config('{BATCH}', %(batch)s, true)) AS told"
)
_JUDGE_INTO: Final = f"INSERT INTO judged ({', '.join(JUDGED)}) "
# How PostgreSQL's binary COPY calls the types of the columns.
_COPIED: Final = {
    "integer": "int4",
    "smallint": "int2",
    "bigint": "int8",
    "numeric(12, 2)": "numeric",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all rows of a batch: as whom, through which source, at which moment."""

    actor: str
    source: str
    at: datetime
    drawn: str  # what sets the ids of this batch apart from those of another

    def to_parameters(self, start: int) -> dict[str, Any]:
        """Give the parameters of the SQL for rows whose ids are counted from START."""
        return {
            "actor": self.actor,
            "source": self.source,
            "at": _adapt(self.at),
            "moment": f"{int(self.at.timestamp() * 1000):012x}7",
            "variant": self.drawn[0],
            "drawn": self.drawn[1:],
            "start": start,
        }


def draw_id_part() -> str:
    """Draw what the ids of one batch have in common: two bits after their variant, and forty."""
    return secrets.choice("89ab") + secrets.token_hex(5)


def judge(
    columns: Columns, terms: Terms, *, start: int, withdraws: bool
) -> dict[str, NDArray[np.int64]]:
    """Judge the rows of COLUMNS, write what is news, and give what the database tells of them.

    It tells nothing of rows that are unchanged. START is the number of rows judged before.
    """
    parameters = terms.to_parameters(start)
    turns = max(columns["turn"])
    few = connection.vendor == "postgresql" and turns == 1 and len(columns["turn"]) <= FEW
    procedure = find_procedure(connection.vendor, withdraws=withdraws, few=few)
    number = len(columns["turn"])
    if few:
        told_along = {"turn": 1, "batch": describe_batch(terms.at, rows=number)}
        rows = _judge_few(columns, procedure, parameters | told_along)
    else:
        with batch(terms.at, rows=number):
            rows = _judge_many(columns, procedure, parameters, turns)
    told = np.array(rows, np.int64).reshape(-1, len(TOLD)).T
    return dict(zip(TOLD, told, strict=True))


def _judge_few(
    columns: Columns, procedure: Procedure, parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Judge in one statement of PostgreSQL, which plans it once for each connection."""
    names = tuple(STAGED)
    places = range(len(columns["turn"]))
    rows = zip(places, *(columns[name] for name in names[1:]), strict=True)
    staged = json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str)
    return run(procedure.in_one_statement(_AS_ROWS), {**parameters, "rows": staged})


def _judge_many(
    columns: Columns, procedure: Procedure, parameters: Mapping[str, Any], turns: int
) -> list[tuple[Any, ...]]:
    """Judge in tables of the connection's own, turn by turn."""
    with connection.cursor() as cursor:
        _make_tables(cursor)
        _fill(cursor, columns)
        for turn in range(1, turns + 1):
            turned = {**parameters, "turn": turn}
            cursor.execute(_JUDGE_INTO + procedure.judge, turned)
            for sql in procedure.follow:
                cursor.execute(sql, turned)
        cursor.execute(procedure.log, parameters)
        cursor.execute(procedure.tell)
        told: list[tuple[Any, ...]] = cursor.fetchall()
        _clear_tables(cursor)
        return told


def _make_tables(cursor: CursorWrapper) -> None:
    """Make the tables in which this connection judges, unless it has them; they are empty."""
    end = "ON COMMIT DROP" if connection.vendor == "postgresql" else ""
    for table, columns in (("staged", STAGED), ("judged", JUDGED)):
        definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({definition}) {end}")


def _clear_tables(cursor: CursorWrapper) -> None:
    """Leave nothing of what was said in the tables in which it was judged."""
    if connection.vendor == "postgresql":
        cursor.execute("TRUNCATE staged, judged")
    else:
        cursor.execute("DELETE FROM temp.staged")
        cursor.execute("DELETE FROM temp.judged")


def _fill(cursor: CursorWrapper, columns: Columns) -> None:
    """Stage the rows of COLUMNS in the table of that name."""
    names = tuple(STAGED)
    places = range(len(columns["turn"]))
    if connection.vendor == "postgresql":
        rows = zip(places, *(columns[name] for name in names[1:]), strict=True)
        with cursor.copy(f"COPY staged ({_NAMES}) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types([_COPIED.get(kind, kind) for kind in STAGED.values()])
            for row in rows:
                copy.write_row(row)
        return
    adapted = dict(columns)
    for name in MOMENTS:
        moments = {moment: _adapt(moment) for moment in set(columns[name])}
        adapted[name] = [moments[moment] for moment in columns[name]]
    adapted["willingness_to_pay"] = [
        None if amount is None else str(amount) for amount in columns["willingness_to_pay"]
    ]
    cursor.executemany(
        f"INSERT INTO staged VALUES ({mark(names)})",  # noqa: S608 -- marks alone
        list(zip(places, *(adapted[name] for name in names[1:]), strict=True)),
    )


def _adapt(moment: datetime | None) -> object:
    """Give MOMENT as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)
