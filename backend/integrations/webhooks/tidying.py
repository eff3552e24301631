"""Clears away deliveries that have been over for long."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from backend.integrations.webhooks.models import Delivery, Endpoint, Status
from backend.queue.kinds import Turn

BATCH = 1_000  # rows in one statement


def tidy(turn: Turn) -> None:
    """Delete what is too old to be asked about, some at a time, while TURN lasts."""
    while clear(at=timezone.now()):
        turn.beat()


def clear(*, at: datetime) -> int:
    """Delete some deliveries that were over WEBHOOK_DAYS before AT; tell how many.

    Secrets that have been replaced go when they sign no longer.
    """
    replaced = Endpoint.objects.filter(old_secret_until__lte=at)
    replaced.update(old_secret="", old_secret_until=None)
    end = at - timedelta(days=settings.WEBHOOK_DAYS)
    old = Delivery.objects.filter(~Q(status=Status.PENDING), settled_at__lt=end, created_at__lt=end)
    keys = list(old.order_by("created_at", "pk").values_list("pk", flat=True)[:BATCH])
    number: int = Delivery.objects.filter(pk__in=keys).delete()[0]
    return number
