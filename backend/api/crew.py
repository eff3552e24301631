"""Threads that ask the database for an event loop, which must never wait for it."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from enum import StrEnum
from typing import Final, TypeVar

from django.db import connections

from backend.postgresql.patience import awaited

T = TypeVar("T")


class Work(StrEnum):
    """What there is to ask; each kind has threads of its own, so that none waits for another."""

    TAIL = "tail"  # what is new
    CHANGES = "changes"  # what the streams show of it
    REQUESTS = "requests"  # what is asked besides, and how streams begin


# Each thread has a database connection of its own: these are all that a process opens.
THREADS: Final = {Work.TAIL: 1, Work.CHANGES: 1, Work.REQUESTS: 2}


class Crew:
    """Does work in threads; a stream holds none of them, and no connection, while it waits."""

    def __init__(self, executors: Mapping[Work, Executor] | None = None) -> None:
        """Hire THREADS, or the EXECUTORS of each kind of work that are given."""
        self._executors = executors or {
            work: ThreadPoolExecutor(number, thread_name_prefix=work)
            for work, number in THREADS.items()
        }

    async def do(self, work: Work, job: Callable[[], T]) -> T:
        """Do JOB, which is of the kind WORK, and give what comes of it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._executors[work], copy_context().run, _connected, job
        )

    def close(self) -> None:
        """Do nothing more, and wait for nothing."""
        for executor in self._executors.values():
            executor.shutdown(wait=False, cancel_futures=True)


def _connected(job: Callable[[], T]) -> T:
    """Do JOB as a request is answered: on a connection that lives, and is not kept for ever."""
    _close_old_connections()
    try:
        with awaited():
            return job()
    finally:
        _close_old_connections()


def _close_old_connections() -> None:
    """Close what is broken or old; what is in a transaction belongs to whoever began that."""
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close_if_unusable_or_obsolete()
