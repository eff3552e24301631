"""Asks for exports, tells how far they are, and gives them back to whoever asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from backend.access.answering import refuse
from backend.access.callers import Caller
from backend.access.errors import Code, RefusedError
from backend.access.sight import see
from backend.integrations.exports.files import remove as remove_files
from backend.integrations.exports.models import Export, Status
from backend.integrations.exports.sights import SCOPES, Sight
from backend.integrations.exports.working import KIND
from backend.queue.putting import put
from products.models import Product

MOST: Final = 20  # unfinished exports of one caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is exported how: NOUN in FORM, of PRODUCT by key where given, CHANGED_SINCE."""

    noun: str
    form: str
    product: int | None = None
    changed_since: datetime | None = None


@transaction.atomic
def ask(order: Order, *, by: Caller) -> Export:
    """Have ORDER written for the caller BY, who may see it.

    :raises RefusedError: when they may not see it, or have asked for too much already.
    """
    check(order, by)
    public_id = uuid4()
    return Export.objects.create(
        public_id=public_id,
        task=put(KIND, {}, key=str(public_id), busy=by.key),
        asker=by.key,
        user_id=by.login,
        noun=order.noun,
        format=order.form,
        product_id=order.product,
        changed_since=order.changed_since,
        sight=Sight.find(by, order.noun, order.product).store(),
    )


def check(order: Order, by: Caller) -> None:
    """See that the caller BY may have ORDER written.

    :raises RefusedError: when they may not see it, or have asked for too much already.
    """
    scope = SCOPES[order.noun][0]
    if not by.is_known:
        raise refuse(by, scope)
    if order.product is not None:
        if not see(Product.objects.filter(pk=order.product), by).exists():
            raise RefusedError(gettext("There is no such product."), code=Code.NOT_FOUND)
        if not by.may(scope, order.product):
            raise refuse(by, scope)
    elif not by.may(scope):
        raise refuse(by, scope)
    live = Export.objects.asked_by(by.key).filter(status=Status.PENDING)
    if live.count() >= MOST:
        told = gettext("%(most)s exports are being written for you: wait until some are ready.")
        raise RefusedError(told % {"most": MOST}, code=Code.RATE_LIMITED)


def find_mine(by: Caller) -> QuerySet[Export]:
    """Find the exports that the caller BY asked for."""
    return Export.objects.asked_by(by.key).select_related("product", "task")


def find_one(public_id: UUID, *, by: Caller) -> Export:
    """Find the export with PUBLIC_ID that the caller BY asked for.

    :raises RefusedError: when there is none.
    """
    export = find_mine(by).filter(public_id=public_id).first()
    if export is None:
        raise RefusedError(gettext("There is no such export."), code=Code.NOT_FOUND)
    return export


def check_sight(export: Export, *, by: Caller) -> None:
    """See that the caller BY may still see all that is in EXPORT, which they asked for.

    :raises RefusedError: when they may not.
    """
    lost = Sight.read(export.sight).find_lost(by)
    if lost is not None:
        raise refuse(by, lost)


def withdraw(export: Export) -> None:
    """Remove EXPORT and its file; a worker that is writing it finds that nobody waits for it."""
    export.delete()
    remove_files([export])
