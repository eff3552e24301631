"""Ends tasks, and puts those back that were given up."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F

from backend.queue.kinds import KINDS, Turn, find_end
from backend.queue.models import LIVE, Status, Task

logger = logging.getLogger("tutti.queue")

DROPPED: Final = "An administrator dropped it."


def give_up(task: Task, fault: str, *, at: datetime) -> Task:
    """Mark TASK, whose row is locked, as given up because of FAULT, and tell its kind."""
    for name, value in find_end(Status.FAILED, at, fault=fault).items():
        setattr(task, name, value)
    task.save(update_fields=["status", "finished_at", "lease_until", "fault"])
    kind = KINDS.get(task.kind)
    if kind is not None and kind.failed is not None:
        try:
            with transaction.atomic():
                kind.failed(task)
        except Exception:  # a task that could not be given up would come again for ever
            logger.exception("%s was given up; telling of it failed.", task)
    return task


def fail(turn: Turn, fault: str) -> None:
    """Give up the task of TURN because of FAULT.

    :raises LeaseLostError: when another worker has taken it over.
    """
    with turn.guard():
        give_up(turn.task, fault, at=turn.clock())


def wait(turn: Turn, fault: str, pause: timedelta) -> bool:
    """Have the task of TURN tried again after PAUSE; tell whether it was held."""
    due_at = turn.clock() + pause
    return turn.change(status=Status.PENDING, lease_until=None, due_at=due_at, fault=fault)


def release(turn: Turn, pause: timedelta = timedelta()) -> bool:
    """Put the task of TURN back for after PAUSE, as if untried; tell whether it was held."""
    return turn.change(
        status=Status.PENDING,
        lease_until=None,
        due_at=turn.clock() + pause,
        attempt=F("attempt") - 1,
        fence=F("fence") + 1,
    )


def retry(tasks: Collection[int], *, at: datetime) -> int:
    """Have those of TASKS, by key, that were given up tried anew AT that moment; tell how many.

    One stays as it is when another of its kind and key was put meanwhile.
    """
    return sum(_retry(key, at) for key in sorted(tasks))


def _retry(key: int, at: datetime) -> int:
    fresh = {"status": Status.PENDING, "finished_at": None, "fault": "", "attempt": 0, "due_at": at}
    try:
        with transaction.atomic():
            return Task.objects.filter(pk=key, status=Status.FAILED).update(**fresh)
    except IntegrityError:
        return 0


@transaction.atomic
def drop(tasks: Collection[int], *, at: datetime) -> int:
    """Give up those of TASKS, by key, that are not finished, AT that moment; tell how many.

    Whoever works on one is told so when they next say that they do.
    """
    rows = Task.objects.filter(pk__in=tasks, status__in=LIVE).order_by("pk").select_for_update()
    return len([give_up(task, DROPPED, at=at) for task in rows])
