"""How sure a score is: a Beta posterior for each cell, and the interval that follows from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stakeholders.alignment.cells import Column, Integers

Floats = NDArray[np.float64]

Z = 1.2816  # standard normal quantile of 90 %, taken one-sided each way
THOUSANDTHS = 1000
SHIFT = 8  # steps of the recurrence that lead to where the asymptotic series are exact enough


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is believed of a cell's support: Beta(a, b), both at least 1, the flat prior's share."""

    a: Floats
    b: Floats


@dataclass(frozen=True, eq=False)
class Evidence:
    """What cells hold: the BACKING mass F, the LACKING mass T - F, and what is BELIEVED of both."""

    backing: Floats
    lacking: Floats
    believed: Posterior


@dataclass(frozen=True, eq=False)
class Moments:
    """The MEAN of ln p of a cell's support p, and its variance around that: the SPREAD."""

    mean: Floats
    spread: Floats


def sum_backing(cells: Integers) -> Floats:
    """Give the backing mass F of CELLS; 1 is what a typical voice's strong support weighs."""
    yes, strong_yes = cells[..., Column.SUPPORT], cells[..., Column.STRONGLY_SUPPORT]
    return np.add(yes, strong_yes, dtype=np.float64) / THOUSANDTHS


def sum_lacking(cells: Integers) -> Floats:
    """Give the mass T - F of CELLS that does not back: neutral or opposed, in the unit of F."""
    strong_no, no = cells[..., Column.STRONGLY_OPPOSE], cells[..., Column.OPPOSE]
    opposed = np.add(strong_no, no, dtype=np.float64)
    return (opposed + cells[..., Column.NEUTRAL]) / THOUSANDTHS


def deflate(cells: Integers) -> Floats:
    """Give Kish's r = min(1, sum m / sum m^2) of CELLS: what unequal weights leave of evidence.

    Kish, Survey Sampling (1965), 11.7. It is 1 where sum m^2 is 0, and never above 1.
    """
    sum_m = cells[..., Column.SUM_M] / THOUSANDTHS
    sum_m2 = cells[..., Column.SUM_M2] / THOUSANDTHS**2
    return np.minimum(1, np.divide(sum_m, sum_m2, out=np.ones_like(sum_m), where=sum_m2 > 0))


def weigh_evidence(cells: Integers) -> Evidence:
    """Turn CELLS into evidence and beliefs: a = 1 + r F and b = 1 + r (T - F)."""
    backing, lacking, kept = sum_backing(cells), sum_lacking(cells), deflate(cells)
    return Evidence(backing, lacking, Posterior(a=1 + kept * backing, b=1 + kept * lacking))


def believe(cells: Integers) -> Posterior:
    """Turn CELLS into beliefs alone."""
    return weigh_evidence(cells).believed


def bound(support: Floats, posterior: Posterior) -> tuple[Floats, Floats]:
    """Give the interval of SUPPORT, 0..1, that the evidence of POSTERIOR leaves open, at 80 %.

    Its standard error is that of the score's own interval: sqrt(s (1 - s) / (a + b + 1)).
    """
    reach = Z * np.sqrt(support * (1 - support) / (posterior.a + posterior.b + 1))
    return np.maximum(support - reach, 0), np.minimum(support + reach, 1)


def digamma(x: Floats) -> Floats:
    """Give psi(X) for X > 0, to 3e-10."""
    return _find_polygammas(x)[0]


def trigamma(x: Floats) -> Floats:
    """Give psi'(X) for X > 0, to 3e-10."""
    return _find_polygammas(x)[1]


def find_moments(posterior: Posterior) -> Moments:
    """Give the exact moments of ln Beta(a, b): psi(a) - psi(a + b), psi'(a) - psi'(a + b)."""
    psi, psi1 = _find_polygammas(np.array([posterior.a, posterior.a + posterior.b]))
    return Moments(mean=psi[0] - psi[1], spread=np.maximum(psi1[0] - psi1[1], 0))


def _find_polygammas(x: Floats) -> tuple[Floats, Floats]:
    """Give psi(X) and psi'(X), which share their steps.

    Abramowitz and Stegun (1964): recurrences 6.3.5 and 6.4.6 up to X + 8, then the series 6.3.18
    and 6.4.12.
    """
    steps: Floats = np.add.outer(np.arange(SHIFT, dtype=np.float64), x)
    np.reciprocal(steps, out=steps)
    first = steps.sum(axis=0)
    second = np.multiply(steps, steps, out=steps).sum(axis=0)
    y = x + SHIFT
    inverse = 1 / y
    f = inverse * inverse
    psi = np.log(y) - inverse / 2 - f * (1 / 12 - f * (1 / 120 - f * (1 / 252 - f / 240))) - first
    tail = f * inverse * (1 / 6 - f * (1 / 30 - f * (1 / 42 - f / 30)))
    return psi, inverse + f / 2 + tail + second
