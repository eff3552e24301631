"""Counting is exact: what is rounded, what is refused, and what never wraps."""

from fractions import Fraction

import numpy as np
import pytest

from stakeholders.alignment.cells import (
    BINS,
    COUNTS,
    BallotError,
    Ballots,
    CellOverflowError,
    Column,
    gather,
    tally,
)
from tests.stakeholders.alignment.tables import HALF, ONE, TWO, build_ballots, build_person
from tests.stakeholders.alignment.twin import Statement, Voice

FITTING: dict[str, object] = {
    "pair": [0, 1, 0],
    "stance": [2, -1, 0],
    "importance": [2, 4, 1],
    "weight": [1000, 500],
    "reference": [1000, 1000],
}


def count_one(voice: Voice) -> list[int]:
    """Count VOICE alone."""
    return [int(value) for value in tally(build_ballots([voice]))[0]]


def build_ballots_with(**arrays: object) -> Ballots:
    """Build ballots that fit but for ARRAYS."""
    return Ballots(**{name: np.asarray(values) for name, values in (FITTING | arrays).items()})


def test_the_columns_are_fourteen() -> None:
    assert [column.value for column in Column] == list(range(14))
    assert list(range(14))[BINS] == [0, 1, 2, 3, 4]
    assert list(range(14))[COUNTS] == [8, 9, 10, 11, 12]


@pytest.mark.parametrize(
    ("stance", "bins"),
    [
        (-2, [2000, 0, 0, 0, 0]),
        (-1, [0, 1000, 0, 0, 0]),
        (0, [0, 0, 1000, 0, 0]),
        (1, [0, 0, 0, 500, 0]),
        (2, [0, 0, 0, 0, 1000]),
    ],
)
def test_a_strong_no_counts_double_and_a_mild_yes_half(stance: int, bins: list[int]) -> None:
    assert count_one(build_person(stance))[BINS] == bins


@pytest.mark.parametrize(("importance", "mass"), [(HALF, 500), (ONE, 1000), (TWO, 2000)])
def test_importance_scales_the_evidence(importance: Fraction, mass: int) -> None:
    row = count_one(Voice(0, (Statement(2, importance),)))

    assert row[Column.STRONGLY_SUPPORT] == mass
    assert row[Column.SUM_M] == mass
    assert row[Column.SUM_M2] == mass * mass


def test_an_account_is_one_voice_split_over_its_seats() -> None:
    said = (Statement(2, TWO), Statement(1), Statement(-2), Statement(0, HALF))

    row = count_one(Voice(0, said, Fraction(30), Fraction(15)))

    assert row == [1000, 0, 250, 250, 1000, 2250, 2250**2, 1, 1, 0, 1, 1, 1, 30_000]


def test_influence_is_capped_at_five_but_the_weight_behind_it_is_not() -> None:
    row = count_one(build_person(2, weight=Fraction(80)))

    assert row[Column.STRONGLY_SUPPORT] == 5000
    assert row[Column.BACKING_WEIGHT] == 80_000


def test_a_voice_without_weight_is_heard_but_adds_no_evidence() -> None:
    row = count_one(build_person(2, weight=Fraction(0)))

    assert row == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(("stances", "backing"), [((2, -1), 1000), ((1, -1), 0), ((1, -2), 0)])
def test_weight_stands_behind_a_feature_when_the_mean_stance_is_above_0(
    stances: tuple[int, ...], backing: int
) -> None:
    row = count_one(Voice(0, tuple(Statement(stance) for stance in stances)))

    assert row[Column.BACKING_WEIGHT] == backing


@pytest.mark.parametrize(("weight", "rounded"), [(1, 0), (3, 2), (5, 2), (7, 4)])
def test_a_half_is_rounded_to_the_even_thousandth(weight: int, rounded: int) -> None:
    row = count_one(build_person(2, weight=Fraction(weight, 2000) * 2))
    halved = count_one(Voice(0, (Statement(2),), Fraction(weight, 1000), Fraction(2)))

    assert row[Column.STRONGLY_SUPPORT] == weight
    assert halved[Column.STRONGLY_SUPPORT] == rounded
    assert halved[Column.SUM_M] == rounded


def test_a_pair_without_preferences_is_a_row_of_zeros() -> None:
    rows = tally(build_ballots_with(pair=[1, 1, 1], weight=[1000, 500, 7], reference=[1, 1000, 1]))

    assert rows[[0, 2]].tolist() == [[0] * 14] * 2


def test_no_ballots_are_no_rows() -> None:
    rows = tally(Ballots(*[np.array([]) for _ in FITTING]))

    assert rows.shape == (0, 14)


def test_preferences_may_come_in_any_order() -> None:
    turned = build_ballots_with(pair=[0, 1, 0], stance=[0, -1, 2], importance=[1, 4, 2])

    assert tally(turned).tolist() == tally(build_ballots_with()).tolist()


def test_weights_near_64_bits_are_counted_exactly() -> None:
    most = 2**63 - 1
    ballots = build_ballots_with(weight=[most, most], reference=[most, most // 3])

    rows = tally(ballots)

    assert rows[0, BINS].tolist() == [0, 0, 250, 0, 500]
    assert rows[1, Column.OPPOSE] == 6000
    assert rows[0, Column.BACKING_WEIGHT] == most


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"stance": [2, 3, 0]}, r"stance\[1\] is 3: not in -2\.\.2"),
        ({"stance": [2, 0, -(2**63)]}, r"stance\[2\] is -9223372036854775808: not in"),
        ({"importance": [2, 4, 3]}, r"importance\[2\] is 3: not 1, 2 or 4 halves"),
        ({"pair": [0, 2, 0]}, r"pair\[1\] is 2: not in 0\.\.1"),
        ({"pair": [-1, 1, 0]}, r"pair\[0\] is -1: not in 0\.\.1"),
        ({"weight": [1000, -1]}, r"weight\[1\] is -1: below 0"),
        ({"reference": [0, 1000]}, r"reference\[0\] is 0: not above 0"),
        ({"weight": [1000.0, 500.0]}, "weight is not a list of 64-bit whole numbers: float64"),
        ({"weight": [np.nan, 500]}, "weight is not a list of 64-bit whole numbers: float64"),
        ({"reference": [np.inf, 1]}, "reference is not a list of 64-bit whole numbers"),
        ({"weight": [2**63, 2**63]}, "weight is not a list of 64-bit whole numbers: uint64"),
        ({"weight": [2**70, 500]}, "weight is not a list of 64-bit whole numbers: object"),
        ({"stance": [True, False, True]}, "stance is not a list of 64-bit whole numbers: bool"),
        ({"stance": ["2", "1", "0"]}, "stance is not a list of 64-bit whole numbers"),
        ({"stance": [[2], [1], [0]]}, "stance is not a list of 64-bit whole numbers"),
        ({"stance": [2, 1]}, "pair, stance and importance differ in length"),
        ({"weight": [1000]}, "weight and reference differ in length"),
    ],
)
def test_what_is_no_preference_is_refused_by_name_and_place(
    wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(BallotError, match=message):
        build_ballots_with(**wrong)


def test_gathering_adds_rows_where_they_belong() -> None:
    rows = np.arange(3 * 14).reshape(3, 14)

    table = gather(rows, np.array([2, 0, 2]), 4)

    assert table.tolist() == [rows[1].tolist(), [0] * 14, (rows[0] + rows[2]).tolist(), [0] * 14]


def test_gathering_nothing_is_all_zeros() -> None:
    assert gather(np.zeros((0, 14), np.int64), np.array([]), 2).tolist() == [[0] * 14] * 2


def test_a_sum_that_just_fits_64_bits_is_exact() -> None:
    most = 2**63 - 1
    rows = np.full((3, 14), [[most], [-most], [most]])

    assert gather(rows, np.array([0, 0, 0]), 1).tolist() == [[most] * 14]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_beyond_64_bits_is_refused(sign: int) -> None:
    rows = np.full((2, 14), sign * 2**62)

    with pytest.raises(CellOverflowError, match="do not fit 64 bits"):
        gather(rows, np.array([0, 0]), 1)


@pytest.mark.parametrize("place", [2, -1])
def test_a_place_outside_the_table_is_refused(place: int) -> None:
    with pytest.raises(IndexError):
        gather(np.zeros((1, 14), np.int64), np.array([place]), 2)
