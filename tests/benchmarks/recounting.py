"""Measures a full recount by the database and by DuckDB, beside a plain GROUP BY of the same rows.

`python -m tests.benchmarks.recounting [--preferences N] [--runs N] [--keep] ADDRESS` loads the set
of `dataset.py` into the empty, migrated database at ADDRESS, unless `--keep` says that it is there,
takes an extract, counts in turn by each way, and prints a table. All have to give the same cells.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

import django
from rich.console import Console
from rich.table import Table

from tests.benchmarks import dataset

PARSER = argparse.ArgumentParser(description=__doc__)
PARSER.add_argument("address", help="such as postgres://USER@HOST/NAME")
PARSER.add_argument("--preferences", type=int, default=dataset.MOST)
PARSER.add_argument("--runs", type=int, default=5)
PARSER.add_argument("--keep", action="store_true", help="the database holds the set already")

if __name__ == "__main__":
    OPTIONS: Final = PARSER.parse_args()
    os.environ |= {"DATABASE_URL": OPTIONS.address, "SECRET_KEY": "benchmark-" * 6}
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()

from django.db import connection, transaction  # noqa: E402 -- Django is set up first

from products.models import Feature  # noqa: E402 -- Django is set up first
from stakeholders.counting import Sums  # noqa: E402 -- Django is set up first
from stakeholders.engines import open_duckdb  # noqa: E402 -- Django is set up first
from stakeholders.extracts import extract  # noqa: E402 -- Django is set up first
from stakeholders.recounting import EASE, recount, settle  # noqa: E402 -- Django is set up first

STANCES: Final = range(-2, 3)
# The same fourteen sums at the same two levels, with nothing weighed and nothing rounded.
PLAIN: Final = f"""
SELECT feature_id, group_id,
    {", ".join(f"SUM(mass{place})" for place in range(5))}, SUM(m), SUM(m * m), COUNT(*),
    {", ".join(f"SUM(count{place})" for place in range(5))}, SUM(weight)
FROM (
    SELECT p.feature_id, COALESCE(s.team_id, a.segment_id) AS group_id,
        COALESCE(-s.account_id, s.id) AS voice,
        {", ".join(f"SUM(importance) FILTER (WHERE stance = {s}) AS mass{s + 2}" for s in STANCES)},
        {", ".join(f"COUNT(*) FILTER (WHERE stance = {s}) AS count{s + 2}" for s in STANCES)},
        SUM(importance) AS m, MAX(COALESCE(a.annual_value, s.weight)) AS weight
    FROM stakeholders_preference p
    JOIN stakeholders_stakeholder s ON s.id = p.stakeholder_id
    LEFT JOIN stakeholders_account a ON a.id = s.account_id
    GROUP BY p.feature_id, COALESCE(s.team_id, a.segment_id), COALESCE(-s.account_id, s.id)
) AS voice
GROUP BY feature_id, group_id
"""  # noqa: S608 -- constants

Way = Callable[[], Sums | None]


def count_plainly() -> None:
    """Group and add, under the settings that a recount has."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(EASE)
        cursor.execute(PLAIN)
        cursor.fetchall()


def count_inside(features: list[int]) -> Sums:
    """Recount FEATURES in the database."""
    with transaction.atomic():
        return recount(features)


def count_by_duckdb(directory: Path, whole: str) -> Sums:
    """Count the extract in DIRECTORY, in the type WHOLE."""
    with open_duckdb() as duck:
        return duck.count(directory, whole=whole)


def compare(first: Sums, second: Sums) -> None:
    """Stop where two counts differ."""
    if first.keys() != second.keys() or any((first[k] != second[k]).any() for k in first):
        raise SystemExit("The counts differ.")


def clock(way: Way, seconds: list[float]) -> Sums | None:
    """Count by WAY and note its SECONDS."""
    started = time.perf_counter()
    found = way()
    seconds.append(time.perf_counter() - started)
    return found


def measure_all(directory: Path, runs: int) -> dict[str, list[float]]:
    """Count all there is by each way, RUNS times in turn; the extract goes into DIRECTORY."""
    features = list(Feature.objects.values_list("pk", flat=True))
    whole = settle(features)
    found: dict[str, list[float]] = {"plain GROUP BY": [], "database": [], "extract": []}
    found["DuckDB"] = []
    for _ in range(runs):
        clock(count_plainly, found["plain GROUP BY"])
        inside = clock(lambda: count_inside(features), found["database"])
        clock(lambda: extract(directory, features), found["extract"])
        outside = clock(lambda: count_by_duckdb(directory, whole), found["DuckDB"])
        compare(inside or {}, outside or {})
    return found


def measure(runs: int) -> list[tuple[float, float]]:
    """Give, RUNS times, the seconds of a recount by the database and of the plain GROUP BY."""
    with tempfile.TemporaryDirectory() as scratch:
        found = measure_all(Path(scratch), runs)
    return list(zip(found["database"], found["plain GROUP BY"], strict=True))


def tabulate(found: dict[str, list[float]], preferences: int) -> Table:
    """Lay out what was FOUND: medians, the least and the most, and ratios to the plain one."""
    plain = found["plain GROUP BY"]
    table = Table(title=f"{preferences:,} preferences, median of {len(plain)} runs")
    for head in ("count", "seconds", "from .. to", "ratio"):
        table.add_column(head, justify="left" if head == "count" else "right")
    for name, seconds in found.items():
        ratio = median(one / other for one, other in zip(seconds, plain, strict=True))
        span = f"{min(seconds):.1f} .. {max(seconds):.1f}"
        table.add_row(name, f"{median(seconds):.1f}", span, f"{ratio:.2f}")
    return table


def main() -> None:
    """Measure as asked for and print the table."""
    if not OPTIONS.keep:
        dataset.load(OPTIONS.address, OPTIONS.preferences)
    with tempfile.TemporaryDirectory() as scratch:
        found = measure_all(Path(scratch), OPTIONS.runs)
    Console(width=100).print(tabulate(found, OPTIONS.preferences))


if __name__ == "__main__":
    main()
