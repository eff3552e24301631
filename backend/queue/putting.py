"""Puts tasks into the queue, in the transaction of whatever asks for them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.queue.kinds import find_kind
from backend.queue.models import Task

BATCH: Final = 500  # rows in one statement
TRIES: Final = 5  # to find or put what others put and finish meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A task that is to be put; see `Task` for what its parts mean."""

    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    due_at: datetime | None = None
    busy: str = ""

    def build(self, at: datetime) -> Task:
        """Build the row, asked for AT that moment.

        :raises UnknownKindError: when nobody would ever do it.
        """
        return Task(
            kind=find_kind(self.kind).name,
            payload=self.payload,
            key=self.key or "",
            due_at=self.due_at or at,
            busy=self.busy,
            created_at=at,
        )


def put(
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    due_at: datetime | None = None,
    busy: str = "",
) -> Task:
    """Put a task of KIND about PAYLOAD; give the row.

    While one of the same KIND and KEY is not finished, that one is given and nothing is put.
    PAYLOAD holds keys and numbers, never names of people.

    :raises UnknownKindError: when no such kind is registered.
    """
    order = Order(kind=kind, payload=payload, key=key, due_at=due_at, busy=busy)
    for _ in range(TRIES if key else 0):
        if (found := Task.objects.live().filter(kind=kind, key=key).first()) is not None:
            return found
        # Who puts the same meanwhile comes first, and may have finished when one looks again.
        with suppress(IntegrityError), transaction.atomic():
            return _insert(order)
    return _insert(order)


def _insert(order: Order) -> Task:
    task = order.build(timezone.now())
    task.save(force_insert=True)
    return task


def put_many(orders: Iterable[Order]) -> None:
    """Put many tasks; of those whose kind and key stand for one that is not finished, none.

    :raises UnknownKindError: when no such kind is registered; nothing is put.
    """
    at = timezone.now()
    # In one order for everybody, so that no two wait for each other's keys.
    rows = sorted((each.build(at) for each in orders), key=lambda row: (row.kind, row.key))
    Task.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
