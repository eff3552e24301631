"""What kinds of background work there are, and the hold that a worker has on a task.

The rooms above register their kinds when Django starts, in `AppConfig.ready`. A task may be begun
again after its worker died, so its work writes its effects within `Turn.guard`, or in a way that
does no harm when it is done twice.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from django.db import transaction
from django.utils import timezone

from backend.queue.models import Status, Task

FIRST_WAIT: Final = 10  # seconds after a first attempt that came to nothing
LONGEST_WAIT: Final = 6 * 3600  # seconds; no attempt waits longer for the next one
CHANCE: Final = random.SystemRandom()


class UnknownKindError(LookupError):
    """Says that no work of such a kind is registered."""


class LeaseLostError(Exception):
    """Says that another worker has taken the task over: nothing more is to be written for it."""


class StoppedError(LeaseLostError):
    """Says that the worker is to stop: the task goes back, and is begun again soon."""


class GivenUpError(Exception):
    """Says that a task cannot be done, however often it is tried, for a reason without names."""


class TryAgainError(Exception):
    """Says that an attempt came to nothing, for a foreseen reason without names."""

    def __init__(self, reason: str, *, wait: timedelta | None = None) -> None:
        """Give REASON, and how long to WAIT where that is known better than by the kind."""
        super().__init__(reason)
        self.wait = wait


class LaterError(Exception):
    """Says that nothing is to be done for now: the task waits, as if it had not been tried."""

    def __init__(self, wait: timedelta) -> None:
        """Say how long to WAIT."""
        super().__init__(wait)
        self.wait = wait


def back_off(attempt: int) -> timedelta:
    """Wait twice as long after each ATTEMPT, from 1, and by chance up to a fifth less or more."""
    seconds = min(FIRST_WAIT * 2 ** (min(attempt, 30) - 1), LONGEST_WAIT)
    return timedelta(seconds=seconds * CHANCE.uniform(0.8, 1.2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One attempt at a task, for as long as the worker holds its lease."""

    task: Task
    lease: timedelta
    clock: Callable[[], datetime] = timezone.now
    is_stopping: Callable[[], bool] = field(default=lambda: False)

    @property
    def payload(self) -> dict[str, Any]:
        """Give what the task is about."""
        payload: dict[str, Any] = self.task.payload
        return payload

    @property
    def key(self) -> str:
        """Give the key under which the task was put; empty where it has none."""
        return self.task.key

    @property
    def attempt(self) -> int:
        """Tell which attempt this is, from 1."""
        return self.task.attempt

    def beat(self, done: int | None = None, total: int | None = None) -> None:
        """Hold the task for another lease, and write that DONE of TOTAL is done.

        :raises LeaseLostError: when another worker has taken it over.
        :raises StoppedError: when the worker has been asked to stop some seconds ago.
        """
        told = {"done": done, "total": total}
        written = {name: number for name, number in told.items() if number is not None}
        if not self.change(lease_until=self.clock() + self.lease, **written):
            raise LeaseLostError(f"{self.task} was taken over.")
        if self.is_stopping():
            raise StoppedError(f"{self.task} goes back.")

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Open a transaction in which nobody else can take the task: what it writes stands once.

        :raises LeaseLostError: when another worker has taken it over, before anything is written.
        """
        with transaction.atomic():
            held = Task.objects.select_for_update().filter(pk=self.task.pk, fence=self.task.fence)
            if not held.filter(status=Status.RUNNING).values_list("pk", flat=True):
                raise LeaseLostError(f"{self.task} was taken over.")
            yield

    def finish(self) -> None:
        """Mark the task as done; within `guard`, together with what it has written.

        :raises LeaseLostError: when another worker has taken it over.
        """
        if not self.change(**find_end(Status.DONE, self.clock())):
            raise LeaseLostError(f"{self.task} was taken over.")

    def change(self, **values: Any) -> bool:  # noqa: ANN401 -- values of any column
        """Write VALUES to the task's row while it is held; tell whether it was."""
        held = Task.objects.filter(pk=self.task.pk, fence=self.task.fence, status=Status.RUNNING)
        return held.update(**values) == 1


def find_end(status: Status, at: datetime, *, fault: str = "") -> dict[str, Any]:
    """Give what a row says of a task that ends AT that moment with STATUS and FAULT."""
    return {"status": status, "finished_at": at, "lease_until": None, "fault": fault}


Work: TypeAlias = Callable[[Turn], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of work: what is done, for how long at most without a word, and how often.

    Kinds of different lanes do not wait for each other, as each worker has a thread for each lane,
    or as many as a kind of that lane asks for with THREADS.
    MOST_AT_ONCE tells how many tasks with the same `busy` are worked on at a time. FAILED is called
    with a task that is given up, in the transaction that says so.
    """

    name: str
    work: Work
    lease: timedelta
    attempts: int
    lane: str
    wait: Callable[[int], timedelta]
    most_at_once: int
    failed: Callable[[Task], object] | None
    threads: int = 1


KINDS: Final[dict[str, Kind]] = {}


def register(  # noqa: PLR0913 -- each says one thing of a kind
    name: str,
    work: Work,
    *,
    lease: timedelta,
    attempts: int,
    lane: str = "default",
    wait: Callable[[int], timedelta] = back_off,
    most_at_once: int = 1,
    failed: Callable[[Task], object] | None = None,
    threads: int = 1,
) -> None:
    """Have tasks of the kind NAME done by WORK; see `Kind`."""
    KINDS[name] = Kind(
        name=name,
        work=work,
        lease=lease,
        attempts=attempts,
        lane=lane,
        wait=wait,
        most_at_once=most_at_once,
        failed=failed,
        threads=threads,
    )


def find_kind(name: str) -> Kind:
    """Find the kind NAME.

    :raises UnknownKindError: when there is none.
    """
    if name not in KINDS:
        raise UnknownKindError(f"There is no work {name!r}; there is: {', '.join(sorted(KINDS))}.")
    return KINDS[name]
