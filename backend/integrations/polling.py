"""Lets whoever follows the feed wait for what is next, in the process of the streams.

Streams and all that wait share one look at the feed, which tells when there is something; nobody
holds a thread or a connection to the database meanwhile.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Protocol, TypeVar

from django.conf import settings
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from backend.access.arriving import read_arrival
from backend.access.errors import Code
from backend.access.problems import tell_problem
from backend.feed.cursors import Cursor
from backend.integrations.feed import FeedView, Told, answer
from backend.integrations.feed_asks import Ask

T = TypeVar("T")


class Do(Protocol):
    """Does a job in a thread that may ask the database."""

    def __call__(self, job: Callable[[], T]) -> Awaitable[T]:
        """Do JOB, and give what comes of it."""


class Watch(Protocol):
    """Looks at the feed, for all that wait in a process."""

    end: Cursor

    def find_move(self) -> Coroutine[Any, Any, object]:
        """Give what waits until the end has moved since this was called, if not for less."""


class FeedPoll:
    """Answers at /feed, and lets as many wait as do."""

    def __init__(self, do: Do, watch: Watch) -> None:
        """Let the database be asked by DO, and WATCH tell when the feed goes on."""
        self._do = do
        self._watch = watch
        self._waiting: Counter[str] = Counter()
        self._closed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        first = await self._do(lambda: _begin(scope))
        told = first
        if told.page is not None and not told.page.changes:
            ask = Ask.read(_arrive(scope).GET)
            if ask.wait and not ask.is_end:
                told = await self._wait(scope, receive, ask, told)
        response = told.response
        counted = {name: text for name, text in first.response.items() if name.startswith("RateL")}
        headers = dict(response.items()) | counted
        await Response(response.content, response.status_code, headers)(scope, receive, send)

    async def close(self) -> None:
        """Answer all that wait, with what there is."""
        self._closed.set()

    async def _wait(self, scope: Scope, receive: Receive, ask: Ask, told: Told) -> Told:
        """Wait as long as ASK says for more than was TOLD, unless the client hangs up."""
        payer = told.payer
        if self._waiting[payer] >= settings.STREAMS_PER_CALLER:
            refusal = tell_problem(429, "Too many of yours wait.", code=Code.RATE_LIMITED)
            refusal["Retry-After"] = "1"
            return Told(refusal)
        gone: asyncio.Future[Any] = asyncio.ensure_future(_hang_up(receive))
        self._waiting[payer] += 1
        try:
            return await self._wait_for_more(scope, gone, ask, told)
        finally:
            self._waiting[payer] -= 1
            if not self._waiting[payer]:
                del self._waiting[payer]
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone

    async def _wait_for_more(
        self, scope: Scope, gone: asyncio.Future[Any], ask: Ask, told: Told
    ) -> Told:
        clock = asyncio.get_running_loop()
        until = clock.time() + ask.wait
        while told.page and not told.page.changes and not (self._closed.is_set() or gone.done()):
            left = until - clock.time()
            if left <= 0:
                break
            cursor = told.page.cursor
            if not self._is_behind(cursor):
                await self._wait_for_any(gone, left)
                continue
            again = partial(answer, _arrive(scope), ask.go_on(cursor))
            told = await self._do(again)  # by a new request: a token may have ended meanwhile
        return told

    def _is_behind(self, cursor: Cursor) -> bool:
        """Tell whether the feed is known to go on behind CURSOR."""
        end = self._watch.end
        return end.epoch != cursor.epoch or end.seq > cursor.seq

    async def _wait_for_any(self, gone: asyncio.Future[Any], left: float) -> None:
        """Wait until the feed goes on, the client is GONE, all is closed, or no time is LEFT."""
        ends = [
            asyncio.ensure_future(each) for each in (self._watch.find_move(), self._closed.wait())
        ]
        await asyncio.wait({*ends, gone}, timeout=left, return_when="FIRST_COMPLETED")
        for each in ends:
            each.cancel()


def _begin(scope: Scope) -> Told:
    """Answer what SCOPE asks, and count it."""
    view = FeedView()
    response: Any = view.dispatch(_arrive(scope))
    told = view.told
    return told if told is not None and told.response is response else Told(response)


def _arrive(scope: Any) -> Any:  # noqa: ANN401 -- a scope of ASGI, a request of Django's
    request = read_arrival(scope)
    request.method = scope["method"]
    return request


async def _hang_up(receive: Receive) -> None:
    """Wait until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass
