"""Counts preferences into cells: rows to arrays, the engine, arrays to rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from products.chunks import split
from stakeholders.alignment.cells import Ballots, Column, gather, tally
from stakeholders.models import Cell, GroupKind, Preference
from stakeholders.voices import Person, load_people, load_references

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
FEATURES_AT_ONCE: Final = 50  # so that counting a large product needs little memory


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
        pair=_integers([pairs[row.feature, people[row.stakeholder].voice] for row in rows]),
        stance=_integers([row.stance for row in rows]),
        importance=_integers([row.importance for row in rows]),
        weight=_integers([person.weight for person in voices]),
        reference=_integers([references[person.kind] for person in voices]),
    )
    cells = _integers(
        [places[feature, voices[index].group] for (feature, _), index in pairs.items()]
    )
    return dict(zip(places, gather(tally(ballots), cells, len(places)), strict=True))


def _integers(values: Sequence[int]) -> NDArray[np.int64]:
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


def load_cells(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Read the cells of FEATURES, only those of GROUPS where given."""
    sums: Sums = {}
    for keys in split(features):
        rows = Cell.objects.filter(feature__in=keys)
        if groups is not None:
            rows = rows.filter(group__in=groups)
        for feature, group, *values in rows.values_list("feature", "group", *FIELDS):
            sums[feature, group] = _integers(values)
    return sums


def shift_cells(shifts: Sums) -> None:
    """Add SHIFTS to the stored cells; the caller has locked their features."""
    stored = load_cells({f for f, _ in shifts}, {g for _, g in shifts})
    nothing = np.zeros(len(Column), np.int64)
    after = {place: stored.get(place, nothing) + shift for place, shift in shifts.items()}
    spoken = {place: sums for place, sums in after.items() if sums.any()}
    cells = (
        Cell(feature_id=feature, group_id=group, **dict(zip(FIELDS, sums.tolist(), strict=True)))
        for (feature, group), sums in sorted(spoken.items(), key=lambda item: item[0])
    )
    for chunk in split(cells):
        Cell.objects.bulk_create(
            chunk,
            update_conflicts=True,
            unique_fields=["feature", "group"],
            update_fields=FIELDS,
        )
    _delete_cells(after.keys() - spoken.keys())


def _delete_cells(places: Collection[tuple[int, int]]) -> None:
    """Delete the cells at PLACES, at most one statement for each group."""
    for group in sorted({group for _, group in places}):
        features = [feature for feature, owner in places if owner == group]
        for keys in split(features):
            Cell.objects.filter(group=group, feature__in=keys).delete()


def recount(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Count the preferences about FEATURES anew, in GROUPS where given; cells stay as they are."""
    sums: Sums = {}
    for keys in split(sorted(features), FEATURES_AT_ONCE):
        rows = Preference.objects.filter(feature__in=keys)
        if groups is not None:
            rows = rows.filter(
                Q(stakeholder__team__in=groups) | Q(stakeholder__account__segment__in=groups)
            )
        spoken = [
            Spoken(*row)
            for row in rows.values_list("feature", "stakeholder", "stance", "importance")
        ]
        people = load_people({row.stakeholder for row in spoken})
        sums |= count(spoken, people, load_references(people.values()))
    return sums


def find_drift(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Tell what the stored cells lack, against a recount; nothing where both are equal."""
    return subtract(recount(features, groups), load_cells(features, groups))
