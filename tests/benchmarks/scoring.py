"""Measures how long the engine takes to score all features, beside reading their cells.

`python -m tests.benchmarks.table --only scoring postgres://USER@HOST/postgres` runs it on a set of
`dataset.py`. What reading scores takes in large sets and in small ones, `reading.py` measures.
"""

import time
from typing import Final, TypeAlias

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from products.models import Feature
from stakeholders.electorates import Electorate, load_electorate
from stakeholders.keeping import read_cells
from stakeholders.models import Cell
from stakeholders.readings import read_table
from stakeholders.scoring import FEATURES_AT_ONCE
from stakeholders.tables import tabulate

COLUMNS: Final = [str(f.column) for f in Cell._meta.concrete_fields if not f.primary_key]  # noqa: SLF001 -- Django's documented model API

Pairs: TypeAlias = list[tuple[float, float]]
Tables: TypeAlias = list[tuple[list[int], NDArray[np.int64], Electorate]]


def measure(runs: int) -> Pairs:
    """Give, RUNS times, the seconds of scoring every feature and those of reading all cells."""
    tables = _lay_out()
    _score(tables)
    _read()
    return [(_score(tables), _read()) for _ in range(runs)]


def _lay_out() -> Tables:
    """Lay the cells of all features out, as many together as are scored together."""
    tables: Tables = []
    for product in Feature.objects.order_by("product").values_list("product", flat=True).distinct():
        features = list(
            Feature.objects.filter(product=product).order_by("pk").values_list("pk", flat=True)
        )
        electorate = load_electorate(product)
        for start in range(0, len(features), FEATURES_AT_ONCE):
            some = features[start : start + FEATURES_AT_ONCE]
            cells = tabulate(read_cells(some), some, electorate.keys.tolist())
            tables.append((some, cells, electorate))
    return tables


def _score(tables: Tables) -> float:
    """Score the features of all TABLES; give the seconds."""
    started = time.perf_counter()
    scored = sum(len(read_table(*table).list_measures()) for table in tables)
    seconds = time.perf_counter() - started
    if not scored:
        raise SystemExit("There is no feature that anyone spoke about.")
    return seconds


def _read() -> float:
    """Read every cell, plainly; give the seconds."""
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {Cell._meta.db_table}")  # noqa: S608, SLF001 -- names of the model
        cursor.fetchall()
        return time.perf_counter() - started
