"""Buy features out of equal shares: the Method of Equal Shares, exact and fast.

A pass in floats finds what comes next and whom it leaves without money. Where floats cannot tell
two numbers apart, the ledger does, so that the result is that of fractions.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf

from stakeholders.alignment.backing import Places
from stakeholders.alignment.bidding import SLACK, Bid, Bidders
from stakeholders.alignment.ledger import Ledger
from stakeholders.alignment.purses import Purses


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
        self._bidders = Bidders(purses, costs)
        self._kind = {f: (classes.twins[f], cost) for f, cost in costs.items()}

    def buy_next(self) -> bool:
        """Buy one more feature, or tell that none can be bought."""
        bids = self._invite()
        if not bids:
            return False
        (feature, bid), *others = bids.items()
        poor, near, payers = self._bidders.divide(feature, bid.share)
        if others or near.size or bid.high == inf:
            return self._buy_exactly(bids)
        self._ledger.note(feature, poor, payers)
        self._charge(feature, bid.share, poor)
        return True

    def _buy_exactly(self, bids: Mapping[int, Bid]) -> bool:
        """Buy what comes first among BIDS that floats cannot tell apart."""
        drawn = (
            (feature, self._ledger.draw_bill(feature, *self._bidders.divide(feature, bid.share)))
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
            if self._bidders.least[feature] > best:
                break
            if best < inf and self._bidders.is_dearer(feature, best):
                continue
            bid = self._bidders.bid(feature)
            if bid is None:
                del self._bidders.least[feature]
                continue
            bids[feature] = bid
            self._bidders.least[feature] = bid.low
            best = min(best, bid.high)
        near = sorted(feature for feature, bid in bids.items() if bid.low <= best)
        # Of those that the same voices back for the same cost, the smaller number comes first.
        first = {self._kind[feature]: feature for feature in reversed(near)}
        return {feature: bids[feature] for feature in near if first[self._kind[feature]] == feature}

    def _line_up(self) -> list[int]:
        """Put first what is likely bought next, so that the others need only be found dearer."""
        guessed = next(
            (f for f in self._guess[len(self.bought) :] if f in self._bidders.least), None
        )
        return sorted(self._bidders.least, key=lambda f: (f != guessed, self._bidders.least[f]))

    def _charge(self, feature: int, share: float, broke: Places) -> None:
        """Take SHARE from each backer of FEATURE, or all that the BROKE have, and hand it over."""
        self._bidders.charge(feature, share, broke)
        self.bought.append(feature)
