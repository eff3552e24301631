"""Turn what groups hold of features into how far they stand behind the objectives these serve."""

from dataclasses import dataclass

import numpy as np

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.say import Flags
from stakeholders.alignment.score import PRIOR, PROVISIONAL_BELOW, Alignments

UNHEARD = PRIOR / (2 * PRIOR)  # what a group is taken to support that has given no evidence


@dataclass(frozen=True, eq=False)
class Objectives:
    """How far G groups stand behind O objectives.

    SCORE (O), 0..100, and EVENNESS (O), 0..1, are NaN where no feature that serves the objective
    was heard. FEATURES (O) is how many were. SUPPORT, LOSS and HEARD are (O, G), OMEGA is (G).
    """

    score: Floats
    evenness: Floats
    provisional: Flags
    features: Integers
    support: Floats
    loss: Floats
    heard: Flags
    omega: Floats


def align_objectives(alignments: Alignments, serving: Flags) -> Objectives:
    """Score objectives from the ALIGNMENTS of F features, of which SERVING (O, F) tells who serves.

        P[o,g] = mean of p[f,g] over the features f that serve o and were heard
        S[o]   = 100 * prod_g P[o,g] ^ omega[g]

    Inside a group every feature counts alike, however many voices spoke about it; among groups the
    say is that of the score of a feature, and so is the mark-down for unevenness. The losses
    -omega ln P sum to -ln(S / 100).

    With one feature it is that feature's score; all groups at p give 100p; raising any p raises S.
    It may exceed the scores of all its features: what pleases one group beside what pleases
    another pleases both. A feature that nobody was heard about is left out, not taken for 50; a
    group that was not heard about a heard feature stands at 1/2, as in that feature's score.
    """
    counted = serving & ~np.isnan(alignments.score)
    number = counted.sum(axis=-1)
    sums = counted.astype(np.float64) @ alignments.support
    known = number[:, None] > 0
    support = np.where(known, sums / np.maximum(number, 1)[:, None], UNHEARD)
    loss = alignments.omega * -np.log(support)
    score = np.where(number > 0, 100 * np.exp(-loss.sum(axis=-1)), np.nan)
    mean = 100 * (support @ alignments.omega)
    heard = (counted.astype(np.int64) @ alignments.heard.astype(np.int64)) > 0
    return Objectives(
        score=score,
        evenness=np.where(number > 0, score / np.where(mean > 0, mean, 1), np.nan),
        provisional=np.asarray((heard * alignments.omega).sum(axis=-1) < PROVISIONAL_BELOW),
        features=number,
        support=support,
        loss=loss,
        heard=np.asarray(heard),
        omega=alignments.omega,
    )
