"""Turn cells into scores: how far all groups, each with an equal say, stand behind a feature."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import (
    Evidence,
    Floats,
    Posterior,
    Z,
    find_moments,
    weigh_evidence,
)
from stakeholders.alignment.say import Flags, find_say

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


def align(
    cells: Integers, voices: Integers, kinds: ArrayLike, *, evidence: Evidence | None = None
) -> Alignments:
    """Score each feature of CELLS (features, groups, 14), given the VOICES and KINDS of groups.

    The score is the mean of the supports, geometric and weighted by omega: the mean marked down
    by Atkinson's (1970) inequality with epsilon 1, and the G-th root of Polis' group-aware
    consensus (Small et al., 2021). No feature's result depends on another's. EVIDENCE is that of
    CELLS, where it is known already.
    :raises CellsError: when a sum is negative.
    """
    refuse_negative(cells)
    say = find_say(voices, kinds)
    found = evidence or weigh_evidence(cells)
    total = found.backing + found.lacking
    support = (found.backing + PRIOR) / (total + 2 * PRIOR)
    heard = total > 0
    terms = _list_terms(support, heard, found.believed)
    terms *= say.weights
    # Down: the exact moments of ln Beta(a, b). Up: the larger of that and the delta method, so that
    # a unanimous feature is not taken for certain. The score always lies inside.
    sums = terms.sum(axis=-1)
    reach, upward = Z * np.sqrt(sums[8:])
    sums[8], sums[9] = sums[7] - reach, sums[7] + reach
    score, inside, outside, low, high = 100 * np.exp(sums[[0, 1, 2, 8, 9]])
    high = np.minimum(100, np.maximum(high, score * np.exp(upward)))
    all_known = np.where(sums[3] > 0, [score, np.minimum(score, low), high, 100 * sums[6]], np.nan)
    return Alignments(
        **dict(zip(("score", "low", "high", "mean"), all_known, strict=True)),
        internal=np.where(sums[4] > 0, inside, np.nan),
        external=np.where(sums[5] > 0, outside, np.nan),
        provisional=sums[3] < PROVISIONAL_BELOW,
        support=support,
        loss=-terms[0],
        heard=heard,
        omega=say.omega,
    )


def _list_terms(support: Floats, heard: Flags, posterior: Posterior) -> Floats:
    """Give what is summed over groups, not yet weighed: (10, F, G).

    Thrice ln p and thrice who was heard (of all groups, teams, segments), p, and then the mean and
    the variance of ln p, and its variance by the delta method.
    """
    moments = find_moments(posterior)
    terms: Floats = np.empty((10, *support.shape))
    terms[:3] = np.log(support)
    terms[3:6] = heard
    terms[6] = support
    terms[7] = moments.mean
    terms[8] = moments.spread
    terms[9] = (1 - support) / (support * (posterior.a + posterior.b + 1))
    return terms


def refuse_negative(sums: Integers) -> None:
    """Stop at SUMS that cannot have been counted.

    :raises CellsError: when one is negative.
    """
    if sums.min(initial=0) < 0:
        raise CellsError("a sum is negative: more was retracted than had been added")


def check_support(support: float) -> None:
    """Let SUPPORT pass.

    :raises SupportError: when it is not in 0..1.
    """
    if not 0 <= support <= 1:
        raise SupportError(f"support {support} is not in 0..1")


def what_if(support: Floats, omega: Floats, group: int, new_support: float) -> Floats:
    """Give the scores if GROUP's support were NEW_SUPPORT and all else stayed as it is.

    SUPPORT is (..., G); 0 takes the score to 0. NaN where no group has members.
    :raises SupportError: when NEW_SUPPORT is not in 0..1.
    """
    check_support(new_support)
    change = (new_support / support[..., group]) ** omega[group]
    return np.where(omega.any(), _score(support, omega) * change, np.nan)


def _lose(support: Floats, omega: Floats) -> Floats:
    """Give what each group costs: -omega ln p, above or at 0; the sum is -ln(S / 100)."""
    return omega * -np.log(support)


def _score(support: Floats, omega: Floats) -> Floats:
    """Give S = 100 exp(-sum of losses): the product of the supports to the power of omega."""
    score: Floats = 100 * np.exp(-_lose(support, omega).sum(axis=-1))
    return score
