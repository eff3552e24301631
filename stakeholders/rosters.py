"""Names who of a group has said nothing about a feature."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, TypeAlias

from django.db.models import Q

from products.chunks import split
from stakeholders.models import Account, Preference, Stakeholder

NAMED_AT_MOST: Final = 10  # accounts, and people, that are named for one conversation

Place: TypeAlias = tuple[int, int]  # the keys of a feature and of a group


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How many VOICES of a group are silent about a feature, and whom of them to ask, by key.

    PEOPLE of a team, heaviest first; of a segment its ACCOUNTS, and people who speak for them.
    """

    voices: int
    accounts: tuple[int, ...]
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The VOICES of groups, heaviest first, and who of them has SPOKEN about which feature.

    A voice is known by the key of a person, or by that of an account, negated.
    """

    voices: Mapping[int, Sequence[int]]
    spoken: frozenset[tuple[int, int]]

    def find_silent(self, place: Place) -> list[int]:
        """Give the voices of the group of PLACE that have said nothing about its feature."""
        feature, group = place
        mine = self.voices.get(group, ())
        return [voice for voice in mine if (feature, voice) not in self.spoken]


def name_silent(places: Collection[Place]) -> dict[Place, Silence]:
    """Name for each of PLACES whom to ask.

    The queries are as many for any number of them, but for very many accounts.
    """
    roster = _read_roster({feature for feature, _ in places}, {group for _, group in places})
    silent = {place: roster.find_silent(place) for place in places}
    first = {place: voices[:NAMED_AT_MOST] for place, voices in silent.items()}
    seats = _read_seats({-voice for voices in first.values() for voice in voices if voice < 0})
    return {
        place: Silence(
            voices=len(silent[place]),
            accounts=tuple(-voice for voice in first[place] if voice < 0),
            people=_pick_people(first[place], seats),
        )
        for place in places
    }


def _read_roster(features: Collection[int], groups: Collection[int]) -> Roster:
    """Read the voices of GROUPS, and who of them has spoken about FEATURES, in three queries."""
    voices: defaultdict[int, list[int]] = defaultdict(list)
    active = Stakeholder.objects.filter(deactivated_at=None)
    people = active.filter(team__in=groups).order_by("-weight", "pk")
    for team, person in people.values_list("team", "pk"):
        voices[team].append(person)
    accounts = Account.objects.filter(segment__in=groups).order_by("-annual_value", "pk")
    for segment, account in accounts.values_list("segment", "pk"):
        voices[segment].append(-account)
    mine = Q(stakeholder__team__in=groups) | Q(stakeholder__account__segment__in=groups)
    stated = Preference.objects.filter(
        mine, feature__in=features, stakeholder__deactivated_at=None
    ).values_list("feature", "stakeholder", "stakeholder__account")
    spoken = frozenset(
        (feature, -account if account else person) for feature, person, account in stated
    )
    return Roster(voices, spoken)


def _read_seats(accounts: Collection[int]) -> dict[int, list[int]]:
    """Read the people of each of ACCOUNTS, by name."""
    seats: defaultdict[int, list[int]] = defaultdict(list)
    for keys in split(accounts):
        rows = Stakeholder.objects.filter(account__in=keys, deactivated_at=None)
        for account, person in rows.order_by("name", "pk").values_list("account", "pk"):
            seats[account].append(person)
    return dict(seats)


def _pick_people(voices: Sequence[int], seats: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Name people who speak as VOICES: one of each account before the second of any."""
    rows = [seats.get(-voice, ()) if voice < 0 else (voice,) for voice in voices]
    turns = zip_longest(*rows)
    return tuple(person for turn in turns for person in turn if person is not None)[:NAMED_AT_MOST]
