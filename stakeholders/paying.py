"""Tells what voices would pay for features, whole and by group; never mixed into a score."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, cast

from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Coalesce

from products.models import Feature
from stakeholders.alignment.payment import Band, Payments, share_paying, spread, summarize
from stakeholders.electorates import load_groups
from stakeholders.models import Preference


class Offer(NamedTuple):
    """What one voice would pay for one FEATURE, or product; all are keys but AMOUNT."""

    feature: int
    group: int
    voice: int
    amount: Decimal


@dataclass(frozen=True)
class Willingness:
    """What the voices that named an amount would pay: their AMOUNTS, one for each voice."""

    amounts: tuple[Decimal, ...] = ()

    @cached_property
    def payments(self) -> Payments:
        """Sum the amounts up."""
        return summarize(self.amounts)

    def share(self, least: Decimal) -> float | None:
        """Give the share of these voices that would pay LEAST or more, 0..1; nothing if none.

        :raises AmountError: when LEAST is no amount of money.
        """
        return share_paying(self.amounts, least)

    def spread(self, most: int) -> tuple[Band, ...]:
        """Sort the amounts into at MOST so many bands of equal width."""
        return spread(self.amounts, most)


@dataclass(frozen=True)
class Market:
    """What would be paid: by all voices, and by those of each group, by its key."""

    whole: Willingness = field(default_factory=Willingness)
    groups: Mapping[int, Willingness] = field(default_factory=dict)


def read_markets(features: Collection[int]) -> dict[int, Market]:
    """Read what voices with a say would pay for FEATURES, in four queries.

    An account is one voice: it offers the median of what its people named. A feature for which
    nobody named an amount is left out.
    """
    owners = dict(Feature.objects.filter(pk__in=features).values_list("pk", "product"))
    says = _read_says(set(owners.values()))
    named = [offer for offer in _read_named(features) if offer.group in says[owners[offer.feature]]]
    offers = _join_seats(named)
    return {feature: _open_market(mine) for feature, mine in groupby(offers, itemgetter(0))}


def read_product_markets(products: Collection[int]) -> dict[int, Market]:
    """Read what voices with a say would pay for all open features of each of PRODUCTS together.

    What a voice named for each of them is added up: at most that much, for people who are asked
    thing by thing name more than they would pay for all. Five queries.
    """
    rows = Feature.objects.open().filter(product__in=products)
    owners = dict(rows.order_by("pk").values_list("pk", "product"))
    says = _read_says(products)
    sums: defaultdict[tuple[int, int, int], Decimal] = defaultdict(Decimal)
    read = _read_named(rows.values("pk"))
    named = [offer for offer in read if offer.group in says[owners[offer.feature]]]
    for offer in _join_seats(named):
        sums[owners[offer.feature], offer.group, offer.voice] += offer.amount
    whole = [Offer(*place, amount) for place, amount in sorted(sums.items())]
    return {product: _open_market(mine) for product, mine in groupby(whole, itemgetter(0))}


def _read_says(products: Collection[int]) -> dict[int, set[int]]:
    """Read which groups have a say in each of PRODUCTS, by key."""
    found = load_groups(products).items()
    return {product: {group.pk for group in groups} for product, groups in found}


def _read_named(features: Collection[int] | QuerySet[Any, Any]) -> list[Offer]:
    """Read each amount that was named for FEATURES, by feature, group and voice."""
    group = Coalesce("stakeholder__team", "stakeholder__account__segment")
    voice = Coalesce(0 - F("stakeholder__account"), "stakeholder", output_field=BigIntegerField())
    rows = Preference.objects.filter(feature__in=features, willingness_to_pay__isnull=False)
    rows = rows.filter(stakeholder__deactivated_at=None, feature__merged_into=None)
    rows = rows.annotate(group=group, voice=voice).order_by("feature", "group", "voice", "pk")
    return [
        Offer(feature, group, voice, cast("Decimal", amount))
        for feature, group, voice, amount in rows.values_list(
            "feature", "group", "voice", "willingness_to_pay"
        )
    ]


def _join_seats(named: Iterable[Offer]) -> list[Offer]:
    """Make one offer of those that NAMED has from the same voice: their median."""
    joined: list[Offer] = []
    for _, seats in groupby(named, itemgetter(0, 1, 2)):
        first, *others = seats
        amounts = [first.amount, *(seat.amount for seat in others)]
        median = cast("Decimal", summarize(amounts).median) if others else first.amount
        joined.append(first._replace(amount=median))
    return joined


def _open_market(offers: Iterable[Offer]) -> Market:
    """Sort the OFFERS for one thing by group."""
    groups: defaultdict[int, list[Decimal]] = defaultdict(list)
    for offer in offers:
        groups[offer.group].append(offer.amount)
    whole = tuple(amount for amounts in groups.values() for amount in amounts)
    return Market(
        Willingness(whole), {group: Willingness(tuple(mine)) for group, mine in groups.items()}
    )
