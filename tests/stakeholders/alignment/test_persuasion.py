"""Whom to win over: the least that one group would have to move."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stakeholders.alignment.persuasion import NOBODY, TargetError, lift
from stakeholders.alignment.score import Alignments, align, what_if
from tests.stakeholders.alignment.tables import Table, axiom, build_cells, tables


def align_teams(*voices: tuple[int, int], members: list[int] | None = None) -> Alignments:
    """Score one feature of teams in which so many of VOICES back it, and so many are neutral."""
    cells = build_cells([[[0, 0, calm, 0, backing] for backing, calm in voices]])
    return align(cells, np.array(members or [9] * len(voices)), ["TEAM"] * len(voices))


def test_the_group_with_the_least_way_to_go_is_named() -> None:
    known = align_teams((7, 1), (3, 5))  # 0.8 and 0.4

    found = lift(known, [60])

    assert found.needed[0] == pytest.approx([0.9, 0.45], abs=1e-12)  # 0.6^2 = 0.9 x 0.4
    assert found.group.tolist() == [1]
    assert found.support.tolist() == [found.needed[0, 1]]


def test_of_groups_with_as_far_to_go_the_first_is_named() -> None:
    found = lift(align_teams((3, 5), (3, 5), (3, 5)), [41])

    assert found.needed[0, 0] == found.needed[0, 1] == found.needed[0, 2]
    assert found.group.tolist() == [0]


def test_no_single_group_can_lift_what_lies_too_far_below() -> None:
    found = lift(align_teams((3, 5), (3, 5)), [70])  # 0.49 / 0.4 is more than all of a group

    assert found.group.tolist() == [NOBODY]
    assert np.isnan(found.needed).all()
    assert np.isnan(found.support).all()


def test_a_group_without_say_moves_nothing() -> None:
    found = lift(align_teams((0, 9), (7, 1), members=[0, 9]), [85])

    assert np.isnan(found.needed).tolist() == [[True, False]]
    assert found.group.tolist() == [1]


def test_full_support_is_out_of_reach() -> None:
    assert lift(align_teams((7, 1)), [100]).group.tolist() == [NOBODY]


def test_to_pass_an_equal_any_group_needs_to_exceed_what_it_gives() -> None:
    known = align_teams((7, 1), (3, 5))

    found = lift(known, known.score)

    assert found.needed.tolist() == pytest.approx(known.support, abs=1e-12)
    assert found.group.tolist() != [NOBODY]


@pytest.mark.parametrize("target", [0, 10, np.nan])
def test_nothing_needs_to_move_above_what_lies_below_or_is_unknown(target: float) -> None:
    found = lift(align_teams((7, 1), (3, 5)), [target])

    assert found.group.tolist() == [NOBODY]
    assert np.isnan(found.support).all()


def test_what_nobody_spoke_about_cannot_be_lifted() -> None:
    assert lift(align_teams((0, 0), (0, 0)), [40]).group.tolist() == [NOBODY]


@pytest.mark.parametrize(("features", "groups"), [(0, 0), (0, 2), (2, 0)])
def test_no_features_or_no_groups_have_nobody_to_win_over(features: int, groups: int) -> None:
    cells = np.zeros((features, groups, 14), np.int64)

    found = lift(align(cells, np.full(groups, 3), ["TEAM"] * groups), np.full(features, 50))

    assert found.group.tolist() == [NOBODY] * features
    assert found.needed.shape == (features, groups)


@pytest.mark.parametrize("target", [-1, 100.1, np.inf])
def test_a_target_that_is_no_score_is_refused(target: float) -> None:
    with pytest.raises(TargetError, match=r"not in 0\.\.100"):
        lift(align_teams((7, 1)), [target])


@axiom
@given(tables(least=1), st.floats(0, 0.99))
def test_at_the_support_that_is_needed_the_score_is_the_target(table: Table, part: float) -> None:
    known = table.align()
    assume(not np.isnan(known.score[0]))
    best = max(what_if(known.support, known.omega, g, 1)[0] for g in range(len(known.omega)))
    target = float(known.score[0] + part * (best - known.score[0]))
    found = lift(known, [target])
    able = np.flatnonzero(~np.isnan(found.needed[0]))

    scores = [
        float(what_if(known.support, known.omega, group, float(found.needed[0, group]))[0])
        for group in able.tolist()
    ]

    assert scores == pytest.approx([target] * len(scores), abs=1e-9)
    ways = found.needed[0, able] - known.support[0, able]
    assert found.group[0] == able[ways.argmin()]


@axiom
@given(tables(least=1), st.floats(0, 100))
def test_where_no_group_is_named_even_full_support_of_one_is_too_little(
    table: Table, target: float
) -> None:
    known = table.align()
    assume(known.score[0] <= target)
    found = lift(known, [target])

    unable = np.flatnonzero(np.isnan(found.needed[0])).tolist()

    full = [float(what_if(known.support, known.omega, group, 1)[0]) for group in unable]
    assert all(score <= target + 1e-9 for score in full)
