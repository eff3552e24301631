"""Says whose rows are shown in the admin, and who writes them there.

The admin is for curators: it shows what they look after, with names and amounts, and nothing of
other products, whatever else they may see of these. What belongs to the whole workspace, such as
groups and people, is looked after by the curators of any product.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from backend.access.callers import Caller, find_anyone, recall_user
from backend.access.models import FileImport, IdempotencyKey, Invitation, RoleGrant
from backend.access.scopes import SCOPES, Role, Scope
from backend.access.sight import RULES, see
from products.models import Product
from stakeholders.models import CellChange, ElectorateChange, ReferenceWeight, Stakeholder

M = TypeVar("M", bound=Model)

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


def _find_role(scope: Scope) -> Role:
    """Find the role from curator upward that brings SCOPE."""
    return Role.CURATOR if scope in SCOPES[Role.CURATOR] else Role.OWNER


DESKS: Final[dict[type[Model], Desk]] = {
    **{model: Desk(path=rule.path, role=_find_role(rule.scope)) for model, rule in RULES.items()},
    Product: Desk(path="pk", held=("add", "delete")),
    ReferenceWeight: Desk(path="", held=WRITING),
    # To delete somebody erases them from every product, and closes their login.
    Stakeholder: Desk(path="", held=("delete",)),
    CellChange: Desk(path="feature__product"),
    ElectorateChange: Desk(path="product"),
    RoleGrant: Desk(path="product", role=Role.OWNER),
    FileImport: Desk(path="", held=WRITING),  # its page shows each their own
    # Owners close what leads into their products, and invite by the API.
    Invitation: Desk(path="products", role=Role.OWNER, held=("add", "change")),
    IdempotencyKey: Desk(path=None),
    get_user_model(): Desk(path=None, picks=Role.OWNER),
}
# Nobody has thought about these yet.
UNKNOWN: Final = Desk(path=None)


def open_desk(model: type[Model], desk: Desk) -> None:
    """Say that DESK is what it takes to have the rows of MODEL, of a room above, in the admin."""
    DESKS[model] = desk


def find_curator(user: Any) -> Caller:  # noqa: ANN401 -- any model of users, or nobody
    """Describe USER, who looks at the admin, as a request of theirs is described elsewhere."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return find_anyone()
    return recall_user(user)


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
    if held is None:
        return rows
    # By key: one row that leads to several products stays one, and may still be deleted.
    mine = rows.model._base_manager.filter(**{f"{desk.path}__in": held})  # noqa: SLF001 -- any model
    is_plain = desk.path == "pk" or not is_many(rows.model, desk.path)
    return rows.filter(**{f"{desk.path}__in": held} if is_plain else {"pk__in": mine.values("pk")})


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
    products = follow(row, desk.path)
    return products <= held if products else holds(caller, desk.role)


def may_pick(caller: Caller, model: type[Model]) -> bool:
    """Tell whether CALLER may choose among rows of MODEL."""
    picks = DESKS.get(model, UNKNOWN).picks
    return may(caller, "view", model) or (picks is not None and holds(caller, picks))


def is_many(model: type[Model], path: str) -> bool:
    """Tell whether PATH leads from a row of MODEL to several products at once."""
    return bool(model._meta.get_field(path.split("__", maxsplit=1)[0]).many_to_many)  # noqa: SLF001 -- Django's documented model API


def follow(row: Model, path: str) -> set[int]:
    """Follow PATH from ROW to the primary keys of its products; a new row may have none yet."""
    *steps, last = path.split("__")
    whole: Any = reduce(getattr, steps, row)
    if last == "pk":
        return {whole.pk} - {None}
    if not whole._meta.get_field(last).many_to_many:  # noqa: SLF001 -- Django's documented model API
        return {getattr(whole, f"{last}_id")}
    return set(getattr(whole, last).values_list("pk", flat=True)) if whole.pk else set()
