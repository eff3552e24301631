"""What there is to do for webhooks in the background, as tasks of the queue."""

from collections.abc import Iterable
from datetime import timedelta
from random import SystemRandom
from typing import Final

from django.utils import timezone

from backend.integrations.webhooks.models import Endpoint
from backend.queue.models import Task
from backend.queue.putting import Order, put, put_many
from products.chunks import split

DISPATCH: Final = "webhooks.dispatch"
DELIVER: Final = "webhooks.deliver"
TIDY: Final = "webhooks.tidy"
DISPATCHER: Final = "webhooks:feed"  # the key of the one task that follows the feed
BATCH: Final = 500
# How long to wait after each attempt, as the Standard Webhooks specification suggests: three days.
WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
ATTEMPTS: Final = len(WAITS) + 1
CHANCE: Final = SystemRandom()


def wait(attempt: int) -> timedelta:
    """Wait after ATTEMPT, from 1: by chance a fifth less or more, so that not all come at once."""
    return WAITS[min(attempt, len(WAITS)) - 1] * CHANCE.uniform(0.8, 1.2)


def put_deliveries(endpoint: Endpoint, deliveries: Iterable[int]) -> None:
    """Have DELIVERIES, by key, made for ENDPOINT; those that are on their way are left to it."""
    for keys in split(deliveries, BATCH):
        put_many(
            Order(
                kind=DELIVER,
                payload={"delivery": key},
                key=str(key),
                busy=f"endpoint:{endpoint.pk}",
            )
            for key in keys
        )


def wake() -> None:
    """See to it that somebody follows the feed, soon.

    Who does may be about to stop, as there was nobody to tell: their row is asked for, so that
    either they see what has been written here, or they are seen to have stopped.
    """
    while True:
        task = put(DISPATCH, {}, key=DISPATCHER)
        live = Task.objects.live().filter(pk=task.pk)
        if live.select_for_update().values_list("pk", flat=True):
            live.filter(lease_until=None).update(due_at=timezone.now())
            return
