"""The engine and its slow plain-Python twin agree on whatever Hypothesis invents."""

from dataclasses import asdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stakeholders.alignment.cells import tally
from stakeholders.alignment.measures import measure
from stakeholders.alignment.score import align
from tests.stakeholders.alignment.tables import Table, axiom, build_ballots, tables, voices
from tests.stakeholders.alignment.twin import (
    Statement,
    Voice,
    align_slowly,
    count_cells,
    count_voice,
    measure_slowly,
)

CLOSE = 1e-7  # of a scale of 100: the engine's digamma and trigamma are good to 3e-10
HEAVY = Voice(0, (Statement(2), Statement(-1)), Fraction(2**63 - 1, 1000), Fraction(2**61, 1000))


@axiom
@given(st.lists(voices(), max_size=12))
@example([HEAVY])
def test_both_count_every_voice_alike(spoken: list[Voice]) -> None:
    rows = tally(build_ballots(spoken))

    assert rows.tolist() == [count_voice(voice) for voice in spoken]


@axiom
@given(tables())
def test_both_count_every_cell_alike(table: Table) -> None:
    cells = count_cells(table.voices, len(table.members))

    assert table.cells()[0].tolist() == cells


@axiom
@given(tables())
def test_both_score_alike(table: Table) -> None:
    fast = table.align()
    slow = align_slowly(table.voices, table.members, table.kinds)

    for name, expected in asdict(slow).items():
        found = getattr(fast, name) if name == "omega" else getattr(fast, name)[0]
        assert found == pytest.approx(expected, abs=CLOSE, nan_ok=True), name


@axiom
@given(tables())
def test_both_measure_alike(table: Table) -> None:
    fast = measure(table.cells(), np.array(table.members), table.kinds, table.align())
    slow = measure_slowly(table.voices, table.members, table.kinds)

    for name, expected in asdict(slow).items():
        assert getattr(fast, name)[0] == pytest.approx(expected, abs=CLOSE, nan_ok=True), name


@axiom
@given(st.lists(tables(), min_size=2, max_size=4))
def test_both_score_alike_when_several_features_share_their_groups(found: list[Table]) -> None:
    groups, members, kinds = 4, [3, 5, 1, 0], ["TEAM", "SEGMENT", "TEAM", "SEGMENT"]
    cells = [count_cells(table.voices, groups) for table in found]

    fast = align(np.array(cells), np.array(members), kinds)

    for place, table in enumerate(found):
        slow = align_slowly(table.voices, members, kinds)
        assert fast.score[place] == pytest.approx(slow.score, abs=CLOSE, nan_ok=True)
        assert fast.low[place] == pytest.approx(slow.low, abs=CLOSE, nan_ok=True)
        assert fast.high[place] == pytest.approx(slow.high, abs=CLOSE, nan_ok=True)
