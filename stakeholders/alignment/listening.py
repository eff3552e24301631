"""Tell whom to ask next: where one more voice would make a score most certain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import INT64_MAX, Column, Integers
from stakeholders.alignment.certainty import (
    THOUSANDTHS,
    Floats,
    Z,
    believe,
    find_moments,
    weigh_evidence,
)
from stakeholders.alignment.say import weigh_groups
from stakeholders.alignment.score import PRIOR, refuse_negative

MILLIONTHS = THOUSANDTHS**2


@dataclass(frozen=True)
class Conversation:
    """What one more voice of GROUP on FEATURE is expected to take off the interval, in points."""

    feature: int
    group: int
    shrinkage: float


def expect_shrinkage(cells: Integers, voices: Integers, kinds: ArrayLike) -> Floats:
    """Give how much narrower one more voice of each group makes high - low, on average: (F, G).

    The model: the voice has unit influence and finds it important. It backs the feature (+2) with
    chance a / (a + b), the mean of its group's posterior, and else does not (0 or -1): then F or
    T - F, sum m and sum m^2 grow by 1. Both outcomes are worked out in full and weighed:
    width(now) - a / (a + b) width(backed) - b / (a + b) width(not backed), in points of the score,
    at most 100, and below 0 where news is expected to unsettle. 0 where all VOICES of a group have
    spoken or it has no say. Where nobody has spoken at all, the prior's own interval is narrowed.
    :raises CellsError: when a sum of CELLS (F, G, 14) is negative.
    """
    refuse_negative(cells)
    voices = np.asarray(voices, np.int64)
    omega = weigh_groups(voices, kinds)
    room = np.minimum(cells, INT64_MAX - MILLIONTHS)
    now = list_terms(cells, omega)
    whole = now.sum(axis=-1)[..., None]
    posterior = believe(cells)
    chance = posterior.a / (posterior.a + posterior.b)
    backed, refused = (
        _span(whole - now + list_terms(room + build_voice(stance), omega))
        for stance in (Column.STRONGLY_SUPPORT, Column.NEUTRAL)
    )
    shrinkage = _span(whole) - chance * backed - (1 - chance) * refused
    silent = (cells[..., Column.HEADS] < voices) & (omega > 0)
    return np.asarray(np.where(silent, shrinkage, 0))


def choose_conversations(shrinkage: Floats, most: int) -> list[Conversation]:
    """Give at MOST so many conversations that settle most, from a table of SHRINKAGE (F, G).

    Equals come by feature, then by group; what is not expected to narrow an interval is left out.
    """
    order = np.argsort(-shrinkage, axis=None, kind="stable")[:most]
    features, groups = np.unravel_index(order, shrinkage.shape)
    return [
        Conversation(feature, group, float(shrinkage[feature, group]))
        for feature, group in zip(features.tolist(), groups.tolist(), strict=True)
        if shrinkage[feature, group] > 0
    ]


def build_voice(stance: Column) -> Integers:
    """Build what one voice of unit influence adds to a cell, in the bin of STANCE."""
    row = np.zeros(len(Column), np.int64)
    row[[stance, Column.SUM_M]] = THOUSANDTHS
    row[Column.SUM_M2] = MILLIONTHS
    return row


def list_terms(cells: Integers, omega: Floats) -> Floats:
    """Give the four terms of each group whose sums make score, low and high: (4, F, G)."""
    found = weigh_evidence(cells)
    backing, lacking, posterior = found.backing, found.lacking, found.believed
    log_support = np.log((backing + PRIOR) / (backing + lacking + 2 * PRIOR))
    odds = (lacking + PRIOR) / (backing + PRIOR)  # (1 - p) / p
    moments, size = find_moments(posterior), posterior.a + posterior.b
    squared = omega**2
    terms = (
        omega * log_support,
        omega * moments.mean,
        squared * moments.spread,
        squared * odds / (size + 1),
    )
    return np.stack(terms)


def find_ends(sums: Floats) -> tuple[Floats, Floats]:
    """Give low and high from the SUMS of the four terms, as `score.align` makes them of these."""
    log_score, mean_log, spread, delta = sums
    reach, upward = Z * np.sqrt(np.maximum(spread, 0)), Z * np.sqrt(np.maximum(delta, 0))
    low = np.exp(np.minimum(log_score, mean_log - reach))
    high = np.exp(np.maximum(mean_log + reach, log_score + upward))
    return 100 * low, 100 * np.minimum(high, 1)


def _span(sums: Floats) -> Floats:
    """Give high - low from the SUMS of the four terms."""
    low, high = find_ends(sums)
    return np.asarray(high - low)
