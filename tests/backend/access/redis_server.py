"""Starts a Redis of the test's own, which it may stop."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

PATIENCE: Final = 30  # seconds for a start on a busy machine


class RedisServer:
    """A Redis on a port of its own, which keeps nothing on a disk."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        name = shutil.which("redis-server") or "redis-server"
        asked = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._process = subprocess.Popen([name, *asked], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError(self.url)

    def hang(self) -> None:
        """Let it take connections, and answer nothing."""
        if self._process:
            self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        if self._process:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def serve_redis() -> Iterator[RedisServer]:
    """Serve a Redis until the block ends; where it is not installed, skip the test by name."""
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed: what processes count together cannot be tried")
    server = RedisServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
