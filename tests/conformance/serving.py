"""Starts Tutti as its users do, on a port and a database of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
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
    """A running Tutti: its PORT, and the LOG of what it says."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        """Give the address of the main interface."""
        return f"http://127.0.0.1:{self.port}/graphql"

    def post(self, query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
        """Send QUERY with VARIABLES, and give the whole answer, for no client to colour."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body, headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


def command(database: Path, *arguments: str, **more: str) -> tuple[list[str], dict[str, str]]:
    """Give the command that runs manage.py with ARGUMENTS on DATABASE, and its environment."""
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}", **more}
    return [sys.executable, "manage.py", *arguments], environment


@contextmanager
def serve(database: Path) -> Iterator[Server]:
    """Serve DATABASE until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Server(probe.getsockname()[1], database.with_suffix(".log"))
    arguments, environment = command(database, "serve", PORT=str(server.port))
    with server.log.open("w") as log:
        running = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(server, running)
            yield server
        finally:
            running.terminate()
            running.wait(timeout=30)


def wait_for(server: Server, running: subprocess.Popen[bytes]) -> None:
    """Wait until SERVER answers, as long as it is RUNNING."""
    for _ in range(int(PATIENCE / LOOK_AGAIN)):
        assert running.poll() is None, server.log.read_text(encoding="utf-8")
        try:
            server.post("{ __typename }")
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_AGAIN)
        else:
            return
    raise TimeoutError(f"Tutti did not answer in {PATIENCE} s.")
