"""Buy features out of equal shares: the Method of Equal Shares, exact and fast.

A pass in floats finds what comes next and whom it leaves without money. Where floats cannot tell
two numbers apart, the ledger does, so that the result is that of fractions.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import NamedTuple, cast

import numpy as np

from stakeholders.alignment.backing import Places
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.ledger import Ledger
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


def buy(purses: Purses, costs: Mapping[int, Fraction], *, guess: Sequence[int] = ()) -> list[int]:
    """Give the features that voices buy out of their PURSES, in order of purchase.

    A GUESS of that order, such as what slightly other costs led to, makes it faster and no other.

    Of the features in COSTS, all above 0, that with the smallest rho comes next, where each backer
    pays min(what is left, rho x cost) and the payments cover the cost; ties: more backers, then
    the smaller number. Peters, Pierczynski, Skowron (2021), with the cost for utility.
    """
    cheap = (feature for feature, cost in costs.items() if cost <= 1)
    sale = _Sale(
        purses, {f: costs[f] for f in cheap if purses.behind[f] >= costs[f] - SLACK}, guess
    )
    while sale.buy_next():
        pass
    return sale.bought


class _Sale:
    """A sale that goes on."""

    def __init__(self, purses: Purses, costs: Mapping[int, Fraction], guess: Sequence[int]) -> None:
        classes = purses.classes
        self.bought: list[int] = []
        self._guess = guess
        self._ledger = Ledger(purses, costs)
        self._count = classes.votes
        self._money = purses.money.copy()
        self._costs = {feature: max(float(cost), TINY) for feature, cost in costs.items()}
        self._kind = {f: (classes.twins[f], cost) for f, cost in costs.items()}
        self._backers = {f: classes.backers[f] for f in costs}
        self._heads = {f: purses.heads[f] for f in costs}
        self._everyone = {f: float(heads.sum()) for f, heads in self._heads.items()}
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
        for feature in self._line_up():
            if self._least[feature] > best:
                break
            if best < inf and self._is_dearer(feature, best):
                continue
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

    def _line_up(self) -> list[int]:
        """Put first what is likely bought next, so that the others need only be found dearer."""
        guessed = next((f for f in self._guess[len(self.bought) :] if f in self._least), None)
        return sorted(self._least, key=lambda f: (f != guessed, self._least[f]))

    def _is_dearer(self, feature: int, best: float) -> bool:
        """Tell whether rho of FEATURE is surely above BEST, and note by how much it is at least."""
        money, heads = self._list_backers(feature)
        cost = self._costs[feature]
        share = best * cost + SLACK
        lacks = cost - SLACK - float(sum_products(heads, np.minimum(money, share)))
        if lacks <= 0:
            return False
        # What lacks comes from backers who pay more than this share; they are no more than all.
        more = lacks / self._everyone[feature] if money.size else inf
        self._least[feature] = max(self._least[feature], best, (share + more - SLACK) / cost)
        return True

    def _bid(self, feature: int) -> Bid | None:
        """Find what the backers of FEATURE pay: all of it from those with less than the share."""
        money, heads = self._list_backers(feature)
        cost = self._costs[feature]
        if not money.size or sum_products(heads, money) < cost - SLACK:
            return None
        share = most = float(money.max())
        everyone, broke = self._everyone[feature], -1.0
        poor = heads * (money < self._least[feature] * cost - SLACK)
        while broke < (broke := float(poor.sum())) < everyone:
            share = (cost - float(sum_products(poor, money))) / (everyone - broke)
            poor = heads * (money < share)
        share = min(share, most)
        high = inf if share + SLACK >= most else (share + SLACK) / cost
        return Bid(share, (share - SLACK) / cost, high)

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

    def _divide(self, feature: int, share: float) -> tuple[Places, Places, int]:
        """Part the backers of FEATURE: surely below SHARE, too near to tell, voices above it."""
        distance = self._forget_broke(feature) - share
        backers = self._backers[feature]
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
