"""Stores scores and their history: reads what is stored, writes what moved."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from django.db import connection

from products.models import Feature
from products.plans import mark, run, run_among
from stakeholders.electorates import LATEST
from stakeholders.models import AlignmentChange, AlignmentScore
from stakeholders.readings import MEASURES, Values
from stakeholders.tables import gather_cells

Breakdown: TypeAlias = list[dict[str, Any]]
Row: TypeAlias = tuple[Any, ...]

FEATURE: Final = Feature._meta.db_table  # noqa: SLF001 -- a table's name
SCORE: Final = AlignmentScore._meta.db_table  # noqa: SLF001 -- a table's name
CHANGE: Final = AlignmentChange._meta.db_table  # noqa: SLF001 -- a table's name

# Features with their product, its electorate (beside the first of each product), cells and scores.
STANDING: Final = (
    "SELECT feature.id, feature.product_id, CASE WHEN ROW_NUMBER() OVER"  # noqa: S608 -- constants
    " (PARTITION BY feature.product_id ORDER BY feature.id) = 1"
    f" THEN ({LATEST.format('feature.product_id')}) END, ({gather_cells('feature.id')}),"
    f" {', '.join(f'score.{name}' for name in MEASURES)}"
    f" FROM {FEATURE} AS feature LEFT JOIN {SCORE} AS score ON score.feature_id = feature.id"
    " WHERE feature.id {} ORDER BY feature.product_id, feature.id"
)
BREAKDOWNS: Final = f"SELECT feature_id, breakdown FROM {SCORE} WHERE feature_id {{}}"  # noqa: S608 -- constants
DROP: Final = f"DELETE FROM {SCORE} WHERE feature_id {{}}"  # noqa: S608 -- constants

STORED: Final = ("feature_id", *MEASURES, "breakdown", "updated_at")
STORE: Final = (
    f"INSERT INTO {SCORE} ({', '.join(STORED)}) VALUES {{}} ON CONFLICT (feature_id) DO UPDATE SET "  # noqa: S608 -- constants
    + ", ".join(f"{name} = excluded.{name}" for name in STORED[1:])
)
TOLD: Final = ("feature_id", *MEASURES, "cause", "actor", "source", "created_at", "public_id")
TELL: Final = f"INSERT INTO {CHANGE} ({', '.join(TOLD)}) VALUES {{}}"  # noqa: S608 -- constants
# What PostgreSQL takes in one trip.
STORE_AND_TELL: Final = f"WITH stored AS ({STORE}) {TELL}"
NOTHING: Final = AlignmentChange()  # what history says of a feature that is unheard again
UNHEARD: Final = tuple(getattr(NOTHING, name) for name in MEASURES)


class Standing(NamedTuple):
    """A feature as it is stored: its product, the lines of its electorate, its cells and measures.

    The lines stand only beside the first feature of each product, unless that was never counted.
    """

    feature: int
    product: int
    lines: str | None
    cells: str | None
    measures: Values | None


def read_standing(features: Collection[int]) -> Iterator[tuple[int, list[Standing]]]:
    """Read how FEATURES stand, for each product, in one query."""
    rows = [
        Standing(feature, product, lines, cells, None if score[0] is None else tuple(score))
        for feature, product, lines, cells, *score in run_among(STANDING, features)
    ]
    for product, mine in groupby(rows, attrgetter("product")):
        yield product, list(mine)


def read_breakdowns(features: Collection[int]) -> dict[int, Breakdown]:
    """Read the stored breakdowns of FEATURES."""
    rows = run_among(BREAKDOWNS, features) if features else []
    return {feature: json.loads(lines) for feature, lines in rows}


def write(scores: Sequence[Row], changes: Sequence[Row], ended: Collection[int]) -> None:
    """Store SCORES, append CHANGES, and drop the scores of the features that ENDED.

    The values of SCORES are in the order of STORED, those of CHANGES in that of TOLD.
    """
    if ended:
        run_among(DROP, ended)
    if scores and changes and connection.vendor == "postgresql":
        _fill(STORE_AND_TELL, scores, changes)
        return
    for sql, rows in ((STORE, scores), (TELL, changes)):
        if rows:
            _fill(sql, rows)


def _fill(sql: str, *tables: Sequence[Row]) -> None:
    """Run SQL with the rows of TABLES in its gaps; one row each is so common that it is planned."""
    marks = [", ".join([f"({mark(rows[0])})"] * len(rows)) for rows in tables]
    values = [_adapt(value) for rows in tables for row in rows for value in row]
    if all(len(rows) == 1 for rows in tables):
        run(sql.format(*marks), values)
        return
    with connection.cursor() as cursor:
        cursor.execute(sql.format(*marks), values)


def _adapt(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    """Give VALUE as either database takes it, and as one type however large it is."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    is_number = isinstance(value, Decimal | int) and not isinstance(value, bool)
    return str(value) if is_number else value
