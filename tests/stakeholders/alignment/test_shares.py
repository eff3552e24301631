"""Equal shares: worked by hand, and the same as in fractions wherever floats come close."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.backing import Classes, Voices
from stakeholders.alignment.purses import Purses
from stakeholders.alignment.shares import buy
from tests.stakeholders.alignment.slow_shares import buy_slowly, fill_purses
from tests.stakeholders.alignment.tables import axiom

HAIR = Fraction(1, 10**30)  # far below what floats can tell apart


def build_classes(*ballots: tuple[int, str], features: int = 3) -> Classes:
    """Build a class of one group for each of BALLOTS: how many voices back which features."""
    backs = [[str(feature) in ballot for _, ballot in ballots] for feature in range(features)]
    return Classes(
        group=np.zeros(len(ballots), np.int64),
        influence=np.ones(len(ballots), np.int64),
        heads=np.array([heads for heads, _ in ballots], np.int64),
        backs=np.array(backs, np.bool_).reshape(features, len(ballots)),
    )


def sell(classes: Classes, *costs: Fraction | int, purse: Fraction | int = 1) -> list[int]:
    """Let each voice of CLASSES have PURSE for features of these COSTS."""
    return spend(classes, [Fraction(purse)], dict(enumerate(map(Fraction, costs))))


def spend(classes: Classes, rates: list[Fraction], costs: dict[int, Fraction]) -> list[int]:
    """Sell after all money has been made 1."""
    money = sum(
        rates[group] * int(influence * heads)
        for group, influence, heads in zip(
            classes.group.tolist(), classes.influence, classes.heads, strict=True
        )
    )
    parts = {feature: cost / (money or 1) for feature, cost in costs.items()}
    return buy(Purses(classes, [rate / (money or 1) for rate in rates]), parts)


def test_the_feature_that_costs_its_backers_least_for_what_it_is_comes_first() -> None:
    classes = build_classes((3, "0"), (5, "1"), (4, "2"))

    assert sell(classes, 3, 4, 4) == [1, 2, 0]


@pytest.mark.parametrize(("last", "bought"), [(0, [0, 1, 2]), (HAIR, [0, 1])])
def test_who_has_less_than_the_share_gives_all_and_the_others_pay_the_rest(
    last: Fraction, bought: list[int]
) -> None:
    classes = build_classes((2, "01"), (2, "0"), (1, "12"))

    found = sell(classes, 2, Fraction(9, 5), Fraction(1, 5) + last)  # 1/2 each; 1/2, 1/2 and 4/5

    assert found == bought


@pytest.mark.parametrize(("cost", "bought"), [(4, [0]), (4 + HAIR, []), (4 - HAIR, [0])])
def test_all_the_money_of_the_backers_suffices_to_the_last_hair(
    cost: Fraction, bought: list[int]
) -> None:
    assert sell(build_classes((4, "0"), (3, ""), features=1), cost) == bought


@pytest.mark.parametrize(
    ("costs", "bought"),
    [
        ((1, 1), [0, 1]),  # equal in all: the smaller number
        ((Fraction(3, 2) + HAIR, Fraction(3, 2)), [1]),
        ((Fraction(3, 2), Fraction(3, 2) + HAIR), [0]),
    ],
)
def test_features_that_are_backed_alike_are_told_apart_to_the_last_hair(
    costs: tuple[Fraction, Fraction], bought: list[int]
) -> None:
    classes = build_classes((2, "01"), (1, "0"), (1, "1"), features=2)
    poorer = Classes(np.array([0, 1, 1]), classes.influence, classes.heads, classes.backs)

    found = spend(poorer, [Fraction(1), Fraction(1, 9)], dict(enumerate(map(Fraction, costs))))

    assert found == bought


def test_of_two_that_cost_their_backers_the_same_the_one_with_more_backers_comes_first() -> None:
    classes = build_classes((2, "0"), (2, "1"), (1, "1"), features=2)
    penniless = Classes(np.array([0, 0, 1]), classes.influence, classes.heads, classes.backs)

    found = spend(penniless, [Fraction(1), Fraction(0)], {0: Fraction(1), 1: Fraction(1)})

    assert found == [1, 0]


@pytest.mark.parametrize("cost", [Fraction(1, 10**400), Fraction(10**400)])
def test_costs_beyond_what_floats_can_hold_are_bought_or_not(cost: Fraction) -> None:
    assert sell(build_classes((4, "0"), features=1), cost) == ([0] if cost < 1 else [])


def test_what_costs_next_to_nothing_is_not_bought_from_who_has_nothing() -> None:
    assert sell(build_classes((4, "01"), features=2), 4, HAIR) == [0]


def test_without_voices_money_or_features_nothing_is_bought() -> None:
    assert sell(build_classes(features=1), 1) == []
    assert sell(build_classes((3, "0"), features=1), 1, purse=0) == []
    assert sell(build_classes((3, ""), features=0)) == []


amounts = st.sampled_from([Fraction(n, d) for n in range(1, 9) for d in (1, 2, 3)])
close_amounts = (
    amounts
    | st.builds(lambda amount, hairs: amount + hairs * HAIR, amounts, st.integers(-1, 1))
    | st.just(HAIR)
)
ballots = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([0, 1, 1, 1, 2, 3]), st.integers(0, 15)),
    min_size=1,
    max_size=12,
)


@axiom
@given(ballots, st.lists(close_amounts, min_size=4, max_size=4), st.integers(1, 20))
def test_the_same_is_bought_as_in_fractions(
    drawn: list[tuple[int, int, int]], costs: list[Fraction], budget: int
) -> None:
    group, influence, ballot = (np.array(column) for column in zip(*drawn, strict=True))
    backs = (ballot[:, None] >> np.arange(4)) % 2 == 1
    voices = Voices(group, influence, backs, ["TEAM", "TEAM", "SEGMENT"])
    priced = dict(enumerate(costs))

    fast = buy(
        Purses(voices.merge(), voices.share_out()), {f: c / budget for f, c in priced.items()}
    )

    assert fast == buy_slowly(backs.tolist(), fill_purses(voices, Fraction(budget)), priced)


@pytest.mark.parametrize("seed", range(8))
def test_the_same_is_bought_as_in_fractions_by_a_crowd(seed: int) -> None:
    chance = np.random.default_rng(seed)
    backs = chance.random((60, 12)) < 0.3
    influence = chance.integers(1, 4, 60)
    voices = Voices(chance.integers(0, 5, 60), influence, backs, ["TEAM"] * 3 + ["SEGMENT"] * 2)
    priced = {f: Fraction(int(cost), 2) for f, cost in enumerate(chance.integers(1, 30, 12))}

    purses = Purses(voices.merge(), voices.share_out())
    fast = buy(purses, {f: c / 40 for f, c in priced.items()})

    assert fast == buy_slowly(backs.tolist(), fill_purses(voices, Fraction(40)), priced)
    assert len(fast) > 2
