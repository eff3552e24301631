"""Transactions of others that stay open for as long as a test wants."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Final

from django.db import connections, transaction

PATIENCE: Final = 60  # seconds


class Held:
    """A transaction of another connection that does something, and stays open until it is told."""

    def __init__(self, pool: ThreadPoolExecutor, act: Callable[[], object]) -> None:
        """Let it ACT in a thread of POOL, and come back when it has."""
        self._acted, self._let_go, self._undo = Event(), Event(), False
        self._done: Future[None] = pool.submit(self._run, act)
        assert self._acted.wait(PATIENCE)

    def commit(self) -> None:
        """Let it commit, and wait for that."""
        self._let_go.set()
        self._done.result(timeout=PATIENCE)

    def undo(self) -> None:
        """Let it take back all that it did, and wait for that."""
        self._undo = True
        self.commit()

    def _run(self, act: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                act()
                self._acted.set()
                assert self._let_go.wait(PATIENCE)
                transaction.set_rollback(self._undo)
        finally:
            connections.close_all()


@contextmanager
def holding(pool: ThreadPoolExecutor, act: Callable[[], object]) -> Iterator[Held]:
    """Hold a transaction open that has ACTED, and commit it when the test fails, too."""
    held = Held(pool, act)
    try:
        yield held
    finally:
        held.commit()
