"""Draws by lot so that everyone gets the same demo: on every machine, in every Python."""

from collections.abc import Iterable, Sequence
from random import Random
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from a seed made of words.

    Only `Random.random` is used: Python promises its sequence for a seed, but not that of
    `choice`, `shuffle` or `gauss`.
    """

    def __init__(self, *seed: str) -> None:
        """Take the words of SEED; the same words give the same draws."""
        self._random = Random("/".join(seed))  # noqa: S311 -- a demo, not a secret

    def roll(self) -> float:
        """Draw a number from 0 up to, but not including, 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """Tell whether something of this PROBABILITY comes about."""
        return self.roll() < probability

    def pick(self, items: Sequence[T]) -> T:
        """Draw one of ITEMS."""
        return items[int(self.roll() * len(items))]

    def shuffle(self, items: Iterable[T]) -> list[T]:
        """Give ITEMS in an order by lot."""
        lots = sorted((self.roll(), place, item) for place, item in enumerate(items))
        return [item for _, _, item in lots]

    def between(self, low: float, high: float) -> float:
        """Draw a number from LOW up to HIGH, each alike."""
        return low + self.roll() * (high - low)

    def around(self, mean: float, spread: float) -> float:
        """Draw a number around MEAN, normally distributed with the standard deviation SPREAD."""
        return NormalDist(mean, spread).inv_cdf(max(self.roll(), 1e-12))
