"""Tell how far groups, and voices, agree on a whole product: beyond one feature at a time."""

from collections.abc import Iterable
from math import fsum

import numpy as np

from stakeholders.alignment.cells import BINS, STANCES, Column, Integers
from stakeholders.alignment.certainty import THOUSANDTHS, Floats
from stakeholders.alignment.score import PRIOR, refuse_negative


def align_groups(cells: Integers) -> Floats:
    """Give how far each two groups of CELLS (F, G, 14) stand alike, (G, G), from 0 to 1.

    A[g, h] = 1 - sum of w |p_g - p_h| / sum of w over the features, with w = t / (t + 2) and t the
    smaller evidence T of the two: what one of them said nothing about does not count. 1 on the
    diagonal; NaN where two groups share no feature.
    :raises CellsError: when a sum is negative.
    """
    refuse_negative(cells)
    support, evidence = _find_support(cells), _sum_evidence(cells) / THOUSANDTHS
    table = np.eye(cells.shape[1])
    for group in range(len(table)):
        shared = np.minimum(evidence, evidence[:, [group]])
        weight = shared / (shared + 2 * PRIOR)
        apart = (weight * np.abs(support - support[:, [group]])).sum(axis=0)
        total = weight.sum(axis=0)
        unknown = np.full(len(table), np.nan)
        table[group] = 1 - np.divide(apart, total, out=unknown, where=total > 0)
        table[group, group] = 1
    return table


def find_concordance(cells: Integers) -> float:
    """Give Kendall's W of the groups' rankings of the features by support: 0 none, 1 one ranking.

    W = 12 S / (m^2 (n^3 - n) - m T) for m groups and n features, where S is the sum of squares of
    the features' sums of ranks about their mean; equals share their mean rank, and T is the sum of
    t^3 - t over the sets of t equals. Exact but for one division. Features and groups without any
    evidence do not take part; NaN for fewer than two of either, and where every group ranks all
    features alike. Kendall, Babington Smith (1939); Kendall (1948), for ties.
    :raises CellsError: when a sum is negative.
    """
    refuse_negative(cells)
    heard = _sum_evidence(cells) > 0
    support = _find_support(cells)[heard.any(axis=1)][:, heard.any(axis=0)]
    features, groups = support.shape
    doubled = np.zeros(features, np.int64)
    ties = 0
    for column in support.T:
        _, place, count = np.unique(column, return_inverse=True, return_counts=True)
        doubled += (2 * np.cumsum(count) - count + 1)[place]
        ties += _sum_exactly(count**3 - count)
    most = groups**2 * (features**3 - features) - groups * ties
    if groups <= 1 or features <= 1 or most == 0:
        return float("nan")
    return float(3 * _sum_exactly((doubled - groups * (features + 1)) ** 2) / most)


def find_alpha(counts: Integers) -> float:
    """Give Krippendorff's alpha (interval) of COUNTS (F, 5) by stance: 1 at best, 0 by chance.

    alpha = 1 - Do / De: how far apart two voices are on one feature, against two voices on any;
    negative where they differ more than by chance. Distance is squared. Features on which fewer
    than two spoke do not count; NaN where none is left or all took the same stance. Krippendorff,
    Content Analysis (2004), 11.3, from the table of values by unit.
    :raises CellsError: when a count is negative.
    """
    refuse_negative(counts)
    kept = counts[counts.sum(axis=1) > 1]
    voices = kept.sum(axis=1)
    everyone = kept.sum(axis=0, keepdims=True)
    expected = fsum(_sum_distances(everyone))
    if expected == 0:
        return float("nan")
    observed = fsum(_sum_distances(kept) / (voices - 1))
    return 1 - observed * (int(everyone.sum()) - 1) / expected


def _sum_distances(counts: Integers) -> Floats:
    """Sum the squared distances of all ordered pairs: 2 (n sum of n_s s^2 - (sum of n_s s)^2)."""
    exact = counts.astype(object)
    linear, square = exact @ STANCES.astype(object), exact @ (STANCES**2).astype(object)
    return np.asarray(2 * (exact.sum(axis=1) * square - linear**2), np.float64)


def _sum_evidence(cells: Integers) -> Floats:
    """Give T of CELLS in thousandths."""
    evidence: Floats = cells[..., BINS].astype(np.float64).sum(axis=-1)
    return evidence


def _find_support(cells: Integers) -> Floats:
    """Give p of CELLS as one division of whole numbers, so that equal fractions are equal."""
    backing = cells[..., Column.SUPPORT : BINS.stop].astype(np.float64).sum(axis=-1)
    prior = PRIOR * THOUSANDTHS
    return np.asarray((backing + prior) / (_sum_evidence(cells) + 2 * prior))


def _sum_exactly(values: Iterable[int]) -> int:
    """Add VALUES up without a limit."""
    return sum(int(value) for value in values)
