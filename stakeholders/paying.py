"""Tells what voices would pay for features, whole and by group; never mixed into a score."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, cast

from django.db.models import BigIntegerField, F
from django.db.models.functions import Coalesce

from products.models import Feature
from stakeholders.alignment.payment import Payments, share_paying, summarize
from stakeholders.electorates import load_groups
from stakeholders.models import Preference


class Offer(NamedTuple):
    """What one voice would pay for one feature; all are primary keys but AMOUNT."""

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


@dataclass(frozen=True)
class Market:
    """What would be paid for one feature: by all voices, and by those of each group, by its key."""

    whole: Willingness = field(default_factory=Willingness)
    groups: Mapping[int, Willingness] = field(default_factory=dict)


def read_markets(features: Collection[int]) -> dict[int, Market]:
    """Read what voices with a say would pay for FEATURES, in four queries.

    An account is one voice: it offers the median of what its people named. A feature for which
    nobody named an amount is left out.
    """
    owners = dict(Feature.objects.filter(pk__in=features).values_list("pk", "product"))
    says = {
        product: {group.pk for group in groups}
        for product, groups in load_groups(set(owners.values())).items()
    }
    named = [offer for offer in _read_named(features) if offer.group in says[owners[offer.feature]]]
    offers = _join_seats(named)
    return {feature: _open_market(mine) for feature, mine in groupby(offers, itemgetter(0))}


def _read_named(features: Collection[int]) -> list[Offer]:
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
    """Sort the OFFERS for one feature by group."""
    groups: defaultdict[int, list[Decimal]] = defaultdict(list)
    for offer in offers:
        groups[offer.group].append(offer.amount)
    whole = tuple(amount for amounts in groups.values() for amount in amounts)
    return Market(
        Willingness(whole), {group: Willingness(tuple(mine)) for group, mine in groups.items()}
    )
