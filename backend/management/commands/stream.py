"""Serves the streams of Tutti on a port of their own."""

from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backend.api.serving import open_streams
from backend.management.beside import check_host, watch_parent
from backend.management.commands.serve import LOOPBACK
from backend.management.streaming import make_server


class Command(BaseCommand):
    """Serves subscriptions, as server-sent events and over WebSockets."""

    help = "Serve subscriptions on the port in STREAM_PORT; `serve` does so beside itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on, and when to stop."""
        parser.add_argument("--host", default=LOOPBACK, help="the address to listen on")
        parser.add_argument("--beside", type=int, metavar="PID", help="stop when it is gone")

    def handle(self, *_: object, host: str, beside: int | None, **_options: object) -> None:
        """Serve until stopped."""
        check_host(host)
        server = make_server(open_streams(), host=host, port=settings.STREAM_PORT)
        if beside is not None:
            watch_parent(beside, server.stop)
        with suppress(KeyboardInterrupt):
            server.run()
