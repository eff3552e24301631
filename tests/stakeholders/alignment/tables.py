"""Build tables of voices and cells for the engine's tests, and let Hypothesis invent them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import (
    BINS,
    COUNTS,
    MASS_HALVES,
    Ballots,
    Column,
    Integers,
    gather,
    tally,
)
from stakeholders.alignment.score import Alignments, align
from tests.stakeholders.alignment.twin import Statement, Voice

IMPORTANCES = (Fraction(1, 2), Fraction(1), Fraction(2))
HALF, ONE, TWO = IMPORTANCES
PLACES = 12  # groups that a voice may name; a table takes it modulo the number of its own
GROUPS = st.integers(0, PLACES - 1)
NEVER_LOWER = 1e-9  # what rounding of floats may hide, on a scale of 100
axiom = settings(max_examples=100, deadline=None)


@dataclass(frozen=True)
class Table:
    """Some voices on one feature, and the groups they belong to."""

    voices: tuple[Voice, ...]
    members: tuple[int, ...]
    kinds: tuple[str, ...]

    def plus(self, *voices: Voice) -> "Table":
        """Let VOICES that were silent members speak."""
        return replace(self, voices=self.voices + voices)

    def swap(self, place: int, voice: Voice) -> "Table":
        """Let the voice at PLACE say what VOICE says."""
        return replace(self, voices=(*self.voices[:place], voice, *self.voices[place + 1 :]))

    def align(self) -> Alignments:
        """Score the table as a batch of one feature."""
        return align(self.cells(), np.array(self.members), self.kinds)

    def cells(self) -> Integers:
        """Count the table with the engine: (1, groups, 14)."""
        return count(self.voices, len(self.members))[None]


def count(voices: Sequence[Voice], groups: int) -> Integers:
    """Count VOICES with the engine into one cell for each of GROUPS."""
    places = np.array([voice.group for voice in voices], np.int64)
    return gather(tally(build_ballots(voices)), places, groups)


def build_ballots(voices: Sequence[Voice]) -> Ballots:
    """Write VOICES down as the arrays that the engine reads."""
    rows = [(pair, s) for pair, voice in enumerate(voices) for s in voice.statements]
    return Ballots(
        pair=np.array([pair for pair, _ in rows], np.int64),
        stance=np.array([s.stance for _, s in rows], np.int64),
        importance=np.array([int(2 * s.importance) for _, s in rows], np.int64),
        weight=np.array([int(1000 * voice.weight) for voice in voices], np.int64),
        reference=np.array([int(1000 * voice.reference) for voice in voices], np.int64),
    )


def build_cells(counts: ArrayLike) -> Integers:
    """Turn COUNTS (features, groups, 5) of people of weight 1 into cells."""
    people = np.asarray(counts, np.int64)
    cells = np.zeros((*people.shape[:-1], len(Column)), np.int64)
    cells[..., BINS] = people * MASS_HALVES * 500
    cells[..., Column.SUM_M] = people.sum(axis=-1) * 1000
    cells[..., Column.SUM_M2] = people.sum(axis=-1) * 1_000_000
    cells[..., Column.HEADS] = people.sum(axis=-1)
    cells[..., COUNTS] = people
    cells[..., Column.BACKING_WEIGHT] = people[..., 3:].sum(axis=-1) * 1000
    return cells


def build_person(stance: int, group: int = 0, weight: Fraction = ONE) -> Voice:
    """Let one person of GROUP take STANCE."""
    return Voice(group=group, statements=(Statement(stance),), weight=weight)


def state(lowest: int = -2, highest: int = 2) -> st.SearchStrategy[Statement]:
    """Invent a preference with a stance from LOWEST to HIGHEST."""
    stances = range(lowest, highest + 1)
    return st.sampled_from([Statement(s, i) for s in stances for i in IMPORTANCES])


def thousandths(least: int, most: int) -> st.SearchStrategy[Fraction]:
    """Invent a weight from LEAST to MOST thousandths."""
    return st.integers(least, most).map(lambda whole: Fraction(whole, 1000))


def people(lowest: int = -2, highest: int = 2) -> st.SearchStrategy[Voice]:
    """Invent a person without weight or heavy enough for every stance to leave a thousandth."""
    said = state(lowest, highest).map(lambda one: (one,))
    return st.builds(Voice, GROUPS, said, st.just(Fraction(0)) | thousandths(4, 7000))


def accounts(lowest: int = -2, highest: int = 2) -> st.SearchStrategy[Voice]:
    """Invent an account of one to six people, of any weight and reference."""
    said = st.lists(state(lowest, highest), min_size=1, max_size=6).map(tuple)
    return st.builds(Voice, GROUPS, said, thousandths(0, 30_000), thousandths(1, 5000))


def whole_accounts() -> st.SearchStrategy[Voice]:
    """Invent an account whose shares are whole thousandths, so that nothing is rounded."""
    said = [st.lists(state(), min_size=n, max_size=n).map(tuple) for n in (1, 2, 5)]
    return st.builds(Voice, GROUPS, st.one_of(said), st.integers(1, 5).map(Fraction))


def voices(lowest: int = -2, highest: int = 2) -> st.SearchStrategy[Voice]:
    """Invent a person or an account."""
    return people(lowest, highest) | accounts(lowest, highest)


def equals() -> st.SearchStrategy[Voice]:
    """Invent a person of weight 1 to whom it matters as much as to all others."""
    return st.builds(build_person, st.integers(-2, 2), GROUPS)


def tables(
    speakers: st.SearchStrategy[Voice] | None = None, least: int = 0
) -> st.SearchStrategy[Table]:
    """Invent one to four groups, and at LEAST so many SPEAKERS among their members."""
    spoken = voices() if speakers is None else speakers
    silent_and_kind = st.tuples(st.integers(0, 4), st.sampled_from(("TEAM", "SEGMENT")))
    return st.builds(
        _seat,
        st.lists(silent_and_kind, min_size=1, max_size=4),
        st.lists(spoken, min_size=least, max_size=8),
    )


def _seat(groups: list[tuple[int, str]], spoken: list[Voice]) -> Table:
    """Spread the voices that have SPOKEN over GROUPS, each with some silent members."""
    placed = tuple(replace(voice, group=voice.group % len(groups)) for voice in spoken)
    speaking = [voice.group for voice in placed]
    members = [silent + speaking.count(place) for place, (silent, _) in enumerate(groups)]
    return Table(placed, tuple(members), tuple(kind for _, kind in groups))
