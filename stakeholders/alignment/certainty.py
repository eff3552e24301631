"""How sure a score is: a Beta posterior for each cell, and the interval that follows from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stakeholders.alignment.cells import BINS, Column, Integers

Floats = NDArray[np.float64]

Z = 1.2816  # standard normal quantile of 90 %, taken one-sided each way
THOUSANDTHS = 1000
SHIFT = 8  # steps of the recurrence that lead to where the asymptotic series are exact enough


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is believed of a cell's support: Beta(a, b), both at least 1, the flat prior's share."""

    a: Floats
    b: Floats

    def variance_around(self, support: Floats) -> Floats:
        """Give the variance of a share at SUPPORT, as sure as this posterior: p(1-p)/(a+b+1)."""
        return support * (1 - support) / (self.a + self.b + 1)


@dataclass(frozen=True, eq=False)
class Interval:
    """The ends of a score's interval, 0..100: each is passed with a chance of 10 %."""

    low: Floats
    high: Floats


def sum_backing(cells: Integers) -> Floats:
    """Give the backing mass F of CELLS; 1 is what a typical voice's strong support weighs."""
    backing: Floats = cells[..., Column.SUPPORT : BINS.stop].astype(np.float64).sum(axis=-1)
    return backing / THOUSANDTHS


def sum_lacking(cells: Integers) -> Floats:
    """Give the mass T - F of CELLS that does not back: neutral or opposed, in the unit of F."""
    lacking: Floats = cells[..., BINS.start : Column.SUPPORT].astype(np.float64).sum(axis=-1)
    return lacking / THOUSANDTHS


def deflate(cells: Integers) -> Floats:
    """Give Kish's r = min(1, sum m / sum m^2) of CELLS: what unequal weights leave of evidence.

    Kish, Survey Sampling (1965), 11.7. It is 1 where sum m^2 is 0, and never above 1.
    """
    sum_m = cells[..., Column.SUM_M].astype(np.float64) / THOUSANDTHS
    sum_m2 = cells[..., Column.SUM_M2].astype(np.float64) / THOUSANDTHS**2
    return np.minimum(1, np.divide(sum_m, sum_m2, out=np.ones_like(sum_m), where=sum_m2 > 0))


def believe(cells: Integers) -> Posterior:
    """Turn CELLS into beliefs: a = 1 + r F and b = 1 + r (T - F)."""
    kept = deflate(cells)
    return Posterior(a=1 + kept * sum_backing(cells), b=1 + kept * sum_lacking(cells))


def digamma(x: Floats) -> Floats:
    """Give psi(X) for X > 0, to 3e-10.

    Abramowitz and Stegun (1964): recurrence 6.3.5 up to X + 8, then the series 6.3.18.
    """
    y = x + SHIFT
    f = 1 / (y * y)
    tail = f * (1 / 12 - f * (1 / 120 - f * (1 / 252 - f / 240)))
    steps: Floats = (1 / (x[..., None] + np.arange(SHIFT))).sum(axis=-1)
    return np.log(y) - 1 / (2 * y) - tail - steps


def trigamma(x: Floats) -> Floats:
    """Give psi'(X) for X > 0, to 3e-10.

    Abramowitz and Stegun (1964): recurrence 6.4.6 up to X + 8, then the series 6.4.12.
    """
    y = x + SHIFT
    f = 1 / (y * y)
    tail = f / y * (1 / 6 - f * (1 / 30 - f * (1 / 42 - f / 30)))
    steps: Floats = (1 / (x[..., None] + np.arange(SHIFT)) ** 2).sum(axis=-1)
    return 1 / y + f / 2 + tail + steps


def interval(score: Floats, support: Floats, omega: Floats, posterior: Posterior) -> Interval:
    """Bound SCORE (0..100, one per feature) by what the POSTERIOR of its groups leaves open.

    Downwards with the exact moments of ln Beta(a, b); upwards with the larger of that and the
    delta method, so that a unanimous feature is not taken for certain. SCORE always lies inside.
    """
    a, b = posterior.a, posterior.b
    mean_log: Floats = (omega * (digamma(a) - digamma(a + b))).sum(axis=-1)
    spread = trigamma(a) - trigamma(a + b)
    deviation = np.sqrt((omega**2 * spread).sum(axis=-1))
    delta = np.sqrt((omega**2 * (1 - support) / (support * (a + b + 1))).sum(axis=-1))
    low = np.minimum(score, 100 * np.exp(mean_log - Z * deviation))
    high = np.maximum(100 * np.exp(mean_log + Z * deviation), score * np.exp(Z * delta))
    return Interval(low=low, high=np.minimum(100, high))
