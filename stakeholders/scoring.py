"""Keeps the stored scores and their history true to the cells."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, SupportsFloat, cast
from uuid import uuid4

from django.utils import timezone

from products.chunks import split
from stakeholders import storing
from stakeholders.electorates import Electorate, load_electorate, parse, refresh_electorates
from stakeholders.models import Cause
from stakeholders.readings import Reading, Values, read_table
from stakeholders.tables import tabulate_gathered

FEATURES_AT_ONCE: Final = 500
# Two runs of the engine may differ in the last bits, on another processor; that is no news.
TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why scores are counted: what caused it, who or what wrote, through which source, when."""

    cause: Cause
    actor: str
    source: str = ""
    at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some features of one product: what was read, and their measures as stored and as of now.

    Those that nobody spoke about have none.
    """

    reading: Reading
    stored: Mapping[int, Values]
    fresh: Mapping[int, Values]

    def find_moved(self) -> list[int]:
        """Give the features whose score came, went or differs from the stored one."""
        stored, fresh = self.stored, self.fresh
        return [f for f in self.reading.features if not _is_close(stored.get(f), fresh.get(f))]

    def find_rearranged(self, moved: Collection[int]) -> list[int]:
        """Give the features, none that MOVED, of whose score only the breakdown is another."""
        stored = storing.read_breakdowns(self.fresh.keys() - set(moved))
        places = {feature: place for place, feature in enumerate(self.reading.features)}
        return [
            feature
            for feature, lines in stored.items()
            if not _is_close(lines, self.reading.break_down(places[feature]))
        ]


def rescore(features: Collection[int], occasion: Occasion) -> None:
    """Score FEATURES from their cells; write what moved, and its history."""
    for batch in _score_by_product(features, occasion.at):
        _write(batch, occasion)


def find_stale(features: Collection[int]) -> list[int]:
    """Tell which of FEATURES have a stored score that their cells do not give; write nothing."""
    stale: list[int] = []
    for batch in _score_by_product(features, None):
        moved = batch.find_moved()
        stale += [*moved, *batch.find_rearranged(moved)]
    return sorted(stale)


def _score_by_product(features: Collection[int], at: datetime | None) -> Iterator[Batch]:
    """Score FEATURES from their cells, some of one product at a time.

    What is written are electorates that were never counted, since AT; nothing if it is left out.
    """
    for keys in split(sorted(features), FEATURES_AT_ONCE):
        for product, rows in storing.read_standing(keys):
            electorate = _find_electorate(product, rows[0].lines, at)
            cells = tabulate_gathered([row.cells for row in rows], electorate.keys)
            reading = read_table([row.feature for row in rows], cells, electorate)
            stored = {row.feature: row.measures for row in rows if row.measures is not None}
            yield Batch(reading, stored, reading.list_measures())


def _find_electorate(product: int, lines: str | None, at: datetime | None) -> Electorate:
    """Give the electorate of PRODUCT, which has LINES unless it was never counted."""
    if lines is not None:
        return parse(lines)
    if at is not None:
        refresh_electorates([product], at=at)
    return load_electorate(product)


def _write(batch: Batch, occasion: Occasion) -> None:
    """Store the scores of BATCH that moved, drop those that ended, append the history of both."""
    features, write_breakdown = batch.reading.features, batch.reading.write_breakdown
    places = {feature: place for place, feature in enumerate(features)}
    why = (str(occasion.cause), occasion.actor, occasion.source, occasion.at)
    told = batch.find_moved()
    moved = [f for f in (*told, *batch.find_rearranged(told)) if f in batch.fresh]
    storing.write(
        [(f, *batch.fresh[f], write_breakdown(places[f]), occasion.at) for f in moved],
        [(f, *batch.fresh.get(f, storing.UNHEARD), *why, uuid4().hex) for f in told],
        [feature for feature in told if feature not in batch.fresh],
    )


def _is_close(before: object, after: object) -> bool:
    """Tell whether two values are the same but for the last bits of their floats."""
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(before) == len(after) and all(map(_is_close, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(
            _is_close(before[key], after[key]) for key in before
        )
    if isinstance(after, Decimal) and before is not None:
        return float(cast("SupportsFloat", before)) == float(after)  # SQLite keeps a float
    return before == after
