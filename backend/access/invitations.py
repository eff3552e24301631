"""Invites people, and gives whoever opens the link what they were invited to."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_lazy

from backend.access.callers import Caller, describe_user
from backend.access.issuing import SHELL
from backend.access.models import Invitation, RoleGrant
from backend.access.scopes import Role, Scope
from backend.access.tokens import take_digest
from products.models import Product
from products.origins import acting_as

LIFETIME: Final = timedelta(days=7)
SECRET_BYTES: Final = 32
RANKS: Final = {role: rank for rank, role in enumerate(Role)}

UNKNOWN: Final = gettext_lazy("There is no such invitation. Is the link complete?")
USED: Final = gettext_lazy("This invitation was used already. If it was not you, tell who sent it.")
EXPIRED: Final = gettext_lazy("This invitation has expired. Ask for a new one.")
WITHDRAWN: Final = gettext_lazy(
    "Whoever sent this invitation may not invite to this any more. Ask somebody else for a new one."
)


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


@transaction.atomic
def invite(
    email: str, *, role: Role | None, products: Collection[Product], by: Caller, at: datetime
) -> Invited:
    """Invite EMAIL to be ROLE in PRODUCTS, or without a role to administer the workspace.

    Whether that is for the caller BY to give is asked before, and again when it is accepted.

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
        invited_by=by.name,
        inviter_id=by.login,
        of_workspace=by.key == SHELL.key,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    invitation.products.set(products)
    return Invited(invitation, secret)


def find_invitation(digest: str, *, at: datetime) -> Invitation:
    """Find the invitation with DIGEST that is good at the time AT.

    :raises InvitationError: when there is none, or it was used, or has expired.
    """
    invitation = Invitation.objects.filter(digest=digest).select_related("inviter").first()
    if invitation is None:
        raise InvitationError(UNKNOWN)
    if invitation.used_at is not None:
        raise InvitationError(USED)
    if invitation.expires_at <= at:
        raise InvitationError(EXPIRED)
    _check_inviter(invitation)
    return invitation


def find_addressed(names: Collection[str]) -> QuerySet[Invitation]:
    """Find the invitations for an address among NAMES, in whatever letters."""
    known = {name.lower() for name in names}
    return Invitation.objects.alias(lowered=Lower("email")).filter(lowered__in=known)


def _check_inviter(invitation: Invitation) -> None:
    """Make sure that whoever sent INVITATION may still give what it gives.

    :raises InvitationError: when they may not, or are gone.
    """
    inviter = invitation.inviter
    if invitation.of_workspace:
        return
    if inviter is None or not inviter.is_active:
        raise InvitationError(WITHDRAWN)
    owned = describe_user(inviter).find_products(Scope.ADMIN_ACCESS)
    asked = set(invitation.products.values_list("pk", flat=True))
    if owned is not None and not (asked and asked <= owned):
        raise InvitationError(WITHDRAWN)


@transaction.atomic
def accept(invitation: Invitation, user: User, *, at: datetime) -> None:
    """Give USER what they are invited to by INVITATION; a higher role that they have stays.

    :raises InvitationError: when another was quicker, or it has expired meanwhile, or whoever sent
        it may not give it any more.
    """
    _check_inviter(invitation)
    with acting_as(f"user:{user.pk}"):  # who has made a login just now is signed in only later
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
