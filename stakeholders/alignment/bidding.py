"""Find what the backers of features would pay, in floats, and whom a purchase leaves broke."""

from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import NamedTuple, cast

import numpy as np

from stakeholders.alignment.backing import Places
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.purses import Purses

# Thousands of times what the floats are off, as a part of all money. Errors of purchases add up
# (about 1e-16 each) and never multiply, since whoever pays the rest pays the errors with it.
SLACK = 1e-12
FORGOTTEN = 0.3  # of a feature's backers have to be broke before they are left out
TINY = 1e-300  # what stands for something above 0 that floats take for 0


def sum_products(one: Floats, other: Floats) -> np.float64:
    """Sum ONE times OTHER on this thread: several for so little keep each other waiting."""
    return cast("np.float64", np.einsum("i,i->", one, other))


class Bid(NamedTuple):
    """What a backer of a feature would pay at most, and between which ends rho surely lies."""

    share: float
    low: float
    high: float  # infinite where only the ledger can tell whether the money suffices


class Bidders:
    """The backers of the features that are for sale, and the money that they have left.

    LEAST tells, for each feature that may yet be bought, what rho surely is not below.
    """

    def __init__(self, purses: Purses, costs: Mapping[int, Fraction]) -> None:
        classes = purses.classes
        self._money = purses.money.copy()
        self._costs = {feature: max(float(cost), TINY) for feature, cost in costs.items()}
        self._backers = {f: classes.backers[f] for f in costs}
        self._heads = {f: purses.heads[f] for f in costs}
        self._everyone = {f: float(heads.sum()) for f, heads in self._heads.items()}
        # Rho is never below 1 / backers, and only grows while their money goes elsewhere.
        votes = classes.votes
        self.least = {f: (1 - SLACK) / votes[f] for f in costs if votes[f]}

    def is_dearer(self, feature: int, best: float) -> bool:
        """Tell whether rho of FEATURE is surely above BEST, and note by how much it is at least."""
        money, heads = self._money.take(self._backers[feature]), self._heads[feature]
        cost = self._costs[feature]
        share = best * cost + SLACK
        lacks = cost - SLACK - float(sum_products(heads, np.minimum(money, share)))
        if lacks <= 0:
            return False
        # What lacks comes from backers who pay more than this share; they are no more than all.
        more = lacks / self._everyone[feature] if money.size else inf
        self.least[feature] = max(self.least[feature], best, (share + more - SLACK) / cost)
        return True

    def bid(self, feature: int) -> Bid | None:
        """Find what the backers of FEATURE pay: all of it from those with less than the share."""
        money, heads = self._list_backers(feature)
        cost = self._costs[feature]
        if not money.size or sum_products(heads, money) < cost - SLACK:
            return None
        share = most = float(money.max())
        everyone, broke = self._everyone[feature], -1.0
        poor = heads * (money < self.least[feature] * cost - SLACK)
        while broke < (broke := float(poor.sum())) < everyone:
            share = (cost - float(sum_products(poor, money))) / (everyone - broke)
            poor = heads * (money < share)
        share = min(share, most)
        high = inf if share + SLACK >= most else (share + SLACK) / cost
        return Bid(share, (share - SLACK) / cost, high)

    def divide(self, feature: int, share: float) -> tuple[Places, Places, int]:
        """Part the backers of FEATURE: surely below SHARE, too near to tell, voices above it."""
        distance = self._forget_broke(feature) - share
        backers = self._backers[feature]
        below, above = distance < -2 * SLACK, distance > 2 * SLACK
        payers = int((self._heads[feature] * above).sum())
        return backers[below], backers[~(below | above)], payers

    def charge(self, feature: int, share: float, broke: Places) -> None:
        """Take SHARE from every backer of FEATURE, and from the BROKE all they have."""
        backers = self._backers[feature]
        self._money[backers] = np.maximum(self._money[backers] - share, TINY)
        self._money[broke] = 0
        del self.least[feature]

    def _list_backers(self, feature: int) -> tuple[Floats, Floats]:
        """Give what the backers of FEATURE have, and how many they are; forget the broke at times.

        Whoever is broke pays nothing, so that it costs more to forget a few than to ask them again.
        """
        money = self._money.take(self._backers[feature])
        if len(money) - np.count_nonzero(money) > FORGOTTEN * len(money):
            money = self._forget_broke(feature)
        return money, self._heads[feature]

    def _forget_broke(self, feature: int) -> Floats:
        """Leave out of the backers of FEATURE who is broke, and give what the others have."""
        money = self._money.take(self._backers[feature])
        able = np.flatnonzero(money)
        heads = self._heads[feature].take(able)
        self._backers[feature] = self._backers[feature].take(able)
        self._heads[feature], self._everyone[feature] = heads, float(heads.sum())
        return money.take(able)
