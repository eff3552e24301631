"""What the guide to imports says is so."""

import re
from pathlib import Path
from typing import Final

import pytest

from backend.integrations.importers.generic_csv import import_csv
from backend.integrations.importers.preference_rows import COLUMNS
from tests.backend.integrations.importers.files import build_terms

DOCS: Final = Path(__file__).resolve().parents[4] / "docs"
GUIDE: Final = (DOCS / "integrations.md").read_text("utf-8")


def test_the_guide_describes_every_column_and_no_other() -> None:
    table = GUIDE.partition("| column |")[2].partition("\n\n")[0]

    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(COLUMNS)


@pytest.mark.django_db
def test_the_file_in_the_guide_imports(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(GUIDE.partition("```csv\n")[2].partition("```")[0], "utf-8")

    report = import_csv(path, build_terms())

    assert report.counts["preferences", "created"] == 3
    assert (report.faults.count, report.notes) == (0, [])


@pytest.mark.django_db
def test_the_example_file_imports() -> None:
    report = import_csv(DOCS / "examples" / "preferences.csv", build_terms())

    assert report.rows == report.counts["preferences", "created"] > 0
    assert (report.faults.count, report.notes) == (0, [])
