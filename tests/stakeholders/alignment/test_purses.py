"""Purses: exact sums over any denominators, and growth that need not be tried out."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stakeholders.alignment.backing import Classes, Voices
from stakeholders.alignment.purses import Purses
from stakeholders.alignment.roadmap import Roadmap, plan
from stakeholders.alignment.shares import buy
from tests.stakeholders.alignment.tables import axiom

rates = st.lists(st.fractions(0, 1, max_denominator=50), min_size=1, max_size=9)


def fill(shares: list[Fraction]) -> Purses:
    """Give two voices of influence 3 in each of as many groups as there are SHARES a purse."""
    places = np.arange(len(shares))
    backs = np.ones((1, len(shares)), np.bool_)
    return Purses(Classes(places, 0 * places + 3, 0 * places + 2, backs), shares)


@axiom
@given(rates)
def test_purses_add_up_to_the_fraction(shares: list[Fraction]) -> None:
    purses = fill(shares)
    everyone = np.arange(len(shares))

    assert Fraction(purses.sum_up(everyone), purses.scale) == 6 * sum(shares)
    assert [Fraction(purses.read(place), purses.scale) for place in everyone.tolist()] == [
        3 * share for share in shares
    ]
    assert purses.sum_up(everyone[:0]) == 0


def test_a_thousand_groups_of_odd_sizes_add_up_to_the_fraction() -> None:
    shares = [Fraction(1, 7 * place + 1) / 10_000 for place in range(1000)]
    purses = fill(shares)

    found = Fraction(purses.sum_up(np.arange(1000)), purses.scale)

    assert found == 6 * sum(shares)


def test_voices_that_start_with_the_same_are_alike() -> None:
    purses = fill([Fraction(1, 9), Fraction(1, 5), Fraction(1, 9)])

    first, second, third = purses.alike.tolist()

    assert first == third != second


def build_team(*backed: int) -> Voices:
    """Build a team of ten; of each feature as many of them as BACKED tells are behind it."""
    backs = np.array([[place < number for number in backed] for place in range(10)])
    places = np.zeros(10, np.int64)
    return Voices(places, places + 1, backs, ["TEAM"])


@pytest.mark.parametrize(
    ("costs", "budget", "steps", "idle"),
    [
        ((1, 9), 11, 500, 500),  # one of ten cannot pay 9 of 11, however far purses grow
        ((1, 6), 10, 500, 498),  # nor 6 of 10, until they are six times as large
        ((1, 3), 10, 210, 198),  # it pays a tenth of the other as well
        ((1, 2), 10, 110, 98),
    ],
)
def test_what_few_back_is_waited_for_without_buying_meanwhile(
    costs: tuple[int, int], budget: int, steps: int, idle: int
) -> None:
    voices = build_team(10, 1)

    found = plan(voices, costs, budget)

    purses = Purses(voices.merge(), voices.share_out())
    parts = {feature: Fraction(cost, budget) for feature, cost in enumerate(costs)}
    assert (found.steps, purses.count_idle_steps(parts, 500)) == (steps, idle)


def plan_step_by_step(voices: Voices, costs: list[int], budget: int) -> Roadmap:
    """Plan as `plan` does, and try every step."""
    purses, parts = Purses(voices.merge(), voices.share_out()), dict(enumerate(costs))
    backed = {f: Fraction(c, budget) for f, c in parts.items() if purses.classes.votes[f]}
    tried: list[list[int]] = []
    for step in range(501):
        found = buy(purses, {f: cost * 100 / (100 + step) for f, cost in backed.items()})
        if step and sum(costs[feature] for feature in found) > budget:
            break
        tried.append(found)
        if len(found) == len(backed):
            break
    return Roadmap((*tried[-1],), (*tried[0],), len(tried) - 1)


@settings(axiom, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 15)), max_size=9),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
    st.integers(1, 30),
)
def test_steps_that_are_left_out_would_have_changed_nothing(
    drawn: list[tuple[int, int, int]], costs: list[int], budget: int
) -> None:
    group, influence, ballot = np.array(drawn, np.int64).reshape(-1, 3).T
    backs = (ballot[:, None] >> np.arange(4)) % 2 == 1
    voices = Voices(group, influence, backs, ["TEAM", "TEAM", "SEGMENT"])

    assert plan(voices, costs, budget) == plan_step_by_step(voices, costs, budget)
