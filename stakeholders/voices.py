"""Tells through which voice each stakeholder speaks, and what that voice weighs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import cast

from django.db.models import Q

from products.chunks import split
from stakeholders.models import Account, GroupKind, ReferenceWeight, Stakeholder


@dataclass(frozen=True, slots=True)
class Person:
    """Through which voice a stakeholder speaks, in which group, and what that voice weighs.

    VOICE is the stakeholder's key for people in teams, the account's key negated for customers;
    WEIGHT is in thousandths.
    """

    voice: int
    group: int
    kind: GroupKind
    weight: int


def load_people(stakeholders: Collection[int]) -> dict[int, Person]:
    """Read STAKEHOLDERS, and with them all who speak through the same accounts."""
    people: dict[int, Person] = {}
    for keys in split(stakeholders):
        accounts = Stakeholder.objects.filter(pk__in=keys, account__isnull=False).values("account")
        rows = Stakeholder.objects.filter(Q(pk__in=keys) | Q(account__in=accounts))
        people |= {row.pk: _place(row) for row in rows.select_related("account")}
    return people


def _place(row: Stakeholder) -> Person:
    """Tell where a stakeholder speaks; the database holds that it is a team or an account."""
    if row.account is None:
        return Person(
            row.pk, cast("int", row.team_id), GroupKind.TEAM, _count_thousandths(row.weight)
        )
    account = row.account
    weight = _count_thousandths(account.annual_value)
    return Person(-account.pk, account.segment_id, GroupKind.SEGMENT, weight)


def _count_thousandths(weight: Decimal) -> int:
    """Give a stored weight, which has three decimal places, in thousandths."""
    return int(weight * 1000)


def load_references(people: Iterable[Person]) -> dict[GroupKind, int]:
    """Read the reference weights that PEOPLE need, in thousandths, and settle what is not set."""
    return settle_references({person.kind for person in people})


def settle_references(kinds: Iterable[GroupKind]) -> dict[GroupKind, int]:
    """Read the reference weights of KINDS, in thousandths.

    The segments' is set, once, when the first account is counted: to the median of the positive
    account weights known then, or 1 where none is positive.
    """
    rows = {GroupKind(row.kind): row for row in ReferenceWeight.objects.all()}
    for kind in kinds:
        row = rows.setdefault(kind, ReferenceWeight(kind=kind))
        if row.w_ref is None:
            row.w_ref = _find_median_weight() if kind == GroupKind.SEGMENT else Decimal(1)
            row.save()
    return {
        kind: _count_thousandths(row.w_ref) for kind, row in rows.items() if row.w_ref is not None
    }


def _find_median_weight() -> Decimal:
    """Give the median of the positive account weights, in whole thousandths, at least one."""
    values = Account.objects.filter(annual_value__gt=0).values_list("annual_value", flat=True)
    middle = median(values) if values else Decimal(1)
    return max(round(middle, 3), Decimal("0.001"))
