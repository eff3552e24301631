"""Read from the cells what the score alone does not tell: who backs, who objects, how evenly."""

from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import COUNTS, Column, Integers, gather
from stakeholders.alignment.certainty import (
    THOUSANDTHS,
    Floats,
    Posterior,
    Z,
    believe,
    sum_backing,
)
from stakeholders.alignment.score import FULL_SAY, PRIOR, SEGMENT, Alignments, Flags


@dataclass(frozen=True, eq=False)
class Measures:
    """What is known of F features beside their scores.

    BACKING, OBJECTING and AGREEMENT are (F, G), the rest (F). EVENNESS, REACH and POLARIZATION
    run from 0 to 1, AGREEMENT from -1 to 1; they are NaN where nobody was heard, but REACH is 0.
    REVENUE is in thousandths of the unit of weight.
    """

    evenness: Floats
    reach: Floats
    polarization: Floats
    contested: Flags
    heard_groups: Integers
    voices_heard: Integers
    revenue: Integers
    backing: Flags
    objecting: Flags
    agreement: Floats


def measure(
    cells: Integers, voices: Integers, kinds: ArrayLike, alignments: Alignments
) -> Measures:
    """Measure the features of CELLS, with the VOICES and KINDS that their ALIGNMENTS came from."""
    voices = np.asarray(voices, np.int64)
    posterior = believe(cells)
    enough = (voices > 0) & (cells[..., Column.HEADS] >= np.minimum(FULL_SAY, voices))
    backing = enough & _is_above_half(alignments.support, posterior)
    objecting = enough & _is_objecting(cells)
    return Measures(
        evenness=alignments.score / alignments.mean,
        reach=find_reach(cells, voices, alignments.omega),
        polarization=polarize(alignments, posterior),
        contested=np.asarray(backing.any(axis=-1) & objecting.any(axis=-1)),
        heard_groups=np.count_nonzero(alignments.heard, axis=-1),
        voices_heard=cells[..., Column.HEADS].sum(axis=-1),
        revenue=sum_revenue(cells, np.asarray(kinds) == SEGMENT),
        backing=backing,
        objecting=objecting,
        agreement=agree(cells[..., COUNTS]),
    )


def find_reach(cells: Integers, voices: Integers, omega: Floats) -> Floats:
    """Give the share of all VOICES that spoke, each group by its OMEGA, 0..1."""
    shares = np.minimum(1, cells[..., Column.HEADS] / np.maximum(voices, 1))
    reach: Floats = (omega * shares).sum(axis=-1)
    return reach


def polarize(alignments: Alignments, posterior: Posterior) -> Floats:
    """Give twice the standard deviation of the groups' support, less what noise explains, 0..1."""
    support, omega = alignments.support, alignments.omega
    distance = support - alignments.mean[..., None] / 100
    noise = posterior.variance_around(support)
    beyond_noise: Floats = (omega * distance**2).sum(axis=-1) - (omega * noise).sum(axis=-1)
    return 2 * np.sqrt(np.maximum(0, beyond_noise))


def sum_revenue(cells: Integers, segments: Flags) -> Integers:
    """Sum the raw weight of the backing voices over the groups that are SEGMENTS, in thousandths.

    :raises CellOverflowError: when a sum does not fit 64 bits.
    """
    weights = cells[:, segments, Column.BACKING_WEIGHT]
    features = np.repeat(np.arange(len(cells)), weights.shape[1])
    return gather(weights.reshape(-1, 1), features, len(cells))[:, 0]


def agree(counts: Integers) -> Floats:
    """Give van der Eijk's A (2001) of COUNTS by stance, along the last axis.

    1 is unanimity, 0 an even spread, -1 two equal camps at the ends; NaN when nobody spoke. The
    counts are cut into layers, each as high as its smallest count; A is the layers' mean by size.
    """
    width = counts.shape[-1]
    levels = np.sort(counts, axis=-1)
    heights = np.diff(levels, axis=-1, prepend=0)
    present = counts[..., None, :] >= levels[..., :, None]
    by_pattern = _layer_agreements(width)[(present << np.arange(width)).sum(axis=-1)]
    weighted = (heights * np.arange(width, 0, -1) * by_pattern).sum(axis=-1)
    total = counts.sum(axis=-1)
    return np.asarray(np.where(total > 0, weighted, np.nan) / np.maximum(total, 1))


@cache
def _layer_agreements(width: int) -> Floats:
    """Give A of each set of WIDTH categories, at the number whose bits it is, read either way."""
    patterns = product((False, True), repeat=width)
    return np.array([_layer_agreement(pattern) for pattern in patterns])


def _layer_agreement(pattern: tuple[bool, ...]) -> float:
    """Give A of one layer: U (1 - (S - 1) / (K - 1)), from PATTERN's uni- and bimodal triples."""
    width, present = len(pattern), sum(pattern)
    triples = list(combinations(pattern, 3))
    unimodal = sum(triple in {(True, True, False), (False, True, True)} for triple in triples)
    bimodal = triples.count((True, False, True))
    if present <= 1:
        return 1.0
    if unimodal + bimodal == 0:
        return 0.0
    u = ((width - 2) * unimodal - (width - 1) * bimodal) / ((width - 2) * (unimodal + bimodal))
    return u * (1 - (present - 1) / (width - 1))


def _is_above_half(support: Floats, posterior: Posterior) -> Flags:
    """Tell where SUPPORT exceeds one half by more than chance, at 90 % one-sided."""
    return np.asarray(support - 0.5 > Z * np.sqrt(posterior.variance_around(support)))


def _is_objecting(cells: Integers) -> Flags:
    """Tell where objection, o = (C + 1) / (F + C + 2), exceeds one half by more than chance.

    C weighs every opposed voice by half of its mass: strong no 1, mild no 1/2, mirroring F.
    """
    opposed = cells[..., Column.STRONGLY_OPPOSE] + cells[..., Column.OPPOSE].astype(np.float64)
    against = PRIOR + opposed / (2 * THOUSANDTHS)
    backing = PRIOR + sum_backing(cells)
    return _is_above_half(against / (against + backing), Posterior(a=against, b=backing))
