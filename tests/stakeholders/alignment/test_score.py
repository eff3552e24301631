"""The score: its worked examples, its edge cases, and what other ways of counting get wrong."""

import numpy as np
import pytest

from stakeholders.alignment.say import weigh_groups
from stakeholders.alignment.score import Alignments, CellsError, SupportError, align, what_if
from tests.stakeholders.alignment.tables import build_cells

STRONG_YES = [0, 0, 0, 0, 1]
UNHEARD = [0, 0, 0, 0, 0]


def align_teams(groups: list[list[int]], voices: int = 10) -> Alignments:
    """Score one feature with teams of VOICES each, whose people took stances as in GROUPS."""
    return align(build_cells([groups]), np.full(len(groups), voices), ["TEAM"] * len(groups))


def round_ends(alignments: Alignments) -> list[float]:
    """Give score, low and high of the first feature to the digits that are printed."""
    ends = (alignments.score[0], alignments.low[0], alignments.high[0])
    return [round(float(end), 3) for end in ends]


@pytest.mark.parametrize(
    ("groups", "voices", "printed"),
    [
        ([[0, 0, 0, 0, 1]], 1, [66.667, 31.956, 100]),
        ([[0, 0, 0, 1, 0]], 1, [60, 21.848, 100]),
        ([[0, 0, 1, 0, 0]], 1, [33.333, 5.324, 93.508]),
        ([[0, 1, 0, 0, 0]], 1, [33.333, 5.324, 93.508]),
        ([[1, 0, 0, 0, 0]], 1, [25, 3.585, 71.31]),
        ([[0, 0, 0, 0, 5]], 5, [85.714, 68.368, 100]),
        ([[0, 0, 0, 0, 10]] * 5, 10, [91.667, 86.674, 96.194]),
        ([[0, 0, 3, 0, 7]] * 5, 10, [66.667, 57.68, 74.598]),
        ([[3, 0, 0, 0, 7]] * 5, 10, [53.333, 44.757, 60.983]),
        ([[0, 0, 0, 0, 10]] + [UNHEARD] * 4, 10, [56.444, 26.412, 75.944]),
        ([[0, 0, 0, 0, 10]] + [[0, 0, 10, 0, 0]] * 4, 10, [13.462, 4.622, 21.583]),
        ([[0, 0, 0, 0, 1000]] + [[10, 0, 0, 0, 0]] * 4, 1000, [8.433, 2.831, 13.763]),
    ],
)
def test_the_worked_examples_hold_to_the_printed_digits(
    groups: list[list[int]], voices: int, printed: list[float]
) -> None:
    assert round_ends(align_teams(groups, voices)) == printed


def test_a_feature_that_nobody_spoke_about_has_no_score() -> None:
    alignments = align(build_cells([[UNHEARD] * 2]), np.array([3, 3]), ["TEAM", "SEGMENT"])

    for name in ("score", "low", "high", "mean", "internal", "external"):
        assert np.isnan(getattr(alignments, name)).tolist() == [True], name
    assert alignments.provisional.tolist() == [True]
    assert alignments.heard.tolist() == [[False, False]]


def test_a_product_whose_groups_have_no_members_has_no_scores() -> None:
    alignments = align(build_cells([[STRONG_YES]]), np.array([0]), ["TEAM"])

    assert np.isnan(alignments.score).tolist() == [True]
    assert np.isnan(alignments.internal).tolist() == [True]
    assert alignments.omega.tolist() == [0]


def test_what_a_group_without_members_left_behind_is_no_evidence() -> None:
    cells = build_cells([[STRONG_YES, UNHEARD]])

    assert np.isnan(align(cells, np.array([0, 5]), ["TEAM", "TEAM"]).score).tolist() == [True]


def test_an_unheard_group_stands_at_one_half() -> None:
    alignments = align_teams([[0, 0, 0, 0, 8], UNHEARD])

    assert alignments.support.tolist() == [[0.9, 0.5]]
    assert alignments.heard.tolist() == [[True, False]]


@pytest.mark.parametrize(("features", "groups"), [(0, 0), (0, 3), (2, 0)])
def test_no_features_or_no_groups_are_an_empty_answer(features: int, groups: int) -> None:
    cells = np.zeros((features, groups, 14), np.int64)

    alignments = align(cells, np.full(groups, 3), ["TEAM"] * groups)

    assert np.isnan(alignments.score).tolist() == [True] * features
    assert alignments.support.shape == alignments.loss.shape == (features, groups)
    assert alignments.omega.shape == (groups,)


@pytest.mark.parametrize(
    ("heard", "groups", "provisional"), [(1, 3, True), (1, 2, False), (7, 14, False), (6, 14, True)]
)
def test_a_score_is_provisional_below_half_of_the_say(
    heard: int, groups: int, *, provisional: bool
) -> None:
    alignments = align_teams([STRONG_YES] * heard + [UNHEARD] * (groups - heard))

    assert alignments.provisional.tolist() == [provisional]


@pytest.mark.parametrize("teams", [3, 6, 13, 28])
def test_a_half_is_a_half_however_many_teams_share_it(teams: int) -> None:
    cells = build_cells([[STRONG_YES] * teams + [UNHEARD]])

    alignments = align(cells, np.full(teams + 1, 5), ["TEAM"] * teams + ["SEGMENT"])

    assert alignments.provisional.tolist() == [False]


@pytest.mark.parametrize(
    ("voices", "kinds", "omega"),
    [
        ([100, 3], "TT", [1 / 2, 1 / 2]),
        ([9, 1], "TT", [3 / 4, 1 / 4]),
        ([2, 1, 0], "TTT", [2 / 3, 1 / 3, 0]),
        ([5, 5, 5, 5], "TTTS", [1 / 6, 1 / 6, 1 / 6, 1 / 2]),
        ([5, 1], "TS", [1 / 2, 1 / 2]),
        ([5, 5, 0], "TTS", [1 / 2, 1 / 2, 0]),
        ([0, 0], "TS", [0, 0]),
        ([], "", []),
    ],
)
def test_groups_have_an_equal_say_within_their_kind_and_so_have_the_kinds(
    voices: list[int], kinds: str, omega: list[float]
) -> None:
    assert weigh_groups(np.array(voices, np.int64), list(kinds)).tolist() == omega


def test_internal_and_external_scores_each_hear_one_kind_of_groups() -> None:
    teams, segments = [[0, 0, 0, 0, 8]] * 2, [[0, 0, 8, 0, 0]]
    kinds = ["TEAM", "TEAM", "SEGMENT"]

    both = align(build_cells([teams + segments]), np.array([9, 9, 9]), kinds)
    silent = align(build_cells([[*teams, UNHEARD]]), np.array([9, 9, 9]), kinds)

    assert both.internal.tolist() == pytest.approx([90], abs=1e-12)
    assert both.external.tolist() == pytest.approx([10], abs=1e-12)
    assert both.score.tolist() == pytest.approx([30], abs=1e-12)
    assert np.isnan(silent.external).tolist() == [True]


def test_cells_that_were_retracted_too_often_are_refused() -> None:
    with pytest.raises(CellsError, match="negative"):
        align(-build_cells([[STRONG_YES]]), np.array([1]), ["TEAM"])


def test_the_largest_cells_are_scored_without_a_warning() -> None:
    cells = np.full((1, 2, 14), 2**63 - 1)

    alignments = align(cells, np.array([2**62, 1]), ["TEAM", "SEGMENT"])

    assert 0 < alignments.low[0] <= alignments.score[0] <= alignments.high[0] <= 100


def test_what_if_nothing_changes_gives_the_score() -> None:
    known = align_teams([[3, 0, 0, 0, 7], [0, 0, 0, 9, 1], UNHEARD])

    supposed = what_if(known.support, known.omega, 1, float(known.support[0, 1]))

    assert supposed.tolist() == known.score.tolist()


@pytest.mark.parametrize(("support", "score"), [(1, 90), (0.25, 45), (0.01, 9), (0, 0)])
def test_what_if_follows_from_the_sum_of_losses(support: float, score: float) -> None:
    before, omega = np.array([0.81, 0.36]), np.array([0.5, 0.5])

    assert float(what_if(before, omega, 1, support)) == pytest.approx(score, abs=1e-12)


def test_what_if_is_unknown_where_no_group_has_members() -> None:
    assert np.isnan(what_if(np.array([0.5]), np.array([0.0]), 0, 0.9))


@pytest.mark.parametrize("support", [-0.1, 1.1, np.nan, np.inf])
def test_what_is_no_share_cannot_be_supposed(support: float) -> None:
    with pytest.raises(SupportError, match=r"not in 0\.\.1"):
        what_if(np.array([0.5]), np.array([1.0]), 0, support)


def test_sixty_of_a_hundred_stand_far_above_three_lone_yes_votes() -> None:
    lone = align_teams([STRONG_YES] * 3, voices=1)
    many = align_teams([[0, 0, 40, 0, 60]] * 3, voices=100)

    raw = [float(known.support.prod()) for known in (lone, many)]

    assert [round(value, 3) for value in raw] == [0.296, 0.214]  # Polis ranks them the other way
    assert many.low[0] > lone.low[0] + 10


def test_more_groups_at_the_same_support_score_the_same() -> None:
    three, six = align_teams([[0, 0, 20, 0, 80]] * 3), align_teams([[0, 0, 20, 0, 80]] * 6)

    assert abs(three.score[0] - six.score[0]) < 1e-12


def test_a_large_team_counts_once() -> None:
    crowd = [[0, 0, 0, 0, 9000], [0, 0, 9, 0, 0], [0, 0, 9, 0, 0]]
    calm = [[0, 0, 3, 0, 6]] * 3

    assert align_teams(crowd, voices=9000).score[0] < align_teams(calm).score[0]
