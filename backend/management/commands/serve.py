"""Serves Tutti with granian, streams and a worker beside it, and says where to look."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backend.management.announcing import announce_when_live
from backend.management.beside import beside, check_ports
from backend.management.workers import run_workers

LOOPBACK = "127.0.0.1"


class Command(BaseCommand):
    """Serves queries, mutations, the explorer and the admin."""

    help = "Serve Tutti on the port in PORT, for this machine alone unless --host says otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on, the number of processes, and what runs elsewhere."""
        parser.add_argument("--host", default=LOOPBACK, help="the address to listen on")
        parser.add_argument("--workers", type=int, default=1, help="how many processes answer")
        for name, command in (("--no-streams", "stream"), ("--no-worker", "work")):
            parser.add_argument(name, action="store_true", help=f"`{command}` runs elsewhere")

    def handle(self, *_: object, host: str, workers: int, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Serve until stopped; see `check_ports` for what keeps it from starting."""
        streams = () if options["no_streams"] else (("stream", "--host", host),)
        worker = () if options["no_worker"] else (("work",),)
        check_ports(host, ("PORT", "STREAM_PORT")[: 1 + len(streams)])
        here, there = (f"localhost:{port}" for port in (settings.PORT, settings.STREAM_PORT))
        self._announce(host, settings.PORT, f"Tutti answers at http://{here}/ (stop: Ctrl-C)")
        if streams:
            self._announce(host, settings.STREAM_PORT, f"Streams are at ws://{there}/graphql")
        with beside(*streams, *worker) as stop_others:
            run_workers(host, number=workers, on_stop=stop_others)

    def _announce(self, host: str, port: int, told: str) -> None:
        """Say what is TOLD as soon as PORT of HOST answers."""

        def tell(text: str) -> None:
            self.stdout.write(text)
            self.stdout.flush()

        announce_when_live(host, port, told, tell=tell)
