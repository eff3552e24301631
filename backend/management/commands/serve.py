"""Serves Tutti with granian, its streams beside it, and says where to look."""

from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from backend.api.beside import check_port, streams_beside

LOOPBACK = "127.0.0.1"
THREADS = 4  # requests that a worker answers at once, each with a database connection of its own
CONNECTIONS = 1_024  # that a worker keeps open; those that are idle take no thread


class Command(BaseCommand):
    """Serves queries, mutations, the explorer and the admin."""

    help = "Serve Tutti on the port in PORT, for this machine alone unless --host says otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on, the number of workers, and whether to stream."""
        parser.add_argument("--host", default=LOOPBACK, help="the address to listen on")
        parser.add_argument("--workers", type=int, default=1, help="how many processes answer")
        parser.add_argument("--no-streams", action="store_true", help="`stream` runs elsewhere")

    def handle(self, *_: object, host: str, workers: int, no_streams: bool, **__: object) -> None:
        """Serve until stopped.

        :raises CommandError: when a port is taken, or others could reach HOST in DEBUG.
        """
        for name in ("PORT",) if no_streams else ("PORT", "STREAM_PORT"):
            check_port(host, name)
        self.stdout.write(f"Tutti answers at http://localhost:{settings.PORT}/ (stop: Ctrl-C)\n")
        if not no_streams:
            self.stdout.write(f"Streams are at ws://localhost:{settings.STREAM_PORT}/graphql\n")
        self.stdout.flush()
        with nullcontext() if no_streams else streams_beside(host):
            Server(
                "backend.wsgi:application",
                address=host,
                port=settings.PORT,
                interface=Interfaces.WSGI,
                workers=workers,
                blocking_threads=THREADS,
                backpressure=CONNECTIONS,
                log_level=LogLevels.warning,
            ).serve()
