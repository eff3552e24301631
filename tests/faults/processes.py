"""Starts and ends what the faults befall: commands of Tutti, on ports of their own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 120  # seconds for a start on a busy machine
LOOK_AGAIN: Final = 0.05  # seconds
SECRET: Final = secrets.token_urlsafe(64)
# What a server starts beside its workers.
BESIDE: Final = ("stream", "work", "deliver", "resource_tracker")


def find_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def name_environment(database: str, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a deployment on DATABASE, with MORE variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "127.0.0.1",
        "COST_PER_HOUR": "999999999",
        **(more or {}),
    }


def manage(database: str, *arguments: str, **more: str) -> str:
    """Run manage.py with ARGUMENTS on DATABASE to its end, and give what it prints.

    :raises AssertionError: when it fails, with what it says.
    """
    ended = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=name_environment(database, more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def wait_until(holds: Callable[[], bool], what: str = "") -> None:
    """Wait until HOLDS says so.

    :raises TimeoutError: when it does not in time, with WHAT was waited for.
    """
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(LOOK_AGAIN)


def listens(port: int) -> bool:
    """Tell whether somebody takes connections at PORT."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def list_children(pid: int) -> list[int]:
    """Give the processes that the process PID has started."""
    with suppress(FileNotFoundError, ProcessLookupError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    return []


def read_command(pid: int) -> list[str]:
    """Give the words with which the process PID was started; none when it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


@dataclass(frozen=True)
class Server:
    """A running `manage.py serve`: its PROCESS, its ports, and the LOG of what it says."""

    process: subprocess.Popen[bytes]
    port: int
    stream_port: int
    log: Path

    def list_workers(self) -> list[int]:
        """Give the processes that answer, the oldest first."""
        found = {pid: read_command(pid) for pid in list_children(self.process.pid)}
        beside = {pid for pid, words in found.items() if any(each in words for each in BESIDE)}
        return sorted(pid for pid, words in found.items() if words and pid not in beside)


@contextmanager
def serve(
    database: str, log: Path, *arguments: str, workers: int = 2, **more: str
) -> Iterator[Server]:
    """Serve DATABASE with WORKERS until the block ends; what is said goes to the file LOG."""
    port, stream_port = find_port(), find_port()
    environment = name_environment(database, more)
    environment |= {"PORT": str(port), "STREAM_PORT": str(stream_port)}
    command = [sys.executable, "manage.py", "serve", "--workers", str(workers), *arguments]
    with log.open("ab") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
    server = Server(process, port, stream_port, log)
    try:
        ports = {port} if "--no-streams" in arguments else {port, stream_port}
        wait_until(lambda: all(map(listens, ports)) or process.poll() is not None, "a server")
        assert process.poll() is None, log.read_text()
        yield server
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask PROCESS to end, and kill it and what it has started when it does not in time."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        for pid in [*list_children(process.pid), process.pid]:
            kill(pid)
        process.wait()


def kill(pid: int) -> None:
    """Kill the process PID, so that it can do nothing more, unless it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
