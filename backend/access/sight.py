"""Narrows rows to those that a caller may see, one rule for each noun.

Every interface goes through here: lists, nodes, feeds, streams, exports and the admin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import Model, QuerySet

from backend.access.callers import Caller
from backend.access.scopes import Scope
from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Product,
    StageChange,
)
from stakeholders.models import (
    Account,
    AlignmentChange,
    AlignmentScore,
    Cell,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Rule:
    """What it takes to see a noun: SCOPE in the product that PATH leads to; "" asks for any."""

    scope: Scope
    path: str = ""


RULES: Final[Mapping[type[Model], Rule]] = {
    Product: Rule(Scope.READ_ALIGNMENT, "pk"),
    Objective: Rule(Scope.READ_ALIGNMENT, "product"),
    Feature: Rule(Scope.READ_ALIGNMENT, "product"),
    StageChange: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    Merge: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    Insight: Rule(Scope.READ_ALIGNMENT, "product"),
    Decision: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    Group: Rule(Scope.READ_ALIGNMENT),
    ReferenceWeight: Rule(Scope.READ_ALIGNMENT),
    AlignmentScore: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    AlignmentChange: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    Cell: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    Commitment: Rule(Scope.READ_ALIGNMENT, "objective__product"),
    Account: Rule(Scope.READ_PEOPLE),
    Stakeholder: Rule(Scope.READ_PEOPLE),
    Preference: Rule(Scope.READ_PEOPLE, "feature__product"),
    PreferenceEvent: Rule(Scope.READ_PEOPLE, "feature__product"),
    Evidence: Rule(Scope.READ_PEOPLE, "preference__feature__product"),
    Champion: Rule(Scope.READ_PEOPLE, "feature__product"),
    Outreach: Rule(Scope.READ_PEOPLE, "feature__product"),
}


def see(rows: QuerySet[M], caller: Caller) -> QuerySet[M]:
    """Keep the ROWS that CALLER may see.

    :raises KeyError: when there is no rule for such rows: nobody sees what nobody thought about.
    """
    rule = RULES[rows.model]
    if not rule.path:
        return rows if caller.may(rule.scope) else rows.none()
    products = caller.find_products(rule.scope)
    if products is None:
        return rows
    return rows.filter(**{f"{rule.path}__in": products}) if products else rows.none()
