"""Narrows rows to those that a caller may see, one rule for each noun.

Every interface goes through here: lists, nodes, feeds, streams, exports and the admin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from django.db.models import Model, QuerySet

from backend.access.batching import shared
from backend.access.callers import Caller, includes
from backend.access.models import Token
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
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
    Tally,
)

M = TypeVar("M", bound=Model)

MANY: Final = "products"  # of a token: it is one row, however many of them lead to it
NOWHERE: Final = 0  # no product has this key


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
    Tally: Rule(Scope.READ_ALIGNMENT, "feature__product"),
    Commitment: Rule(Scope.READ_ALIGNMENT, "objective__product"),
    Account: Rule(Scope.READ_PEOPLE),
    Stakeholder: Rule(Scope.READ_PEOPLE),
    Preference: Rule(Scope.READ_PEOPLE, "feature__product"),
    PreferenceEvent: Rule(Scope.READ_PEOPLE, "feature__product"),
    Evidence: Rule(Scope.READ_PEOPLE, "preference__feature__product"),
    Champion: Rule(Scope.READ_PEOPLE, "feature__product"),
    Outreach: Rule(Scope.READ_PEOPLE, "feature__product"),
    News: Rule(Scope.READ_PEOPLE, "stage_change__feature__product"),
    Token: Rule(Scope.ADMIN_ACCESS, "products"),
}


# Columns that not everybody may read who sees their row, by name, whichever model has them.
GUARDED: Final[Mapping[str, Scope]] = {
    "revenue": Scope.READ_COMMERCIAL,
    "annual_value": Scope.READ_COMMERCIAL,
    "willingness_to_pay": Scope.READ_COMMERCIAL,
    "actor": Scope.READ_PEOPLE,
    "undone_by": Scope.READ_PEOPLE,
    "decided_by": Scope.READ_PEOPLE,
    "acknowledged_by": Scope.READ_PEOPLE,
}
WRITING: Final = (Scope.WRITE_PREFERENCES, Scope.WRITE_CATALOGUE)


def see(rows: QuerySet[M], caller: Caller) -> QuerySet[M]:
    """Keep the ROWS that CALLER may see.

    :raises KeyError: when there is no rule for such rows: nobody sees what nobody thought about.
    """
    return keep(rows, caller, RULES[rows.model].scope)


def keep(rows: QuerySet[M], caller: Caller, *scopes: Scope) -> QuerySet[M]:
    """Keep the ROWS in products in which CALLER has any of SCOPES.

    :raises KeyError: when there is no rule for such rows.
    """
    path = RULES[rows.model].path
    if not path:
        return rows if any(map(caller.may, scopes)) else rows.none()
    found = [caller.find_products(scope) for scope in scopes]
    named = [products for products in found if products is not None]
    if len(named) < len(found):
        return rows
    products = frozenset().union(*named)
    mine = rows.filter(**{f"{path}__in": products}) if products else rows.none()
    return mine.distinct() if path == MANY else mine


def know(rows: QuerySet[M], caller: Caller) -> QuerySet[M]:
    """Keep the ROWS that CALLER may name when they write: those they see, and where they write."""
    return keep(rows, caller, RULES[rows.model].scope, *WRITING)


def may(caller: Caller, scope: Scope, row: Model) -> bool:
    """Tell whether CALLER has SCOPE in the product of ROW.

    Where that differs among products, those of all rows read together are read with one query.
    """
    if includes(caller.everywhere, scope):
        return True
    if not caller.may(scope):
        return False
    return not RULES[type(row)].path or caller.may(scope, find_product(row))


def may_see(caller: Caller, row: Model) -> bool:
    """Tell whether CALLER sees ROW."""
    return may(caller, RULES[type(row)].scope, row)


def find_product(row: Model) -> int:
    """Find the key of the product of ROW, and of all rows read together with it."""
    return shared(row, "product of", _load_products, default=NOWHERE)


def _load_products(rows: Sequence[Model]) -> Mapping[Any, int]:
    if isinstance(rows[0], Product):
        return {row.pk: row.pk for row in rows}
    known = {row.pk: vars(row).get("product_id") for row in rows}
    if None not in known.values():
        return cast("Mapping[Any, int]", known)
    model, path = type(rows[0]), RULES[type(rows[0])].path
    if model is AlignmentScore:  # those of the past are no rows; all have the key of their feature
        model, path = Feature, RULES[Feature].path
    found = model._default_manager.filter(pk__in=known)  # noqa: SLF001 -- generic over models
    return dict(found.values_list("pk", path))
