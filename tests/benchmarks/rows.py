"""Measures what the rows of the speed table compare.

`python -m tests.benchmarks.rows WHAT POSTGRESQL_ADDRESS` measures one thing and writes, as JSON
on the last line, for each row the pairs of what is ours and what stands beside: seconds, or rates.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import psycopg

from tests.benchmarks import dataset, stating, writers
from tests.benchmarks.importing import make_sqlite, run

SCRATCH: Final = "tutti_table_benchmark"
FEW: Final = 50_000  # preferences of the small set that the large one is read beside
ENOUGH: Final = 1_000_000  # preferences, for nearly every feature and group to have a cell
MANY: Final = 200_000  # for the twenty best features to be heard in every group
CROWD_SECONDS: Final = 10.0

Pairs: TypeAlias = list[tuple[float, float]]
Found: TypeAlias = dict[str, Pairs]


@contextmanager
def make_database(server: str, name: str = SCRATCH) -> Iterator[str]:
    """Give the address of a fresh, migrated database NAME on SERVER."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        address = server.rsplit("/", 1)[0] + f"/{name}"
        try:
            run(address, "migrate", "--verbosity=0")
            yield address
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def ask(address: str, module: str, call: str) -> Any:  # noqa: ANN401 -- whatever its JSON holds
    """Give what CALL gives, in a process of its own that knows MODULE and has Django's tables."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "answer.json")
        lines = (
            "import json",
            "from pathlib import Path",
            f"from tests.benchmarks import {module}",
            f"Path({str(path)!r}).write_text(json.dumps({module}.{call}), encoding='utf-8')",
        )
        run(address, "shell", "--no-imports", "-c", "\n".join(lines))
        return json.loads(path.read_text(encoding="utf-8"))


def state_in_postgresql(options: argparse.Namespace) -> Found:
    """State many preferences, all of them otherwise, and some alone, beside bare writes."""
    found: Found = {}
    for _ in range(options.runs):
        with make_database(options.server) as address, tempfile.TemporaryDirectory() as scratch:
            for what, pairs in _state(address, Path(scratch), options.rows).items():
                found.setdefault(what, []).extend(pairs)
    return found


def state_in_sqlite(options: argparse.Namespace) -> Found:
    """State many preferences, beside an executemany of the same rows."""
    found: Pairs = []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as scratch, make_sqlite(Path(scratch)) as address:
            found += _state(address, Path(scratch), options.rows)["new"]
    return {"sqlite": found}


def _state(address: str, scratch: Path, rows: int) -> Found:
    return {what: list(pairs) for what, pairs in stating.measure(address, scratch, rows).items()}


def crowd(options: argparse.Namespace) -> Found:
    """Let sixteen writers state about one feature, and about 500.

    :raises SystemExit: when something that was acknowledged does not stand.
    """
    rates = writers.measure_crowd(options.server, runs=options.runs, seconds=CROWD_SECONDS)
    if faults := [fault for one in rates for fault in one.faults]:
        raise SystemExit("\n".join(faults[:20]))
    return {"writers": [(one.hot, one.spread) for one in rates]}


def read(options: argparse.Namespace) -> Found:
    """Read scores from a large set of preferences and from a small one, in turn."""
    with (
        make_database(options.server, f"{SCRATCH}_large") as large,
        make_database(options.server, f"{SCRATCH}_small") as small,
    ):
        dataset.load(large, options.preferences)
        dataset.load(small, FEW)
        return {
            "read": [
                (ask(large, "reading", "measure()"), ask(small, "reading", "measure()"))
                for _ in range(options.runs)
            ]
        }


def plan(options: argparse.Namespace) -> Found:
    """Draw a roadmap, beside a GROUP BY over the same preferences."""
    with make_database(options.server) as address:
        ask(address, "planning", "seed()")
        pairs = ask(address, "planning", f"measure({options.runs})")
        return {"roadmap": pairs}


def recount(options: argparse.Namespace) -> Found:
    """Count a large set anew, beside a GROUP BY on two levels."""
    with make_database(options.server) as address:
        dataset.load(address, options.preferences)
        return {"recount": ask(address, "recounting", f"measure({options.runs})")}


def score(options: argparse.Namespace) -> Found:
    """Score the features of a set, beside reading their cells."""
    with make_database(options.server) as address:
        dataset.load(address, min(options.preferences, ENOUGH))
        return {"scoring": ask(address, "scoring", f"measure({options.runs})")}


def admit(options: argparse.Namespace) -> Found:
    """Ask the canonical question, beside the same without any question of access."""
    with make_database(options.server) as address:
        dataset.load(address, min(options.preferences, MANY))
        return {"access": ask(address, "admitting", f"measure({options.runs})")}


MEASURES: Final[Mapping[str, Callable[[argparse.Namespace], Found]]] = {
    "postgresql": state_in_postgresql,
    "sqlite": state_in_sqlite,
    "crowd": crowd,
    "read": read,
    "recount": recount,
    "score": score,
    "plan": plan,
    "admit": admit,
}


def main() -> None:
    """Measure what is asked for and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=MEASURES)
    parser.add_argument("server", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--preferences", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    found = MEASURES[options.what](options)
    # The commands that ran before have told what they did.
    sys.stdout.write("\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
