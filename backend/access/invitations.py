"""Invites people, and gives whoever opens the link what they were invited to."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from backend.access.models import Invitation, RoleGrant
from backend.access.scopes import Role
from products.models import Product

LIFETIME: Final = timedelta(days=7)
SECRET_BYTES: Final = 32
RANKS: Final = {role: rank for rank, role in enumerate(Role)}

UNKNOWN: Final = gettext_lazy("There is no such invitation. Is the link complete?")
USED: Final = gettext_lazy("This invitation was used already. If it was not you, tell who sent it.")
EXPIRED: Final = gettext_lazy("This invitation has expired. Ask for a new one.")


class InvitationError(ValueError):
    """Says why somebody cannot be invited, or an invitation cannot be used."""

    def __init__(self, message: object, *, field: str = "") -> None:
        """Say MESSAGE, about FIELD if it is about one."""
        super().__init__(str(message))
        self.field = field


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was just made, and the secret of its link: it is kept nowhere."""

    invitation: Invitation
    secret: str


def take_digest(secret: str) -> str:
    """Give what is kept of SECRET; it is random and long, so that one round is enough."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    email: str, *, role: Role | None, products: Collection[Product], actor: str, at: datetime
) -> Invited:
    """Invite EMAIL to be ROLE in PRODUCTS, or without a role to administer the workspace.

    :raises InvitationError: when it is no address, or there is a role and no product.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvitationError(gettext("This is no e-mail address."), field="email") from error
    if (role is None) == bool(products):
        told = gettext("Name a product, or invite a workspace administrator: one of the two.")
        raise InvitationError(told, field="products")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation.objects.create(
        email=email,
        role=role or "",
        is_administrator=role is None,
        digest=take_digest(secret),
        invited_by=actor,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    invitation.products.set(products)
    return Invited(invitation, secret)


def find_invitation(digest: str, *, at: datetime) -> Invitation:
    """Find the invitation with DIGEST that is good at the time AT.

    :raises InvitationError: when there is none, or it was used, or has expired.
    """
    invitation = Invitation.objects.filter(digest=digest).first()
    if invitation is None:
        raise InvitationError(UNKNOWN)
    if invitation.used_at is not None:
        raise InvitationError(USED)
    if invitation.expires_at <= at:
        raise InvitationError(EXPIRED)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, user: User, *, at: datetime) -> None:
    """Give USER what they are invited to by INVITATION; a higher role that they have stays.

    :raises InvitationError: when another was quicker, or it has expired meanwhile.
    """
    good = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=at)
    if not good.update(used_at=at, used_by=user):
        find_invitation(invitation.digest, at=at)  # says what came between
        raise InvitationError(UNKNOWN)
    if invitation.is_administrator:
        user.is_superuser = user.is_staff = True
        user.save(update_fields=["is_superuser", "is_staff"])
    else:
        grant(user, Role(invitation.role), products=list(invitation.products.all()))


@transaction.atomic
def grant(user: User, role: Role, *, products: Collection[Product]) -> None:
    """Make USER at least ROLE in PRODUCTS."""
    grants = RoleGrant.objects.filter(user=user, product__in=products)
    had = {given.product_id: given for given in grants}
    lower = [given.pk for given in had.values() if RANKS[Role(given.role)] < RANKS[role]]
    RoleGrant.objects.filter(pk__in=lower).update(role=role)
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, product=product, role=role)
        for product in products
        if product.pk not in had
    )
