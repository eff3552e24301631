"""Measures every page of the admin with few preferences and with many, for two kinds of people.

`python -m tests.benchmarks.curating [--few N] [--preferences N] [--runs N]
postgres://USER@HOST/postgres` makes databases of its own on that server and drops them. It prints
the pages that slow down most, and fails where one asks as many queries, or slows down as much, as
it must not.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final, TypeAlias

import psycopg
from rich.console import Console
from rich.table import Table

from tests.benchmarks import dataset
from tests.benchmarks.rows import ask, make_database

FEW, MANY, RUNS = 1_000, 1_000_000, 5
MOST_QUERIES: Final = 20  # a page asks fewer, but for one that lists what would be deleted
MOST_RATIO: Final = 10.0  # a page takes less than so many times as long
SHOWN: Final = 25  # pages, those that slow down most; the others are summed up
OK: Final = 200
UTTERED: Final = (
    "stance, importance, willingness_to_pay, reason, source, stated_at, entered_by, heard_at, "
    "heard_in, stakeholder_id, feature_id"
)
# What the set of `dataset.py` leaves out and lists are long by: a history, and some evidence.
HISTORY: Final = (
    f"INSERT INTO stakeholders_preferenceevent (public_id, created_at, kind, actor, {UTTERED})"  # noqa: S608 -- constants
    f" SELECT gen_random_uuid(), stated_at, 'STATED', 'survey', {UTTERED}"
    " FROM stakeholders_preference ORDER BY stated_at"
)
EVIDENCE: Final = (
    "INSERT INTO stakeholders_evidence (public_id, created_at, updated_at, preference_id, quote,"
    " url) SELECT gen_random_uuid(), created_at, created_at, id, 'It would spare us an hour.', ''"
    " FROM stakeholders_preference WHERE id % 5 = 0"
)

Measured: TypeAlias = Mapping[str, tuple[int, int, float]]  # code, queries, seconds, by page


@dataclass(frozen=True, slots=True)
class Page:
    """How one page answers with few preferences and with many."""

    name: str
    queries: int
    few: float
    many: float

    @property
    def ratio(self) -> float:
        """Tell how much longer it takes with many."""
        return self.many / self.few

    @property
    def is_good(self) -> bool:
        """Tell whether it is within its bounds."""
        is_brief = self.queries < MOST_QUERIES or self.name.endswith(": delete")
        return is_brief and self.ratio < MOST_RATIO


def add_more(address: str) -> None:
    """Add a history and evidence to the set in the database at ADDRESS."""
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("SET session_replication_role = replica")
        for sql in (HISTORY, EVIDENCE):
            link.execute(sql)
        link.execute("VACUUM ANALYZE")


def collect(server: str, preferences: int, runs: int) -> Measured:
    """Measure all pages with so many PREFERENCES in a database on SERVER."""
    with make_database(server, f"tutti_curating_{preferences}_benchmark") as address:
        dataset.load(address, preferences)
        add_more(address)
        found: Measured = ask(address, "walking", f"walk({runs})")
        return found


def pair(few: Measured, many: Measured) -> list[Page]:
    """Put side by side what was measured with FEW preferences and with MANY, slowest first."""
    both = [name for name in few if few[name][0] == many.get(name, (0,))[0] == OK]
    pages = [
        Page(name, max(few[name][1], many[name][1]), few[name][2], many[name][2]) for name in both
    ]
    return sorted(pages, key=lambda page: -page.ratio)


def tabulate(pages: list[Page], options: argparse.Namespace) -> Table:
    """Show the PAGES that slow down most, and the medians of all."""
    table = Table(title=f"{len(pages)} pages, medians of {options.runs}")
    for head in ("page", "queries", f"at {options.few:,}", f"at {options.preferences:,}", "ratio"):
        table.add_column(head, justify="left" if head == "page" else "right", no_wrap=True)
    for page in pages[:SHOWN]:
        times = (f"{1000 * seconds:.0f} ms" for seconds in (page.few, page.many))
        table.add_row(page.name, str(page.queries), *times, f"{page.ratio:.2f}")
    most = max(page.queries for page in pages)
    few, many = (
        1000 * median(times) for times in zip(*((p.few, p.many) for p in pages), strict=True)
    )
    middle = median(page.ratio for page in pages)
    table.add_row(
        "median of all (most queries)",
        str(most),
        f"{few:.0f} ms",
        f"{many:.0f} ms",
        f"{middle:.2f}",
    )
    return table


def main() -> None:
    """Measure as asked for, print the table, and fail where a page is out of its bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", help="such as postgres://USER@HOST/postgres")
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--preferences", type=int, default=MANY)
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    os.environ["REQUIRE_MFA"] = "false"  # those who walk have no phone
    few = collect(options.server, options.few, options.runs)
    many = collect(options.server, options.preferences, options.runs)
    pages = pair(few, many)
    if not pages:
        sys.exit("No page was answered.")
    Console(width=120).print(tabulate(pages, options))
    if missed := [page.name for page in pages if not page.is_good]:
        sys.exit(f"Missed: {', '.join(missed)}.")


if __name__ == "__main__":
    main()
