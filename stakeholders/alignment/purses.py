"""Hold what voices start with, as floats and exactly: fractions that share one denominator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from math import floor, lcm

import numpy as np

from stakeholders.alignment.backing import Classes, Places
from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import Floats

DOUBT = 1e-6  # far more than the floats are off that tell how long to wait


@dataclass(frozen=True, eq=False)
class Purses:
    """What the voices of CLASSES start with: RATES[g] for each unit of influence in group g.

    A rate is 0 or more, and all purses together hold 1 at most.
    """

    classes: Classes
    rates: Sequence[Fraction]

    @cached_property
    def money(self) -> Floats:
        """Give what a voice of each class has."""
        rates = np.array(self._distinct, np.float64)[self._rate_of_group]
        return np.asarray(rates[self.classes.group] * self.classes.influence)

    @cached_property
    def behind(self) -> Floats:
        """Give what the backers of each feature have together."""
        backers = zip(self.classes.backers, self.heads, strict=True)
        return np.array([(heads * self.money[places]).sum() for places, heads in backers])

    @cached_property
    def heads(self) -> list[Floats]:
        """Count the voices of each class behind each feature."""
        heads: Floats = self.classes.heads.astype(np.float64)
        return [heads[backers] for backers in self.classes.backers]

    @cached_property
    def alike(self) -> Places:
        """Number the classes so that those whose voices start with the same share a number."""
        influences, influence = np.unique(self.classes.influence, return_inverse=True)
        rate = self._rate_of_group[self.classes.group]
        _, alike = np.unique(rate * len(influences) + influence, return_inverse=True)
        return np.asarray(alike, np.intp)

    @cached_property
    def scale(self) -> int:
        """Give into how many parts all money is cut, so that every purse is a whole number."""
        return self._tree[1]

    def sum_up(self, places: Places) -> int:
        """Add up what the voices of the classes at PLACES start with, in parts of SCALE."""
        weights = np.zeros(len(self._distinct), np.int64)
        rates = self._rate_of_group[self.classes.group[places]]
        np.add.at(weights, rates, self.classes.heads[places] * self.classes.influence[places])
        parts: list[int] = [
            w * r.numerator for w, r in zip(weights.tolist(), self._distinct, strict=True)
        ]
        for level in self._tree[0]:
            pairs = zip_longest(parts[::2], parts[1::2], fillvalue=0)
            parts = [a * x + b * y for (a, b), (x, y) in zip(level, pairs, strict=True)]
        return parts[0] if parts else 0

    def read(self, place: int) -> int:
        """Give what one voice of the class at PLACE starts with, in parts of SCALE."""
        rate = self._distinct[self._rate_of_group[self.classes.group[place]]]
        whole: int = self.scale // rate.denominator * rate.numerator
        return whole * int(self.classes.influence[place])

    def count_idle_steps(self, costs: Mapping[int, Fraction], most: int) -> int:
        """Give how far purses can grow, at MOST so many hundredths, before anything is settled.

        So far not all of the features in COSTS can be bought, nor can more than 1 be spent: none
        of that has to be tried out, while one that few back for its cost is waited for.
        """
        waits = sorted(
            (self._wait(feature, cost, most), feature) for feature, cost in costs.items()
        )
        left = Fraction(1)
        idle = 0
        for wait, feature in waits:
            idle = max(wait - 1, 0)
            left -= costs[feature]
            if left < 0:
                break
        return min(most, idle)

    def _wait(self, feature: int, cost: Fraction, most: int) -> int:
        """Give by how many hundredths purses have to grow at least before FEATURE can be bought."""
        behind = float(self.behind[feature])
        if cost > (1 + DOUBT) * behind * (100 + most) / 100:
            return most + 1
        return floor(100 * (float(cost) / behind - 1) - DOUBT * (100 + most))

    @cached_property
    def _distinct(self) -> list[Fraction]:
        """Give each rate once."""
        return list(dict.fromkeys(self.rates))

    @cached_property
    def _rate_of_group(self) -> Integers:
        """Give the place of each group's rate among the distinct ones."""
        places = {rate: place for place, rate in enumerate(self._distinct)}
        return np.array([places[rate] for rate in self.rates], np.int64)

    @cached_property
    def _tree(self) -> tuple[list[list[tuple[int, int]]], int]:
        """Bring the rates, two by two, to one denominator; give it, and the factors on the way.

        Ten thousand denominators make one of a hundred thousand bits. So nothing of that length
        is kept for each rate, and numbers stay short until the last few levels.
        """
        levels: list[list[tuple[int, int]]] = []
        denominators = [rate.denominator for rate in self._distinct]
        while len(denominators) > 1:
            pairs = list(zip_longest(denominators[::2], denominators[1::2], fillvalue=1))
            denominators = [lcm(*pair) for pair in pairs]
            levels.append(
                [
                    (whole // a, whole // b)
                    for (a, b), whole in zip(pairs, denominators, strict=True)
                ]
            )
        return levels, lcm(*denominators)
