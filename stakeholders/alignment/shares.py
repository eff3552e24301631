"""Buy features out of equal shares: the Method of Equal Shares, exact and fast.

A pass in floats finds what comes next and whom it leaves without money. Where two numbers are too
close for floats to tell them apart, the ledger does, so that the result is that of fractions.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import NamedTuple

import numpy as np

from stakeholders.alignment.backing import Classes, Places
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.ledger import Bill, Ledger

# Thousands of times what the floats are off, as a part of all money. Errors of purchases add up
# (about 1e-16 each) and never multiply, since whoever pays the rest pays the errors with it.
SLACK = 1e-12
TINY = 1e-300  # what stands for something above 0 that floats take for 0


class Bid(NamedTuple):
    """What a backer of a feature would pay at most, and between which ends rho surely lies."""

    share: float
    low: float
    high: float  # infinite where only the ledger can tell whether the money suffices


def buy(classes: Classes, rates: Sequence[Fraction], costs: Mapping[int, Fraction]) -> list[int]:
    """Give the features that the voices of CLASSES buy, in order of purchase.

    A voice of group g starts with RATES[g], 0 or more, for each unit of influence; all of them
    together have 1 at most. Of the features in COSTS, all above 0, that with the smallest rho
    comes next, where each backer pays min(what is left, rho x cost) and the payments cover the
    cost; ties: more backers, then the smaller number. Peters, Pierczynski, Skowron (2021), with
    the cost for utility.
    """
    sale = _Sale(classes, rates, {f: cost for f, cost in costs.items() if cost <= 1})
    while sale.buy_next():
        pass
    return sale.bought


class _Sale:
    """A sale that goes on."""

    def __init__(
        self, classes: Classes, rates: Sequence[Fraction], costs: Mapping[int, Fraction]
    ) -> None:
        self.bought: list[int] = []
        self._ledger = Ledger(classes, rates, costs)
        self._count = classes.votes
        self._heads: Floats = classes.heads.astype(np.float64)
        self._money: Floats = np.array(rates, np.float64)[classes.group] * classes.influence
        self._costs = {feature: max(float(cost), TINY) for feature, cost in costs.items()}
        self._backers: dict[int, Places] = {f: classes.backers[f] for f in costs}
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
        bills: dict[int, Bill] = {}
        for feature, bid in bids.items():
            bill = self._ledger.draw_bill(feature, *self._divide(feature, bid.share))
            if bill:
                bills[feature] = bill
        if not bills:
            return False
        chosen = min(bills, key=lambda f: (self._ledger.compare(f, bills[f]), -self._count[f], f))
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
        return {feature: bid for feature, bid in bids.items() if bid.low <= best}

    def _bid(self, feature: int) -> Bid | None:
        """Find what the backers of FEATURE pay: all of it from those with less than the share."""
        backers = self._backers[feature]
        backers = self._backers[feature] = backers[self._money[backers] > 0]
        money, heads = self._money[backers], self._heads[backers]
        cost = rest = self._costs[feature]
        if not backers.size or heads @ money < cost - SLACK:
            return None
        most = share = float(money.max())
        poor = money < self._least[feature] * cost - SLACK
        while not poor.all():
            rest -= float(heads[poor] @ money[poor])
            money, heads = money[~poor], heads[~poor]
            share = rest / float(heads.sum())
            poor = money < share
            if not poor.any():
                break
        share = min(share, most)
        high = inf if share + SLACK >= most else (share + SLACK) / cost
        return Bid(share, (share - SLACK) / cost, high)

    def _divide(self, feature: int, share: float) -> tuple[Places, Places, int]:
        """Part the backers of FEATURE: surely below SHARE, too near to tell, voices above it."""
        backers = self._backers[feature]
        distance = self._money[backers] - share
        payers = int(self._heads[backers[distance > 2 * SLACK]].sum())
        return backers[distance < -2 * SLACK], backers[np.abs(distance) <= 2 * SLACK], payers

    def _charge(self, feature: int, share: float, broke: Places) -> None:
        """Take SHARE from every backer of FEATURE, and from the BROKE all they have."""
        backers = self._backers[feature]
        self._money[backers] = np.maximum(self._money[backers] - share, TINY)
        self._money[broke] = 0
        self.bought.append(feature)
        del self._least[feature]
