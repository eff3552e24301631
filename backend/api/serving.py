"""Serves the streams, and ends them when it is told to stop.

Servers wait for the answers that they have begun, and a stream never ends by itself. So the streams
are ended first, and whoever does not take the end is cut off.
"""

import socket
from typing import Final

from django.conf import settings
from uvicorn import Config, Server

from backend.api.crew import Crew
from backend.api.gate import Gate
from backend.api.schema import schema
from backend.api.streaming import StreamView
from backend.api.tail import Tail

LAST_WORDS: Final = 3  # seconds that clients have for taking the end of their streams
MOST_CONNECTIONS: Final = 2_000
HEARTBEAT: Final = 20.0  # seconds between pings; a client that does not answer for as long is gone


def open_streams() -> StreamView:
    """Make what streams the main schema."""
    return StreamView(schema, Tail(Crew()))


class StreamServer(Server):
    """A server of streams."""

    def __init__(self, streams: StreamView, *, host: str, port: int) -> None:
        """Serve STREAMS on PORT of HOST."""
        super().__init__(
            Config(
                Gate(streams),
                host=host,
                port=port,
                log_level="warning",
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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then stop."""
        for server in self.servers:
            server.close()
        await self._streams.close()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Stop soon, as if a signal had come."""
        self.should_exit = True
