"""Issues, rotates and revokes tokens; a token itself is told once, here, and kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from backend.access.callers import Caller
from backend.access.models import Token
from backend.access.scopes import EVERY_SCOPE, TOKEN_SCOPES, Scope
from backend.access.tokens import find_start, take_digest, write_token
from products.faults import RowFault, RowsRefusedError
from products.models import Product

LIFETIME: Final = timedelta(days=90)  # unless another is asked for
OVERLAP: Final = timedelta(hours=24)  # for which a rotated token is good beside the new one
LONGEST_OVERLAP: Final = timedelta(days=30)
LONGEST_NAME: Final = 100  # characters
# Whoever sits at the server's command line; their tokens stand on nobody's role.
SHELL: Final = Caller(key="shell", name="shell", everywhere=EVERY_SCOPE)
ENDED: Final = gettext_lazy("It has ended; create another one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What token somebody wants: for which SCOPES in which PRODUCTS; None for all products."""

    name: str
    scopes: frozenset[Scope]
    products: frozenset[int] | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Issued:
    """A TOKEN that was made, and its TEXT, which nobody can read again."""

    token: Token
    text: str


def issue_token(order: Order, *, maker: Caller, at: datetime) -> Issued:
    """Issue the token of ORDER for MAKER.

    :raises PermissionDenied: when access to one of the products is not theirs to give.
    :raises RowsRefusedError: when there cannot be such a token.
    """
    faults = list(find_faults(order, at))
    if faults:
        raise RowsRefusedError(faults)
    _check_reach(maker, order.products)
    with transaction.atomic():
        return _write(order, maker)


def rotate_token(token: Token, *, maker: Caller, overlap: timedelta, at: datetime) -> Issued:
    """Issue a token that takes over from TOKEN, which is good for OVERLAP still.

    It may do the same, lives as long, and is the maker's.

    :raises PermissionDenied: when access to one of the products is not theirs to give.
    :raises RowsRefusedError: when it has ended, or was rotated before, or OVERLAP is too long.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise _refuse(
            "overlap_hours", gettext("0 hours to %(days)s days.") % {"days": LONGEST_OVERLAP.days}
        )
    with transaction.atomic():
        old = Token.objects.select_for_update().get(pk=token.pk)
        _check_reach(maker, _find_reach(old))
        if old.has_ended(at):
            raise _refuse("token", str(ENDED))
        if Token.objects.filter(replaces=old).exists():
            raise _refuse(
                "token", gettext("It was rotated before; rotate the one that came of it.")
            )
        lifetime = None if old.expires_at is None else old.expires_at - old.created_at
        order = Order(
            name=old.name,
            scopes=frozenset(map(Scope, old.scopes)),
            products=_find_reach(old),
            expires_at=None if lifetime is None else at + lifetime,
        )
        issued = _write(order, maker, replaces=old)
        old.expires_at = min(old.expires_at or at + overlap, at + overlap)
        old.save(update_fields=["expires_at"])
    return issued


def revoke_token(token: Token, *, maker: Caller, at: datetime) -> Token:
    """End TOKEN for good; that it was ended before changes nothing.

    :raises PermissionDenied: when access to one of its products is not MAKER's to take.
    """
    with transaction.atomic():
        row = Token.objects.select_for_update().get(pk=token.pk)
        _check_reach(maker, _find_reach(row))
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
    return row


def _find_reach(token: Token) -> frozenset[int] | None:
    """Find the products of TOKEN by primary key; None for all of them."""
    if token.all_products:
        return None
    return frozenset(token.products.values_list("pk", flat=True))


def _check_reach(maker: Caller, products: frozenset[int] | None) -> None:
    """Make sure that MAKER gives access in all of PRODUCTS; None asks for all that there are.

    A token whose products are all gone is for administrators to end.

    :raises PermissionDenied: when it is not so.
    """
    mine = maker.find_products(Scope.ADMIN_ACCESS)
    if mine is not None and not (products and products <= mine):
        raise PermissionDenied


def find_faults(order: Order, at: datetime) -> Iterable[RowFault]:
    """Find what is wrong with ORDER."""
    if not order.name.strip() or not order.name.isprintable():
        yield RowFault(0, "name", "REQUIRED", gettext("Say what it is for."))
    if len(order.name) > LONGEST_NAME:
        yield RowFault(
            0, "name", "INVALID", gettext("At most %(most)s characters.") % {"most": LONGEST_NAME}
        )
    if not order.scopes or not order.scopes <= TOKEN_SCOPES:
        yield RowFault(
            0, "scopes", "INVALID", gettext("Choose what it may do; no token gives access.")
        )
    if order.products is not None and not order.products:
        yield RowFault(0, "products", "REQUIRED", gettext("Name products, or choose all of them."))
    if order.expires_at is not None and order.expires_at <= at:
        yield RowFault(0, "expires_at", "INVALID", gettext("This is past."))


def _write(order: Order, maker: Caller, *, replaces: Token | None = None) -> Issued:
    """Write the row of a token that ORDER describes, made by MAKER in place of REPLACES."""
    text = write_token()
    token = Token.objects.create(
        name=order.name.strip(),
        start=find_start(text),
        digest=take_digest(text),
        scopes=sorted(scope.value for scope in order.scopes),
        all_products=order.products is None,
        created_by_id=maker.login,
        of_workspace=maker is SHELL,
        expires_at=order.expires_at,
        replaces=replaces,
    )
    token.products.set(Product.objects.filter(pk__in=order.products or ()))
    return Issued(token, text)


def _refuse(field: str, message: str) -> RowsRefusedError:
    return RowsRefusedError([RowFault(0, field, "INVALID", message)])
