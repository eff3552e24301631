"""The streams in earnest: a process that is asked to stop, on a database of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[3]
PROTOCOLS = [Subprotocol("graphql-transport-ws")]
BODY = '{"query": "subscription { alignmentChanged { score } }"}'
HEADERS = {"Content-Type": "application/json", "Accept": "text/event-stream"}
MOST_SECONDS = 5  # from being asked to stop until the process is gone
PATIENCE = 120  # seconds; a machine that is busy starts slowly


def find_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve streams of an empty database."""
    port = find_port()
    environment = os.environ | {
        "DEBUG": "1",
        "TUTTI_PUBLIC_READ": "1",
        "STREAM_PORT": str(port),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'tutti.sqlite3'}",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen([*manage, "stream"], cwd=ROOT, env=environment)
    try:
        wait_for(process, port)
        yield process, port
    finally:
        process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until PROCESS listens on PORT."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


def test_streams_end_properly_and_the_process_soon_when_it_is_asked_to_stop(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    events = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    events.request("POST", "/graphql", BODY, HEADERS)
    answer = events.getresponse()
    with closing(events), connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=PROTOCOLS) as line:
        line.send('{"type": "connection_init"}')
        assert line.recv(PATIENCE) == '{"type":"connection_ack"}'
        line.send(f'{{"type": "subscribe", "id": "1", "payload": {BODY}}}')

        asked = time.monotonic()
        process.terminate()
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(PATIENCE)
        rest = answer.read()
        process.wait(PATIENCE)
        seconds = time.monotonic() - asked

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert (answer.status, rest) == (200, b"event: complete\ndata: \n\n")
    assert seconds < MOST_SECONDS
