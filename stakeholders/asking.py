"""Tells whom to ask next: the conversations that would make scores most certain."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from django.db.models import Q

from products.chunks import split
from products.models import Feature
from stakeholders.alignment.listening import choose_conversations, expect_shrinkage
from stakeholders.counting import Sums
from stakeholders.electorates import Electorate, load_electorates
from stakeholders.keeping import load_cells
from stakeholders.models import Account, Preference, Stakeholder
from stakeholders.tables import stack

NAMED_AT_MOST: Final = 10  # accounts, and people, that are named for one conversation
CELLS_AT_ONCE: Final = 100_000  # so that many groups need little memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One more voice of GROUP on FEATURE, and the points it is expected to take off high - low."""

    feature: int
    group: int
    shrinkage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A prospect, how many voices of its group are SILENT, and whom of them to ask, by key.

    PEOPLE of a team, heaviest first; of a segment its ACCOUNTS, and people who speak for them.
    """

    prospect: Prospect
    silent: int
    accounts: tuple[int, ...]
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """The VOICES of groups, heaviest first, and who of them has SPOKEN about which feature.

    A voice is known by the key of a person, or by that of an account, negated.
    """

    voices: Mapping[int, Sequence[int]]
    spoken: frozenset[tuple[int, int]]

    def find_silent(self, prospect: Prospect) -> list[int]:
        """Give the voices of the group of PROSPECT that have said nothing about its feature."""
        mine = self.voices.get(prospect.group, ())
        return [voice for voice in mine if (prospect.feature, voice) not in self.spoken]


def ask_about_features(features: Collection[int], most: int) -> dict[int, list[Conversation]]:
    """Give for each of FEATURES at MOST so many conversations, those first that settle most.

    The queries are as many for any number of features.
    """
    owners = dict(Feature.objects.filter(pk__in=features).values_list("pk", "product"))
    return _name(dict(_find_prospects(owners, most)))


def ask_in_products(products: Collection[int], most: int) -> dict[int, list[Conversation]]:
    """Give for each of PRODUCTS at MOST so many conversations about its open features.

    The queries are as many for any number of products.
    """
    rows = Feature.objects.open().filter(product__in=products).order_by("pk")
    owners = dict(rows.values_list("pk", "product"))
    prospects: defaultdict[int, list[Prospect]] = defaultdict(list)
    for feature, found in _find_prospects(owners, most):
        prospects[owners[feature]] += found
    return _name({product: _choose(found, most) for product, found in prospects.items()})


def _choose(prospects: Iterable[Prospect], most: int) -> list[Prospect]:
    """Give at MOST so many of PROSPECTS, the best first."""
    return sorted(prospects, key=lambda each: (-each.shrinkage, each.feature, each.group))[:most]


def _find_prospects(owners: Mapping[int, int], most: int) -> Iterator[tuple[int, list[Prospect]]]:
    """Give each feature of OWNERS, which name its product, with at MOST so many prospects."""
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for feature, product in owners.items():
        owned[product].append(feature)
    spoken: defaultdict[int, Sums] = defaultdict(dict)
    for (feature, group), cell in load_cells(owners).items():
        spoken[feature][feature, group] = cell
    for product, electorate in load_electorates(owned).items():
        for keys in split(owned[product], max(1, CELLS_AT_ONCE // (len(electorate.groups) or 1))):
            sums = {place: cell for key in keys for place, cell in spoken[key].items()}
            yield from _weigh(keys, electorate, sums, most=most)


def _weigh(
    features: Sequence[int], electorate: Electorate, sums: Sums, *, most: int
) -> Iterator[tuple[int, list[Prospect]]]:
    """Give each of FEATURES of one product with at MOST so many prospects, the best first."""
    groups = electorate.groups
    if not groups:
        return
    table = stack(sums, features, groups)
    shrinkage = expect_shrinkage(table, electorate.voices, electorate.kinds)
    for row, feature in enumerate(features):
        yield (
            feature,
            [
                Prospect(feature=feature, group=groups[found.group].pk, shrinkage=found.shrinkage)
                for found in choose_conversations(shrinkage[[row]], most)
            ],
        )


def _name(prospects: Mapping[int, Sequence[Prospect]]) -> dict[int, list[Conversation]]:
    """Name for all PROSPECTS whom to ask."""
    everyone = [prospect for mine in prospects.values() for prospect in mine]
    roster = _read_roster({p.feature for p in everyone}, {p.group for p in everyone})
    silent = {prospect: roster.find_silent(prospect) for prospect in everyone}
    first = {prospect: voices[:NAMED_AT_MOST] for prospect, voices in silent.items()}
    seats = _read_seats({-voice for voices in first.values() for voice in voices if voice < 0})
    return {
        key: [
            Conversation(
                prospect=prospect,
                silent=len(silent[prospect]),
                accounts=tuple(-voice for voice in first[prospect] if voice < 0),
                people=_pick_people(first[prospect], seats),
            )
            for prospect in mine
        ]
        for key, mine in prospects.items()
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
