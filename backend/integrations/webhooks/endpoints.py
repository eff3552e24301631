"""Adds endpoints and removes them; lets them rest, go on, and sign with another secret."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from backend.access.callers import Caller
from backend.access.models import Token
from backend.access.scopes import Scope
from backend.feed.models import Change
from backend.integrations.webhooks.addresses import UrlRefusedError, read_url
from backend.integrations.webhooks.messages import TYPES
from backend.integrations.webhooks.models import Delivery, Endpoint, Reason, Standing, Status
from backend.integrations.webhooks.sending import Fault
from backend.integrations.webhooks.signing import give_secret, rotate
from backend.integrations.webhooks.tasks import put_deliveries, wake
from products.faults import RowFault, RowsRefusedError

LONGEST_NAME: Final = 100  # characters
MOST: Final = 100  # endpoints of one product, or of all products: each change is sent to each


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What endpoint somebody wants: told of PRODUCT, by key, or None for all; no TYPES for all."""

    name: str
    url: str
    product: int | None
    types: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """An ENDPOINT, and the SECRET that its receiver checks by, which nobody can read again."""

    endpoint: Endpoint
    secret: str


@transaction.atomic
def add(order: Order, *, by: Caller, token: Token | None = None) -> Added:
    """Add the endpoint of ORDER for the caller BY, a program where TOKEN is theirs.

    It is told of what happens from now on.

    :raises PermissionDenied: when webhooks are not theirs to give there.
    :raises RowsRefusedError: when there cannot be such an endpoint.
    """
    check_reach(by, order.product)
    if faults := list(find_faults(order)):
        raise RowsRefusedError(faults)
    if Endpoint.objects.filter(product=order.product).count() >= MOST:
        told = gettext("There are %(most)s endpoints already; remove one first.") % {"most": MOST}
        raise RowsRefusedError.of("product", "TOO_MANY", told)
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    endpoint = Endpoint(
        name=order.name.strip(),
        url=order.url,
        product_id=order.product,
        types=sorted(set(order.types)),
        owner_id=by.login or (token.created_by_id if token else None),
        token=token,
        seq=newest or 0,
    )
    secret = give_secret(endpoint)
    endpoint.save()
    wake()
    return Added(endpoint, secret)


@transaction.atomic
def edit(endpoint: Endpoint, order: Order) -> Endpoint:
    """Let ENDPOINT have the name, the address and the types of ORDER; its product stays.

    What waits is sent to the new address.

    :raises RowsRefusedError: when there cannot be such an endpoint.
    """
    if faults := list(find_faults(order)):
        raise RowsRefusedError(faults)
    row = lock(endpoint)
    row.name, row.url, row.types = order.name.strip(), order.url, sorted(set(order.types))
    row.save(update_fields=["name", "url", "types", "updated_at"])
    return row


def check_reach(caller: Caller, product: int | None) -> None:
    """Make sure that CALLER looks after the webhooks of PRODUCT; of None, after those of all.

    :raises PermissionDenied: when they do not.
    """
    mine = caller.find_products(Scope.ADMIN_WEBHOOKS)
    if mine is not None and product not in mine:
        raise PermissionDenied


def find_faults(order: Order) -> Iterable[RowFault]:
    """Find what is wrong with ORDER."""
    if not order.name.strip() or not order.name.isprintable():
        yield RowFault(0, "name", "REQUIRED", gettext("Say what it is for."))
    if len(order.name) > LONGEST_NAME:
        told = gettext("At most %(most)s characters.") % {"most": LONGEST_NAME}
        yield RowFault(0, "name", "INVALID", told)
    if fault := find_url_fault(order.url):
        yield RowFault(0, "url", "INVALID", str(fault.label))
    if strange := sorted(set(order.types) - set(TYPES)):
        told = gettext("There is no type of messages %(type)r.") % {"type": strange[0][:60]}
        yield RowFault(0, "types", "INVALID", told)


def find_url_fault(url: str) -> Fault | None:
    """Tell why nothing would be sent to URL, before anybody asks where it leads."""
    try:
        read_url(url, allowed=settings.WEBHOOK_ALLOW, with_http=settings.DEBUG)
    except UrlRefusedError as refusal:
        return Fault(refusal.code)
    return None


@transaction.atomic
def pause(endpoint: Endpoint, *, at: datetime) -> Endpoint:
    """Send nothing to ENDPOINT from now on; its messages wait, and none is lost."""
    row = lock(endpoint)
    if row.is_active:
        stop(row, Standing.PAUSED, Reason.BY_HAND, at=at)
    return row


@transaction.atomic
def resume(endpoint: Endpoint) -> Endpoint:
    """Send to ENDPOINT again, first what has waited and what has happened meanwhile."""
    row = lock(endpoint)
    if row.is_active:
        return row
    if row.reason == Reason.REVOKED:
        row.token = None  # or it would be stopped again
    row.standing, row.reason, row.stopped_at, row.failing_since = Standing.ACTIVE, "", None, None
    begun = ("standing", "reason", "stopped_at", "failing_since", "token", "updated_at")
    row.save(update_fields=begun)
    waiting = row.deliveries.filter(status=Status.PENDING)
    waiting.update(failing_since=None)  # they are begun anew, with three days to arrive
    put_deliveries(row, waiting.order_by("pk").values_list("pk", flat=True))
    wake()
    return row


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, at: datetime) -> Added:
    """Give ENDPOINT another secret; the one until now signs beside it for a day."""
    row = lock(endpoint)
    secret = rotate(row, at=at)
    row.save(update_fields=["secret", "old_secret", "old_secret_until", "updated_at"])
    return Added(row, secret)


def stop(endpoint: Endpoint, standing: Standing, reason: Reason, *, at: datetime) -> None:
    """Send nothing to ENDPOINT, whose row is locked, for REASON from AT on."""
    endpoint.standing, endpoint.reason, endpoint.stopped_at = standing, reason, at
    endpoint.save(update_fields=["standing", "reason", "stopped_at", "updated_at"])


def lock(endpoint: Endpoint) -> Endpoint:
    """Read the row of ENDPOINT again, locked until the transaction ends."""
    return Endpoint.objects.select_for_update().get(pk=endpoint.pk)


@transaction.atomic
def remove(endpoint: Endpoint) -> None:
    """Remove ENDPOINT with its deliveries; that it is gone already changes nothing."""
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    list(rows.select_for_update())
    Delivery.objects.filter(endpoint=endpoint.pk).delete()
    rows.delete()
