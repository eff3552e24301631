"""Measures how many answers a second the API gives over HTTP, beside others with the same data.

`python -m tests.benchmarks.answering [--preferences N] [--runs N] [--seconds S] [--only ROW ...]
[--kept NAME] postgres://USER@HOST/postgres` makes a database of its own on that server and drops
it; with `--kept` it stays, and is used again. It fails where a goal is missed.

The canonical question is the top 20 features of a product with score and interval and what each of
42 groups gives to them, 840 lines. Every server has one worker process and, in Python, the same
Granian with the same threads. All run at once, are found to give the same answer, and are then
asked in turns, by one connection and by 16 at once. Each pair of rates is of the same turn.

What asks is a loop over sockets in this process. Its ceiling, what it gets from a server that
answers two bytes, is measured in the same turns and told below the table.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Final, TypeAlias
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from rich.console import Console

from tests.benchmarks import dataset
from tests.benchmarks.asking import fetch, make_request, measure_rate
from tests.benchmarks.competitors import joining
from tests.benchmarks.competitors.hosting import find_command, host
from tests.benchmarks.competitors.questions import CANONICAL, OURS, QUESTIONS
from tests.benchmarks.importing import run
from tests.benchmarks.rows import make_database
from tests.benchmarks.table import Pairs, Row, lay_out, tabulate

SCRATCH: Final = "tutti_answer_benchmark"
CROWDS: Final = (1, 16)
WARM_UP: Final = 0.5  # seconds, at the larger crowd, so that every thread has its connection
UNCHANGED: Final = "unchanged"  # asked again with the tag of an answer that still holds
TRIVIAL: Final = "trivial"


@dataclass(frozen=True, kw_only=True)
class Comparison(Row):
    """OURS and what stands BESIDE it are names of questions."""

    beside: str
    ours: str = "canonical"


def compare(name: str, title: str, goal: float, *, ours: str = "canonical") -> Comparison:
    """Compare OURS with the question NAME of another, which names the row too."""
    return Comparison(
        name=name,
        title=title,
        goal=goal,
        ours=ours,
        beside=name,
        what="answer",
        is_least=True,
        unit="/s",
    )


COMPARISONS: Final = (
    compare("postgraphile", "Canonical / PostGraphile 5", 4),
    compare("strawberry", "Canonical / Strawberry, natural form", 50),
    compare("graphene", "Canonical / graphene-django, natural form", 30),
    compare("joined", "Canonical / one SQL statement that joins", 1.2),
    compare("ready", "Canonical / SQL that joins ready JSON", 0.5),
    compare("strawberry-features", "100 features, products / Strawberry", 5, ours="features"),
    compare(
        "strawberry-preferences", "100 preferences, people / Strawberry", 5, ours="preferences"
    ),
    Comparison(
        name=UNCHANGED,
        title="Unchanged (304) / canonical",
        goal=5,
        ours=UNCHANGED,
        beside="canonical",
        what="answer",
        is_least=True,
        unit="/s",
    ),
)


@dataclass(frozen=True)
class Target:
    """Where a REQUEST goes, and the STATUS of its answers."""

    port: int
    request: bytes
    status: int = 200


Rates: TypeAlias = dict[tuple[str, int], list[float]]  # by question and crowd, run by run


@contextmanager
def open_database(options: argparse.Namespace) -> Iterator[str]:
    """Give the address of a counted database, with what the competitors read in it."""
    address = options.server.rsplit("/", 1)[0] + f"/{options.kept}"
    if options.kept is None:
        with make_database(options.server, SCRATCH) as address:
            dataset.load(address, options.preferences)
            joining.prepare(address)
            yield address
        return
    is_new = _create(options.server, options.kept)
    run(address, "migrate", "--verbosity=0")
    if is_new:
        dataset.load(address, options.preferences)
    joining.prepare(address)
    yield address


def _create(server: str, name: str) -> bool:
    """Create the database NAME on SERVER; tell whether it was missing."""
    with psycopg.connect(server, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return found is None


def find_commands(
    chosen: Sequence[Comparison],
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Give the commands of the servers that CHOSEN need, and why any cannot be started."""
    asked = {QUESTIONS[name].server for row in chosen for name in _list_questions(row)}
    found = {name: find_command(name) for name in sorted(asked | {"tutti", TRIVIAL})}
    commands = {name: each for name, each in found.items() if isinstance(each, tuple)}
    return commands, {name: each for name, each in found.items() if isinstance(each, str)}


def _list_questions(row: Comparison) -> list[str]:
    """List what is asked for ROW; for an answer that still holds, that answer comes first."""
    return ["canonical" if name == UNCHANGED else name for name in (row.ours, row.beside)]


def check(chosen: Sequence[Comparison], ports: Mapping[str, int]) -> dict[str, Target]:
    """Hold all answers equal that CHOSEN compare; give what is to be asked.

    :raises SystemExit: when two answers differ in what they mean.
    """
    targets: dict[str, Target] = {}
    for row in chosen:
        ours, beside = (QUESTIONS[name] for name in _list_questions(row))
        if ours.ask(ports[ours.server]) != beside.ask(ports[beside.server]):
            raise SystemExit(f"{row.name}: the answers differ.")
        for name in _list_questions(row):
            port = ports[QUESTIONS[name].server]
            targets[name] = Target(port, QUESTIONS[name].write(port))
    targets[TRIVIAL] = Target(ports[TRIVIAL], make_request("GET", "/", port=ports[TRIVIAL]))
    return targets


def find_unchanged(port: int) -> Target | None:
    """Ask the canonical question by GET and keep the tag; None where the server gives none."""
    path = f"{OURS}?{urlencode({'query': CANONICAL})}"
    tag = fetch(port, make_request("GET", path, port=port)).headers.get("etag")
    if tag is None:
        return None
    return Target(port, make_request("GET", path, port=port, headers={"If-None-Match": tag}), 304)


def measure(targets: Mapping[str, Target], *, runs: int, seconds: float) -> Rates:
    """Ask all TARGETS in turns, for SECONDS each, RUNS times; each run begins with another."""
    names = list(targets)
    for target in targets.values():
        _rate(target, crowd=max(CROWDS), seconds=WARM_UP)
    rates: Rates = {(name, crowd): [] for name in names for crowd in CROWDS}
    for number in range(runs):
        first = number % len(names)
        for crowd in CROWDS:
            for name in names[first:] + names[:first]:
                rates[name, crowd].append(_rate(targets[name], crowd=crowd, seconds=seconds))
    return rates


def _rate(target: Target, *, crowd: int, seconds: float) -> float:
    return measure_rate(
        target.port, target.request, crowd=crowd, seconds=seconds, status=target.status
    )


def measure_all(options: argparse.Namespace, chosen: list[Comparison]) -> tuple[Rates, list[str]]:
    """Measure what is CHOSEN; give the rates, and why rows are missing from them."""
    commands, missing = find_commands(chosen)
    left_out = [f"{row.name}: {missing[row.name]}" for row in chosen if row.name in missing]
    chosen = [row for row in chosen if row.name not in missing]
    with open_database(options) as address, host(commands, address, options.port) as found:
        ports = dict(zip(commands, found, strict=True))
        targets = check(chosen, ports)
        if UNCHANGED in [row.name for row in chosen]:
            unchanged = find_unchanged(ports["tutti"])
            if unchanged:
                targets[UNCHANGED] = unchanged
            else:
                left_out.append(f"{UNCHANGED}: the server gives no ETag")
        return measure(targets, runs=options.runs, seconds=options.seconds), left_out


def pair(rates: Rates, row: Comparison, crowd: int) -> Pairs:
    """Pair what was measured for ROW in the same run; nothing where it was left out."""
    ours, beside = ((name, crowd) for name in (row.ours, row.beside))
    return list(zip(rates.get(ours, []), rates.get(beside, []), strict=False))


def show(options: argparse.Namespace, chosen: list[Comparison]) -> list[str]:
    """Measure and print the table; give what was missed."""
    rates, left_out = measure_all(options, chosen)
    table, missed = lay_out(options), list[str]()
    without = {reason.split(":")[0] for reason in left_out}
    for row in chosen:
        for crowd in CROWDS:
            pairs = pair(rates, row, crowd)
            fields = tabulate(row, pairs, options)
            if row.name in without:
                fields[-1] = "skipped"
            elif not row.is_met(pairs):
                missed.append(f"{row.name} by {crowd}")
            table.add_row(f"{fields[0]}, by {crowd}", *fields[1:])
    ceilings = [f"{median(rates[TRIVIAL, crowd]):,.0f}/s by {crowd}" for crowd in CROWDS]
    console = Console(width=120)
    console.print(table, f"An answer of two bytes: {', '.join(ceilings)}.", *left_out, sep="\n")
    # Where everything should be installed, a row that is left out is a row that failed.
    return missed + (left_out if os.environ.get("CI") else [])


def main() -> None:
    """Measure as asked for, and fail where a goal is missed."""
    names = [row.name for row in COMPARISONS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--preferences", type=int, default=dataset.MOST)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--only", action="append", choices=names)
    parser.add_argument("--kept", metavar="NAME", help="a database that stays")
    parser.add_argument("--port", type=int, default=8108, help="the first of eight")
    options = parser.parse_args()
    chosen = [row for row in COMPARISONS if row.name in (options.only or names)]
    if missed := show(options, chosen):
        sys.exit(f"Missed: {', '.join(missed)}.")


if __name__ == "__main__":
    main()
