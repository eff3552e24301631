"""Buy features out of equal shares: the Method of Equal Shares, exact and fast.

A pass in floats finds what comes next and whom it leaves without money. Where floats cannot tell
two numbers apart, the ledger does, so that the result is that of fractions.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import NamedTuple

import numpy as np

from stakeholders.alignment.backing import Places
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.ledger import Ledger
from stakeholders.alignment.purses import Purses

# Thousands of times what the floats are off, as a part of all money. Errors of purchases add up
# (about 1e-16 each) and never multiply, since whoever pays the rest pays the errors with it.
SLACK = 1e-12
TINY = 1e-300  # what stands for something above 0 that floats take for 0


class Bid(NamedTuple):
    """What a backer of a feature would pay at most, and between which ends rho surely lies."""

    share: float
    low: float
    high: float  # infinite where only the ledger can tell whether the money suffices


def buy(purses: Purses, costs: Mapping[int, Fraction]) -> list[int]:
    """Give the features that voices buy out of their PURSES, in order of purchase.

    Of the features in COSTS, all above 0, that with the smallest rho comes next, where each backer
    pays min(what is left, rho x cost) and the payments cover the cost; ties: more backers, then
    the smaller number. Peters, Pierczynski, Skowron (2021), with the cost for utility.
    """
    cheap = (feature for feature, cost in costs.items() if cost <= 1)
    sale = _Sale(purses, {f: costs[f] for f in cheap if purses.behind[f] >= costs[f] - SLACK})
    while sale.buy_next():
        pass
    return sale.bought


class _Sale:
    """A sale that goes on."""

    def __init__(self, purses: Purses, costs: Mapping[int, Fraction]) -> None:
        classes = purses.classes
        self.bought: list[int] = []
        self._ledger = Ledger(purses, costs)
        self._count = classes.votes
        self._money = purses.money.copy()
        self._costs = {feature: max(float(cost), TINY) for feature, cost in costs.items()}
        self._kind = {f: (classes.twins[f], cost) for f, cost in costs.items()}
        self._backers = {f: classes.backers[f] for f in costs}
        self._heads = {f: purses.heads[f] for f in costs}
        # Rho is never below 1 / backers, and only grows while their money goes elsewhere.
        self._least = {f: (1 - SLACK) / self._count[f] for f in costs if self._count[f]}

    def buy_next(self) -> bool:
        """Buy one more feature, or tell that none can be bought."""
        bids = self._invite()
        if not bids:
            return False
        (feature, bid), *others = bids.items()
        poor, near, payers = self._divide(feature, bid.share)
        if others or near.size or bid.high == inf:
            return self._buy_exactly(bids)
        self._ledger.note(feature, poor, payers)
        self._charge(feature, bid.share, poor)
        return True

    def _buy_exactly(self, bids: Mapping[int, Bid]) -> bool:
        """Buy what comes first among BIDS that floats cannot tell apart."""
        drawn = (
            (feature, self._ledger.draw_bill(feature, *self._divide(feature, bid.share)))
            for feature, bid in bids.items()
        )
        bills = {feature: bill for feature, bill in drawn if bill}
        if not bills:
            return False
        compare = self._ledger.compare
        chosen = min(bills, key=lambda f: (compare(f, bills[f]), -self._count[f], f))
        self._charge(chosen, self._ledger.pay(chosen, bills[chosen]), bills[chosen].broke)
        return True

    def _invite(self) -> dict[int, Bid]:
        """Give the bids that may be the smallest, and forget what can no longer be afforded."""
        bids: dict[int, Bid] = {}
        best = inf
        for feature in sorted(self._least, key=lambda f: self._least[f]):
            if self._least[feature] > best:
                break
            bid = self._bid(feature)
            if bid is None:
                del self._least[feature]
                continue
            bids[feature] = bid
            self._least[feature] = bid.low
            best = min(best, bid.high)
        near = sorted(feature for feature, bid in bids.items() if bid.low <= best)
        # Of those that the same voices back for the same cost, the smaller number comes first.
        first = {self._kind[feature]: feature for feature in reversed(near)}
        return {feature: bids[feature] for feature in near if first[self._kind[feature]] == feature}

    def _bid(self, feature: int) -> Bid | None:
        """Find what the backers of FEATURE pay: all of it from those with less than the share."""
        # Not heads @ money: threads for so little keep each other waiting.
        money, heads = self._list_backers(feature)
        cost = self._costs[feature]
        if not money.size or (heads * money).sum() < cost - SLACK:
            return None
        share = most = float(money.max())
        everyone, broke = float(heads.sum()), -1.0
        poor = heads * (money < self._least[feature] * cost - SLACK)
        while broke < (broke := float(poor.sum())) < everyone:
            share = (cost - float((poor * money).sum())) / (everyone - broke)
            poor = heads * (money < share)
        share = min(share, most)
        high = inf if share + SLACK >= most else (share + SLACK) / cost
        return Bid(share, (share - SLACK) / cost, high)

    def _list_backers(self, feature: int) -> tuple[Floats, Floats]:
        """Give what the backers of FEATURE have, and how many they are; forget the broke."""
        backers, heads = self._backers[feature], self._heads[feature]
        money = self._money[backers]
        able = money > 0
        if not able.all():
            backers, heads, money = backers[able], heads[able], money[able]
            self._backers[feature], self._heads[feature] = backers, heads
        return money, heads

    def _divide(self, feature: int, share: float) -> tuple[Places, Places, int]:
        """Part the backers of FEATURE: surely below SHARE, too near to tell, voices above it."""
        backers = self._backers[feature]
        distance = self._money[backers] - share
        below, above = distance < -2 * SLACK, distance > 2 * SLACK
        payers = int((self._heads[feature] * above).sum())
        return backers[below], backers[~(below | above)], payers

    def _charge(self, feature: int, share: float, broke: Places) -> None:
        """Take SHARE from every backer of FEATURE, and from the BROKE all they have."""
        backers = self._backers[feature]
        self._money[backers] = np.maximum(self._money[backers] - share, TINY)
        self._money[broke] = 0
        self.bought.append(feature)
        del self._least[feature]
