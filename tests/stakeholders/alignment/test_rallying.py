"""Where few conversations move much: what winning the next voices would bring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.cells import Column, Integers
from stakeholders.alignment.certainty import believe
from stakeholders.alignment.rallying import NOBODY, STEPS, Rallies, rally
from stakeholders.alignment.score import CellsError, align
from tests.stakeholders.alignment.tables import Table, axiom, build_cells, tables

WON, SILENT = [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]


def win(cells: Integers, group: int) -> Integers:
    """Let one more voice of GROUP strongly support the only feature of CELLS."""
    added = np.zeros_like(cells)
    added[0, group] = build_cells(WON)
    return cells + added


def look(groups: list[list[int]], voices: list[int], *, steps: int = STEPS) -> Rallies:
    """Look for the next conversations about one feature on which GROUPS have spoken so."""
    return rally(build_cells([groups]), np.array(voices), ["TEAM"] * len(groups), steps=steps)


@axiom
@given(tables(least=1), st.integers(1, 3))
def test_what_is_promised_is_what_the_engine_counts_when_it_is_won(table: Table, more: int) -> None:
    voices = np.array(table.members) + more  # so that everywhere some are left to ask
    cells = table.cells()

    found = rally(cells, voices, table.kinds)

    for group in found.group[0]:
        cells = cells if group == NOBODY else win(cells, int(group))
    then = align(cells, voices, table.kinds)
    if not np.isnan(then.low[0]):
        assert found.low_then[0] == pytest.approx(then.low[0], abs=1e-9)
        assert found.score_then[0] == pytest.approx(then.score[0], abs=1e-9)
        assert found.rise[0].sum() == pytest.approx(found.low_then[0] - found.low[0], abs=1e-9)


@axiom
@given(tables(least=1))
def test_the_first_step_promises_more_than_any_other_first_step(table: Table) -> None:
    voices, cells = np.array(table.members) + 1, table.cells()

    found = rally(cells, voices, table.kinds, steps=1)

    posterior = believe(cells)
    chance = (posterior.a / (posterior.a + posterior.b))[0]
    now = align(cells, voices, table.kinds).low[0]
    if not np.isnan(now):
        lows = [align(win(cells, g), voices, table.kinds).low[0] for g in range(len(voices))]
        best = max(c * (low - now) for c, low in zip(chance, lows, strict=True))
        assert found.worth[0] == pytest.approx(max(best, 0), abs=1e-9)


def test_each_step_counts_from_where_the_last_one_led() -> None:
    one, three = (look([SILENT, SILENT], [9, 9], steps=steps) for steps in (1, 3))

    assert three.group[0].tolist() == [0, 1, three.group[0][2]]
    assert three.rise[0][0] == one.rise[0][0]
    assert (three.rise[0] > 0).all()
    assert three.worth[0] == pytest.approx((three.chance[0] * three.rise[0]).sum())


def test_nobody_is_asked_more_often_than_there_are_voices_left() -> None:
    found = look([[0, 0, 2, 0, 2], SILENT], [4, 1])

    assert found.group[0].tolist() == [1, NOBODY, NOBODY]
    assert found.chance[0].tolist() == [0.5, 0, 0]
    assert found.rise[0][1:].tolist() == [0, 0]


def test_the_chance_is_what_the_others_of_the_group_let_expect() -> None:
    spoken = [[4, 0, 0, 0, 0], [0, 0, 0, 0, 4]]

    objecting, agreeing = (look(spoken, voices, steps=1) for voices in ([9, 4], [4, 9]))

    assert (objecting.chance[0][0], agreeing.chance[0][0]) == (1 / 10, 5 / 6)


def test_a_group_without_a_say_is_not_asked() -> None:
    assert look([SILENT], [0]).group[0].tolist() == [NOBODY] * STEPS


def test_features_are_worked_out_independently_of_each_other() -> None:
    counts = np.random.default_rng(4).integers(0, 9, (6, 5, 5))
    voices, kinds = np.full(5, 99), ["TEAM"] * 2 + ["SEGMENT"] * 3

    together = rally(build_cells(counts), voices, kinds)

    alone = [rally(build_cells(counts[[f]]), voices, kinds) for f in range(6)]
    assert together.group.tolist() == [row.group[0].tolist() for row in alone]
    assert together.worth.tolist() == [row.worth[0] for row in alone]


@pytest.mark.parametrize(("features", "groups"), [(0, 0), (0, 2), (2, 0)])
def test_no_features_or_no_groups_are_an_empty_answer(features: int, groups: int) -> None:
    cells = np.zeros((features, groups, 14), np.int64)

    found = rally(cells, np.full(groups, 3), ["TEAM"] * groups)

    expected = [[0] * STEPS] * 0 if not features else [[NOBODY] * STEPS] * features
    assert found.group.tolist() == expected


def test_the_largest_cells_promise_nothing_and_bring_no_warning() -> None:
    cells = np.full((1, 1, 14), 2**63 - 1)
    cells[..., Column.HEADS] = 1

    found = rally(cells, np.array([9]), ["TEAM"])

    assert found.worth.tolist() == [0]
    assert cells.max() == 2**63 - 1


def test_cells_that_were_retracted_too_often_are_refused() -> None:
    with pytest.raises(CellsError, match="negative"):
        rally(-build_cells([[WON]]), np.array([1]), ["TEAM"])
