"""Starts Tutti as its users do, on ports and a database of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 120  # seconds for a start on a busy machine
LOOK_AGAIN: Final = 0.2  # seconds


@dataclass(frozen=True)
class Server:
    """A running Tutti: its PORT, that of its streams, and the LOG of what it says."""

    port: int
    stream_port: int
    log: Path

    @property
    def url(self) -> str:
        """Give the address of the main interface."""
        return f"http://127.0.0.1:{self.port}/graphql"

    @property
    def stream_url(self) -> str:
        """Give the address at which WebSockets are opened."""
        return f"ws://127.0.0.1:{self.stream_port}/graphql"

    def ask(self, query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
        """Give the data that QUERY with VARIABLES finds, as no client has coloured it."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body, headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["data"]


def command(database: Path, *arguments: str, **more: str) -> tuple[list[str], dict[str, str]]:
    """Give the command that runs manage.py with ARGUMENTS on DATABASE, and its environment."""
    environment = os.environ | {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.conformance.settings",
        "COST_PER_HOUR_ANONYMOUS": "999999999",  # schemathesis asks for more than people
        "COST_PER_HOUR": "999999999",
        **more,
    }
    return [sys.executable, "manage.py", *arguments], environment


@contextmanager
def serve(database: Path, **more: str) -> Iterator[Server]:
    """Serve DATABASE, and the streams of it, until the block ends; the environment says MORE."""
    server = Server(*find_ports(), database.with_suffix(".log"))
    ports = {"PORT": str(server.port), "STREAM_PORT": str(server.stream_port)}
    arguments, environment = command(database, "serve", **ports, **more)
    with server.log.open("w") as log:
        running = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            for port in (server.port, server.stream_port):
                wait_for(port, running, server.log)
            yield server
        finally:
            running.terminate()
            running.wait(timeout=30)


def find_ports() -> tuple[int, int]:
    """Find two free ports."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens on PORT, as long as the server is RUNNING.

    :raises TimeoutError: when nobody does, with the LOG that says why.
    """
    for _ in range(int(PATIENCE / LOOK_AGAIN)):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert running.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(LOOK_AGAIN)
        else:
            return
    raise TimeoutError(log.read_text(encoding="utf-8"))
