"""The report tells apart what was read and what was written."""

from pathlib import Path

import pytest

from backend.integrations.importers.report import ImportReport, render
from tests.backend.integrations.importers.files import import_rows

pytestmark = pytest.mark.django_db


def read_counts(report: ImportReport) -> str:
    """Give how many rows and preferences REPORT says there were."""
    [line] = [line for line in render(report).splitlines() if " read, " in line]
    return line.partition(", in ")[0]


def test_one_row_is_told_of_in_the_singular(tmp_path: Path) -> None:
    assert read_counts(import_rows(tmp_path, {})) == "1 row read, 1 preference written"


def test_a_refused_row_is_read_and_not_written(tmp_path: Path) -> None:
    rows = [{}, {"stakeholder": "p2", "stance": "7"}, {"stakeholder": "p3"}]

    report = import_rows(tmp_path, *rows, keep_good=True)

    assert read_counts(report) == "3 rows read, 2 preferences written"


def test_what_is_there_already_is_read_and_not_written(tmp_path: Path) -> None:
    import_rows(tmp_path, {})

    assert read_counts(import_rows(tmp_path, {})) == "1 row read, 0 preferences written"


def test_the_speed_counts_what_is_there_already_and_leaves_out_what_is_refused() -> None:
    report = ImportReport(seconds=2.0)
    for outcome in ("created", "changed", "unchanged", "refused"):
        report.add("preferences", outcome, 10)

    assert report.rate == 15.0
