"""Serves Tutti with granian on one port, and says where to look."""

import socket

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

LOOPBACK = "127.0.0.1"
THREADS = 4  # requests that a worker answers at once, each with a database connection of its own


class Command(BaseCommand):
    """Serves queries, mutations, the explorer and the admin."""

    help = "Serve Tutti on the port in PORT, for this machine alone unless --host says otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on and the number of worker processes."""
        parser.add_argument("--host", default=LOOPBACK, help="the address to listen on")
        parser.add_argument("--workers", type=int, default=1, help="how many processes answer")

    def handle(self, *_arguments: object, host: str, workers: int, **_options: object) -> None:
        """Serve until stopped.

        :raises CommandError: when the port is taken.
        """
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, settings.PORT))
            except OSError as error:
                raise CommandError(f"Port {settings.PORT}: {error.strerror}; set PORT.") from error
        self.stdout.write(f"Tutti answers at http://localhost:{settings.PORT}/ (stop: Ctrl-C)\n")
        self.stdout.flush()
        Server(
            "backend.wsgi:application",
            address=host,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            backpressure=THREADS,
            log_level=LogLevels.warning,
        ).serve()
