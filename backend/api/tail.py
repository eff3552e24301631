"""Follows the history of scores for all streams of a process: one asks, all are told.

No stream has a queue that could overflow: it has a position, and reads on from there, out of what
is kept in memory or, when it has fallen behind or resumes, out of the database.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import suppress
from copy import copy
from functools import partial
from itertools import takewhile
from typing import Any, Final

from django.db import DatabaseError, InterfaceError

from backend.api.crew import Crew, Work
from backend.api.places import Places
from backend.api.sharing import Sharing
from backend.api.visits import Visits
from stakeholders.following import MOST_READ, UNKNOWN, Follower, read_changes
from stakeholders.models import AlignmentChange

PAUSE: Final = 0.25  # seconds between two looks: what a change is late by, at most
BRIEF_PAUSE: Final = 0.05  # the same, while a writer holds up what is known already
LONG_PAUSE: Final = 2.0  # the same, while the database does not answer
MOST_KEPT: Final = 1_000  # changes that are kept for the streams

logger = logging.getLogger("tutti.streams")


class Tail:
    """The end of the history: how far it is complete, and the latest changes up to there."""

    def __init__(self, crew: Crew) -> None:
        """Follow with the threads of CREW, from `start` on."""
        self.crew = crew
        self.answers: Sharing[Any] = Sharing()
        self.places = Places()
        self.visits = Visits(crew, self._wake)
        self.horizon = 0
        self._follower = Follower()
        self._kept: deque[AlignmentChange] = deque()
        self._kept_since = 0
        self._moved = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closed = False

    async def start(self) -> None:
        """Find the end of the history, and follow it from then on.

        Only then may streams begin: whoever subscribes may rely on it that nothing written later
        lies before the horizon.
        """
        self.horizon = self._kept_since = await self._find_end()
        self._tasks = [asyncio.create_task(each) for each in (self._follow(), self.visits.follow())]

    async def close(self) -> None:
        """Follow no more, and end all streams."""
        self._is_closed = True
        self._wake()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def stream(
        self,
        *,
        after: int,
        products: Collection[int] | None,
        is_over: Callable[[], bool] = bool,
    ) -> AsyncGenerator[AlignmentChange, None]:
        """Give each change behind the key AFTER, only those of PRODUCTS where given.

        It goes on until IS_OVER, which is asked as often as something has moved.
        """
        position = after
        while not (self._is_closed or is_over()):
            if position >= self.horizon:
                await self._moved.wait()
                continue
            changes, position = await self._read(position, products)
            for change in changes:
                yield change

    async def _read(
        self, after: int, products: Collection[int] | None
    ) -> tuple[list[AlignmentChange], int]:
        """Read what lies behind AFTER, at least in part, and tell up to where that is."""
        horizon = self.horizon
        if after >= self._kept_since:
            latest = list(takewhile(lambda change: change.pk > after, reversed(self._kept)))
            # A copy, because reading leaves on a row what was loaded for it.
            found = reversed(latest)
            mine = [row for row in found if products is None or _product_of(row) in products]
            return [copy(row) for row in mine], horizon
        read = partial(read_changes, after=after, until=horizon, products=products)
        rows = await self.crew.do(Work.CHANGES, read)
        return rows, rows[-1].pk if len(rows) == MOST_READ else horizon

    async def _find_end(self) -> int:
        """Find the first horizon, for as long as writers hide it."""
        while True:
            horizon = await self.crew.do(Work.TAIL, self._follower.advance)
            if horizon != UNKNOWN:
                return horizon
            await asyncio.sleep(BRIEF_PAUSE)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(BRIEF_PAUSE if self._follower.is_waiting else PAUSE)
            try:
                self._keep(*await self.crew.do(Work.TAIL, self._look))
            except (DatabaseError, InterfaceError):
                logger.exception("the history cannot be read; trying again")
                await asyncio.sleep(LONG_PAUSE)

    def _look(self) -> tuple[int, list[AlignmentChange]]:
        """Advance, and read what has come to light: one row more than is kept, at most."""
        horizon = self._follower.advance()
        if horizon <= self.horizon:
            return horizon, []
        return horizon, read_changes(after=self.horizon, until=horizon, most=MOST_KEPT + 1)

    def _keep(self, horizon: int, rows: list[AlignmentChange]) -> None:
        """Keep ROWS, up to HORIZON, and tell the streams; too many are left in the database."""
        if horizon <= self.horizon:
            return
        if len(rows) > MOST_KEPT:
            self._kept.clear()
            self._kept_since = horizon
        else:
            self._kept.extend(rows)
        while len(self._kept) > MOST_KEPT:
            self._kept_since = self._kept.popleft().pk
        self.horizon = horizon
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def _product_of(change: Any) -> object:  # noqa: ANN401 -- a row with what it was annotated with
    return change.product_id
