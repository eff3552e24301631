"""Starts the servers that are compared, each with one worker process, and ends them."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.benchmarks.asking import HOST

ROOT: Final = Path(__file__).resolve().parents[3]
POSTGRAPHILE: Final = Path(__file__).parent / "postgraphile"
THREADS: Final = 4  # those of `manage.py serve`
CONNECTIONS: Final = 64  # Granian keeps no more open at once: a busy one would shut others out
START: Final = 120.0  # seconds that a server may take until it listens
NEWEST_ENOUGH: Final = 22  # the Node that PostGraphile 5 needs

GRANIAN: Final = (
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST),
    *("--workers", "1", "--blocking-threads", str(THREADS), "--backpressure", str(CONNECTIONS)),
    *("--log-level", "warning"),
)
ADMINISTERED: Final = "tests.conformance.settings"
SETTINGS: Final = "tests.benchmarks.competitors.settings"
DJANGO: Final = (*GRANIAN, "--factory", "django.core.wsgi:get_wsgi_application")
JOINING: Final = "tests.benchmarks.competitors.joining"
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "tutti": (*GRANIAN, "backend.wsgi:application"),
    "joined": (*GRANIAN, f"{JOINING}:joined"),
    "ready": (*GRANIAN, f"{JOINING}:ready"),
    "trivial": (*GRANIAN, f"{JOINING}:trivial"),
    "strawberry": DJANGO,
    "graphene": DJANGO,
}


def find_node() -> str | None:
    """Find a Node that runs PostGraphile: the one that was installed with it, or this machine's."""
    installed = sorted(POSTGRAPHILE.glob("node_modules/node-*/bin/node"))
    candidates = [*map(str, installed), shutil.which("node")]
    for node in candidates:
        if node and _read_version(node) >= NEWEST_ENOUGH:
            return node
    return None


def _read_version(node: str) -> int:
    """Read which Node this is; 0 for one that does not run here."""
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(told.stdout.strip().lstrip("v").split(".")[0])


def find_command(name: str) -> tuple[str, ...] | str:
    """Give the command that starts the server NAME, or say why it cannot be started."""
    if name != "postgraphile":
        return COMMANDS[name]
    cli = POSTGRAPHILE / "node_modules" / "postgraphile" / "dist" / "cli-run.js"
    if not cli.exists():
        return f"PostGraphile is not installed: npm ci --prefix {POSTGRAPHILE.relative_to(ROOT)}"
    node = find_node()
    if node is None:
        return f"there is no Node {NEWEST_ENOUGH} here"
    return (node, str(cli), "--config", str(POSTGRAPHILE / "graphile.config.mjs"))


@contextmanager
def host(commands: Mapping[str, tuple[str, ...]], address: str, port: int) -> Iterator[list[int]]:
    """Run all COMMANDS on the database at ADDRESS; give their ports, which follow PORT."""
    ports = [port + place for place in range(len(commands))]
    with ExitStack() as stack:
        for (name, command), each in zip(commands.items(), ports, strict=True):
            stack.enter_context(_run(name, command, address=address, port=each))
        yield ports


@contextmanager
def _run(name: str, command: tuple[str, ...], *, address: str, port: int) -> Iterator[None]:
    """Run the server NAME at PORT until the caller is through with it."""
    environment = os.environ | {
        "DATABASE_URL": address,
        "SECRET_KEY": "benchmark-" * 6,
        "COST_PER_HOUR_ANONYMOUS": "999999999",  # who asks all the time is counted, not refused
        "PORT": str(port),
        "GRANIAN_PORT": str(port),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    environment.pop("DEBUG", None)
    # Preferences and people are asked for, too, which the others show to anyone.
    environment["DJANGO_SETTINGS_MODULE"] = ADMINISTERED if name == "tutti" else SETTINGS
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(name, process, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(name: str, process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server NAME listens at PORT.

    :raises SystemExit: when it ended, or takes too long.
    """
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"The server {name} does not listen.")
