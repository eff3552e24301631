"""Builds tokens, and those who make them."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import User

from backend.access.callers import Caller, describe_user
from backend.access.issuing import SHELL, Issued, Order, issue_token
from backend.access.models import RoleGrant
from backend.access.scopes import Role, Scope
from products.models import Product

_numbers = count(1)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def build_user(*products: Product, role: Role = Role.OWNER, administrator: bool = False) -> User:
    """Build somebody who signs in, with ROLE in PRODUCTS, or an ADMINISTRATOR."""
    user = User.objects.create_user(f"user-{next(_numbers)}", is_superuser=administrator)
    for product in products:
        RoleGrant.objects.create(user=user, product=product, role=role)
    return user


def build_token(
    *products: Product,
    scopes: frozenset[Scope] = frozenset({Scope.READ_ALIGNMENT}),
    maker: User | None = None,
    lifetime: timedelta | None = None,
    at: datetime | None = None,
) -> Issued:
    """Build a token for SCOPES in PRODUCTS, or in all, made by MAKER or at the command line."""
    at = at or datetime.now(UTC)
    by: Caller = SHELL if maker is None else describe_user(maker)
    order = Order(
        name=f"token-{next(_numbers)}",
        scopes=scopes,
        products=frozenset(product.pk for product in products) or None,
        expires_at=None if lifetime is None else at + lifetime,
    )
    return issue_token(order, maker=by, at=at)
