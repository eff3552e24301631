"""Keep the exact accounts of a sale: whole numbers of any length, over one growing scale.

Nothing is worked out before a bill is drawn: most sales never need one.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

import numpy as np

from stakeholders.alignment.backing import Places
from stakeholders.alignment.purses import Purses

BITS = 31  # purchases that fit a number of 64 bits beside the number of a purse


class Bill(NamedTuple):
    """What a feature costs: each of PAYERS voices gives REST / PAYERS; the BROKE have none left."""

    rest: int
    payers: int
    broke: Places


class Ledger:
    """What every voice has left of PURSES, as if each purchase had been paid in fractions.

    COSTS are by feature.
    """

    def __init__(self, purses: Purses, costs: Mapping[int, Fraction]) -> None:
        self._purses = purses
        self._classes = purses.classes
        self._costs = costs
        self._fineness = 1  # by how much the first unit has been refined since
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
        rest = self._price(feature) - self._sum(poor)
        payers += int(self._classes.heads[near].sum())
        first, purse = self._tell_apart(near)
        heads = np.bincount(purse, self._classes.heads[near], len(first)).astype(np.int64).tolist()
        is_broke = np.zeros(len(first), np.bool_)
        for money, at in sorted((self._read(place), at) for at, place in enumerate(first.tolist())):
            if payers * money < rest:
                rest, payers = rest - heads[at] * money, payers - heads[at]
            elif payers * money > rest:
                break
            is_broke[at] = True
        broke = np.concatenate([poor, near[is_broke[purse]]])
        return Bill(rest, payers, broke) if payers else None

    def pay(self, feature: int, bill: Bill) -> float:
        """Write down that FEATURE was bought for the BILL just drawn; give what a payer paid."""
        self._write(feature, bill.rest, bill.payers)
        return bill.rest / (self._fineness * self._unit)

    def compare(self, feature: int, bill: Bill) -> Fraction:
        """Give what compares like rho among the bills drawn at one moment."""
        return Fraction(bill.rest, bill.payers * self._price(feature))

    @cached_property
    def _unit(self) -> int:
        """Give into how many parts all money is cut before the first purchase."""
        return lcm(self._purses.scale, *(cost.denominator for cost in self._costs.values()))

    def _price(self, feature: int) -> int:
        """Give what FEATURE costs, in the parts of now."""
        cost = self._costs[feature]
        return self._fineness * (self._unit // cost.denominator * cost.numerator)

    def _settle(self) -> None:
        """Work out what was only noted, in order."""
        for feature, poor, payers in self._unsettled:
            self._write(feature, self._price(feature) - self._sum(poor), payers)
        self._unsettled.clear()

    def _write(self, feature: int, rest: int, payers: int) -> None:
        """Refine the parts until the price of FEATURE for each of its PAYERS is a whole number."""
        self._fineness *= payers
        self._paid = {bought: price * payers for bought, price in self._paid.items()}
        self._paid[feature] = rest

    def _whole(self, parts: int) -> int:
        """Give PARTS of the purses' own scale in the parts of now."""
        return self._fineness * (self._unit // self._purses.scale) * parts

    def _sum(self, places: Places) -> int:
        """Add up what the voices of the classes at PLACES have, none of them broke."""
        heads, backs = self._classes.heads[places], self._classes.backs
        spent = sum(
            price * int(heads[backs[feature, places]].sum())
            for feature, price in self._paid.items()
        )
        return self._whole(self._purses.sum_up(places)) - spent

    def _read(self, place: int) -> int:
        """Give what one voice of the class at PLACE has."""
        backs = self._classes.backs
        spent = sum(price for feature, price in self._paid.items() if backs[feature, place])
        return self._whole(self._purses.read(place)) - spent

    def _tell_apart(self, places: Places) -> tuple[Places, Places]:
        """Give one of PLACES for each purse that occurs there, and which of these each has.

        Voices that started with the same and paid for the same have the same.
        """
        purse = self._purses.alike[places]
        for count, feature in enumerate(self._paid, 1):
            purse = 2 * purse + self._classes.backs[feature, places]
            if count % BITS == 0:
                purse = np.unique(purse, return_inverse=True)[1]
        _, first, purse = np.unique(purse, return_index=True, return_inverse=True)
        return places[first], purse
