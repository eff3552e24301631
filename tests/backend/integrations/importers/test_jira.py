"""Issues and ideas of Jira become features, though columns repeat; votes stay numbers."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.lifecycle import LifecycleStage
from products.models import Feature
from stakeholders.models import Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    read_features,
    run,
    write_rows,
)
from tests.backend.integrations.importers.headers import JIRA

pytestmark = pytest.mark.django_db

AT = "01/Mar/26 10:00 AM"
ROWS = (
    (
        *("Dark mode", "APP-1", 1, "Story", "To Do", "APP", "High", AT, "h1. Eyes, please", 7),
        *("ann", "bob", "ui", "night", "", "web", "", "", 5, f"{AT};ann;yes", ""),
    ),
    (
        *("Night mode", "APP-2", 2, "Story", "In Progress", "APP", "High", AT, "", 0),
        *("", "", "", "", "", "", "APP-99", "APP-1", "", "", ""),
    ),
    (
        *("=1+1", "APP-3", 3, "Bug", "Waiting for rain", "APP", "Low", AT, "", ""),
        *("", "", "ui", "", "ui", "", "APP-99", "", "", "", ""),
    ),
)


def write_issues(path: Path, *rows: tuple[object, ...]) -> Path:
    file = path / "jira.csv"
    file.write_text(write_rows(JIRA, *(rows or ROWS)), "utf-8")
    return file


def test_issues_become_features_with_the_labels_of_all_columns(tmp_path: Path) -> None:
    report = run("jira", write_issues(tmp_path))

    assert read_features() == {
        ("APP-1", "Dark mode", "CONCEPTION"),
        ("APP-2", "Night mode", "DEVELOPMENT"),
        ("APP-3", "«=1+1»", "CONCEPTION"),
    }
    rows = Feature.objects.order_by("external_id").values_list("summary", "tags")
    assert list(rows) == [
        ("h1. Eyes, please", ["ui", "night", "web"]),
        ("", []),
        ("=1+1", ["ui"]),
    ]
    assert "'Waiting for rain' (1)" in report.notes[0]


def test_votes_are_counted_and_watchers_are_not(tmp_path: Path) -> None:
    run("jira", write_issues(tmp_path))

    assert [(row.feature.external_id, row.count) for row in Tally.objects.all()] == [("APP-1", 7)]
    assert Stakeholder.objects.count() == 0


def test_a_duplicate_is_merged_when_what_it_repeats_is_there(tmp_path: Path) -> None:
    run("jira", write_issues(tmp_path))

    merged = Feature.objects.exclude(merged_into=None).values_list(
        "external_id", "merged_into__external_id"
    )
    assert list(merged) == [("APP-2", "APP-1")]


def test_ideas_of_product_discovery_are_read(tmp_path: Path) -> None:
    file = tmp_path / "ideas.csv"
    header = "Issue Key,Summary,Status,Custom field (Votes),Custom field (Impact)"
    rows = (("IDEA-1", "Dark mode", "Discovery", "12.0", "4"), ("IDEA-2", "Speed", "Now", "", ""))
    file.write_text(write_rows(header, *rows), "utf-8")

    run("jira", file, stages={"now": LifecycleStage.DEVELOPMENT})

    assert read_features() == {
        ("IDEA-1", "Dark mode", "DISCOVERY"),
        ("IDEA-2", "Speed", "DEVELOPMENT"),
    }
    assert Tally.objects.get().count == 12


def test_several_files_are_one_export(tmp_path: Path) -> None:
    write_issues(tmp_path, *ROWS[:1])
    (tmp_path / "more.csv").write_text(write_rows("Issue key,Summary", ("B-1", "Speed")), "utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")

    run("jira", tmp_path)

    assert {key for key, _, _ in read_features()} == {"APP-1", "B-1"}


def test_the_second_import_changes_nothing(tmp_path: Path) -> None:
    path = write_issues(tmp_path)
    run("jira", path)
    before = count_rows()

    assert (list_outcomes(run("jira", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = write_issues(tmp_path)

    dry = run("jira", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("jira", path).counts


def test_bad_rows_are_told_by_row_and_column(tmp_path: Path) -> None:
    good, short = ROWS[0], ("x",)
    rows = [
        good,
        ("No key", "", *good[2:]),
        ("", "APP-5", *good[2:]),
        ("Votes", "APP-6", *good[2:9], "many", *good[10:]),
        ("Again", "APP-1", *good[2:]),
        short,
    ]
    path = write_issues(tmp_path, *rows)

    report = run("jira", path, keep_good=True)

    assert [str(fault).removeprefix(f"{path}, ") for fault in sorted(report.faults.listed)] == [
        "row 3, column Issue key: this is empty.",
        "row 4, column Summary: this is empty.",
        (
            "row 5, column Votes: 'many' is no number from 0; "
            "write it with digits and a point, such as 1200.50."
        ),
        "row 6, column Issue key: 'APP-1' is there twice.",
        "row 7, column Issue key: the row has 1 cells, the header 21.",
    ]
    assert read_features() == {("APP-1", "Dark mode", "CONCEPTION")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "there is no CSV of issues, with a column Summary, in this."),
        ("Summary;Issue key\n", "the header has no comma; separate the columns by commas."),
        ("Summary,,Issue key\n", "this column has no name."),
        ("", "there is no header; the first row has to name the columns."),
    ],
)
def test_what_holds_no_issues_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "jira.csv"
    path.write_text(content, "utf-8")

    with pytest.raises(FileRefusedError, match=message):
        run("jira", path)
