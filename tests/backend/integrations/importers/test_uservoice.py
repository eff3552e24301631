"""Ideas of UserVoice become features, and those whom it names as voters back them."""

from decimal import Decimal
from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature
from stakeholders.models import Account, Preference, Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_backing,
    read_features,
    read_people,
    run,
    write_rows,
)
from tests.backend.integrations.importers.headers import (
    USERVOICE_ANALYSIS,
    USERVOICE_FULL,
    USERVOICE_TRAITS,
)

pytestmark = pytest.mark.django_db

AT = "2026-02-21 03:37:03"
LATER = "2026-02-22 10:00:00"
ANN = "Ann@acme.example"
DARK = (1, "Dark mode", "Please, add it", "Features", "Under Review", '["ui", "theme"]', 5, AT)
ROWS = (
    (*DARK, "Ann", ANN, ANN, AT),
    (*DARK, "Ann", ANN, "bob@acme.example", LATER),
    (2, "Export", "'=1+1", "Data", "Planned", "", 1, AT, "Cem", "cem@be.example", "", ""),
    (3, "Speed", "", "", "someday", "", 1, AT, "Cem", "cem@be.example", "cem@be.example", AT),
)


def write_full(path: Path, *rows: tuple[object, ...]) -> Path:
    file = path / "ideas.csv"
    file.write_text(write_rows(USERVOICE_FULL, *(rows or ROWS)), "utf-8")
    return file


def build_zip(path: Path) -> Path:
    users = (
        (11, "u1", "ann@acme.example", "Ann Ash", AT, "a1", "Acme", "Gold", "100.50"),
        (12, "u2", "bob@acme.example", "'=Bob", AT, "a1", "Acme", "Gold", "100.50"),
        (13, "u3", "", "Nobody", AT, "", "", "", ""),
    )
    analysis = (
        (1, "Dark mode", "", "", "", "General", "Features", "planned", "ui, x", "", 7),
        (4, "Night mode", "dark", "", "", "General", "", "declined", "", 1, 2),
        (5, "Unloved", "", "", "", "General", "", "", "", "", 0),
    )
    files = {
        "full.csv": write_rows(USERVOICE_FULL, *ROWS),
        "analysis.csv": write_rows(USERVOICE_ANALYSIS, *analysis),
        "traits.csv": write_rows(USERVOICE_TRAITS, *users),
    }
    return pack(path / "uservoice.zip", files)


def test_each_idea_comes_once_with_all_its_voters(tmp_path: Path) -> None:
    report = run("uservoice", write_full(tmp_path))

    assert read_features() == {
        ("1", "Dark mode", "DISCOVERY"),
        ("2", "Export", "VALIDATION"),
        ("3", "Speed", "CONCEPTION"),
    }
    assert read_backing() == {
        ("ann@acme.example", "1", 1),
        ("bob@acme.example", "1", 1),
        ("cem@be.example", "3", 1),
    }
    stated = Preference.objects.order_by("stated_at", "pk").values_list("stated_at", flat=True)
    assert [f"{moment:%F %T}" for moment in stated] == [AT, AT, LATER]
    assert (
        "Statuses of unknown meaning: 'someday' (1); new features with them are in the stage "
        "conception (--stage 'WORD=STAGE' tells)."
    ) in report.notes


def test_tags_texts_and_names_are_as_people_wrote_them(tmp_path: Path) -> None:
    run("uservoice", write_full(tmp_path))

    rows = Feature.objects.order_by("external_id").values_list("summary", "tags")
    assert list(rows) == [
        ("Please, add it", ["ui", "theme", "Features"]),
        ("=1+1", ["Data"]),
        ("", []),
    ]
    assert read_people() == {
        ("ann@acme.example", "Ann", "ann@acme.example"),
        ("bob@acme.example", "UserVoice bob@acme.example", "bob@acme.example"),
        ("cem@be.example", "Cem", "cem@be.example"),
    }


def test_voters_whom_nobody_knows_are_counted_apart(tmp_path: Path) -> None:
    run("uservoice", write_full(tmp_path))

    tallies = Tally.objects.values_list("feature__external_id", "source", "count")
    assert set(tallies) == {("1", "uservoice", 3), ("2", "uservoice", 1)}
    assert not Stakeholder.objects.filter(email="").exists()


def test_traits_tell_names_and_accounts_and_the_analysis_all_ideas(tmp_path: Path) -> None:
    report = run("uservoice", build_zip(tmp_path))

    assert read_features() == {
        ("1", "Dark mode", "DISCOVERY"),
        ("2", "Export", "VALIDATION"),
        ("3", "Speed", "CONCEPTION"),
        ("4", "Night mode", "DECLINED"),
        ("5", "Unloved", "CONCEPTION"),
    }
    [acme] = Account.objects.filter(external_id="a1")
    assert (acme.name, acme.segment.key, acme.annual_value) == ("Acme", "gold", Decimal(1206))
    people = Stakeholder.objects.filter(account=acme)
    assert set(people.values_list("name", flat=True)) == {"Ann Ash", "«=Bob»"}
    assert Feature.objects.get(external_id="4").merged_into == Feature.objects.get(external_id="1")
    assert report.counts["merges", "created"] == 1


def test_the_analysis_alone_names_nobody(tmp_path: Path) -> None:
    file = tmp_path / "analysis.csv"
    row = (1, "Dark mode", "", "", "", "General", "Features", "started", "ui", "", 7)
    file.write_text(write_rows(USERVOICE_ANALYSIS, row), "utf-8")

    run("uservoice", file)

    assert read_features() == {("1", "Dark mode", "DEVELOPMENT")}
    assert (Tally.objects.get().count, Stakeholder.objects.count()) == (7, 0)


@pytest.mark.parametrize("is_zip", [True, False])
def test_the_second_import_changes_nothing(tmp_path: Path, *, is_zip: bool) -> None:
    path = build_zip(tmp_path) if is_zip else write_full(tmp_path)
    run("uservoice", path)
    before = count_rows()

    assert (list_outcomes(run("uservoice", path)), count_rows()) == ({"unchanged"}, before)


def test_the_analysis_alone_counts_no_votes_again_that_stand_by_name(tmp_path: Path) -> None:
    run("uservoice", build_zip(tmp_path))
    before = set(Tally.objects.values_list("feature__external_id", "count"))
    file = tmp_path / "analysis.csv"
    rows = (
        (1, "Dark mode", "", "", "", "General", "Features", "planned", "ui, x", "", 5),
        (4, "Night mode", "dark", "", "", "General", "", "declined", "", 1, 2),
    )
    file.write_text(write_rows(USERVOICE_ANALYSIS, *rows), "utf-8")

    run("uservoice", file)

    after = set(Tally.objects.values_list("feature__external_id", "count"))
    assert before == {("1", 3), ("2", 1), ("4", 2)}
    assert after == {("1", 3), ("2", 1), ("4", 0)}


def test_the_second_import_counts_accounts_of_one_person_too(tmp_path: Path) -> None:
    path = build_zip(tmp_path)
    first = run("uservoice", path)

    second = run("uservoice", path)

    assert first.counts["accounts", "created"] == second.counts["accounts", "unchanged"] == 2


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = build_zip(tmp_path)

    dry = run("uservoice", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("uservoice", path).counts


def test_bad_rows_are_told_by_row_and_column(tmp_path: Path) -> None:
    path = write_full(
        tmp_path,
        ROWS[0],
        ("", *DARK[1:], "Ann", ANN, ANN, AT),
        (4, *DARK[1:], "Ann", ANN, ANN, "yesterday"),
        (5, *DARK[1:6], "-3", AT, "Ann", ANN, ANN, AT),
        (6, *DARK[1:5], "[1, {}]", 1, AT, "Ann", ANN, "", ""),
        (7, *DARK[1:5], "[" * 5_000, 1, AT, "Ann", ANN, "", ""),
        (8, "", *DARK[2:], "Ann", ANN, "", ""),
        (9, "short"),
    )

    report = run("uservoice", path, keep_good=True)

    assert [str(fault).removeprefix(f"{path}, ") for fault in sorted(report.faults.listed)] == [
        "row 3, column Idea Id: this is empty.",
        (
            "row 4, column Linked Idea Creation Date: 'yesterday' is no moment; "
            "write it as 2026-03-31 or 2026-03-31T14:05:00+02:00."
        ),
        (
            "row 5, column Voters Count: '-3' is no number from 0; "
            "write it with digits and a point, such as 1200.50."
        ),
        "row 6, column Labels: this is no list of texts.",
        "row 7, column Labels: this is no list of texts.",
        "row 8, column Idea Title: this is empty.",
        "row 9, column Idea Description: the row has 2 cells, the header 12.",
    ]
    assert read_backing() == {("ann@acme.example", "1", 1)}


def test_what_holds_no_ideas_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text(write_rows(USERVOICE_TRAITS), "utf-8")

    with pytest.raises(FileRefusedError, match=r"no CSV with a column Idea Id or suggestion\.id"):
        run("uservoice", file)
