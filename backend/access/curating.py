"""Says whose rows are shown in the admin, and who writes them there.

The admin is for curators: it shows what they look after, with names and amounts, and nothing of
other products, whatever else they may see of these. What belongs to the whole workspace, such as
groups and people, is looked after by the curators of any product.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from backend.access.callers import Caller, describe_user, find_anyone
from backend.access.models import IdempotencyKey, RoleGrant
from backend.access.scopes import EVERY_SCOPE, SCOPES, Role
from backend.access.sight import RULES, see
from products.models import Product
from stakeholders.models import CellChange, ElectorateChange, ReferenceWeight

M = TypeVar("M", bound=Model)

KEPT: Final = "_tutti_curator"
WRITING: Final = ("add", "change", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What it takes to have the rows of a model in the admin.

    PATH leads to the product in which ROLE is needed; "" stands for any product, None for no
    product at all: these rows are for administrators alone, and so are the actions in HELD.
    PICKS is the role that may choose such a row on the page of another.
    """

    path: str | None
    role: Role = Role.CURATOR
    held: tuple[str, ...] = ()
    picks: Role | None = None


DESKS: Final[Mapping[type[Model], Desk]] = {
    **{model: Desk(path=rule.path) for model, rule in RULES.items()},
    Product: Desk(path="pk", held=("add", "delete")),
    ReferenceWeight: Desk(path="", held=WRITING),
    CellChange: Desk(path="feature__product"),
    ElectorateChange: Desk(path="product"),
    RoleGrant: Desk(path="product", role=Role.OWNER),
    IdempotencyKey: Desk(path=None),
    get_user_model(): Desk(path=None, picks=Role.OWNER),
}
# Nobody has thought about these yet.
UNKNOWN: Final = Desk(path=None)


def find_curator(user: Any) -> Caller:  # noqa: ANN401 -- any model of users, or nobody
    """Describe USER, who looks at the admin, once for each time that they were read."""
    found: Caller | None = getattr(user, KEPT, None)
    if found is None:
        found = _describe(user)
        setattr(user, KEPT, found)
    return found


def _describe(user: Any) -> Caller:  # noqa: ANN401 -- as above
    if isinstance(user, AnonymousUser) or not user.is_active:
        return find_anyone()
    if user.is_superuser:
        name = user.get_username()
        return Caller(key=f"user:{user.pk}", name=name, everywhere=EVERY_SCOPE)
    return describe_user(user)


def find_held(caller: Caller, role: Role) -> frozenset[int] | None:
    """Find the products in which CALLER may all that ROLE brings; None when that is in all."""
    needed = SCOPES[role]
    if needed <= caller.everywhere:
        return None
    held = (key for key, has in caller.products.items() if needed <= has | caller.everywhere)
    return frozenset(held)


def holds(caller: Caller, role: Role) -> bool:
    """Tell whether CALLER has ROLE in any product."""
    found = find_held(caller, role)
    return found is None or bool(found)


def show(rows: QuerySet[M], caller: Caller) -> QuerySet[M]:
    """Keep the ROWS that CALLER looks after."""
    if caller.is_administrator:
        return rows
    desk = DESKS.get(rows.model, UNKNOWN)
    if desk.path is None:
        return rows if may_pick(caller, rows.model) else rows.none()
    if rows.model in RULES:
        rows = see(rows, caller)
    if not desk.path:
        return rows if holds(caller, desk.role) else rows.none()
    held = find_held(caller, desk.role)
    return rows if held is None else rows.filter(**{f"{desk.path}__in": held})


def may(caller: Caller, action: str, model: type[Model], row: Model | None = None) -> bool:
    """Tell whether CALLER may view, add, change or delete ROW of MODEL; without one, any at all."""
    desk = DESKS.get(model, UNKNOWN)
    if caller.is_administrator:
        return True
    if desk.path is None or action in desk.held:
        return False
    held = find_held(caller, desk.role)
    if held is None or not desk.path or row is None:
        return holds(caller, desk.role)
    return find_product(row, desk.path) in held


def may_pick(caller: Caller, model: type[Model]) -> bool:
    """Tell whether CALLER may choose among rows of MODEL."""
    picks = DESKS.get(model, UNKNOWN).picks
    return may(caller, "view", model) or (picks is not None and holds(caller, picks))


def find_product(row: Model, path: str) -> int | None:
    """Follow PATH from ROW to the primary key of its product."""
    *steps, last = path.split("__")
    whole: Any = reduce(getattr, steps, row)
    found: int | None = whole.pk if last == "pk" else getattr(whole, f"{last}_id")
    return found
