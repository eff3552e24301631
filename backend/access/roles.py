"""Gives and withdraws roles, so that no product and no workspace is left without a head."""

from collections.abc import Collection
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy

from backend.access.curating import find_curator, holds
from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Product

OWNERLESS: Final = gettext_lazy("%(product)s would have no owner: make somebody else one first.")
LAST_ADMINISTRATOR: Final = gettext_lazy(
    "The last administrator stays one: make somebody else one first."
)


class LastOwnerError(ValueError):
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


def find_orphaned(users: Collection[User]) -> list[Product]:
    """Find the products that nobody but USERS owns."""
    grants = RoleGrant.objects.filter(user_id__in=[user.pk for user in users]).values_list("pk")
    owned = Product.objects.filter(role_grants__in=grants, role_grants__role=Role.OWNER)
    products = owned.distinct().order_by("name", "pk")
    return [product for product in products if not _find_owners(product, grants)]


def are_last_administrators(users: Collection[User]) -> bool:
    """Tell whether nobody but USERS administers; the answer holds until the transaction ends."""
    known = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)  # noqa: SLF001 -- any model of users
    left = {row.pk for row in known.select_for_update()}
    return bool(left) and not left - {user.pk for user in users}


def _keep_an_owner(product: Product, going: Any) -> None:  # noqa: ANN401 -- keys, or a query for them
    """Refuse GOING, keys of grants, when they hold all owners of PRODUCT."""
    if _find_owners(product, []) and not _find_owners(product, going):
        raise LastOwnerError(OWNERLESS % {"product": product})


def _find_owners(product: Product, without: Any) -> bool:  # noqa: ANN401 -- as above
    """Tell whether PRODUCT has owners, those of the grants WITHOUT not counted."""
    owners = RoleGrant.objects.filter(product=product, role=Role.OWNER)
    return owners.exclude(pk__in=without).exists()
