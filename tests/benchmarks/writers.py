"""Measures sixteen writers at once on PostgreSQL, each a process of its own, and a reader beside.

`python -m tests.benchmarks.writers [--runs N] [--seconds S] [--load N] postgres://USER@HOST/postgres`
lets them state single preferences about one feature, then about 500, then mix single statements,
bulk ones of 200, withdrawals and people who move; whatever was acknowledged must stand, the cells
equal a recount, and no deadlock occur. Then one bulk load runs beside a reader of the top.
"""

import argparse
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).resolve().parents[2]
SCRATCH: Final = "tutti_writers_benchmark"
SEEDED: Final = f"{SCRATCH}_seeded"
WRITERS: Final = 16
WARM_UP: Final = 1.0  # seconds of each kind of work before it is measured
GLANCE: Final = 0.005  # seconds between two looks at the reader's locks
START: Final = "import django; django.setup(); from tests.benchmarks.writing import main; main()"


class Child:
    """A process of `writing.py` on the database at ADDRESS."""

    def __init__(self, address: str, *arguments: object) -> None:
        """Start it; what it writes to the error stream is shown."""
        environment = os.environ | {
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "SECRET_KEY": "benchmark-" * 6,
        }
        environment.pop("DEBUG", None)
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def listen(self) -> str:
        """Wait for the next line that it says."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A process of the benchmark failed; its error stands above.")
        return line.strip()

    def has_answered(self) -> bool:
        """Wait a moment, and tell whether it has said something."""
        assert self.process.stdout
        return bool(select.select([self.process.stdout], [], [], GLANCE)[0])

    def order(self, what: str) -> None:
        """Tell it what to do."""
        assert self.process.stdin
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()

    def ask(self, what: str) -> Any:  # noqa: ANN401 -- whatever its JSON holds
        """Tell it what to do, and give what it answers."""
        self.order(what)
        return json.loads(self.listen())

    def end(self) -> None:
        """Let it end by itself; one that still works after half a minute is killed."""
        with suppress(BrokenPipeError):
            self.process.communicate(timeout=30)


@contextmanager
def start(address: str, *arguments: object) -> Iterator[Child]:
    """Give a process of `writing.py`, and end it behind."""
    child = Child(address, *arguments)
    try:
        yield child
    finally:
        child.end()


@contextmanager
def make_seeded(server: str) -> Iterator[str]:
    """Make, on SERVER, the database that each run begins with; give the address of a copy."""
    base = server.rsplit("/", 1)[0]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in (SCRATCH, SEEDED):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {SEEDED}")
        environment = os.environ | {"DATABASE_URL": f"{base}/{SEEDED}", "DEBUG": "1"}
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
        subprocess.run(migrate, env=environment, check=True)
        with start(f"{base}/{SEEDED}", "seed"):
            pass
        yield f"{base}/{SCRATCH}"
        for name in (SCRATCH, SEEDED):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def renew(server: str) -> None:
    """Put a fresh copy of the seeded database in place of what the last run left."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {SCRATCH} TEMPLATE {SEEDED}")


@dataclass(frozen=True)
class Rates:
    """Statements a second of all writers together, and each thing that did not hold."""

    hot: float
    spread: float
    mixed: float
    faults: Sequence[str]


@dataclass(frozen=True)
class Reading:
    """The reader's median seconds ALONE and BESIDE a bulk load, and how often it was seen to WAIT.

    LOAD is the seconds of the bulk load.
    """

    alone: float
    beside: float
    waits: int
    glances: int
    load: float


def measure_rates(server: str, address: str, seconds: float) -> Rates:
    """Let all writers work at ADDRESS on SERVER for SECONDS at each kind of work; check it all."""
    renew(server)
    with ExitStack() as stack:
        crew = [stack.enter_context(start(address, "write", n)) for n in range(WRITERS)]
        for child in crew:
            child.listen()
        rates = {name: work(crew, name, seconds) for name in ("hot", "spread", "mixed")}
        told = [child.ask("tell") for child in crew]
    with start(address, "check") as checker:
        checker.listen()
        faults = [*checker.ask(json.dumps(told)), *find_deadlocks(address)]
    return Rates(**rates, faults=faults)


def work(crew: Sequence[Child], name: str, seconds: float) -> float:
    """Let CREW do what NAME says for SECONDS, all at once; give their rate together."""
    rate = 0.0
    for duration in (WARM_UP, seconds):
        for child in crew:
            child.order(f"{name} {duration}")
        rate = sum(float(child.listen()) for child in crew)
    return rate


def find_deadlocks(address: str) -> Iterator[str]:
    """Yield a line if the server counts deadlocks in the database at ADDRESS."""
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    if found and found[0]:
        yield f"{found[0]} deadlocks"


def measure_reading(server: str, address: str, *, number: int, seconds: float) -> Reading:
    """Read the top for SECONDS, then beside a load of NUMBER statements."""
    renew(server)
    with start(address, "load", number // 10) as first:
        first.listen()
        first.ask("load")  # so that there is a top to be read
    with start(address, "read") as reader, start(address, "load", number) as loader:
        backend = int(reader.listen())
        reader.listen()
        loader.listen()
        time.sleep(seconds)
        loader.order("load")
        waits = look(address, backend, loader)
        began, ended = json.loads(loader.listen())
        readings = reader.ask("stop")
    alone = [spent for at, spent, _ in readings if at + spent < began]
    beside = [spent for at, spent, _ in readings if began < at and at + spent < ended]
    return Reading(median(alone), median(beside), sum(waits), len(waits), ended - began)


def look(address: str, backend: int, loader: Child) -> list[bool]:
    """Look, until LOADER answers, whether the server's process BACKEND waits for a lock."""
    seen: list[bool] = []
    with psycopg.connect(address, autocommit=True) as connection:
        while not loader.has_answered():
            found = connection.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", [backend]
            ).fetchone()
            seen.append(bool(found and found[0]))
    return seen


def measure_crowd(server: str, *, runs: int, seconds: float) -> list[Rates]:
    """Measure what all writers do on SERVER, RUNS times."""
    with make_seeded(server) as address:
        return [measure_rates(server, address, seconds) for _ in range(runs)]


def measure_reader(server: str, *, runs: int, seconds: float, number: int) -> list[Reading]:
    """Measure a reader beside a load of NUMBER statements on SERVER, RUNS times."""
    with make_seeded(server) as address:
        return [
            measure_reading(server, address, number=number, seconds=seconds) for _ in range(runs)
        ]


def tabulate_crowd(found: Sequence[Rates]) -> Table:
    """Lay out what was FOUND of the writers: medians, and the least and most of the ratio."""
    ratios = [one.hot / one.spread for one in found]
    table = Table(title=f"{WRITERS} writers at once, median of {len(found)} runs")
    for head in ("one feature", "500 features", "ratio", "from .. to", "mixed", "faults"):
        table.add_column(head, justify="right")
    table.add_row(
        f"{median(one.hot for one in found):,.0f}/s",
        f"{median(one.spread for one in found):,.0f}/s",
        f"{median(ratios):.2f}",
        f"{min(ratios):.2f} .. {max(ratios):.2f}",
        f"{median(one.mixed for one in found):,.0f}/s",
        str(sum(len(one.faults) for one in found)),
    )
    return table


def tabulate_reader(number: int, found: Sequence[Reading]) -> Table:
    """Lay out what was FOUND of the reader beside a load of NUMBER statements: medians."""
    table = Table(title=f"A reader beside a load of {number:,}, median of {len(found)} runs")
    for head in ("alone", "beside", "ratio", "load", "seen to wait"):
        table.add_column(head, justify="right")
    table.add_row(
        f"{1000 * median(one.alone for one in found):.1f} ms",
        f"{1000 * median(one.beside for one in found):.1f} ms",
        f"{median(one.beside / one.alone for one in found):.2f}",
        f"{median(one.load for one in found):.1f} s",
        f"{sum(one.waits for one in found)} of {sum(one.glances for one in found):,} looks",
    )
    return table


def main() -> None:
    """Measure as asked for, print the tables, and fail where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--load", type=int, default=200_000)
    options = parser.parse_args()
    crowd = measure_crowd(options.server, runs=options.runs, seconds=options.seconds)
    reader = measure_reader(
        options.server, runs=options.runs, seconds=options.seconds, number=options.load
    )
    console = Console(width=100)
    console.print(tabulate_crowd(crowd), tabulate_reader(options.load, reader))
    faults = [fault for one in crowd for fault in one.faults]
    waits = sum(one.waits for one in reader)
    if faults or waits:
        sys.exit("\n".join([f"The reader waited {waits} times.", *faults[:20]]))


if __name__ == "__main__":
    main()
