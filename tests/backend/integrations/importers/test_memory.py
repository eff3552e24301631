"""A long file is read in as little memory as a short one, in whichever form it stands."""

import sys
from pathlib import Path
from subprocess import run
from typing import Final

import duckdb
import pytest
from xlsxwriter import Workbook

pytestmark = pytest.mark.once
ROOT: Final = Path(__file__).resolve().parents[4]
COLUMNS: Final = ("feature", "stakeholder", "team", "stance", "reason")
MEGABYTE: Final = 1024  # in the kilobytes that Linux counts in
SURVEY: Final = """
import resource, sys
from pathlib import Path
import django
django.setup()
from backend.integrations.importers.forms import open_table
from backend.integrations.importers.generic import FACTS, GenericImporter
from backend.integrations.importers.roster import build_roster
from rich.progress import Progress

path, form = Path(sys.argv[1]), sys.argv[2]
with open_table(path, form) as table:
    roster = build_roster(str(path), FACTS)
    importer = GenericImporter(path, "csv", Progress(disable=True), table, roster)
    importer.survey()
    assert not importer.report.faults.count, str(importer.report.faults)
print(importer.report.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write(path: Path, form: str, rows: int) -> Path:
    """Write ROWS, in which a thousand people speak about many features, in FORM to a file."""
    file = path / f"{rows}.{form}"
    query = f"""
        SELECT 'f' || i // 1000 AS feature, 'p' || i % 1000 AS stakeholder, 'sales' AS team,
            i % 5 - 2 AS stance, repeat('why ', 20) || i AS reason FROM range({rows}) t(i)
    """  # noqa: S608 -- a number
    form = {"ndjson": "json"}.get(form, form)
    if form == "xlsx":
        return write_book(file, query)
    with duckdb.connect() as duck:
        duck.execute(f"COPY ({query}) TO '{file}' (FORMAT {form})")
    return file


def write_book(file: Path, query: str) -> Path:
    """Write what QUERY gives to the workbook FILE."""
    with duckdb.connect() as duck, Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(duck.execute(query).fetchall(), 1):
            sheet.write_row(number, 0, row)
    return file


def measure(path: Path, form: str) -> tuple[int, int]:
    """Tell how many rows the file at PATH has, and how many kilobytes reading it takes at most."""
    command = [sys.executable, "-c", SURVEY, str(path), form]
    settings = {"DJANGO_SETTINGS_MODULE": "backend.settings", "DEBUG": "1", "PYTHONPATH": str(ROOT)}
    done = run(command, env=settings, cwd=ROOT, check=True, capture_output=True, text=True)
    rows, peak = done.stdout.split()
    return int(rows), int(peak)


@pytest.mark.parametrize(
    ("form", "long", "megabytes"),
    [
        ("csv", 200_000, 15),
        ("ndjson", 200_000, 15),
        ("parquet", 200_000, 90),  # a group of rows, unpacked
        ("xlsx", 50_000, 90),  # a workbook is read whole, and `unpacking` says how large it may be
    ],
)
def test_a_long_file_takes_little_more_memory_than_a_short_one(
    tmp_path: Path, form: str, long: int, megabytes: int
) -> None:
    _, little = measure(write(tmp_path, form, 1), form)

    rows, much = measure(write(tmp_path, form, long), form)

    assert rows == long
    assert much < little + megabytes * MEGABYTE
