"""The measures beside the score, by worked examples."""

import json

import numpy as np
import pytest

from stakeholders.alignment.cells import CellOverflowError, Column, Integers
from stakeholders.alignment.measures import Measures, agree, measure, sum_revenue
from stakeholders.alignment.score import align
from tests.shared_data import shared
from tests.stakeholders.alignment.tables import build_cells

FOR, AGAINST, CALM, NOBODY = [0, 0, 0, 0, 9], [9, 0, 0, 0, 0], [0, 0, 9, 0, 0], [0] * 5


def measure_groups(
    groups: list[list[int]], voices: list[int] | None = None, kinds: list[str] | None = None
) -> Measures:
    """Measure one feature on which the people of GROUPS took their stances."""
    cells = build_cells([groups])
    members = np.array(voices or [9] * len(groups))
    names = kinds or ["TEAM"] * len(groups)
    return measure(cells, members, names, align(cells, members, names))


def test_agreement_matches_published_values() -> None:
    known = json.loads(shared("oracles/measures.json").read_text("utf-8"))["van_der_eijk_A"]

    for case in known:
        assert float(agree(np.array(case["V"]))) == pytest.approx(case["A"], abs=1e-12)


def test_agreement_is_unknown_where_nobody_spoke() -> None:
    found = agree(np.array([[NOBODY, FOR], [AGAINST, [1, 1, 1, 1, 1]]]))

    assert np.isnan(found).tolist() == [[True, False], [False, False]]
    assert found[0, 1] == found[1, 0] == 1
    assert found[1, 1] == 0


def test_even_support_is_fully_even_and_not_polarized() -> None:
    found = measure_groups([[3, 0, 0, 0, 6]] * 4)

    assert found.evenness.tolist() == pytest.approx([1], abs=1e-12)
    assert found.polarization.tolist() == [0]


def test_opposite_groups_are_uneven_and_polarized() -> None:
    found = measure_groups([[0, 0, 0, 0, 900], [900, 0, 0, 0, 0]], voices=[900, 900])

    assert found.evenness[0] < 0.1
    assert 0.99 < found.polarization[0] <= 1


def test_a_feature_is_contested_when_one_group_backs_it_and_one_objects() -> None:
    found = measure_groups([FOR, AGAINST, CALM, NOBODY])

    assert found.backing.tolist() == [[True, False, False, False]]
    assert found.objecting.tolist() == [[False, True, False, False]]
    assert found.contested.tolist() == [True]


@pytest.mark.parametrize("groups", [[FOR, FOR], [AGAINST, AGAINST], [FOR, CALM], [NOBODY, NOBODY]])
def test_a_feature_is_not_contested_otherwise(groups: list[list[int]]) -> None:
    assert measure_groups(groups).contested.tolist() == [False]


@pytest.mark.parametrize(
    ("spoken", "members", "backs"),
    [(1, 1, False), (2, 2, True), (2, 3, False), (3, 3, True), (3, 90, True)],
)
def test_a_group_backs_when_three_or_all_have_spoken_and_chance_is_out(
    spoken: int, members: int, *, backs: bool
) -> None:
    found = measure_groups([[0, 0, 0, 0, spoken]], voices=[members])

    assert found.backing.tolist() == [[backs]]


def test_a_group_without_members_neither_backs_nor_objects() -> None:
    found = measure_groups([FOR, AGAINST, CALM], voices=[0, 0, 9])

    assert not found.backing.any()
    assert not found.objecting.any()


def test_reach_is_the_share_of_voices_heard_with_an_equal_say_for_groups() -> None:
    found = measure_groups([FOR, [0, 0, 0, 0, 1], NOBODY], voices=[9, 100, 3])

    assert found.reach.tolist() == pytest.approx([(1 + 0.01 + 0) / 3], abs=1e-12)
    assert found.heard_groups.tolist() == [2]
    assert found.voices_heard.tolist() == [10]


def test_reach_never_exceeds_1_when_members_have_left_since() -> None:
    assert measure_groups([FOR], voices=[4]).reach.tolist() == [1]


def test_nobody_heard_leaves_the_measures_unknown_but_reach_at_0() -> None:
    found = measure_groups([NOBODY, NOBODY])

    assert np.isnan([found.evenness, found.polarization]).all()
    assert found.reach.tolist() == [0]
    assert found.heard_groups.tolist() == [0]


def test_revenue_is_what_backing_segments_weigh() -> None:
    found = measure_groups([FOR, FOR, AGAINST], kinds=["TEAM", "SEGMENT", "SEGMENT"])

    assert found.revenue.tolist() == [9000]


def fill_weights(*weights: int) -> Integers:
    """Build two features whose groups' backing voices weigh WEIGHTS."""
    cells = np.zeros((2, len(weights), 14), np.int64)
    cells[..., Column.BACKING_WEIGHT] = weights
    return cells


def test_revenue_up_to_64_bits_is_exact() -> None:
    cells = fill_weights(2**62, 2**62 - 1, 5)

    found = sum_revenue(cells, np.array([True, True, False]))

    assert found.tolist() == [2**63 - 1] * 2


def test_revenue_beyond_64_bits_is_refused() -> None:
    with pytest.raises(CellOverflowError):
        sum_revenue(fill_weights(2**62, 2**62), np.array([True, True]))


@pytest.mark.parametrize(("features", "groups"), [(0, 0), (0, 2), (2, 0)])
def test_no_features_or_no_groups_measure_as_empty(features: int, groups: int) -> None:
    cells, voices, kinds = np.zeros((features, groups, 14), np.int64), np.full(groups, 3), ["TEAM"]

    found = measure(cells, voices, kinds * groups, align(cells, voices, kinds * groups))

    assert found.agreement.shape == (features, groups)
    assert found.revenue.tolist() == [0] * features
