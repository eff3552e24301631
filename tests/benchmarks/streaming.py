"""Measures 200 streams on one process beside queries, while scores change.

`python -m tests.benchmarks.streaming [--streams N] [--changes N] [POSTGRESQL_ADDRESS]` serves the
streams of a fresh database from one process, whose threads have four connections, and opens 200 of
them over server-sent events. Then it states preferences one after the other and, meanwhile, asks
the same process queries, one at a time. It prints how late the changes came and how long queries
took, and fails when a change was missed or the slowest query in a hundred took half a second.
SQLite is always measured; PostgreSQL where the address of a server is given.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from tests.benchmarks.competitors.hosting import ADMINISTERED
from tests.benchmarks.importing import ROOT, Make, make_postgresql, make_sqlite, run

HOST: Final = "127.0.0.1"
PAUSE: Final = 0.5  # seconds between two statements
LIMIT: Final = 0.5  # seconds
PATIENCE: Final = 120  # seconds
SUBSCRIPTION: Final = "subscription { alignmentChanged { score feature { key name } } }"
QUERY: Final = "{ features(first: 10) { nodes { name alignment { score low rank } } } }"
STATE: Final = (
    "mutation ($s: ID!, $f: ID!, $stance: Stance!) { statePreference(input:"
    " {stakeholder: $s, feature: $f, stance: $stance}) { outcome } }"
)
PEOPLE: Final = """mutation { upsertProduct(input: {key: "p", name: "P"}) { outcome }
  upsertGroup(input: {kind: TEAM, key: "t", name: "T"}) { group { id } }
  upsertFeature(input: {product: "p", key: "f", name: "F"}) { feature { id } } }"""
PERSON: Final = """mutation ($t: ID!) { upsertStakeholder(input: {source: "b", externalId: "1",
  name: "Ada", team: $t}) { stakeholder { id } } }"""


class Client:
    """Asks the server on PORT, with a connection for each operation."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def follow(self, query: str, **variables: object) -> AsyncIterator[Any]:
        """Give each answer to QUERY, until the stream ends."""
        reader, writer = await asyncio.open_connection(HOST, self._port)
        body = json.dumps({"query": query, "variables": variables}).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
            "Accept: text/event-stream\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        try:
            async for line in reader:
                if line.startswith(b"data: {"):
                    yield json.loads(line.removeprefix(b"data: "))
                elif line.startswith(b"HTTP/1.1") and b" 200 " not in line:
                    raise SystemExit(f"The server answered {line.decode().strip()}.")
                elif line == b"\r\n":
                    yield None  # the stream has begun
        finally:
            writer.close()

    async def ask(self, query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
        """Give the data of the one answer to QUERY."""
        async for answer in self.follow(query, **variables):
            if answer is not None:
                if "errors" in answer:
                    raise SystemExit(f"{query} ends in {answer['errors']}.")
                return answer["data"]
        raise SystemExit(f"{query} was not answered.")


@contextmanager
def serve(address: str) -> Iterator[int]:
    """Serve the streams of the database at ADDRESS, and give the port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    given = {"DATABASE_URL": address, "SECRET_KEY": "benchmark-" * 6, "STREAM_PORT": str(port)}
    given |= dict.fromkeys(("STREAMS_PER_CALLER", "COST_PER_HOUR_ANONYMOUS"), "999999999")
    given["DJANGO_SETTINGS_MODULE"] = ADMINISTERED
    environment = {name: os.environ[name] for name in os.environ if name != "DEBUG"} | given
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "stream"], env=environment)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                break
        time.sleep(0.1)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


async def listen(client: Client, begun: asyncio.Semaphore, heard: list[float]) -> None:
    """Follow the changes, say that it has BEGUN, and note when each was HEARD."""
    async for answer in client.follow(SUBSCRIPTION):
        if answer is None:
            begun.release()
        else:
            heard.append(time.monotonic())


async def query(client: Client, seconds: list[float]) -> None:
    """Ask one query after the other and note the SECONDS that each took."""
    while True:
        started = time.monotonic()
        await client.ask(QUERY)
        seconds.append(time.monotonic() - started)
        await asyncio.sleep(0.02)


async def measure(port: int, streams: int, changes: int) -> tuple[list[float], list[float]]:
    """Give how late CHANGES came on each of STREAMS, and how long queries took, in seconds."""
    client, begun = Client(port), asyncio.Semaphore(0)
    rows = await client.ask(PEOPLE)
    person = await client.ask(PERSON, t=rows["upsertGroup"]["group"]["id"])
    about = {
        "s": person["upsertStakeholder"]["stakeholder"]["id"],
        "f": rows["upsertFeature"]["feature"]["id"],
    }
    heard: list[list[float]] = [[] for _ in range(streams)]
    tasks = [asyncio.create_task(listen(client, begun, each)) for each in heard]
    for _ in range(streams):
        await asyncio.wait_for(begun.acquire(), PATIENCE)
    asked: list[float] = []
    tasks.append(asyncio.create_task(query(client, asked)))
    said: list[float] = []
    for number in range(changes):
        await client.ask(STATE, **about, stance=("SUPPORT", "OPPOSE")[number % 2])
        said.append(time.monotonic())
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(5 * PAUSE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if any(len(each) != changes for each in heard):
        raise SystemExit(f"Of {changes} changes a stream heard {sorted(map(len, heard))}.")
    late = [at - since for each in heard for at, since in zip(each, said, strict=True)]
    return late, asked


def measure_on(make: Make, streams: int, changes: int) -> tuple[list[float], list[float]]:
    """Measure on the fresh database that MAKE gives."""
    with make() as address:
        run(address, "migrate", "--verbosity=0")
        with serve(address) as port:
            return asyncio.run(measure(port, streams, changes))


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument("server", nargs="?")
    given = parser.parse_args()
    table = Table(title=f"{given.streams} streams, {given.changes} changes")
    for head in ("database", "measured", "number", "median", "p99", "most"):
        table.add_column(head)
    slow = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        databases: dict[str, Make] = {"SQLite": partial(make_sqlite, Path(scratch))}
        if given.server:
            databases["PostgreSQL"] = partial(make_postgresql, given.server)
        for name, make in databases.items():
            late, asked = measure_on(make, given.streams, given.changes)
            for what, seconds in (("late by", late), ("a query", asked)):
                top = quantiles(seconds, n=100)[-1]
                shown = [f"{1000 * each:.0f} ms" for each in (median(seconds), top, max(seconds))]
                table.add_row(name, what, f"{len(seconds)}", *shown)
            slow = max(slow, top)
    Console().print(table)
    if slow >= LIMIT:
        raise SystemExit(f"One query in a hundred took {slow:.2f} s.")


if __name__ == "__main__":
    main()
