"""Measures every figure that the engine is held to, and prints them in one table.

`python -m tests.benchmarks.table [--rows N] [--preferences N] [--runs N] [--only ROW ...]
postgres://USER@HOST/postgres` takes long; it makes databases of its own on that server and drops
them. It fails where a goal is missed.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final, TypeAlias

import psycopg
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).resolve().parents[2]
FEW: Final = 100  # below it a rate is shown with one digit behind the point

Pairs: TypeAlias = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is compared: NAME is how one asks for it alone, WHAT measures it, GOAL its ratio.

    A least goal is to be reached, any other not to be passed. UNIT is that of both sides.
    """

    name: str
    title: str
    what: str
    goal: float
    is_least: bool = False
    is_below: bool = False  # the goal itself is too much
    unit: str = "s"

    @property
    def target(self) -> str:
        """Say the goal."""
        return f"{'≥' if self.is_least else '<' if self.is_below else '≤'} {self.goal:g}"

    def is_met(self, pairs: Pairs) -> bool:
        """Tell whether the median of PAIRS is good enough; it is not where there are none."""
        if not pairs:
            return False
        ratio = median(ours / beside for ours, beside in pairs)
        if self.is_least:
            return ratio >= self.goal
        return ratio < self.goal if self.is_below else ratio <= self.goal

    def show(self, value: float) -> str:
        """Show VALUE with its unit, in thousandths where it is small."""
        if self.unit == "s":
            return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.3g} ms"
        return f"{value:,.{0 if value >= FEW else 1}f}{self.unit}"


ROWS: Final = (
    Row(name="new", what="postgresql", goal=3, title="PostgreSQL: state {rows:,}, all new / COPY"),
    Row(
        name="changed",
        what="postgresql",
        goal=5,
        title="PostgreSQL: {rows:,}, all changed / COPY",
    ),
    Row(name="sqlite", what="sqlite", goal=3, title="SQLite: {rows:,}, all new / executemany"),
    Row(name="alone", what="postgresql", goal=5, title="One statement / a bare upsert"),
    Row(
        name="writers",
        what="crowd",
        goal=0.25,
        is_least=True,
        unit="/s",
        title="16 writers on one feature / over 500 (stretch 0.5)",
    ),
    Row(name="read", what="read", goal=1.1, title="Score read at {preferences:,} / at 50,000"),
    Row(
        name="recount",
        what="recount",
        goal=1.3,
        title="Recount of {preferences:,} / two-level GROUP BY",
    ),
    Row(
        name="scoring",
        what="score",
        goal=3,
        is_below=True,
        title="Scoring 2,000 x 42 / reading the cells",
    ),
    Row(
        name="roadmap",
        what="plan",
        goal=10,
        is_below=True,
        title="Roadmap of 40,000 voices x 50 / GROUP BY",
    ),
    Row(name="access", what="admit", goal=1.05, title="Canonical question / without access"),
)


def measure(what: str, options: argparse.Namespace) -> dict[str, Pairs]:
    """Measure WHAT in a process of its own; give the pairs of each row, none where it failed."""
    sizes = [f"--{name}={getattr(options, name)}" for name in ("rows", "preferences", "runs")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.rows", what, options.server, *sizes],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        return {}
    found: dict[str, Pairs] = json.loads(done.stdout.splitlines()[-1])
    return found


def describe(server: str) -> str:
    """Describe this machine and the PostgreSQL SERVER."""
    with psycopg.connect(server) as connection:
        number = connection.info.server_version
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    processor = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} x {processor}, {memory / 1e9:.0f} GB, "
        f"PostgreSQL {number // 10_000}.{number % 10_000}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def lay_out(options: argparse.Namespace) -> Table:
    """Give the table, still without rows."""
    table = Table(
        title=f"Medians of {options.runs} runs", caption=describe(options.server), expand=True
    )
    table.add_column("ours / beside", ratio=1)
    for head in ("ours", "beside", "ratio", "from .. to", "goal", "met"):
        table.add_column(head, justify="right", no_wrap=True)
    return table


def tabulate(row: Row, pairs: Pairs, options: argparse.Namespace) -> list[str]:
    """Give the fields of ROW, of whose PAIRS the sizes stand in OPTIONS."""
    title = row.title.format(**vars(options))
    if not pairs:
        return [title, "", "", "", "", row.target, "FAILED"]
    ratios = [ours / beside for ours, beside in pairs]
    return [
        title,
        row.show(median(ours for ours, _ in pairs)),
        row.show(median(beside for _, beside in pairs)),
        f"{median(ratios):.2f}",
        f"{min(ratios):.2f} .. {max(ratios):.2f}",
        row.target,
        "yes" if row.is_met(pairs) else "NO",
    ]


def main() -> None:
    """Measure as asked for, print the table, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--preferences", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", action="append", choices=[row.name for row in ROWS])
    options = parser.parse_args()
    table = lay_out(options)
    rows = [row for row in ROWS if row.name in (options.only or [row.name])]
    found: dict[str, Pairs] = {}
    for what in dict.fromkeys(row.what for row in rows):
        found |= measure(what, options)
    for row in rows:
        table.add_row(*tabulate(row, found.get(row.name, []), options))
    Console(width=120).print(table)
    if missed := [row.name for row in rows if not row.is_met(found.get(row.name, []))]:
        sys.exit(f"Missed: {', '.join(missed)}.")


if __name__ == "__main__":
    main()
