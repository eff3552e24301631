"""Plans what a budget of effort should build: equal shares beside what rankings would buy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Final, cast

import numpy as np
from django.db import connection
from django.db.models import F
from numpy.typing import NDArray

from products.chunks import split
from products.models import Feature, Product
from products.plans import run_among
from stakeholders.alignment.backing import Voices, cover, find_servable
from stakeholders.alignment.cells import INFLUENCE_CAP
from stakeholders.alignment.roadmap import fill, order_by, plan
from stakeholders.models import Account, Group, Preference, ReferenceWeight, Stakeholder
from stakeholders.readings import known

# Who takes which stance on features: a few long texts are read faster than a row for each of them.
STATED: Final = {
    vendor: f"SELECT feature_id, stance, {listed} FROM {Preference._meta.db_table}"  # noqa: S608, SLF001 -- a table's name
    " WHERE feature_id {} AND stance <> 0 GROUP BY feature_id, stance ORDER BY feature_id"
    for vendor, listed in (
        ("postgresql", "array_to_string(array_agg(stakeholder_id), ',')"),
        ("sqlite", "group_concat(stakeholder_id)"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What is bought: FEATURES by key, what they COST, and who gets one that they back.

    COVERAGE is the share of all voices that do, 0..1, BY_GROUP that of each group, by its key;
    empty where there are no voices.
    """

    features: tuple[int, ...]
    cost: Decimal
    coverage: float | None
    by_group: Mapping[int, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """What equal shares buy, the same COMPLETED by low with what is left, and what rankings buy.

    STEPS tells by how many hundredths the purses grew; GROUPS are those with a say, SERVABLE those,
    by key, of which somebody backs a feature that can be bought.
    """

    groups: Sequence[Group]
    servable: frozenset[int]
    steps: int
    equal_shares: Purchase
    completed: Purchase
    by_score: Purchase
    by_votes: Purchase


@dataclass(frozen=True)
class Options:
    """The FEATURES that can be bought, by key, with their costs and lows, and their VOICES."""

    features: Sequence[tuple[int, Decimal, float, float]]
    groups: Sequence[Group]
    voices: Voices

    @cached_property
    def costs(self) -> list[Decimal]:
        """Give what each feature costs."""
        return [effort for _, effort, _, _ in self.features]

    @cached_property
    def by_low(self) -> list[int]:
        """Put the features that were heard in the order of their rank."""
        heard = order_by([low for _, _, low, _ in self.features])
        return sorted(heard, key=lambda place: [-value for value in self.features[place][2:]])

    @cached_property
    def by_votes(self) -> list[int]:
        """Put the features that somebody backs in the order of how many voices do."""
        return order_by(self.voices.backs.sum(axis=0))

    def show(self, bought: Sequence[int]) -> Purchase:
        """Tell what it means that the features at the places BOUGHT are built."""
        covered = cover(self.voices, bought)
        shares = zip(self.groups, covered.groups.tolist(), strict=True)
        return Purchase(
            features=tuple(self.features[place][0] for place in bought),
            cost=sum((self.costs[place] for place in bought), Decimal(0)),
            coverage=known(covered.total),
            by_group={group.pk: known(share) for group, share in shares},
        )


def draw_roadmap(product: Product, budget: float) -> Roadmap:
    """Spend BUDGET, in person-weeks, on the open features of PRODUCT that have an effort.

    Nothing is written, and the queries are as many for any number of rows.
    :raises BudgetError: when BUDGET is below 0, infinite or NaN.
    :raises VoicesError: when the weights of all voices together do not fit 64 bits.
    """
    options = _read_options(product)
    found = plan(options.voices, options.costs, budget)
    added = fill(options.by_low, options.costs, budget, bought=found.bought)
    return Roadmap(
        groups=options.groups,
        servable=frozenset(options.groups[at].pk for at in find_servable(options.voices)),
        steps=found.steps,
        equal_shares=options.show(found.bought),
        completed=options.show((*found.bought, *added)),
        by_score=options.show(fill(options.by_low, options.costs, budget)),
        by_votes=options.show(fill(options.by_votes, options.costs, budget)),
    )


def _read_options(product: Product) -> Options:
    """Read what can be bought for PRODUCT, and the voices of all groups with a say in it."""
    wanted = Feature.objects.open().filter(product=product, effort__isnull=False).order_by("pk")
    columns = ("pk", "effort", "alignment__low", "alignment__score")
    features = [
        (feature, cast("Decimal", effort), low or 0.0, score or 0.0)
        for feature, effort, low, score in wanted.values_list(*columns)
    ]
    groups = list(Group.objects.with_say_in(product).order_by("pk"))
    return Options(features, groups, _seat(groups, [feature[0] for feature in features]))


def _seat(groups: Sequence[Group], columns: Sequence[int]) -> Voices:
    """Read the voices of GROUPS, also the silent ones, and which features, at COLUMNS, they back.

    A voice is known by the key of a person, or by that of an account, negated. All are read, since
    most count and there may be more groups than a statement can name; who is deactivated has none.
    """
    places = {group.pk: place for place, group in enumerate(groups)}
    active = Stakeholder.objects.filter(deactivated_at=None).order_by("pk")
    people = active.filter(account=None)
    accounts = Account.objects.order_by("pk")
    stored = (
        *people.values_list("pk", "team", "weight"),
        *accounts.annotate(voice=0 - F("pk")).values_list("voice", "segment", "annual_value"),
    )
    rows = [row for row in stored if row[1] in places]
    voices = {voice: place for place, (voice, _, _) in enumerate(rows)}
    seats = active.filter(team=None).values_list("pk", "account")
    speakers = {voice: place for voice, place in voices.items() if voice > 0}
    speakers |= {pk: voices[-account] for pk, account in seats if -account in voices}
    return Voices(
        group=np.array([places[group] for _, group, _ in rows], np.int64),
        influence=_cap([(groups[places[g]].kind, weight) for _, g, weight in rows]),
        backs=_read_backing(columns, speakers, shape=(len(rows), len(columns))),
        kinds=[group.kind for group in groups],
    )


def _read_backing(
    columns: Sequence[int], speakers: Mapping[int, int], *, shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Tell on which features, at COLUMNS, the mean stance of a voice is above 0, in a table.

    SPEAKERS gives the row of each person's voice; those of others do not count.
    """
    lists = [row for keys in split(columns) for row in run_among(STATED[connection.vendor], keys)]
    places = {pk: place for place, pk in enumerate(columns)}
    seats = np.array(sorted(speakers.items()), np.int64).reshape(-1, 2)
    backs = np.zeros(shape, np.bool_)
    for feature, said in groupby(lists, itemgetter(0)):
        sums = np.zeros(shape[0], np.int64)
        for _, stance, people in said:
            voices = _look_up(np.fromstring(people, np.int64, sep=","), seats)
            sums += stance * np.bincount(voices, minlength=shape[0])
        backs[:, places[feature]] = sums > 0
    return backs


def _look_up(people: NDArray[np.int64], seats: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the row of each of PEOPLE whom SEATS, sorted pairs of a person and a row, name."""
    if not seats.size:
        return np.empty(0, np.int64)
    found = np.minimum(np.searchsorted(seats[:, 0], people), len(seats) - 1)
    rows: NDArray[np.int64] = seats[found[seats[found, 0] == people], 1]
    return rows


def _cap(weights: Sequence[tuple[str, Decimal]]) -> NDArray[np.int64]:
    """Give the WEIGHTS of voices, beside their kinds, in thousandths, none above five typical ones.

    A kind whose typical weight is not set has never been counted: nobody there backs anything.
    """
    typical = dict(ReferenceWeight.objects.values_list("kind", "w_ref"))
    caps = {kind: INFLUENCE_CAP * w_ref for kind, w_ref in typical.items() if w_ref is not None}
    thousandths = [int(1000 * min(weight, caps.get(kind, weight))) for kind, weight in weights]
    return np.array(thousandths, np.int64)
