"""Read from the cells what the score alone does not tell: who backs, who objects, how evenly."""

from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import COUNTS, INT64_MAX, Column, Integers, gather
from stakeholders.alignment.certainty import THOUSANDTHS, Evidence, Floats, Z, weigh_evidence
from stakeholders.alignment.say import FULL_SAY, Flags, find_say
from stakeholders.alignment.score import PRIOR, Alignments


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
    cells: Integers,
    voices: Integers,
    kinds: ArrayLike,
    alignments: Alignments,
    *,
    evidence: Evidence | None = None,
) -> Measures:
    """Measure the features of CELLS, with the VOICES and KINDS that their ALIGNMENTS came from.

    EVIDENCE is that of CELLS, where it is known already.
    """
    found = evidence or weigh_evidence(cells)
    voices, heads = np.asarray(voices, np.int64), cells[..., Column.HEADS]
    shares, noise = _take_sides(cells, alignments, found)
    # Above one half by more than chance, at 90 % one-sided.
    clear = shares - 0.5 > Z * np.sqrt(noise)
    backing, objecting = clear & (voices > 0) & (heads >= np.minimum(FULL_SAY, voices))
    terms = alignments.omega * [
        np.minimum(1, heads / np.maximum(voices, 1)),
        (shares[0] - alignments.mean[..., None] / 100) ** 2,
        noise[0],
    ]
    reach, distance, explained = terms.sum(axis=-1)
    return Measures(
        evenness=alignments.score / alignments.mean,
        reach=reach,
        # Twice the standard deviation of the groups' support, less what noise explains.
        polarization=2 * np.sqrt(np.maximum(0, distance - explained)),
        contested=np.asarray(backing.any(axis=-1) & objecting.any(axis=-1)),
        heard_groups=np.count_nonzero(alignments.heard, axis=-1),
        voices_heard=heads.sum(axis=-1),
        revenue=sum_revenue(cells, find_say(voices, kinds).segments),
        backing=backing,
        objecting=objecting,
        agreement=agree(cells[..., COUNTS]),
    )


def _take_sides(
    cells: Integers, alignments: Alignments, evidence: Evidence
) -> tuple[Floats, Floats]:
    """Give the share that backs and the share that objects, (2, F, G), and the variance of both.

    Objection is o = (C + 1) / (F + C + 2), where C weighs every opposed voice by half of its mass:
    strong no 1, mild no 1/2, mirroring F.
    """
    strong_no, no = cells[..., Column.STRONGLY_OPPOSE], cells[..., Column.OPPOSE]
    against = PRIOR + np.add(strong_no, no, dtype=np.float64) / (2 * THOUSANDTHS)
    both = against + (PRIOR + evidence.backing)
    shares = np.array([alignments.support, against / both])
    sizes = np.array([evidence.believed.a + evidence.believed.b, both])
    return shares, shares * (1 - shares) / (sizes + 1)


def sum_revenue(cells: Integers, segments: Flags) -> Integers:
    """Sum the raw weight of the backing voices over the groups that are SEGMENTS, in thousandths.

    :raises CellOverflowError: when a sum does not fit 64 bits.
    """
    weights = cells[:, segments, Column.BACKING_WEIGHT]
    if weights.sum(axis=-1, dtype=np.float64).max(initial=0) < INT64_MAX / 2:
        return np.asarray(weights.sum(axis=-1))
    features = np.repeat(np.arange(len(cells)), weights.shape[1])
    return gather(weights.reshape(-1, 1), features, len(cells))[:, 0]


def agree(counts: Integers) -> Floats:
    """Give van der Eijk's A (2001) of COUNTS by stance, along the last axis.

    1 is unanimity, 0 an even spread, -1 two equal camps at the ends; NaN when nobody spoke. The
    counts are cut into layers, each as high as its smallest count; A is the layers' mean by size.
    """
    stances = np.ascontiguousarray(np.moveaxis(counts, -1, 0))
    width, ones = len(stances), (1,) * (stances.ndim - 1)
    bits = width.bit_length()
    # Each count beside its place: sorted together, they tell which stances reach into a layer.
    paired = np.sort((stances << bits) + np.arange(width).reshape(-1, *ones), axis=0)
    heights, patterns = paired >> bits, 1 << (paired & ((1 << bits) - 1))
    heights[1:] -= heights[:-1]
    for place in reversed(range(width - 1)):
        patterns[place] |= patterns[place + 1]
    weighted = (heights * _weigh_layers(width)[patterns]).sum(axis=0)
    total = stances.sum(axis=0)
    return np.asarray(np.where(total > 0, weighted, np.nan) / np.maximum(total, 1))


@cache
def _weigh_layers(width: int) -> Floats:
    """Give A times the size of each set of WIDTH categories, at the number whose bits it is.

    They are read either way.
    """
    patterns = product((False, True), repeat=width)
    return np.array([sum(pattern) * _layer_agreement(pattern) for pattern in patterns])


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
