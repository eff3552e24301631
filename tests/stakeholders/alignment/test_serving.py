"""The alignment of objectives: worked examples, edge cases, and what holds of any table."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stakeholders.alignment.score import Alignments, align
from stakeholders.alignment.serving import Objectives, align_objectives
from tests.stakeholders.alignment.tables import axiom, build_cells

TEAMS = 2
VOICES = 10
LOVED, HATED, UNHEARD = [0, 0, 0, 0, 10], [10, 0, 0, 0, 0], [0, 0, 0, 0, 0]
STANCES = 5
# Up to four features, by two teams, by stances.
TABLES = st.binary(min_size=10, max_size=40).map(
    lambda drawn: (
        np.frombuffer(drawn[: len(drawn) // 10 * 10], np.uint8).reshape(-1, TEAMS, STANCES) % 10
    ).tolist()
)


def align_features(features: list[list[list[int]]]) -> Alignments:
    """Score features from the stances that the people of two teams took."""
    return align(build_cells(features), np.full(TEAMS, VOICES), ["TEAM"] * TEAMS)


def serve(features: list[list[list[int]]], *serving: list[bool]) -> Objectives:
    """Score an objective for each list in SERVING, without one an objective that all serve."""
    flags = np.array(serving or [[True] * len(features)], np.bool_)
    return align_objectives(align_features(features), flags)


@axiom
@given(TABLES)
def test_with_one_feature_it_is_the_score_of_that_feature(features: list[list[list[int]]]) -> None:
    alignments = align_features(features)

    objectives = align_objectives(alignments, np.eye(len(features), dtype=np.bool_))

    np.testing.assert_allclose(objectives.score, alignments.score, rtol=1e-12)


@axiom
@given(TABLES)
def test_the_losses_explain_the_score(features: list[list[list[int]]]) -> None:
    told = serve(features)

    if not np.isnan(told.score[0]):
        assert told.loss[0].sum() == pytest.approx(-np.log(told.score[0] / 100))
        assert 0 < told.evenness[0] <= 1 + 1e-12


def test_in_a_group_a_feature_counts_once_however_many_spoke_about_it() -> None:
    few = [[[0, 0, 0, 0, 1], [0, 0, 0, 0, 1]], [HATED, HATED]]

    told = serve(few)

    hated = 1 / 22  # (0 + 1) / (20 + 2): a strong no weighs double
    assert told.support[0].tolist() == pytest.approx([(2 / 3 + hated) / 2] * 2)
    assert told.score[0] == pytest.approx(100 * (2 / 3 + hated) / 2)


def test_what_pleases_one_beside_what_pleases_another_pleases_both() -> None:
    split = [[LOVED, HATED], [HATED, LOVED]]
    alone = align_features(split).score

    told = serve(split)

    mean = (11 / 12 + 1 / 22) / 2
    assert told.score[0] == pytest.approx(100 * mean)
    assert told.evenness[0] == pytest.approx(1)
    assert told.score[0] > alone.max()


def test_groups_that_stand_apart_are_marked_down() -> None:
    told = serve([[LOVED, HATED], [LOVED, HATED]])

    assert told.score[0] == pytest.approx(100 * np.sqrt(11 / 12 / 22))
    assert told.evenness[0] < 1 / 2


def test_a_feature_that_nobody_spoke_about_is_left_out() -> None:
    told = serve([[LOVED, LOVED], [UNHEARD, UNHEARD]])

    assert told.score[0] == pytest.approx(100 * 11 / 12)
    assert told.features.tolist() == [1]


def test_a_group_that_was_not_heard_about_a_heard_feature_stands_at_a_half() -> None:
    told = serve([[LOVED, UNHEARD]])

    assert told.support[0].tolist() == pytest.approx([11 / 12, 1 / 2])
    assert told.heard[0].tolist() == [True, False]
    assert told.provisional.tolist() == [False]


def test_an_objective_that_nothing_heard_serves_has_no_score() -> None:
    told = serve([[LOVED, LOVED], [UNHEARD, UNHEARD]], [False, True], [False, False])

    assert np.isnan(told.score).tolist() == [True, True]
    assert np.isnan(told.evenness).tolist() == [True, True]
    assert told.provisional.tolist() == [True, True]
    assert told.features.tolist() == [0, 0]


def test_groups_without_members_give_no_score() -> None:
    alignments = align(build_cells([[LOVED, LOVED]]), np.zeros(TEAMS, np.int64), ["TEAM"] * TEAMS)

    assert np.isnan(align_objectives(alignments, np.array([[True]])).score).tolist() == [True]


@axiom
@given(TABLES, st.integers(0, TEAMS - 1))
def test_one_more_supporter_of_a_heard_feature_never_lowers_it(
    features: list[list[list[int]]], team: int
) -> None:
    assume(any(map(sum, features[0])))
    first, *rest = features
    first = [[*counts[:4], counts[4] + (place == team)] for place, counts in enumerate(first)]

    before, after = serve(features).score[0], serve([first, *rest]).score[0]

    assert after >= before - 1e-9
