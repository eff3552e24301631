"""Measures how fast a preference file is imported, beside a plain insert of the same rows.

`python -m tests.benchmarks.importing [--rows N] [--runs N] [POSTGRESQL_ADDRESS]` makes a file,
imports it into fresh databases, verifies each by a recount, and prints a table. SQLite is always
measured; PostgreSQL where the address of a server is given on which databases may be made.
"""

import argparse
import csv
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from resource import struct_rusage
from statistics import median
from typing import Final, TypeAlias

import psycopg
from rich.console import Console
from rich.table import Table

from tests.benchmarks.unwatched import unwatched

ROOT: Final = Path(__file__).resolve().parents[2]
SCRATCH: Final = "tutti_import_benchmark"
TABLE: Final = "stakeholders_preference"
TEAMS, SEGMENTS, ACCOUNTS, PEOPLE, FEATURES = 8, 6, 200, 2_000, 60
INSIDE: Final = 1_200  # of the people; the others speak through accounts
STANCES: Final = ("strongly oppose", "oppose", "neutral", "support", "strongly support")
IMPORTANCES: Final = ("nice to have", "important", "critical")
HEADER: Final = (
    "feature",
    "feature_name",
    "stakeholder",
    "stakeholder_name",
    "email",
    "team",
    "account",
    "segment",
    "weight",
    "stance",
    "importance",
    "willingness_to_pay",
    "reason",
    "stated_at",
)


Insert: TypeAlias = Callable[[str], float]
Make: TypeAlias = Callable[[], AbstractContextManager[str]]


@dataclass(frozen=True)
class Measurement:
    """One import: its seconds, those of a processor, those of the plain insert, peak memory."""

    seconds: float
    cpu_seconds: float
    plain_seconds: float
    peak_bytes: int


def generate(rows: int, seed: int = 1) -> Iterator[tuple[object, ...]]:
    """Give ROWS preferences, at most one for each of 2,000 people and 60 features."""
    chance = random.Random(seed)  # noqa: S311 -- a benchmark needs the same numbers each time
    worth = [round(chance.lognormvariate(9, 1), 2) for _ in range(ACCOUNTS)]
    for pair in chance.sample(range(PEOPLE * FEATURES), rows):
        person, feature = divmod(pair, FEATURES)
        account = person % ACCOUNTS
        is_inside = person < INSIDE
        yield (
            f"feature-{feature}",
            f"Feature {feature}",
            f"p{person}",
            f"Person {person}",
            f"p{person}@people.example",
            f"team-{person % TEAMS}" if is_inside else "",
            "" if is_inside else f"account-{account}",
            "" if is_inside else f"segment-{account % SEGMENTS}",
            1 if is_inside else worth[account],
            chance.choices(STANCES, (1, 2, 3, 4, 3))[0],
            chance.choice(IMPORTANCES),
            chance.randrange(100) if chance.random() < 0.2 else "",
            f"It would spare us half an hour in week {chance.randrange(52)}.",
            f"2026-{chance.randrange(1, 10):02}-{chance.randrange(1, 28):02}",
        )


def write_file(path: Path, rows: int) -> None:
    """Write ROWS preferences to the file at PATH."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(generate(rows))


def run(address: str, *arguments: str) -> tuple[float, struct_rusage]:
    """Run manage.py with ARGUMENTS on the database at ADDRESS; give seconds and what it used."""
    environment = os.environ | {"DATABASE_URL": address, "SECRET_KEY": "benchmark-" * 6}
    environment.pop("DEBUG", None)
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{arguments[0]} failed on {address}.")
    return time.perf_counter() - started, usage


def measure(address: str, file: Path, insert_plainly: Insert) -> Measurement:
    """Import FILE into the fresh database at ADDRESS, verify it, and insert its rows plainly."""
    run(address, "migrate", "--verbosity=0")
    seconds, usage = run(address, "import_file", "csv", str(file), "--product=benchmark")
    run(address, "verify_alignment")
    return Measurement(
        seconds,
        usage.ru_utime + usage.ru_stime,
        insert_plainly(address),
        usage.ru_maxrss * 1024,
    )


@contextmanager
def make_sqlite(directory: Path) -> Iterator[str]:
    """Give the address of a fresh SQLite database in DIRECTORY."""
    path = directory / "benchmark.sqlite3"
    yield f"sqlite:///{path}"
    for part in directory.glob("benchmark.sqlite3*"):
        part.unlink()


@contextmanager
def make_postgresql(server: str) -> Iterator[str]:
    """Give the address of a fresh database on the PostgreSQL SERVER."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        connection.execute(f"CREATE DATABASE {SCRATCH}")
        yield server.rsplit("/", 1)[0] + f"/{SCRATCH}"
        connection.execute(f"DROP DATABASE {SCRATCH}")


def insert_into_sqlite(address: str) -> float:
    """Take the preferences out and put them back by executemany; give the seconds of the latter."""
    connection = sqlite3.connect(address.removeprefix("sqlite:///"))
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    rows = connection.execute(f"SELECT * FROM {TABLE}").fetchall()  # noqa: S608 -- a constant
    with unwatched(connection):
        connection.execute(f"DELETE FROM {TABLE}")  # noqa: S608 -- a constant
        connection.commit()
        marks = ", ".join("?" * len(rows[0]))
        started = time.perf_counter()
        connection.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", rows)  # noqa: S608 -- a constant
        connection.commit()
        seconds = time.perf_counter() - started
    connection.close()
    return seconds


def insert_into_postgresql(address: str) -> float:
    """Take the preferences out and put them back by COPY; give the seconds of the latter."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(f"SELECT * FROM {TABLE}").fetchall()  # noqa: S608 -- a constant
        for event in ("insert", "delete"):  # a plain insert writes no audit log
            connection.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER access_audit_{TABLE}_{event}")
        connection.execute(f"DELETE FROM {TABLE}")  # noqa: S608 -- a constant
        connection.commit()
        started = time.perf_counter()
        with connection.cursor().copy(f"COPY {TABLE} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        return time.perf_counter() - started


def tabulate(rows: int, found: dict[str, list[Measurement]]) -> Table:
    """Lay out what was FOUND for each database: medians, and the least and most of the times."""
    table = Table(title=f"{rows:,} preferences, median of {len(next(iter(found.values())))} runs")
    for head in (
        "database",
        "import",
        "a second",
        "from .. to",
        "CPU",
        "plain insert",
        "ratio",
        "memory",
    ):
        table.add_column(head, justify="left" if head == "database" else "right")
    for database, runs in found.items():
        seconds = [one.seconds for one in runs]
        middle = median(seconds)
        table.add_row(
            database,
            f"{middle:.1f} s",
            f"{rows / middle:,.0f}",
            f"{min(seconds):.1f} .. {max(seconds):.1f} s",
            f"{median(one.cpu_seconds for one in runs):.1f} s",
            f"{median(one.plain_seconds for one in runs):.2f} s",
            f"{median(one.seconds / one.plain_seconds for one in runs):.1f}",
            f"{max(one.peak_bytes for one in runs) / 1e6:.0f} MB",
        )
    return table


def measure_all(
    directory: Path, server: str | None, *, rows: int, runs: int
) -> dict[str, list[Measurement]]:
    """Import ROWS into each database in turn, RUNS times; all files are kept in DIRECTORY."""
    file = directory / "preferences.csv"
    write_file(file, rows)
    databases: dict[str, tuple[Make, Insert]] = {
        "SQLite": (partial(make_sqlite, directory), insert_into_sqlite)
    }
    if server:
        databases["PostgreSQL"] = (partial(make_postgresql, server), insert_into_postgresql)
    found: dict[str, list[Measurement]] = {name: [] for name in databases}
    for name, (make, insert) in list(databases.items()) * runs:
        with make() as address:
            found[name].append(measure(address, file, insert))
    return found


def main() -> None:
    """Measure as asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", nargs="?", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure_all(Path(scratch), options.server, rows=options.rows, runs=options.runs)
    Console(width=100).print(tabulate(options.rows, found))


if __name__ == "__main__":
    main()
