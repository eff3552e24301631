"""Serves the streams of Tutti on a port of their own."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backend.api.serving import StreamServer, open_streams
from backend.management.commands.serve import LOOPBACK


class Command(BaseCommand):
    """Serves subscriptions, as server-sent events and over WebSockets."""

    help = "Serve subscriptions on the port in STREAM_PORT; `serve` does so beside itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on."""
        parser.add_argument("--host", default=LOOPBACK, help="the address to listen on")

    def handle(self, *_arguments: object, host: str, **_options: object) -> None:
        """Serve until stopped."""
        StreamServer(open_streams(), host=host, port=settings.STREAM_PORT).run()
