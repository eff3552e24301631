"""Counts what was spoken into sums by feature and group, with the engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False, slots=True)
class Voiced:
    """What voices say, as arrays with an entry for each preference.

    A VOICE is any number that tells it from the others; all its entries about one feature have the
    same GROUP, WEIGHT and REFERENCE. SIGN is 1 for what is to be added, -1 for what is to be taken
    off.
    """

    feature: NDArray[np.int64]
    group: NDArray[np.int64]
    voice: NDArray[np.int64]
    stance: NDArray[np.int64]
    importance: NDArray[np.int64]
    weight: NDArray[np.int64]
    reference: NDArray[np.int64]
    sign: NDArray[np.int64]


def count_voiced(voiced: Voiced) -> Sums:
    """Count what is VOICED into sums by feature and group, without the zeros."""
    first, pair = number(voiced.sign, voiced.feature, voiced.voice)
    ballots = Ballots(
        pair=pair,
        stance=voiced.stance,
        importance=voiced.importance,
        weight=voiced.weight[first],
        reference=voiced.reference[first],
    )
    features, groups = voiced.feature[first], voiced.group[first]
    one_of_each, cell = number(features, groups)
    contributions = tally(ballots) * voiced.sign[first][:, None]
    places = zip(features[one_of_each].tolist(), groups[one_of_each].tolist(), strict=True)
    sums = zip(places, gather(contributions, cell, len(one_of_each)), strict=True)
    return {place: row for place, row in sums if row.any()}


def number(*columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the distinct rows of COLUMNS; give the first entry of each, and each one's number."""
    order = np.lexsort(columns)
    is_new = np.zeros(len(order), bool)
    is_new[:1] = True
    for column in columns:
        values = column[order]
        is_new[1:] |= values[1:] != values[:-1]
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(is_new) - 1
    return order[is_new], numbers


def count(
    spoken: Iterable[Spoken],
    people: Mapping[int, Person],
    references: Mapping[GroupKind, int],
) -> Sums:
    """Count what was SPOKEN into sums by feature and group."""
    feature, stakeholder, stance, importance = integers(list(spoken)).reshape(-1, 4).T
    one_of_each, speaker = number(stakeholder)
    known = [people[key] for key in stakeholder[one_of_each].tolist()]
    facts = [(p.group, p.voice, p.weight, references[p.kind]) for p in known]
    group, voice, weight, reference = integers(facts).reshape(-1, 4)[speaker].T
    sign = np.ones_like(feature)
    return count_voiced(Voiced(feature, group, voice, stance, importance, weight, reference, sign))


def integers(values: Sequence[int] | Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
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
