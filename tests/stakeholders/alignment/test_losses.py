"""The losses of all groups sum to the whole of what a score lacks, in thousands of tables."""

from math import fsum, log

import numpy as np
import pytest

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.score import align
from tests.stakeholders.alignment.tables import build_cells

KINDS = np.array(["TEAM", "SEGMENT"])


def invent(features: int, groups: int, seed: int) -> tuple[Integers, Integers, list[str]]:
    """Invent cells of FEATURES and GROUPS, some unheard, the voices of groups, and their kinds.

    About a fifth of the groups have no members.
    """
    chance = np.random.default_rng(seed)
    voices = chance.integers(1, 10 ** chance.integers(1, 7, groups)) * (chance.random(groups) < 0.8)
    counts = chance.integers(0, 1 + voices[:, None] // 5, (features, groups, 5))
    counts *= chance.random((features, groups, 1)) < 0.7
    return build_cells(counts), voices, chance.choice(KINDS, groups).tolist()


@pytest.mark.parametrize(
    ("features", "groups"), [(1500, 1), (1500, 2), (1000, 7), (300, 60), (5, 10_000)]
)
def test_the_losses_sum_to_what_the_score_lacks(features: int, groups: int) -> None:
    told = 0
    for seed in range(5):
        found = align(*invent(features, groups, seed))
        known = np.flatnonzero(~np.isnan(found.score))
        for row in known.tolist():
            assert fsum(found.loss[row]) == pytest.approx(
                -log(found.score[row] / 100), abs=1e-9, rel=0
            )
        told += len(known)
    assert told >= 2 * features


@pytest.mark.parametrize(("features", "groups"), [(200, 3), (3, 10_000)])
def test_a_group_without_members_costs_nothing(features: int, groups: int) -> None:
    cells, voices, kinds = invent(features, groups, seed=1)
    voices[0] = 0

    found = align(cells, voices, kinds)

    assert not found.loss[:, voices == 0].any()
    assert (found.loss >= 0).all()


def test_without_any_members_nothing_is_lost_and_nothing_known() -> None:
    cells, voices, kinds = invent(9, 4, seed=0)

    found = align(cells, 0 * voices, kinds)

    assert not found.loss.any()
    assert np.isnan(found.score).all()
