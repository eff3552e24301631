"""Rows that an import of another tool leaves out are counted once each, and told of once."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.marks import Marks
from backend.integrations.importers.report import ImportReport
from tests.backend.integrations.importers.exports import pack, run, write_rows
from tests.backend.integrations.importers.headers import USERVOICE_ANALYSIS, USERVOICE_FULL

AT = "2026-02-21 03:37:03"
TEXTS = ("Dark mode", "", "", "planned", "")
ANN = ("Ann", "ann@a.example", "ann@a.example", AT)
BOB = ("Ann", "ann@a.example", "bob@b.example", AT)
# Of these nine, five are left out: two of one idea, two for a date or an id, and a short one.
ROWS = (
    (1, *TEXTS, 2, AT, *ANN),
    (1, *TEXTS, 2, AT, *BOB),
    (202, *TEXTS, "-3", AT, *ANN),
    (202, *TEXTS, "-3", AT, *BOB),
    (3, *TEXTS, 2, AT, *ANN),
    (3, *TEXTS, 2, AT, *BOB[:3], "yesterday"),
    ("", *TEXTS, 2, AT, *ANN),
    (4, "short"),
    (5, *TEXTS, 2, AT, *ANN),
)


def write_ideas(path: Path) -> Path:
    file = path / "ideas.csv"
    file.write_text(write_rows(USERVOICE_FULL, *ROWS), "utf-8")
    return file


def count_refused(report: ImportReport) -> dict[str, int]:
    """Give how many rows REPORT counts as refused, by noun."""
    return {word: n for (word, outcome), n in report.counts.items() if outcome == "refused" and n}


@pytest.mark.django_db
def test_each_row_that_is_left_out_is_counted_once(tmp_path: Path) -> None:
    report = run("uservoice", write_ideas(tmp_path), keep_good=True)

    assert count_refused(report) == {"features": 1, "preferences": 4}
    assert report.counts["preferences", "created"] == 4


@pytest.mark.django_db
@pytest.mark.parametrize("keep_good", [True, False])
def test_votes_for_a_refused_idea_are_no_reasons(tmp_path: Path, *, keep_good: bool) -> None:
    try:
        faults = run("uservoice", write_ideas(tmp_path), keep_good=keep_good).faults
    except FileRefusedError as error:
        faults = error.faults

    assert [(fault.row, fault.column) for fault in sorted(faults.listed)] == [
        (4, "Voters Count"),
        (7, "Linked Idea Creation Date"),
        (8, "Idea Id"),
        (9, "Idea Description"),
    ]


@pytest.mark.django_db
def test_a_duplicate_of_a_refused_idea_is_no_reason(tmp_path: Path) -> None:
    rows = (
        (1, "Dark mode", "", "", "", "", "", "", "", "", "-1"),
        (2, "Night mode", "", "", "", "", "", "", "", 1, 0),
    )
    file = tmp_path / "analysis.csv"
    file.write_text(write_rows(USERVOICE_ANALYSIS, *rows), "utf-8")

    report = run("uservoice", file, keep_good=True)

    assert [(fault.row, fault.column) for fault in report.faults.listed] == [
        (2, "suggestion.supporters_count")
    ]
    assert count_refused(report) == {"features": 1, "merges": 1}


@pytest.mark.django_db
def test_votes_of_whoever_is_refused_are_counted_and_told_once(tmp_path: Path) -> None:
    posts = [{"id": "p1", "title": "Dark mode", "score": 1}, {"id": "p2", "title": ""}]
    votes = [
        {"id": "v1", "voter": {"id": "u1", "name": "Ann"}, "post": {"id": "p2"}},
        {"id": "v2", "voter": {"id": "u1", "name": "Ann"}, "post": {"id": "p3"}},
        "no vote",
    ]
    path = pack(tmp_path / "canny.zip", {"posts.json": posts, "votes.json": votes})

    report = run("canny", path, keep_good=True)

    assert [(fault.row, fault.column) for fault in sorted(report.faults.listed)] == [
        (2, "title"),
        (2, "post.id"),
        (3, ""),
    ]
    assert count_refused(report) == {"features": 1, "preferences": 3}


def test_a_row_is_marked_once_in_each_file() -> None:
    marks = Marks()

    taken = [marks.take(*place) for place in (("a", 9), ("a", 9), ("a", 2), ("b", 9), ("a", 2))]

    assert taken == [True, False, True, True, False]
