"""Leases tasks to workers: each to one at a time, and to another once the lease is over.

On PostgreSQL workers pass over the rows that others are taking; on SQLite a transaction that
writes has the database for itself. A task whose worker died is taken again after its lease, and the
number in its row, the fence, keeps that worker from writing if it only seemed to be dead.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final

from django.db import connection, transaction
from django.db.models import Count

from backend.queue.ending import give_up
from backend.queue.kinds import KINDS, Kind, Turn
from backend.queue.models import Status, Task, TaskQuerySet
from backend.queue.outcomes import Outcome, count_attempt
from backend.queue.stopping import Stop

LOST: Final = "Its worker was gone before it was done, in each of {attempts} attempts."


def lease(names: Sequence[str], *, stop: Stop, clock: Callable[[], datetime]) -> Turn | None:
    """Lease a task of the kinds NAMES, the first of which come first; None when none is due."""
    for kind in [KINDS[name] for name in names]:
        # A look without a lock, which idle workers on SQLite would else take from others.
        if any(rows.exists() for rows in _find_ready(kind, clock())):
            task = _take_next(kind, clock())
            if task is not None:
                return Turn(task=task, lease=kind.lease, clock=clock, is_stopping=stop.is_late)
    return None


def _take_next(kind: Kind, at: datetime) -> Task | None:
    """Take the next task of KIND that is ready AT that moment; None when all are taken or busy."""
    full = _find_full(kind, at)
    while (task := _try_next(kind, at, full)) is not None:
        if task.lease_until is not None and task.lease_until > at:  # it was taken
            return task
        if task.status != Status.FAILED:  # it was left
            full.add(task.busy)
    return None


def _find_ready(kind: Kind, at: datetime) -> Iterator[TaskQuerySet]:
    """Find the tasks of KIND whose worker is gone AT that moment, and those that are due."""
    rows = Task.objects.filter(kind=kind.name)
    yield rows.abandoned(at).order_by("lease_until", "pk")
    yield rows.due(at).order_by("due_at", "pk")


@transaction.atomic
def _try_next(kind: Kind, at: datetime, full: set[str]) -> Task | None:
    """Look at the next task of KIND that is ready AT that moment and uses nothing that is FULL.

    It is taken, or given up as it lost its worker too often, or left as what it uses is full: one
    in each transaction, so that nobody waits for a second name with a first one locked.
    """
    task = _pick(kind, at, full)
    if task is None:
        return None
    is_abandoned = task.status == Status.RUNNING
    if is_abandoned and task.attempt >= kind.attempts:
        count_attempt(kind.name, Outcome.ABANDONED)
        return give_up(task, LOST.format(attempts=task.attempt), at=at)
    if task.busy and not _has_room(task, kind, at):
        return task
    if is_abandoned:
        count_attempt(kind.name, Outcome.ABANDONED)
    task.status, task.lease_until, task.started_at = Status.RUNNING, at + kind.lease, at
    task.fence, task.attempt = task.fence + 1, task.attempt + 1
    task.save(update_fields=["status", "lease_until", "started_at", "fence", "attempt"])
    return task


def _pick(kind: Kind, at: datetime, full: set[str]) -> Task | None:
    """Lock the next task of KIND that is ready AT that moment and uses nothing that is FULL."""
    for rows in _find_ready(kind, at):
        free = rows.exclude(busy__in=full).select_for_update(skip_locked=True)
        if (task := free.first()) is not None:
            return task
    return None


def _find_full(kind: Kind, at: datetime) -> set[str]:
    """Find what as many tasks of KIND use as may at once."""
    used = _find_used(kind, at).exclude(busy="").values("busy").order_by()
    full = used.annotate(number=Count("pk")).filter(number__gte=kind.most_at_once)
    return set(full.values_list("busy", flat=True))


def _has_room(task: Task, kind: Kind, at: datetime) -> bool:
    """Tell whether TASK may use what it keeps busy; on PostgreSQL others wait to be told."""
    if connection.vendor == "postgresql":
        name = blake2b(f"{task.kind}\n{task.busy}".encode(), digest_size=8).digest()
        with connection.cursor() as cursor:
            number = int.from_bytes(name, signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    return _find_used(kind, at).filter(busy=task.busy).count() < kind.most_at_once


def _find_used(kind: Kind, at: datetime) -> TaskQuerySet:
    """Find the tasks of KIND that are worked on AT that moment."""
    return Task.objects.filter(kind=kind.name, status=Status.RUNNING, lease_until__gt=at)
