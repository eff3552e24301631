"""What the guide to imports says is so."""

import re
from pathlib import Path
from typing import Final

import pytest

from backend.integrations.importers.generic import import_generic
from backend.integrations.importers.preference_rows import COLUMNS
from stakeholders.demo.content import read_content
from stakeholders.demo.people import draw_accounts
from stakeholders.models import Account, Group
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

    report = import_generic(path, build_terms())

    assert report.counts["preferences", "created"] == 3
    assert (report.faults.count, report.notes) == (0, [])


@pytest.mark.django_db
def test_the_example_file_imports() -> None:
    report = import_generic(DOCS / "examples" / "preferences.csv", build_terms())

    assert report.rows == report.counts["preferences", "created"] > 0
    assert (report.faults.count, report.notes) == (0, [])


@pytest.mark.django_db
def test_the_example_file_shares_no_group_and_no_account_with_the_demo() -> None:
    content = read_content()
    import_generic(DOCS / "examples" / "preferences.csv", build_terms())

    keys = set(Group.objects.values_list("key", flat=True))
    accounts = set(Account.objects.values_list("key", flat=True))

    assert keys & {group.key for group in content.groups} == set()
    assert accounts & {account.key for account in draw_accounts(content)} == set()


def test_the_guide_says_how_long_a_writer_waits_on_sqlite() -> None:
    settings = (DOCS.parent / "backend" / "database.py").read_text("utf-8")

    assert re.findall(r"(\d+) seconds", GUIDE) == re.findall(r'"timeout": (\d+)', settings)
