"""Reads what stands: the preferences that a statement may bear on, and what was withdrawn."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from django.db.models import Max, Q

from products.chunks import CHUNK, split
from stakeholders.models import EventKind, Preference, PreferenceEvent
from stakeholders.voices import Person

Pair: TypeAlias = tuple[int, int]  # stakeholder and feature, as primary keys

FEATURES_AT_ONCE: Final = 50  # alternatives in one query; SQLite nests them, up to 1,000 deep


def load_preferences(
    pairs: Collection[Pair], people: Mapping[int, Person]
) -> dict[Pair, Preference]:
    """Read what stands for PAIRS and for all other seats of the same voices."""
    seats: defaultdict[int, set[int]] = defaultdict(set)
    for stakeholder, person in people.items():
        seats[person.voice].add(stakeholder)
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    for stakeholder, feature in pairs:
        if stakeholder in people:
            wanted[feature].add(people[stakeholder].voice)
    standing: dict[Pair, Preference] = {}
    for alternatives in _pack(wanted, seats):
        anyone = Q()
        for feature, stakeholders in alternatives:
            anyone |= Q(feature=feature, stakeholder__in=stakeholders)
        rows = Preference.objects.filter(anyone)
        standing |= {(row.stakeholder_id, row.feature_id): row for row in rows}
    return standing


def _pack(
    wanted: Mapping[int, Collection[int]], seats: Mapping[int, Collection[int]]
) -> Iterator[list[tuple[int, list[int]]]]:
    """Cut features, with the SEATS of the voices WANTED there, into what one query can ask for."""
    alternatives: list[tuple[int, list[int]]] = []
    size = 0
    for feature, voices in wanted.items():
        for keys in split(seat for voice in voices for seat in seats[voice]):
            if len(alternatives) == FEATURES_AT_ONCE or size + len(keys) > CHUNK:
                yield alternatives
                alternatives, size = [], 0
            alternatives.append((feature, keys))
            size += len(keys)
    if alternatives:
        yield alternatives


def load_withdrawals(pairs: Collection[Pair]) -> dict[Pair, datetime]:
    """Read when PAIRS were last withdrawn, if ever."""
    if not pairs:
        return {}
    rows = PreferenceEvent.objects.filter(
        kind=EventKind.WITHDRAWN,
        stakeholder__in={stakeholder for stakeholder, _ in pairs},
        feature__in={feature for _, feature in pairs},
    ).order_by()
    latest = rows.values_list("stakeholder", "feature").annotate(Max("stated_at"))
    return {(stakeholder, feature): at for stakeholder, feature, at in latest}
