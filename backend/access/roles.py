"""Gives and withdraws roles, so that no product and no workspace is left without a head."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from backend.access.callers import Caller
from backend.access.curating import find_curator, holds
from backend.access.models import RoleGrant
from backend.access.scopes import Role, Scope
from products.models import Product

OWNERLESS: Final = gettext_lazy("%(product)s would have no owner: make somebody else one first.")
LAST_ADMINISTRATOR: Final = gettext_lazy(
    "The last administrator stays one: make somebody else one first."
)


class LastHeadError(ValueError):
    """Says that the workspace would be left without an administrator."""


class LastOwnerError(LastHeadError):
    """Says that a product would be left without the owner that it has."""


def may_curate(user: Any) -> bool:  # noqa: ANN401 -- any model of users, or nobody
    """Tell whether USER may enter the admin: as curator of some product, or as administrator."""
    return bool(user.is_active) and holds(find_curator(user), Role.CURATOR)


@transaction.atomic
def give_role(user: User, product: Product, role: Role) -> RoleGrant:
    """Make USER in PRODUCT what ROLE says, and nothing else.

    :raises LastOwnerError: when they are its only owner and would no longer be.
    """
    Product.objects.select_for_update().get(pk=product.pk)  # one change at a time
    if role != Role.OWNER:
        _keep_an_owner(product, RoleGrant.objects.filter(user_id=user.pk).values_list("pk"))
    grant, _ = RoleGrant.objects.update_or_create(
        user=user, product=product, defaults={"role": role}
    )
    return grant


@transaction.atomic
def withdraw_roles(grants: Collection[RoleGrant]) -> None:
    """Take GRANTS back.

    :raises LastOwnerError: when a product that has owners would have none.
    """
    keys = [grant.pk for grant in grants]
    products = Product.objects.select_for_update().filter(role_grants__in=keys)
    for product in {row.pk: row for row in products.order_by("pk")}.values():
        _keep_an_owner(product, keys)
    RoleGrant.objects.filter(pk__in=keys).delete()


def find_holds(users: Collection[User], *, lock: bool) -> list[LastHeadError]:
    """Find what holds USERS, who cannot all go: nobody else owns a product, or administers.

    With a LOCK the answer holds until the transaction ends.
    """
    orphaned = _find_orphaned(users, lock=lock)
    last = [LastHeadError(LAST_ADMINISTRATOR)] if are_last_administrators(users, lock=lock) else []
    return [*map(_refuse, orphaned), *last]


def find_beyond(users: QuerySet[User], caller: Caller) -> QuerySet[User]:
    """Keep those of USERS who are something that CALLER could not take from them."""
    owned = caller.find_products(Scope.ADMIN_ACCESS)
    if owned is None:
        return users.none()
    elsewhere = RoleGrant.objects.exclude(product__in=owned)
    return users.filter(Q(is_superuser=True) | Q(pk__in=elsewhere.values("user")))


def _find_orphaned(users: Collection[User], *, lock: bool) -> list[Product]:
    """Find the products that nobody but USERS owns."""
    grants = RoleGrant.objects.filter(user__in=[user.pk for user in users]).values_list("pk")
    owned = _find_owners().filter(pk__in=grants).values("product")
    products = Product.objects.filter(pk__in=owned).order_by("pk")
    if lock:
        products = products.select_for_update()  # one change at a time
    orphaned = [each for each in products if not _has_owner(each, grants)]
    return sorted(orphaned, key=lambda product: product.name)


def are_last_administrators(users: Collection[User], *, lock: bool) -> bool:
    """Tell whether nobody but USERS administers; with a LOCK, until the transaction ends."""
    known = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)  # noqa: SLF001 -- any model of users
    left = {row.pk for row in (known.order_by("pk").select_for_update() if lock else known)}
    return bool(left) and not left - {user.pk for user in users}


def _keep_an_owner(product: Product, going: Any) -> None:  # noqa: ANN401 -- keys, or a query for them
    """Refuse GOING, keys of grants, when they hold all owners of PRODUCT."""
    if _has_owner(product, []) and not _has_owner(product, going):
        raise _refuse(product)


def _refuse(product: Product) -> LastOwnerError:
    told = gettext("%(product)s would have no owner: make somebody else one first.")
    return LastOwnerError(told % {"product": product})


def _has_owner(product: Product, without: Any) -> bool:  # noqa: ANN401 -- as above
    """Tell whether PRODUCT has owners, those of the grants WITHOUT not counted."""
    return _find_owners().filter(product=product).exclude(pk__in=without).exists()


def _find_owners() -> QuerySet[RoleGrant]:
    """Find the grants of owners; who was shut out looks after nothing."""
    return RoleGrant.objects.filter(role=Role.OWNER, user__is_active=True)
