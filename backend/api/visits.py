"""Sees to it that nobody follows a stream for longer than they may.

Whoever opens a stream is known by a token or a session, which may end while the stream runs. One
look every two seconds tells for all open connections who has to go; none of them holds anything
of the database for it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils import timezone

from backend.access.addresses import find_address
from backend.access.callers import AUTHORIZATION
from backend.access.errors import RefusedError
from backend.access.standing import Stay, begin_stay, review
from backend.access.throttling import TOKEN, count_attempt
from backend.access.tokens import TokenRefusedError
from backend.api.crew import Crew, Work

PAUSE: Final = 2.0  # seconds between two looks: what an end is late by, and a query

logger = logging.getLogger("tutti.streams")


@dataclass(eq=False)
class Visit:
    """One connection: who has opened it, and why they have to go, once they have to.

    END, where there is something to end besides the streams, is called then.
    """

    stay: Stay | None = None
    refusal: RefusedError | None = None
    end: Callable[[RefusedError], Awaitable[None]] | None = None

    def is_over(self) -> bool:
        """Tell whether whoever opened it has to go."""
        return self.refusal is not None


def _begin(request: HttpRequest) -> Stay:
    """Let in whoever sends REQUEST, and count each wrong token."""
    try:
        return begin_stay(request)
    except TokenRefusedError:
        count_attempt(find_address(request), TOKEN)
        raise


class Visits:
    """All connections that are open."""

    def __init__(self, crew: Crew, wake: Callable[[], None]) -> None:
        """Ask the database by CREW, and WAKE the streams when one has to end."""
        self._crew = crew
        self._wake = wake
        self._open: Counter[Visit] = Counter()

    async def admit(self, visit: Visit, request: HttpRequest) -> None:
        """Find out who opens VISIT by REQUEST; who shows nothing is nobody, without a query.

        :raises TokenRefusedError: when they show a token that is not good.
        :raises SpentError: when too many such were shown from where they are.
        """
        if AUTHORIZATION in request.META or settings.SESSION_COOKIE_NAME in request.COOKIES:
            visit.stay = await self._crew.do(Work.REQUESTS, partial(_begin, request))

    @contextmanager
    def keep(self, visit: Visit) -> Iterator[None]:
        """Look after VISIT meanwhile."""
        self._open[visit] += 1
        try:
            yield
        finally:
            self._open[visit] -= 1
            if not self._open[visit]:
                del self._open[visit]

    def known(self) -> list[Visit]:
        """Give those whose opener is known by something that may end."""
        return [visit for visit in self._open if visit.stay is not None]

    async def follow(self) -> None:
        """Look after all of them, for ever."""
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await self.look(*self.known())
            except (DatabaseError, InterfaceError):
                logger.exception("nobody can tell who may stay; trying again")

    async def look(self, *visits: Visit, work: Work = Work.TAIL) -> None:
        """End those of VISITS that are over; it is WORK of this kind to find out."""
        stays = {visit.stay: visit for visit in visits if visit.stay and not visit.is_over()}
        if not stays:
            return
        over = await self._crew.do(work, lambda: review(stays, at=timezone.now()))
        for stay, refusal in over.items():
            stays[stay].refusal = refusal
        if over:
            self._wake()
        for stay, refusal in over.items():
            end = stays[stay].end
            if end is not None:
                await end(refusal)
