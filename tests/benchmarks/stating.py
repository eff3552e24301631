"""Measures how fast preferences are stated, beside a bare write of the same rows.

`python -m tests.benchmarks.stating [--rows N] [--runs N] [POSTGRESQL_ADDRESS]` states many new
preferences in a fresh database, then all of them otherwise, then some alone, and verifies all by a
recount. SQLite is always measured; PostgreSQL where the address of a server is given.
"""

import argparse
import json
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, TypeAlias

from rich.console import Console
from rich.table import Table

from tests.benchmarks.importing import Make, make_postgresql, make_sqlite, run

# The seconds of the door and of the bare write, by database and what was measured.
Found: TypeAlias = dict[tuple[str, str], list[tuple[float, float]]]

TITLES: Final = {
    "new": "all new",
    "changed": "all changed",
    "alone": "one alone",
}


def measure(address: str, scratch: Path, rows: int) -> dict[str, list[tuple[float, float]]]:
    """State ROWS preferences in the fresh database at ADDRESS and verify them."""
    told = scratch / "seconds.json"
    speech = f"from tests.benchmarks.speaking import speak; speak({rows}, {str(told)!r})"
    run(address, "migrate", "--verbosity=0")
    run(address, "shell", "--no-imports", "-c", speech)
    run(address, "verify_alignment")
    found: dict[str, list[tuple[float, float]]] = json.loads(told.read_text(encoding="utf-8"))
    return found


def measure_all(scratch: Path, server: str | None, *, rows: int, runs: int) -> Found:
    """State ROWS preferences in each database in turn, RUNS times."""
    databases: dict[str, Make] = {"SQLite": partial(make_sqlite, scratch)}
    if server:
        databases["PostgreSQL"] = partial(make_postgresql, server)
    found: Found = {}
    for name, make in list(databases.items()) * runs:
        with make() as address:
            for what, seconds in measure(address, scratch, rows).items():
                found.setdefault((name, what), []).extend(seconds)
    return found


def tabulate(rows: int, runs: int, found: Found) -> Table:
    """Lay out what was FOUND: medians, and the least and most of the ratios."""
    table = Table(title=f"{rows:,} preferences, median of {runs} runs")
    for head in ("database", "stated", "door", "a second", "bare", "ratio", "from .. to"):
        table.add_column(head, justify="left" if head in {"database", "stated"} else "right")
    for (database, what), seconds in found.items():
        door = median(one for one, _ in seconds)
        ratios = [one / bare for one, bare in seconds]
        table.add_row(
            database,
            TITLES[what],
            _show(door),
            f"{(1 if what == 'alone' else rows) / door:,.0f}",
            _show(median(bare for _, bare in seconds)),
            f"{median(ratios):.1f}",
            f"{min(ratios):.1f} .. {max(ratios):.1f}",
        )
    return table


def _show(seconds: float) -> str:
    """Show SECONDS, in thousandths where there are few."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


def main() -> None:
    """Measure as asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", nargs="?", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure_all(Path(scratch), options.server, rows=options.rows, runs=options.runs)
    Console(width=100).print(tabulate(options.rows, options.runs, found))


if __name__ == "__main__":
    main()
