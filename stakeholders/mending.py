"""Counts everything anew, by any engine, and mends the stored cells and scores by it."""

import tempfile
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from products.models import Feature, Product
from stakeholders.counting import Sums, subtract
from stakeholders.electorates import find_stale_electorates, refresh_electorates
from stakeholders.engines import Engine, EngineError, open_duckdb, open_spark
from stakeholders.extracts import extract
from stakeholders.keeping import load_cells, shift_cells
from stakeholders.locking import lock_features, lock_membership
from stakeholders.models import Cause
from stakeholders.recounting import recount, settle
from stakeholders.scoring import Occasion, find_stale, rescore

DATABASE: Final = "database"
DUCKDB: Final = "duckdb"
# Others reckon for as long as they like while the transaction is idle, and holds its locks.
PATIENT: Final = "SET LOCAL idle_in_transaction_session_timeout = 0"
SPARKS: Final = ("spark://", "local")  # how the masters of a Spark begin


@dataclass(frozen=True, slots=True)
class Mended:
    """How many cells, scores and electorates a recount found wrong and made right."""

    cells: int
    scores: int
    electorates: int

    def __str__(self) -> str:
        """Say so in a sentence."""
        if self == Mended(0, 0, 0):
            return "Nothing to mend."
        return f"Mended: cells {self.cells}, scores {self.scores}, electorates {self.electorates}."


def mend(
    engine: str = DATABASE,
    *,
    product: Product | None = None,
    parquet: Path | None = None,
    actor: str,
) -> Mended:
    """Count what was said about the features of PRODUCT, or all, anew and write what differs.

    ENGINE is "database", "duckdb" or the master of a Spark. The latter two read Parquet, which is
    written into the directory PARQUET, or a temporary one; a Spark on several machines needs one
    that all of them see. Nobody states anything and nobody moves meanwhile.

    :raises EngineError: when the engine is unknown or cannot count; nothing is written then.
    """
    if engine == DATABASE:
        if parquet:
            raise EngineError("The database reads no Parquet; name --engine duckdb or a Spark.")
        return _mend(recount, product, actor=actor)
    with _open(engine) as outside, tempfile.TemporaryDirectory() as scratch:
        count = partial(_count_outside, outside, parquet or Path(scratch))
        return _mend(count, product, actor=actor)


def _open(engine: str) -> AbstractContextManager[Engine]:
    """Start the ENGINE, which is not the database."""
    if engine == DUCKDB:
        return open_duckdb()
    if engine.startswith(SPARKS):
        return open_spark(engine)
    known = f"{DATABASE}, {DUCKDB}, spark://HOST:PORT or local[2]"
    raise EngineError(f"There is no engine {engine!r}; there are {known}.")


def _count_outside(engine: Engine, directory: Path, features: Collection[int]) -> Sums:
    """Take what was said about FEATURES into DIRECTORY and let ENGINE count it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(PATIENT)
    whole = settle(features)
    extract(directory, features)
    return engine.count(directory, whole=whole)


@transaction.atomic
def _mend(
    count: Callable[[Collection[int]], Sums], product: Product | None, *, actor: str
) -> Mended:
    """Make cells, electorates and scores what COUNT says, of PRODUCT or of all, as ACTOR."""
    lock_membership()
    owned = Feature.objects.filter(product=product) if product else Feature.objects.all()
    features = lock_features(owned.values_list("pk", flat=True))
    occasion = Occasion(cause=Cause.RECOUNT, actor=actor)
    drift = subtract(count(features), load_cells(features))
    shift_cells(drift, at=occasion.at)
    electorates = [key for key in find_stale_electorates() if product is None or key == product.pk]
    refresh_electorates(electorates, at=occasion.at)
    stale = set(find_stale(features))
    counted = Feature.objects.filter(product__in=electorates).values_list("pk", flat=True)
    rescore(stale | set(counted), occasion)
    return Mended(len(drift), len(stale), len(electorates))
