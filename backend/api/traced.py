"""Gives each request for a stream, and each WebSocket, an id and a line in the log."""

from time import perf_counter
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.access.probes import LIVE, READY
from backend.access.tracing import HEADER, tracing

# Where there is an answer, its status; where a WebSocket was closed, its code.
ENDS: Final = {"http.response.start": "status", "websocket.close": "code"}
BEGINS: Final = frozenset({"http.response.start", "websocket.accept"})

logger = structlog.stdlib.get_logger("tutti.streams")


class Traced:
    """Stands before APP, and says when what was opened is over."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before APP."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket."""
        if scope["type"] == "lifespan" or scope["path"] in {LIVE, READY}:
            await self._app(scope, receive, send)
            return
        with tracing(Headers(scope=scope).get(HEADER)) as name:
            await self._trace(name, scope, receive, send)

    async def _trace(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve it under NAME, and tell how it ended."""
        told: dict[str, object] = {}

        async def answer(message: Message) -> None:
            if message["type"] in BEGINS:
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[HEADER] = name
            if message["type"] in ENDS:
                told["status"] = message.get(ENDS[message["type"]])
            await send(message)

        began = perf_counter()
        try:
            await self._app(scope, receive, answer)
        finally:
            seconds = round(perf_counter() - began, 3)
            logger.info("stream", kind=scope["type"], **told, seconds=seconds)
