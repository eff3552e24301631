"""Plan what to build under a budget of effort: equal shares, and what a ranking would buy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.backing import Voices
from stakeholders.alignment.purses import Purses
from stakeholders.alignment.shares import buy

Amount: TypeAlias = int | float | Decimal | Fraction
Costs: TypeAlias = Sequence[Amount | None]

STEPS = 500  # of 1 %: purses grow to six times their size at most


class BudgetError(ValueError):
    """Says that a budget is no amount of effort."""


class CostError(ValueError):
    """Says that the cost of a feature is no amount of effort, or that costs are missing."""


@dataclass(frozen=True)
class Roadmap:
    """What equal shares buy: BOUGHT in order of purchase, once purses grew by STEPS of 1 %.

    AT_FIRST is what they buy before that; some of it may give way as purses grow.
    """

    bought: tuple[int, ...]
    at_first: tuple[int, ...]
    steps: int


def plan(voices: Voices, costs: Costs, budget: Amount) -> Roadmap:
    """Spend BUDGET on features by equal shares, given the COSTS of each, in the unit of BUDGET.

    The purses of VOICES add up to BUDGET and grow, all of them alike and from the start, by 1 % of
    BUDGET at a time until the next step would overspend it, all is bought that has a cost and a
    backer, or they are six times as large. A feature that costs nothing is bought first if anyone
    backs it; one without a cost, never. All is exact: floats are read as the decimals they print.
    Peters, Pierczynski, Skowron (2021), section 3.3, for letting purses grow.
    :raises BudgetError: when BUDGET is below 0, infinite or NaN.
    :raises CostError: when a cost is, or COSTS are not one for each feature.
    """
    limit, prices = _read_budget(budget), _read_costs(costs)
    if len(prices) != voices.backs.shape[1]:
        raise CostError(f"{len(prices)} costs for {voices.backs.shape[1]} features")
    classes = voices.merge()
    wanted = {f: cost for f, cost in enumerate(prices) if cost is not None and classes.votes[f]}
    gifts = sorted((f for f in wanted if wanted[f] == 0), key=lambda f: (-classes.votes[f], f))
    sold = {f: cost for f, cost in wanted.items() if cost > 0}
    if not limit:
        return Roadmap((*gifts,), (*gifts,), 0)
    purses = Purses(classes, voices.share_out())
    at_first = bought = buy(purses, _divide(sold, limit))
    steps = purses.count_idle_steps(_divide(sold, limit), STEPS)
    if steps:
        bought = buy(purses, _divide(sold, limit * (100 + steps) / 100), guess=bought)
    while steps < STEPS and len(bought) < len(sold):
        larger = buy(purses, _divide(sold, limit * (101 + steps) / 100), guess=bought)
        if sum(sold[f] for f in larger) > limit:
            break
        bought, steps = larger, steps + 1
    return Roadmap((*gifts, *bought), (*gifts, *at_first), steps)


def _divide(costs: Mapping[int, Fraction], money: Fraction) -> dict[int, Fraction]:
    """Give COSTS as parts of all MONEY."""
    return {feature: cost / money for feature, cost in costs.items()}


def fill(
    order: Sequence[int], costs: Costs, budget: Amount, *, bought: Collection[int] = ()
) -> tuple[int, ...]:
    """Give the features of ORDER that BUDGET buys, one after the other, beside those BOUGHT.

    One that no longer fits is passed over, and so is one without a cost. It completes a roadmap
    (ORDER by low), and shows what the budget would buy by score or by votes instead.
    :raises BudgetError: when BUDGET is below 0, infinite or NaN, or less than what was BOUGHT.
    :raises CostError: when a cost is below 0, infinite or NaN, or one of BOUGHT has none.
    """
    prices = _read_costs(costs)
    left = _read_budget(budget)
    for feature in bought:
        cost = prices[feature]
        if cost is None:
            raise CostError(f"feature {feature} was bought but has no cost")
        left -= cost
    if left < 0:
        raise BudgetError(f"what was bought exceeds the budget by {-left}")
    added = []
    for feature in order:
        cost = prices[feature]
        if feature not in bought and cost is not None and cost <= left:
            added.append(feature)
            left -= cost
    return tuple(added)


def order_by(values: ArrayLike) -> list[int]:
    """Give the places of VALUES from the highest to the lowest, equals in their own order.

    What is NaN or not above 0 has no place: nobody spoke about it, or nobody backs it.
    """
    known = np.asarray(values, np.float64)
    return [place for place in np.argsort(-known, kind="stable").tolist() if known[place] > 0]


def _read_budget(budget: Amount) -> Fraction:
    """Give BUDGET exactly."""
    amount = _read(budget)
    if amount is None:
        raise BudgetError(f"the budget {budget} is not a number of 0 or more")
    return amount


def _read_costs(costs: Costs) -> list[Fraction | None]:
    """Give COSTS exactly."""
    amounts = [None if cost is None else _read(cost) for cost in costs]
    for place, (cost, amount) in enumerate(zip(costs, amounts, strict=True)):
        if cost is not None and amount is None:
            raise CostError(f"the cost {cost} of feature {place} is not a number of 0 or more")
    return amounts


def _read(amount: Amount) -> Fraction | None:
    """Give AMOUNT exactly, a float as the shortest decimal that reads back as it; or nothing."""
    try:
        exact = Fraction(str(float(amount))) if isinstance(amount, float) else Fraction(amount)
    except (ValueError, OverflowError):  # NaN or infinite
        return None
    return exact if exact >= 0 else None
