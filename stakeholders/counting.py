"""Counts what was spoken into sums by feature and group, with the engine."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stakeholders.alignment.cells import Ballots, Column, gather, tally
from stakeholders.models import GroupKind
from stakeholders.voices import Person

# Sums by feature and group, as primary keys; each a row of the fourteen columns.
Sums: TypeAlias = dict[tuple[int, int], NDArray[np.int64]]

# The cell's columns as its table names them, in the engine's order.
FIELDS: Final = (
    "mass_strongly_oppose",
    "mass_oppose",
    "mass_neutral",
    "mass_support",
    "mass_strongly_support",
    "sum_m",
    "sum_m2",
    "heads",
    "count_strongly_oppose",
    "count_oppose",
    "count_neutral",
    "count_support",
    "count_strongly_support",
    "backing_weight",
)


class Spoken(NamedTuple):
    """The part of a preference that counts, with keys for names."""

    feature: int
    stakeholder: int
    stance: int
    importance: int


def count(
    spoken: Iterable[Spoken],
    people: Mapping[int, Person],
    references: Mapping[GroupKind, int],
) -> Sums:
    """Count what was SPOKEN into sums by feature and group."""
    rows = list(spoken)
    pairs: dict[tuple[int, int], int] = {}
    voices: list[Person] = []
    places: dict[tuple[int, int], int] = {}
    for row in rows:
        person = people[row.stakeholder]
        if pairs.setdefault((row.feature, person.voice), len(pairs)) == len(voices):
            voices.append(person)
            places.setdefault((row.feature, person.group), len(places))
    ballots = Ballots(
        pair=integers([pairs[row.feature, people[row.stakeholder].voice] for row in rows]),
        stance=integers([row.stance for row in rows]),
        importance=integers([row.importance for row in rows]),
        weight=integers([person.weight for person in voices]),
        reference=integers([references[person.kind] for person in voices]),
    )
    cells = integers(
        [places[feature, voices[index].group] for (feature, _), index in pairs.items()]
    )
    return dict(zip(places, gather(tally(ballots), cells, len(places)), strict=True))


def integers(values: Sequence[int]) -> NDArray[np.int64]:
    """Give VALUES as an array, also when there are none."""
    return np.array(values, dtype=np.int64)


def subtract(minuend: Sums, subtrahend: Sums) -> Sums:
    """Give what has to be added to SUBTRAHEND to make it MINUEND, without the zeros."""
    nothing = np.zeros(len(Column), np.int64)
    differences = {
        place: minuend.get(place, nothing) - subtrahend.get(place, nothing)
        for place in minuend.keys() | subtrahend.keys()
    }
    return {place: sums for place, sums in differences.items() if sums.any()}


def add(total: Sums, shifts: Sums) -> None:
    """Add SHIFTS to TOTAL, in place."""
    for place, shift in shifts.items():
        total[place] = total[place] + shift if place in total else shift
