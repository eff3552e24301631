"""Deletes tasks that were over long ago, a few at a time."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from backend.queue.daily import daily
from backend.queue.kinds import Turn
from backend.queue.models import Status, Task

NAME: Final = "queue.tidy"
FAILED_DAYS: Final = 90  # for which what was given up can be looked at and tried anew
CHUNK: Final = 1_000  # rows in one statement, so that others wait for none of them


def register_tidying() -> None:
    """Have tasks that are over tidied away each day."""
    daily(NAME, tidy)


def tidy(turn: Turn) -> None:
    """Delete what was done QUEUE_DAYS ago, and what was given up longer ago still."""
    gone = 0
    for status, days in _find_terms():
        while number := delete_before(status, turn.clock() - timedelta(days=days)):
            turn.beat(done=(gone := gone + number))


def _find_terms() -> tuple[tuple[Status, int], ...]:
    """Tell for how many days what came to an end is kept."""
    done: int = settings.QUEUE_DAYS
    return (Status.DONE, done), (Status.FAILED, max(done, FAILED_DAYS))


def delete_before(status: Status, moment: datetime) -> int:
    """Delete some of the tasks that came to STATUS before MOMENT; tell how many."""
    old = Task.objects.filter(status=status, finished_at__lt=moment).order_by("finished_at", "pk")
    keys = list(old.values_list("pk", flat=True)[:CHUNK])
    number, _ = Task.objects.filter(pk__in=keys, status=status).delete()
    return number
