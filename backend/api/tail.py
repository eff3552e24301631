"""Follows the feed for all streams of a process: one asks, all are told.

No stream has a queue that could overflow: it has a place, and reads on from there, out of what
is kept in memory or, when it has fallen behind or resumes, out of the database.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine
from contextlib import suppress
from copy import copy
from functools import partial
from itertools import takewhile
from typing import Any, Final

from django.db import DatabaseError, InterfaceError

from backend.api.crew import Crew, Work
from backend.api.following import Place, read_behind, read_latest, select
from backend.api.places import Places
from backend.api.sharing import Sharing
from backend.api.visits import Visits
from backend.feed.cursors import Cursor
from backend.feed.reading import find_end
from backend.feed.stamping import MOST
from stakeholders.models import AlignmentChange

PAUSE: Final = 0.25  # seconds between two looks: what a change is late by, at most
LONG_PAUSE: Final = 2.0  # the same, while the database does not answer
MOST_KEPT: Final = 1_000  # changes that are kept for the streams

logger = logging.getLogger("tutti.streams")


class Tail:
    """The end of the feed, and the latest changes of scores up to there."""

    def __init__(self, crew: Crew) -> None:
        """Follow with the threads of CREW, from `start` on."""
        self.crew = crew
        self.answers: Sharing[Any] = Sharing()
        self.places = Places()
        self.visits = Visits(crew, self._wake)
        self.end = Cursor("", 0)
        self._kept: deque[Any] = deque()
        self._kept_since = self.end
        self._moved = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closed = False

    async def start(self) -> None:
        """Find the end of the feed, and follow it from then on.

        Only then may streams begin: whoever subscribes may rely on it that nothing that is
        committed later lies before the end.
        """
        self.end = self._kept_since = await self.crew.do(Work.TAIL, find_end)
        self._tasks = [asyncio.create_task(each) for each in (self._follow(), self.visits.follow())]

    async def close(self) -> None:
        """Follow no more, and end all streams."""
        self._is_closed = True
        self._wake()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def find_move(self) -> Coroutine[Any, Any, object]:
        """Give what waits until the end has moved since this was called, if not for less."""
        return self._moved.wait()

    async def stream(
        self,
        *,
        after: Place,
        products: Collection[int] | None,
        is_over: Callable[[], bool] = bool,
    ) -> AsyncGenerator[AlignmentChange, None]:
        """Give each change behind the place AFTER, only those of PRODUCTS where given.

        It goes on until IS_OVER, which is asked as often as something has moved.

        :raises StaleCursorError: when what follows cannot be told any more.
        """
        place = after
        while not (self._is_closed or is_over()):
            moved = self._moved
            before = place
            changes, place = await self._read(before, products)
            for change in changes:
                yield change
            if place == before:
                await moved.wait()

    async def _read(
        self, after: Place, products: Collection[int] | None
    ) -> tuple[list[AlignmentChange], Place]:
        """Read what lies behind AFTER, at least in part, and tell where to go on."""
        if isinstance(after, Cursor) and self._is_kept(after):
            latest = list(takewhile(lambda row: row.place.seq > after.seq, reversed(self._kept)))
            # A copy, because reading leaves on a row what was loaded for it.
            return [copy(row) for row in select(latest[::-1], products)], self.end
        rows, place = await self.crew.do(Work.CHANGES, partial(read_behind, after, products))
        return self._hold_back(rows, after, place)

    def _hold_back(
        self, rows: list[Any], after: Place, place: Place
    ) -> tuple[list[AlignmentChange], Place]:
        """Let nobody who reads ROWS from AFTER to PLACE come before the end, or ask without end."""
        if not (isinstance(after, Cursor) and isinstance(place, Cursor)):
            return rows, place
        if place.epoch != self.end.epoch:
            return rows, place
        last = min(place.seq, max(after.seq, self.end.seq))
        return [row for row in rows if row.place.seq <= last], Cursor(place.epoch, last)

    def _is_kept(self, place: Cursor) -> bool:
        """Tell whether all that is known to follow PLACE is kept."""
        since = self._kept_since
        return place.epoch == since.epoch and since.seq <= place.seq <= self.end.seq

    async def _follow(self) -> None:
        pause = PAUSE
        while True:
            await asyncio.sleep(pause)
            before = self.end.seq
            try:
                look = partial(read_latest, self.end, most=MOST_KEPT)
                self._keep(*await self.crew.do(Work.TAIL, look))
            except (DatabaseError, InterfaceError):
                logger.exception("the feed cannot be read; trying again")
                await asyncio.sleep(LONG_PAUSE)
            pause = 0 if self.end.seq - before >= MOST else PAUSE

    def _keep(self, rows: list[AlignmentChange] | None, end: Cursor) -> None:
        """Keep ROWS, up to END, and tell the streams; what is None is left in the database."""
        if end == self.end:
            return
        if rows is None:
            self._kept.clear()
            self._kept_since = end
        else:
            self._kept.extend(rows)
        while len(self._kept) > MOST_KEPT:
            self._kept_since = self._kept.popleft().place
        self.end = end
        self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
