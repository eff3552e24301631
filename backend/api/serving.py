"""Serves the streams, and ends them when it is told to stop.

Servers wait for the answers that they have begun, and a stream never ends by itself. So the streams
are ended first, and whoever does not take the end is cut off.
"""

import socket
from collections.abc import Awaitable, Callable
from typing import Final

from django.conf import settings
from starlette.types import ASGIApp
from uvicorn import Config, Server

from backend.api.crew import Crew
from backend.api.gate import Gate
from backend.api.schema import schema
from backend.api.streaming import StreamView
from backend.api.tail import Tail
from backend.api.traced import Traced

LAST_WORDS: Final = 3  # seconds that clients have for taking the end of their streams
MOST_CONNECTIONS: Final = 2_000
HEARTBEAT: Final = 20.0  # seconds between pings; a client that does not answer for as long is gone


def open_streams() -> StreamView:
    """Make what streams the main schema."""
    return StreamView(schema, Tail(Crew()))


class StreamServer(Server):
    """A server of streams."""

    def __init__(
        self,
        streams: StreamView,
        *,
        host: str,
        port: int,
        app: ASGIApp | None = None,
        beside: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Serve STREAMS on PORT of HOST, as a part of APP, the rest of which BESIDE closes."""
        super().__init__(
            Config(
                Traced(app or Gate(streams)),
                host=host,
                port=port,
                log_config=None,  # the settings tell how it logs
                lifespan="on",
                ws="websockets-sansio",
                ws_max_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
                ws_ping_interval=HEARTBEAT,
                ws_ping_timeout=HEARTBEAT,
                ws_per_message_deflate=False,  # it costs memory for each connection
                limit_concurrency=MOST_CONNECTIONS,
                timeout_graceful_shutdown=LAST_WORDS,
                proxy_headers=False,  # the gate reads the one that counts
                server_header=False,
            )
        )
        self._streams = streams
        self._beside = beside

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop."""
        for server in self.servers:
            server.close()
        await self._streams.close()
        if self._beside is not None:
            await self._beside()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Stop soon, as if a signal had come."""
        self.should_exit = True
