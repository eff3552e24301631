"""Keep the exact accounts of a sale: whole numbers of any length, over one growing scale."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np

from stakeholders.alignment.backing import Classes, Places


class Bill(NamedTuple):
    """What a feature costs: each of PAYERS voices gives REST / PAYERS; the BROKE have none left."""

    rest: int
    payers: int
    broke: Places


class Ledger:
    """What every voice has left, as if each purchase had been paid in fractions.

    A voice of group g starts with RATES[g] for each unit of influence. COSTS are by feature.
    """

    def __init__(
        self, classes: Classes, rates: Sequence[Fraction], costs: Mapping[int, Fraction]
    ) -> None:
        self._classes = classes
        self._scale = lcm(*(amount.denominator for amount in (*rates, *costs.values())))
        self._rates = [int(rate * self._scale) for rate in rates]
        self._costs = {feature: int(cost * self._scale) for feature, cost in costs.items()}
        self._fineness = 1  # by how much the scale has been refined since
        self._paid: dict[int, int] = {}
        self._unsettled: list[tuple[int, Places, int]] = []

    def note(self, feature: int, poor: Places, payers: int) -> None:
        """Write down that FEATURE takes all that POOR have and the rest from PAYERS voices.

        What that comes to is worked out when a bill is drawn, and not before.
        """
        self._unsettled.append((feature, poor, payers))

    def draw_bill(self, feature: int, poor: Places, near: Places, payers: int) -> Bill | None:
        """Work out who pays what for FEATURE; nothing where its backers cannot afford it.

        POOR are classes that surely give all they have, PAYERS counts the voices that surely
        keep something; NEAR are all others that back FEATURE. None of them is broke already.
        """
        self._settle()
        rest = self._fineness * self._costs[feature] - self._sum(poor)
        payers += int(self._classes.heads[near].sum())
        broke = list(poor)
        for money, place in sorted(zip(self._read(near), near.tolist(), strict=True)):
            heads = int(self._classes.heads[place])
            if payers * money < rest:
                rest, payers = rest - heads * money, payers - heads
            elif payers * money > rest:
                break
            broke.append(place)
        return Bill(rest, payers, np.array(broke, np.intp)) if payers else None

    def pay(self, feature: int, bill: Bill) -> float:
        """Write down that FEATURE was bought for the BILL just drawn; give what a payer paid."""
        self._write(feature, bill.rest, bill.payers)
        return bill.rest / self._scale

    def compare(self, feature: int, bill: Bill) -> Fraction:
        """Give what compares like rho among the bills drawn at one moment."""
        return Fraction(bill.rest, bill.payers * self._costs[feature])

    def _settle(self) -> None:
        """Work out what was only noted, in order."""
        for feature, poor, payers in self._unsettled:
            rest = self._fineness * self._costs[feature] - self._sum(poor)
            self._write(feature, rest, payers)
        self._unsettled.clear()

    def _write(self, feature: int, rest: int, payers: int) -> None:
        """Refine the scale until the price of FEATURE for each of its PAYERS is a whole number."""
        self._scale *= payers
        self._fineness *= payers
        self._paid = {bought: price * payers for bought, price in self._paid.items()}
        self._paid[feature] = rest

    def _sum(self, places: Places) -> int:
        """Add up what the voices of the classes at PLACES have, none of them broke."""
        heads, group = self._classes.heads[places], self._classes.group[places]
        weights = np.zeros(len(self._rates), np.int64)
        np.add.at(weights, group, heads * self._classes.influence[places])
        whole = sum(
            int(weights[named]) * self._rates[named] for named in np.flatnonzero(weights).tolist()
        )
        backs = self._classes.backs
        spent = sum(
            price * int(heads[backs[feature, places]].sum())
            for feature, price in self._paid.items()
        )
        return self._fineness * whole - spent

    def _read(self, places: Places) -> list[int]:
        """Give what one voice of each class at PLACES has; alike classes are worked out once."""
        bought = list(self._paid)
        known: dict[tuple[int, int, bytes], int] = {}
        money = []
        for place in places.tolist():
            group, influence = int(self._classes.group[place]), int(self._classes.influence[place])
            backs = self._classes.backs[bought, place]
            key = (group, influence, backs.tobytes())
            if key not in known:
                spent = sum(self._paid[bought[i]] for i in np.flatnonzero(backs).tolist())
                known[key] = self._fineness * self._rates[group] * influence - spent
            money.append(known[key])
        return money
