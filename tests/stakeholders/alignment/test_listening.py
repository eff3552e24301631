"""Whom to ask next: what one more voice is expected to settle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.alignment.cells import Column, Integers
from stakeholders.alignment.certainty import Floats, believe
from stakeholders.alignment.listening import Conversation, choose_conversations, expect_shrinkage
from stakeholders.alignment.score import CellsError, align
from tests.stakeholders.alignment.tables import Table, axiom, build_cells, tables

STRONG_YES, CALM, NOBODY = [0, 0, 0, 0, 1], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]


def add_voice(cells: Integers, group: int, counts: list[int]) -> Integers:
    """Let one more voice of GROUP speak on the only feature of CELLS."""
    added = np.zeros_like(cells)
    added[0, group] = build_cells(counts)
    return cells + added


def measure_width(cells: Integers, voices: Integers, kinds: tuple[str, ...]) -> float:
    """Give high - low of the only feature of CELLS."""
    found = align(cells, voices, kinds)
    return float((found.high - found.low)[0])


def ask(groups: list[list[int]], voices: list[int] | None = None) -> Floats:
    """Give what a voice of each of GROUPS is expected to settle on one feature."""
    members = np.array(voices or [9] * len(groups))
    return np.asarray(expect_shrinkage(build_cells([groups]), members, ["TEAM"] * len(groups))[0])


@axiom
@given(tables(least=1), st.integers(0, 3))
def test_shrinkage_is_the_mean_over_both_answers_counted_in_full(table: Table, place: int) -> None:
    group = place % len(table.members)
    voices = np.array(table.members) + 1  # so that everywhere one is left to ask
    cells, posterior = table.cells(), believe(table.cells())
    chance = float(posterior.a[0, group] / (posterior.a + posterior.b)[0, group])
    widths = [
        measure_width(add_voice(cells, group, answer), voices, table.kinds)
        for answer in (STRONG_YES, CALM)
    ]

    found = expect_shrinkage(cells, voices, table.kinds)[0, group]

    now = measure_width(cells, voices, table.kinds)
    if not np.isnan(now):
        after = chance * widths[0] + (1 - chance) * widths[1]
        assert found == pytest.approx(now - after, abs=1e-9)


def test_the_silent_group_is_the_one_to_ask() -> None:
    found = ask([[0, 0, 4, 0, 4], NOBODY, [0, 0, 40, 0, 40]], voices=[90, 90, 90])

    assert np.argsort(-found).tolist() == [1, 0, 2]
    assert (found > 0).all()


def test_there_is_nobody_to_ask_where_all_have_spoken_or_nobody_has_a_say() -> None:
    found = ask([[0, 0, 2, 0, 2], [0, 0, 2, 0, 2], NOBODY], voices=[4, 5, 0])

    assert (found != 0).tolist() == [False, True, False]


def test_where_nobody_has_spoken_at_all_any_voice_settles_something() -> None:
    found = ask([NOBODY, NOBODY])

    assert found[0] == found[1] > 0


def test_features_are_worked_out_independently_of_each_other() -> None:
    counts = np.random.default_rng(4).integers(0, 9, (6, 5, 5))
    voices, kinds = np.full(5, 99), ["TEAM"] * 2 + ["SEGMENT"] * 3

    together = expect_shrinkage(build_cells(counts), voices, kinds)

    alone = [expect_shrinkage(build_cells(counts[[f]]), voices, kinds)[0] for f in range(6)]
    assert together.tolist() == [row.tolist() for row in alone]


@pytest.mark.parametrize(("features", "groups"), [(0, 0), (0, 2), (2, 0)])
def test_no_features_or_no_groups_are_an_empty_answer(features: int, groups: int) -> None:
    cells = np.zeros((features, groups, 14), np.int64)

    found = expect_shrinkage(cells, np.full(groups, 3), ["TEAM"] * groups)

    assert found.shape == (features, groups)
    assert choose_conversations(found, 10) == []


def test_the_largest_cells_leave_nothing_to_settle_and_no_warning() -> None:
    cells = np.full((1, 1, 14), 2**63 - 1)
    cells[..., Column.HEADS] = 1

    assert abs(expect_shrinkage(cells, np.array([2]), ["TEAM"])[0, 0]) < 1e-9


def test_cells_that_were_retracted_too_often_are_refused() -> None:
    with pytest.raises(CellsError, match="negative"):
        expect_shrinkage(-build_cells([[STRONG_YES]]), np.array([1]), ["TEAM"])


def test_the_conversations_that_settle_most_come_first_and_equals_in_order() -> None:
    shrinkage = np.array([[1.0, 3.0, 0.0], [-1.0, 1.0, 5.0]])

    found = choose_conversations(shrinkage, 3)

    assert found == [Conversation(1, 2, 5), Conversation(0, 1, 3), Conversation(0, 0, 1)]
    assert len(choose_conversations(shrinkage, 10)) == 4
