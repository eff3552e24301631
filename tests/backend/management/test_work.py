"""A worker beside the server: started with it, and ended with it."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.backend.management.test_stream import PATIENCE, ROOT, find_port

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux's /proc"),
    pytest.mark.once,
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what the server is told, with an empty database."""
    file = tmp_path_factory.mktemp("work") / "tutti.sqlite3"
    told = {"PORT": str(find_port()), "STREAM_PORT": str(find_port())}
    environment = os.environ | told | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{file}"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return environment


@contextmanager
def serve(environment: dict[str, str], *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Serve with OPTIONS meanwhile."""
    command = [sys.executable, "manage.py", "serve", "--no-streams", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def find_workers(server: "subprocess.Popen[bytes]") -> list[int]:
    """Find the processes of `work` that SERVER has started."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if b"work" in words and str(server.pid).encode() in words:
                found.append(int(entry.name))
    return found


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until it IS SO."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def count_done(environment: dict[str, str]) -> int:
    """Count the tasks that are done."""
    file = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT count(*) FROM queue_task WHERE status = 'DONE'")
        return int(found.fetchone()[0])


def test_a_server_has_a_worker_which_ends_with_it(environment: dict[str, str]) -> None:
    with serve(environment) as server:
        wait_until(lambda: count_done(environment) > 0)  # what is done each day, at least
        workers = find_workers(server)

    assert len(workers) == 1
    assert find_workers(server) == []


def test_a_worker_ends_when_what_started_it_was_killed(environment: dict[str, str]) -> None:
    script = """
import os, subprocess, sys
subprocess.Popen([sys.executable, "manage.py", "work", "--beside", str(os.getpid())]).wait()
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment) as parent:
        wait_until(lambda: find_workers(parent) != [])
        parent.kill()

    wait_until(lambda: find_workers(parent) == [])


def test_a_server_leaves_the_work_to_others_when_it_is_told_to(
    environment: dict[str, str],
) -> None:
    with serve(environment, "--no-worker") as server:
        wait_until(lambda: is_open(environment["PORT"]))

        assert find_workers(server) == []


def is_open(port: str) -> bool:
    """Tell whether anybody listens on PORT of this machine."""
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    return f"0100007F:{int(port):04X} 00000000:0000 0A" in listening
