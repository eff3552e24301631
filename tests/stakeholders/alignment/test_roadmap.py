"""Roadmaps: what independent programs found, what purses that grow change, and bad input."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.backing import Voices, cover
from stakeholders.alignment.roadmap import (
    Amount,
    BudgetError,
    CostError,
    Roadmap,
    fill,
    order_by,
    plan,
)
from tests.shared_data import shared
from tests.stakeholders.alignment.slow_shares import buy_slowly, fill_purses
from tests.stakeholders.alignment.tables import axiom

NOTHING = Roadmap(bought=(), at_first=(), steps=0)


def read_instances() -> list[dict[str, Any]]:
    """Read the forty small roadmaps that were worked out in fractions elsewhere."""
    text = shared("oracles/roadmap_small.json").read_text("utf-8")
    instances: list[dict[str, Any]] = json.loads(text)["instances"]
    return instances


def seat(instance: dict[str, Any]) -> Voices:
    """Write the voices of INSTANCE down as the arrays that the engine reads."""
    rows, groups = instance["voices"], sorted({row["group"] for row in instance["voices"]})
    return Voices(
        group=np.array([groups.index(row["group"]) for row in rows]),
        influence=np.ones(len(rows), np.int64),
        backs=np.array(
            [[key in row["ballot"] for key in sorted(instance["costs"])] for row in rows]
        ),
        kinds=["TEAM"] * len(groups),
    )


def build_team(*ballots: list[int], features: int = 2) -> Voices:
    """Build a team whose people back what BALLOTS say."""
    backs = [[feature in ballot for feature in range(features)] for ballot in ballots]
    places = np.zeros(len(ballots), np.int64)
    table = np.array(backs, np.bool_).reshape(len(ballots), features)
    return Voices(places, places + 1, table, ["TEAM"])


def test_forty_roadmaps_are_as_found_independently() -> None:
    instances = read_instances()

    for instance in instances:
        names = sorted(instance["costs"])
        costs = [instance["costs"][name] for name in names]
        found = plan(seat(instance), costs, instance["budget"])
        at_first = [names[place] for place in found.at_first]
        assert at_first == instance["bought_at_base_budget_in_order"], instance["seed"]
        assert sorted(names[place] for place in found.bought) == instance["after_growth"]
        assert found.steps == instance["growth_steps"] - 1  # there, the step that overspends counts
    assert len(instances) == 40


def test_purses_grow_until_one_more_step_would_overspend() -> None:
    voices = build_team([0], [0], [1], [1])

    found = plan(voices, [6, 5], 8)  # each has 2: 0 is affordable at 3, 1 at 5/2

    assert found == Roadmap(bought=(1,), at_first=(), steps=49)


def test_purses_stop_growing_when_all_is_bought_that_has_a_cost_and_a_backer() -> None:
    voices = build_team([0], [0, 1], features=4)

    found = plan(voices, [1, 1, None, 3], 10)

    assert found == Roadmap(bought=(0, 1), at_first=(0, 1), steps=0)


def test_purses_never_grow_beyond_six_times_their_size() -> None:
    voices = build_team([0], *([[]] * 9))

    assert plan(voices, [6, 1], 10).bought == (0,)
    assert plan(voices, [Fraction("6.001"), 1], 10) == Roadmap((), (), 500)


def test_what_costs_nothing_is_bought_first_if_anyone_backs_it() -> None:
    voices = build_team([0, 1], [1], features=4)

    assert plan(voices, [0, 0, 0, None], 0) == Roadmap((1, 0), (1, 0), 0)
    assert plan(voices, [1, 0, 0, None], 3).bought == (1, 0)


@pytest.mark.parametrize(
    "voices", [build_team(), build_team([], []), build_team(features=0), build_team([], features=0)]
)
def test_without_voices_ballots_or_features_there_is_nothing_to_build(voices: Voices) -> None:
    assert plan(voices, [1] * voices.backs.shape[1], 9).bought == ()


def test_without_a_budget_nothing_is_bought() -> None:
    assert plan(build_team([0], [1]), [1, 2], 0) == NOTHING


@pytest.mark.parametrize("budget", [Decimal("0.3"), Fraction(3, 10), 0.3, np.float64(0.3)])
def test_amounts_are_read_as_they_are_written(budget: Amount) -> None:
    voices = build_team([0, 1], [0, 1])

    assert plan(voices, [0.1, Decimal("0.2")], budget).at_first == (
        0,
        1,
    )  # 0.1 + 0.2 > 0.3 in floats
    assert fill([0, 1], [0.1, Decimal("0.2")], budget) == (0, 1)


@pytest.mark.parametrize(
    "amount", [-1, float("nan"), float("inf"), Decimal("NaN"), Decimal("-Inf")]
)
def test_what_is_no_amount_is_refused(amount: Amount) -> None:
    with pytest.raises(BudgetError, match="not a number of 0 or more"):
        plan(build_team([0]), [1, 1], amount)
    with pytest.raises(CostError, match="of feature 1 is not a number of 0 or more"):
        plan(build_team([0]), [1, amount], 1)


def test_a_roadmap_needs_a_cost_or_none_for_each_feature() -> None:
    with pytest.raises(CostError, match="1 costs for 2 features"):
        plan(build_team([0]), [1], 1)


def test_a_ranking_buys_in_order_what_still_fits() -> None:
    assert fill([2, 0, 3, 1], [3, 1, 5, None], 9) == (2, 0, 1)
    assert fill([2, 0, 3, 1], [3, 1, 5, None], 9, bought=[0]) == (2, 1)
    assert fill([], [3], 9) == ()


def test_what_was_bought_must_fit_the_budget_and_have_a_cost() -> None:
    with pytest.raises(BudgetError, match="exceeds the budget by 1"):
        fill([], [3, None], 2, bought=[0])
    with pytest.raises(CostError, match="feature 1 was bought but has no cost"):
        fill([], [3, None], 9, bought=[1])


def test_a_ranking_runs_from_the_highest_and_leaves_out_what_is_unknown() -> None:
    assert order_by([3.0, np.nan, 7.0, 3.0, 0.0]) == [2, 0, 3]
    assert order_by([]) == []


def test_equal_shares_cover_the_minority_that_votes_leave_out() -> None:
    voices = build_team(*([[0, 1, 2]] * 6), *([[3]] * 3), features=4)
    costs, budget = [3, 3, 3, 3], 9

    shared_out = plan(voices, costs, budget)
    by_votes = fill(order_by(voices.merge().votes), costs, budget)

    assert (sorted(shared_out.bought), by_votes) == ([0, 1, 3], (0, 1, 2))
    assert cover(voices, shared_out.bought).total == 1
    assert cover(voices, by_votes).total == 2 / 3


@axiom
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 15)), max_size=9),
    st.lists(st.integers(1, 6), min_size=4, max_size=4),
    st.integers(1, 12),
)
def test_a_roadmap_never_overspends_and_is_what_its_purses_buy(
    drawn: list[tuple[int, int, int]], costs: list[int], budget: int
) -> None:
    group, influence, ballot = np.array(drawn, np.int64).reshape(-1, 3).T
    backs = (ballot[:, None] >> np.arange(4)) % 2 == 1
    voices = Voices(group, influence, backs, ["TEAM", "TEAM", "SEGMENT"])
    priced = {feature: Fraction(cost) for feature, cost in enumerate(costs)}

    found = plan(voices, costs, budget)

    purses = fill_purses(voices, Fraction(budget * (100 + found.steps), 100))
    assert list(found.bought) == buy_slowly(backs.tolist(), purses, priced)
    assert sum(costs[feature] for feature in found.bought) <= budget
