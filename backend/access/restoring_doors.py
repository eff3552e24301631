"""Rows that come back by the call of the domain that counts what they move."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy

from backend.access.models import RoleGrant
from backend.access.roles import LastHeadError, give_role
from backend.access.scopes import Role
from products.faults import RowsRefusedError
from products.looking import shown
from products.models import Product, SourcedRecord
from products.upserts import Outcome, Upserted
from stakeholders import membership, say
from stakeholders.locking import lock_membership
from stakeholders.models import Account, Group
from stakeholders.settling import SAY_ELSEWHERE

Links = Mapping[str, frozenset[int]]

SAY_GONE: Final = gettext_lazy(
    "The products in which it had a say are gone, or not yours. Without one it would have a say in "
    "all: add it anew."
)
KEY_TAKEN: Final = gettext_lazy("Another row has its key by now.")
HAS_ROLE: Final = gettext_lazy("They have another role there by now.")


class RestoreError(ValueError):
    """Says why a row does not come back."""

    def __init__(self, reasons: Iterable[str]) -> None:
        """Keep REASONS, a sentence each."""
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


def bring(row: Any, links: Links, *, actor: str) -> Any:  # noqa: ANN401, ARG001 -- a row of any model; all doors are called alike
    """Insert ROW, which is held against all that its columns and constraints ask, and link it."""
    row.full_clean()
    row.save(force_insert=True)
    for name, keys in links.items():
        getattr(row, name).add(*keys)
    return row


def bring_product(row: Product, links: Links, *, actor: str) -> Model:
    """Bring the product ROW back, with the groups that had a say in it."""
    bring(row, {}, actor=actor)
    say.grant_say(row, links["groups"], actor=actor)
    return row


def bring_group(row: Group, links: Links, *, actor: str) -> Model:
    """Bring the group ROW back with its say in products, and count anew where it has one.

    :raises RestoreError: when its say would be another one, or move where it is not seen.
    """
    lock_membership()
    _refuse_taken(row, Q(kind=row.kind, key__iexact=row.key))
    products = links["products"]
    seen = set(shown(Product.objects.all()).values_list("pk", flat=True))
    hides = Product.objects.exclude(pk__in=seen).exists()
    if not products and hides:
        raise RestoreError([str(SAY_ELSEWHERE)])
    entry: dict[str, Any] = {"kind": row.kind, "key": row.key, "name": row.name}
    entry |= _tell_origin(row) | {"products": sorted(products)}
    (written,) = say.upsert_groups([cast("say.GroupEntry", entry)], actor=actor)
    return _check_new(written)


def bring_account(row: Account, _links: Links, *, actor: str) -> Model:
    """Bring the account ROW back, in its segment and with its weight."""
    lock_membership()
    _refuse_taken(row, Q(key__iexact=row.key))
    names = ("key", "name", "domain", "annual_value", "currency")
    entry: dict[str, Any] = {name: getattr(row, name) for name in names}
    entry |= _tell_origin(row) | {"segment": row.segment_id}
    account = cast("membership.AccountEntry", entry)
    (written,) = membership.upsert_accounts([account], actor=actor)
    return _check_new(written)


def bring_role(row: RoleGrant, _links: Links, *, actor: str) -> Model:  # noqa: ARG001 -- all doors are called alike
    """Give the role ROW back.

    :raises RestoreError: when they have another by now.
    """
    if RoleGrant.objects.filter(user=row.user_id, product=row.product_id).exists():
        raise RestoreError([str(HAS_ROLE)])
    try:
        return give_role(row.user, row.product, Role(row.role))
    except LastHeadError as error:
        raise RestoreError([str(error)]) from error


def _tell_origin(row: SourcedRecord) -> dict[str, Any]:
    """Tell by which names the outside knows ROW."""
    told: dict[str, Any] = {"public_id": row.public_id}
    if row.external_id:
        told |= {"source": row.source, "external_id": row.external_id}
    return told


def _refuse_taken(row: SourcedRecord, same_key: Q) -> None:
    """Let ROW pass when no other has its key, or its name in another tool.

    :raises RestoreError: when one has.
    """
    if row.external_id:
        same_key |= Q(source=row.source, external_id=row.external_id)
    if type(row)._base_manager.filter(same_key).exists():  # noqa: SLF001 -- any model
        raise RestoreError([str(KEY_TAKEN)])


def _check_new(written: Upserted[Any]) -> Model:
    """Give the row that was WRITTEN.

    :raises RowsRefusedError: when another was changed instead.
    """
    if written.outcome is not Outcome.CREATED:
        raise RowsRefusedError.of("key", "CONFLICT", str(KEY_TAKEN))
    row: Model = written.row
    return row


DOORS: Final[Mapping[type[Model], Callable[..., Model]]] = {
    Product: bring_product,
    Group: bring_group,
    Account: bring_account,
    RoleGrant: bring_role,
}
