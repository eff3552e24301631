"""Count preferences into cells: fourteen exact integers for each feature and group.

Cells form a commutative monoid: they merge by `+` in any order and retract by `-`, to the integer.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]


class Column(IntEnum):
    """What each of the fourteen integers of a cell holds."""

    STRONGLY_OPPOSE = 0  # five bins: evidence mass by stance, in thousandths
    OPPOSE = 1
    NEUTRAL = 2
    SUPPORT = 3
    STRONGLY_SUPPORT = 4
    SUM_M = 5  # sum of m, influence times mean importance, in thousandths
    SUM_M2 = 6  # sum of m squared, in millionths
    HEADS = 7  # voices that spoke
    COUNT_STRONGLY_OPPOSE = 8  # five plain counts of preferences by stance
    COUNT_OPPOSE = 9
    COUNT_NEUTRAL = 10
    COUNT_SUPPORT = 11
    COUNT_STRONGLY_SUPPORT = 12
    BACKING_WEIGHT = 13  # raw weight of the voices whose mean stance is above 0, in thousandths


BINS = slice(Column.STRONGLY_OPPOSE, Column.STRONGLY_SUPPORT + 1)
COUNTS = slice(Column.COUNT_STRONGLY_OPPOSE, Column.COUNT_STRONGLY_SUPPORT + 1)
INFLUENCE_CAP = 5  # no voice counts for more than five typical ones
STANCES = np.arange(-2, 3)
# By stance, in halves: a strong no counts double, a mild yes half.
MASS_HALVES = np.array([4, 2, 2, 1, 2])
INT64_MAX = np.iinfo(np.int64).max


class BallotError(ValueError):
    """Says which entry of which array is no part of a preference, and why."""


class CellOverflowError(OverflowError):
    """Says that a sum has outgrown the 64 bits of a stored integer."""


@dataclass(frozen=True, eq=False)
class Ballots:
    """The preferences to be counted, as arrays of whole numbers.

    PAIR (which voice on which feature), STANCE (-2..2) and IMPORTANCE (in halves: 1, 2 or 4) have
    an entry for each preference, in any order. WEIGHT and REFERENCE (in thousandths) have one for
    each pair; a pair that no preference names says nothing.
    :raises BallotError: when an entry is not a whole number or lies outside these ranges.
    """

    pair: Integers
    stance: Integers
    importance: Integers
    weight: Integers
    reference: Integers

    def __post_init__(self) -> None:
        for name in [field.name for field in fields(self)]:
            object.__setattr__(self, name, _as_whole_numbers(name, getattr(self, name)))
        pairs = len(self.weight)
        if not len(self.pair) == len(self.stance) == len(self.importance):
            raise BallotError("pair, stance and importance differ in length")
        if pairs != len(self.reference):
            raise BallotError("weight and reference differ in length")
        self._refuse("pair", (self.pair < 0) | (self.pair >= pairs), f"not in 0..{pairs - 1}")
        self._refuse("stance", (self.stance < -2) | (self.stance > 2), "not in -2..2")  # noqa: PLR2004 -- as its message says; `isin` takes far longer on a single one
        unknown = (self.importance != 1) & (self.importance != 2) & (self.importance != 4)  # noqa: PLR2004 -- as above
        self._refuse("importance", unknown, "not 1, 2 or 4 halves")
        self._refuse("weight", self.weight < 0, "below 0")
        self._refuse("reference", self.reference <= 0, "not above 0")

    def _refuse(self, name: str, wrong: NDArray[np.bool_], reason: str) -> None:
        """Stop at the first entry of the array NAME that is WRONG."""
        if wrong.any():
            place = int(wrong.argmax())
            raise BallotError(f"{name}[{place}] is {getattr(self, name)[place]}: {reason}")


def tally(ballots: Ballots) -> Integers:
    """Turn BALLOTS into one row of fourteen integers for each pair, rounded half-even once."""
    counts = np.zeros((len(ballots.weight), len(STANCES)), np.int64)
    importances = np.zeros_like(counts)
    np.add.at(counts, (ballots.pair, ballots.stance - STANCES[0]), 1)
    np.add.at(importances, (ballots.pair, ballots.stance - STANCES[0]), ballots.importance)
    weight, divisor = _exact_influence(ballots, counts.sum(axis=1))
    mass = weight[:, None] * importances * MASS_HALVES
    m = _divide_half_even(500 * weight * importances.sum(axis=1), divisor)
    table = np.zeros((len(counts), len(Column)), np.int64)
    table[:, BINS] = _divide_half_even(250 * mass, divisor[:, None])
    table[:, Column.SUM_M] = m
    table[:, Column.SUM_M2] = m * m
    table[:, Column.HEADS] = counts.any(axis=1)
    table[:, COUNTS] = counts
    table[:, Column.BACKING_WEIGHT] = ballots.weight * ((counts * STANCES).sum(axis=1) > 0)
    return table


def gather(contributions: Integers, places: Integers, size: int) -> Integers:
    """Add each row of CONTRIBUTIONS to the row that PLACES names in a table of SIZE rows.

    :raises CellOverflowError: when a sum does not fit 64 bits; none ever wraps.
    """
    rows = np.asarray(places, np.intp)
    if (rows < 0).any():
        raise IndexError(f"place {rows.min()} is below 0")
    largest = np.abs(contributions.astype(np.float64)).sum(axis=0).max(initial=0)
    exact = np.int64 if largest < INT64_MAX / 2 else object
    sums: NDArray[Any] = np.zeros((size, contributions.shape[1]), exact)
    np.add.at(sums, rows, contributions.astype(exact))
    if exact is object and (np.abs(sums) > INT64_MAX).any():
        raise CellOverflowError("the sums of a cell do not fit 64 bits")
    return sums.astype(np.int64)


def _as_whole_numbers(name: str, values: ArrayLike) -> Integers:
    """Give VALUES as 64-bit integers, or refuse what is not a flat list of such."""
    array = np.asarray(values)
    whole = array.size == 0 or (array.dtype.kind in "iu" and array.max() <= INT64_MAX)
    if array.ndim != 1 or not whole:
        raise BallotError(f"{name} is not a list of 64-bit whole numbers: {array.dtype}")
    return array.astype(np.int64)


def _exact_influence(ballots: Ballots, stated: Integers) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give capped weights and their divisors; Python's integers where 64 bits could wrap."""
    largest = INFLUENCE_CAP * int(ballots.reference.max(initial=1)) * int(stated.max(initial=1))
    exact = np.int64 if 4000 * largest <= INT64_MAX else object  # 4000: critical, strongly opposed
    reference = ballots.reference.astype(exact)
    weight = np.minimum(ballots.weight.astype(exact), INFLUENCE_CAP * reference)
    return weight, np.maximum(stated, 1) * reference


def _divide_half_even(numerator: NDArray[Any], divisor: NDArray[Any]) -> NDArray[Any]:
    """Divide exactly and round to the nearest integer, a half to the even one."""
    quotient: NDArray[Any] = numerator // divisor
    rest = numerator - quotient * divisor
    half = rest == divisor - rest
    quotient += (rest > divisor - rest) | half & (quotient % 2 == 1)
    return quotient
