"""The report tells apart what was read and what was written."""

from pathlib import Path

import pytest

from backend.integrations.importers.report import ImportReport, Joined, render, tell_notes
from stakeholders.models import Group
from tests.backend.integrations.importers.exports import pack, run
from tests.backend.integrations.importers.files import import_rows, write_conversation
from tests.backend.integrations.importers.samples import FIDER_CSV, write_sample
from tests.builders import build_segment

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


def test_records_are_counted_by_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    header, row, _ = FIDER_CSV.split("\n")
    path.write_text(f"{header},response\n{row},Soon.\n", "utf-8")

    # A row of the table holds an idea, and the answer of the site beside it.
    assert read_counts(run("fider", path)) == "1 idea, 1 note read, 0 preferences written"


def test_each_person_is_read_once_however_often_they_are_named(tmp_path: Path) -> None:
    users = [{"id": key, "name": key} for key in ("u1", "u2", "u3", "u3")]
    votes = [
        {"id": f"v{number}", "voter": {"id": "u1"}, "post": {"id": f"p{number}"}}
        for number in range(1, 4)
    ]
    posts = [{"id": f"p{number}", "title": f"Idea {number}"} for number in range(1, 4)]
    files = {"posts.json": posts, "votes.json": votes, "users.json": users}

    report = run("canny", pack(tmp_path / "canny.zip", files))

    told = "3 ideas, 3 votes, 3 people read, 3 preferences written"
    assert read_counts(report) == told
    assert report.counts["people", "created"] == 1


def test_votes_and_people_are_told_apart(tmp_path: Path) -> None:
    report = run("canny", write_sample(tmp_path, "canny"))

    told = "1 idea, 1 vote, 1 person read, 1 preference written"
    assert (read_counts(report), report.rows) == (told, 3)


def test_rows_of_a_conversation_are_participants(tmp_path: Path) -> None:
    votes = [{"participant": "4", "group-id": "0", "0": "1"}, {"participant": "5", "0": "1"}]
    path = write_conversation(tmp_path, {"0": "Build more homes."}, votes)

    assert read_counts(run("polis", path, segment="")).startswith("2 participants read, ")


def list_joined(report: ImportReport) -> list[str]:
    return [str(each) for each in report.joined]


def test_a_group_that_joins_the_electorate_is_told_of_once(tmp_path: Path) -> None:
    first, second = import_rows(tmp_path, {}), import_rows(tmp_path, {})

    assert (list_joined(first), list_joined(second)) == (["new team sales"], [])
    told = "Groups that join the electorate of this product: new team sales."
    assert told in render(first).splitlines()
    assert "electorate" not in render(second)


def test_a_dry_run_tells_who_would_join_and_lets_nobody_join(tmp_path: Path) -> None:
    build_segment("users")

    report = run(
        "canny", write_sample(tmp_path, "canny"), team="crew", segment="guests", dry_run=True
    )

    assert list_joined(report) == ["new segment guests"]
    assert list(Group.objects.values_list("key", flat=True)) == ["users"]


def test_who_has_a_say_in_every_product_joins_none(tmp_path: Path) -> None:
    build_segment("users")

    assert list_joined(run("canny", write_sample(tmp_path, "canny"))) == []


def test_of_many_groups_that_join_some_are_named() -> None:
    many = [Joined("TEAM", f"t{number:02}", f"Team {number}", is_new=False) for number in range(22)]

    (line,) = tell_notes(ImportReport(joined=many))

    assert line.startswith("Groups that join the electorate of this product: team t00 (Team 0), ")
    assert line.endswith("team t19 (Team 19) and 2 more.")


def test_votes_that_are_nobodys_are_told_apart(tmp_path: Path) -> None:
    report = run("canny", write_sample(tmp_path, "canny"))

    assert (report.unattributed, report.counts["preferences", "created"]) == (2, 1)
    told = "Votes that are nobody's: 2; kept apart from what people have stated."
    assert told in render(report).splitlines()


def test_a_dry_run_names_the_first_rows_that_it_would_write(tmp_path: Path) -> None:
    rows = [{"feature": f"f{number:02}"} for number in range(12)]

    report = import_rows(tmp_path, *rows, dry_run=True)

    named = ", ".join(f"f{number:02}" for number in range(10))
    assert f"Features created: {named} and 2 more." in render(report).splitlines()


def test_of_a_row_that_changes_it_is_told_what(tmp_path: Path) -> None:
    import_rows(tmp_path, {"feature_name": "Search"})

    report = import_rows(tmp_path, {"feature_name": "Find"})

    assert report.named == {("features", "changed"): ["Find (name)"]}
    assert "Features changed" not in render(report)
