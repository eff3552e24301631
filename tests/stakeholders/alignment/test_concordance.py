"""Agreement across a product: as independent programs found it, and by worked examples."""

from itertools import combinations
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.concordance import align_groups, find_alpha, find_concordance
from stakeholders.alignment.score import CellsError
from tests.stakeholders.alignment.tables import axiom, build_cells
from tests.stakeholders.alignment.test_oracles import POLIS, SCORED, arrange_votes, read_oracle

NOBODY, CALM = [0] * 5, [0, 0, 4, 0, 0]
counts_of_groups = st.lists(
    st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=3, max_size=3),
    min_size=1,
    max_size=6,
)


def back(*voices: int) -> list[list[int]]:
    """Let as many VOICES of each group back a feature strongly, and none oppose it."""
    return [[0, 0, 0, 0, number] for number in voices]


def read_counts(name: str) -> Integers:
    """Read the counts (features, groups, 5) that come with the results NAME."""
    return np.array([feature["counts"] for feature in read_oracle(name)["features"]])


@pytest.mark.parametrize("name", SCORED)
def test_groups_stand_as_far_apart_as_found_independently(name: str) -> None:
    found = align_groups(build_cells(read_counts(name)))

    assert np.abs(found - read_oracle(name)["group_alignment"]).max() < 1e-12


@pytest.mark.parametrize("name", SCORED)
def test_rankings_and_voices_agree_as_found_independently(name: str) -> None:
    counts, known = read_counts(name), read_oracle(name)

    assert abs(find_concordance(build_cells(counts)) - known["kendall_w"]) < 1e-12
    assert abs(find_alpha(counts.sum(axis=1)) - known["alpha_interval"]) < 1e-12


@pytest.mark.parametrize("name", POLIS)
def test_alpha_is_as_found_independently_for_all_and_in_each_group(name: str) -> None:
    oracle = read_oracle(name)
    votes = arrange_votes(oracle)[..., [1, 0, 2, 3, 4]]  # a disagree as far from a pass as an agree
    known = oracle["krippendorff_alpha"]

    of_groups = [find_alpha(votes[:, place]) for place in range(votes.shape[1])]

    assert abs(find_alpha(votes.sum(axis=1)) - known["all"]["interval"]) < 1e-12
    expected = [known[group]["interval"] for group in oracle["groups"]]
    assert np.abs(np.array(of_groups) - expected).max() < 1e-12


def test_groups_are_compared_where_both_have_spoken_by_the_smaller_evidence() -> None:
    cells = build_cells([back(8, 2, 0), [CALM, *back(8, 0)], back(0, 9, 0)])
    evidence = [2 / 4, 4 / 6]  # t / (t + 2) for 2 and 4 voices
    apart = [9 / 10 - 3 / 4, 9 / 10 - 1 / 6]

    found = align_groups(cells)

    assert found[0, 1] == pytest.approx(1 - np.average(apart, weights=evidence), abs=1e-12)
    assert np.diag(found).tolist() == [1, 1, 1]
    assert np.isnan(found[2, :2]).all()


@axiom
@given(counts_of_groups)
def test_the_alignment_of_groups_is_mutual_and_between_0_and_1(
    counts: list[list[list[int]]],
) -> None:
    found = align_groups(build_cells(counts))

    assert np.array_equal(found, found.T, equal_nan=True)
    assert ((found >= 0) & (found <= 1) | np.isnan(found)).all()


@pytest.mark.parametrize(
    ("features", "concordance"),
    [
        ([back(1, 5), back(2, 6), back(3, 7)], 1),
        ([back(1, 3), back(2, 2), back(3, 1)], 0),
        ([back(1, 1), back(1, 2), back(2, 2)], 3 / 4),  # two pairs of equals
        ([back(1, 1), back(1, 2), back(2, 3)], 12 * 6.5 / (4 * 24 - 2 * 6)),
    ],
)
def test_concordance_by_hand(features: list[list[list[int]]], concordance: float) -> None:
    assert find_concordance(build_cells(features)) == concordance


def test_silent_groups_and_features_leave_the_concordance_as_it_is() -> None:
    spoken = build_cells([back(1, 3, 0), back(2, 2, 0), back(4, 1, 0)])
    silent = build_cells([back(0, 0, 0)])

    assert find_concordance(np.concatenate([spoken, silent])) == find_concordance(spoken[:, :2])


@pytest.mark.parametrize(
    "features", [[], [back(1, 2)], [back(1), back(2)], [back(2, 2), back(2, 2)], [back(0, 0)] * 2]
)
def test_concordance_is_unknown_without_two_rankings(features: list[list[list[int]]]) -> None:
    assert isnan(
        find_concordance(
            build_cells(np.reshape(features, (len(features), len(features and features[0]), 5)))
        )
    )


@axiom
@given(counts_of_groups)
def test_concordance_lies_between_0_and_1(counts: list[list[list[int]]]) -> None:
    found = find_concordance(build_cells(counts))

    assert isnan(found) or 0 <= found <= 1


@pytest.mark.parametrize(
    ("counts", "alpha"),
    [
        ([[3, 0, 0, 0, 0], [0, 0, 0, 0, 3]], 1),
        ([[1, 0, 0, 0, 1], [1, 0, 0, 0, 1]], 1 - 16 * 3 * 4 / (4 * 32)),
        ([[1, 0, 0, 0, 1], [1, 0, 0, 0, 1], [0, 0, 1, 0, 0]], 1 - 16 * 3 * 4 / (4 * 32)),
    ],
)
def test_alpha_by_hand(counts: list[list[int]], alpha: float) -> None:
    assert find_alpha(np.array(counts)) == alpha


@pytest.mark.parametrize("counts", [[], [NOBODY], [[1, 0, 0, 0, 0], [0, 0, 0, 0, 1]], [CALM, CALM]])
def test_alpha_is_unknown_where_nothing_differs_or_nobody_shares_a_feature(
    counts: list[list[int]],
) -> None:
    assert isnan(find_alpha(np.reshape(counts, (-1, 5)).astype(np.int64)))


@axiom
@given(st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=5))
def test_alpha_is_what_all_pairs_of_voices_give(counts: list[list[int]]) -> None:
    units = [np.repeat(np.arange(5), row) for row in counts if sum(row) > 1]
    everyone = np.concatenate([*units, []])
    expected = np.mean([(a - b) ** 2 for a, b in combinations(everyone, 2)] or [0])
    near = [np.mean([(a - b) ** 2 for a, b in combinations(unit, 2)]) for unit in units]

    found = find_alpha(np.array(counts))

    if expected == 0:
        assert isnan(found)
    else:
        observed = np.average(near, weights=[len(unit) for unit in units])
        assert found == pytest.approx(1 - observed / expected, abs=1e-12)


def test_what_was_retracted_too_often_is_refused() -> None:
    cells = -build_cells([back(1, 2)])

    for measure in (align_groups, find_concordance, find_alpha):
        with pytest.raises(CellsError, match="negative"):
            measure(cells)
