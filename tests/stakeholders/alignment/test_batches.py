"""No feature's result depends on which others are scored with it, to the last bit."""

from dataclasses import fields

import numpy as np
import pytest

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.measures import measure
from stakeholders.alignment.score import align
from tests.stakeholders.alignment.tables import build_cells

OF_GROUPS = {"omega"}


def invent_cells(seed: int, features: int, groups: int) -> Integers:
    """Invent the cells of FEATURES and GROUPS, a third of them empty."""
    chance = np.random.default_rng(seed)
    heard = chance.random((features, groups, 1)) < 2 / 3
    return build_cells(chance.integers(0, 60, (features, groups, 5)) * heard)


@pytest.mark.parametrize("groups", [1, 2, 3, 7, 8, 9, 16, 33, 150])
@pytest.mark.parametrize("features", [2, 3, 5, 17, 64])
def test_a_feature_scores_the_same_alone_and_in_a_batch(features: int, groups: int) -> None:
    cells = invent_cells(features, features, groups)
    voices, kinds = np.arange(groups) % 5, np.array(["TEAM", "SEGMENT"] * groups)[:groups]

    batch = align(cells, voices, kinds)
    alone = [align(cells[[place]], voices, kinds) for place in range(features)]

    for name in {field.name for field in fields(batch)} - OF_GROUPS:
        together = np.concatenate([getattr(one, name) for one in alone])
        assert np.array_equal(getattr(batch, name), together, equal_nan=True), name


@pytest.mark.parametrize("groups", [1, 2, 9, 33])
def test_a_feature_measures_the_same_alone_and_in_a_batch(groups: int) -> None:
    cells = invent_cells(7, 17, groups)
    voices, kinds = np.arange(groups) + 1, np.array(["TEAM", "SEGMENT"] * groups)[:groups]

    batch = measure(cells, voices, kinds, align(cells, voices, kinds))

    for place in range(len(cells)):
        one = cells[[place]]
        alone = measure(one, voices, kinds, align(one, voices, kinds))
        for field in fields(batch):
            kept = getattr(batch, field.name)[[place]]
            assert np.array_equal(kept, getattr(alone, field.name), equal_nan=True), field.name


def test_a_feature_scores_the_same_however_its_cells_lie_in_memory() -> None:
    cells = invent_cells(3, 12, 20)
    voices, kinds = np.full(20, 4), ["TEAM"] * 20

    usual = align(cells, voices, kinds)
    turned = align(np.asfortranarray(cells), voices, kinds)

    assert np.array_equal(usual.low, turned.low)
    assert np.array_equal(usual.high, turned.high)
    assert np.array_equal(usual.mean, turned.mean)
