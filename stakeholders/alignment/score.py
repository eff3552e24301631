"""Turn cells into scores: how far all groups, each with an equal say, stand behind a feature."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import Floats, believe, interval, sum_backing, sum_lacking

Flags = NDArray[np.bool_]

TEAM = "TEAM"
SEGMENT = "SEGMENT"
FULL_SAY = 3  # voices that a group needs to have as much say as any other of its kind
PRIOR = 1  # mass for and mass against that every group starts with: unheard is 1/2
# A score is provisional below half of the say; the slack keeps 6 x (0.5 / 6) at a half.
PROVISIONAL_BELOW = 0.5 - 1e-9


class CellsError(ValueError):
    """Says that the sums of a cell cannot have been counted from preferences."""


class SupportError(ValueError):
    """Says that a supposed support is no share from 0 to 1."""


@dataclass(frozen=True, eq=False)
class Alignments:
    """The scores of F features, and what each of G groups gives to them or costs them.

    SCORE, LOW, HIGH, MEAN, INTERNAL and EXTERNAL (F) run from 0 to 100 and are NaN where no group
    with members has been heard. SUPPORT, LOSS and HEARD are (F, G), OMEGA is (G).
    """

    score: Floats
    low: Floats
    high: Floats
    mean: Floats
    internal: Floats
    external: Floats
    provisional: Flags
    support: Floats
    loss: Floats
    heard: Flags
    omega: Floats


def weigh_groups(voices: Integers, kinds: ArrayLike) -> Floats:
    """Give each group its say from the number of its VOICES and the KINDS of groups.

    A group of three or more voices has a full say, a smaller one a third for each voice; every
    kind with members gets the same total. The sum is 1, or all is 0 where no group has members.
    """
    capped = np.minimum(np.asarray(voices, np.int64), FULL_SAY)
    names, kind = np.unique(np.asarray(kinds), return_inverse=True)
    totals = np.zeros(len(names), np.int64)
    np.add.at(totals, kind, capped)
    omega: Floats = capped / np.maximum(totals[kind] * np.count_nonzero(totals), 1)
    return omega


def align(cells: Integers, voices: Integers, kinds: ArrayLike) -> Alignments:
    """Score each feature of CELLS (features, groups, 14), given the VOICES and KINDS of groups.

    The score is the mean of the supports, geometric and weighted by omega: the mean marked down
    by Atkinson's (1970) inequality with epsilon 1, and the G-th root of Polis' group-aware
    consensus (Small et al., 2021). No feature's result depends on another's.
    :raises CellsError: when a sum is negative.
    """
    cells = np.ascontiguousarray(cells)  # one order of summation, whatever was sliced
    if (cells < 0).any():
        raise CellsError("a cell is negative: more was retracted than had been added")
    voices, kinds = np.asarray(voices, np.int64), np.asarray(kinds)
    omega = weigh_groups(voices, kinds)
    backing, lacking = sum_backing(cells), sum_lacking(cells)
    support = (backing + PRIOR) / (backing + lacking + 2 * PRIOR)
    heard = backing + lacking > 0
    score = _score(support, omega)
    bounds = interval(score, support, omega, believe(cells))
    unknown = ~_has_spoken(heard, omega)
    return Alignments(
        score=np.where(unknown, np.nan, score),
        low=np.where(unknown, np.nan, bounds.low),
        high=np.where(unknown, np.nan, bounds.high),
        mean=np.where(unknown, np.nan, 100 * (omega * support).sum(axis=-1)),
        internal=_score_within(support, heard, np.where(kinds == TEAM, voices, 0)),
        external=_score_within(support, heard, np.where(kinds == SEGMENT, voices, 0)),
        provisional=(omega * heard).sum(axis=-1) < PROVISIONAL_BELOW,
        support=support,
        loss=_lose(support, omega),
        heard=heard,
        omega=omega,
    )


def what_if(support: Floats, omega: Floats, group: int, new_support: float) -> Floats:
    """Give the scores if GROUP's support were NEW_SUPPORT and all else stayed as it is.

    SUPPORT is (..., G); 0 takes the score to 0. NaN where no group has members.
    :raises SupportError: when NEW_SUPPORT is not in 0..1.
    """
    if not 0 <= new_support <= 1:
        raise SupportError(f"support {new_support} is not in 0..1")
    change = (new_support / support[..., group]) ** omega[group]
    return np.where(omega.any(), _score(support, omega) * change, np.nan)


def _lose(support: Floats, omega: Floats) -> Floats:
    """Give what each group costs: -omega ln p, above or at 0; the sum is -ln(S / 100)."""
    return omega * -np.log(support)


def _score(support: Floats, omega: Floats) -> Floats:
    """Give S = 100 exp(-sum of losses): the product of the supports to the power of omega."""
    score: Floats = 100 * np.exp(-_lose(support, omega).sum(axis=-1))
    return score


def _score_within(support: Floats, heard: Flags, voices: Integers) -> Floats:
    """Give the scores as if only the groups with VOICES existed, all of one kind."""
    omega = weigh_groups(voices, np.zeros(len(voices)))
    return np.where(_has_spoken(heard, omega), _score(support, omega), np.nan)


def _has_spoken(heard: Flags, omega: Floats) -> Flags:
    """Tell for which features a group that has members gave evidence."""
    return np.asarray((heard & (omega > 0)).any(axis=-1))
