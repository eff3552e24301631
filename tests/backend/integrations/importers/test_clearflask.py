"""Posts of ClearFlask become features; its votes stay numbers, and nobody is made of them."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.lifecycle import LifecycleStage
from products.models import Feature
from stakeholders.models import Account, Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_features,
    read_insights,
    run,
    write_rows,
)
from tests.backend.integrations.importers.headers import (
    CLEARFLASK_COMMENTS,
    CLEARFLASK_POSTS,
    CLEARFLASK_USERS,
)

pytestmark = pytest.mark.django_db

AT = "2026-03-01T10:00:00.123456Z"
DARK = "dark-mode-x1"


def build_post(key: str, title: str, **more: object) -> list[object]:
    known = {
        **dict.fromkeys(CLEARFLASK_POSTS.split(","), ""),
        "ideaId": key,
        "authorUserId": "u1",
        "created": AT,
        "title": title,
        **more,
    }
    return list(known.values())


def build_export(path: Path, *posts: list[object]) -> Path:
    """Pack an export, in which each file is called after the project and the day."""
    known = posts or (
        build_post(
            DARK,
            "Dark mode",
            description="<p>Easier on <b>eyes</b></p><p>at night</p>",
            response="<p>Soon &amp; well</p>",
            statusId="status-a",
            tagIds="ui,night",
            voteValue=5,
            votersCount=9,
            expressions="👍=3",
        ),
        build_post("speed-x2", "=1+1", statusId="planned", votersCount=0, voteValue=0),
    )
    users = [
        ["u1", "", "false", "Ann", "ann@acme.example", "true", "true", 0, AT],
        ["u2", "", "true", "Mod", "mod@own.example", "true", "true", 0, AT],
    ]
    comments = [
        [DARK, "c1", "", "u1", AT, "", "<p>My eyes!</p>", 1, 0],
        [DARK, "c2", "c1", "u2", AT, AT, "We know.", 0, 0],
        [DARK, "c3", "", "u1", AT, "", "", 0, 0],
    ]
    files = {
        "clearflask-app-posts-2026.csv": write_rows(CLEARFLASK_POSTS, *known),
        "clearflask-app-users-2026.csv": write_rows(CLEARFLASK_USERS, *users),
        "clearflask-app-comments-2026.csv": write_rows(CLEARFLASK_COMMENTS, *comments),
    }
    return pack(path / "data.zip", files)


def test_posts_become_features_and_comments_insights(tmp_path: Path) -> None:
    report = run("clearflask", build_export(tmp_path))

    assert read_features() == {
        (DARK, "Dark mode", "CONCEPTION"),
        ("speed-x2", "«=1+1»", "VALIDATION"),
    }
    found = Feature.objects.get(external_id=DARK)
    assert (found.summary, found.tags) == ("Easier on eyes\nat night", ["ui", "night"])
    assert read_insights() == {
        (f"response:{DARK}", "INTERNAL", "Soon & well"),
        (f"{DARK}:c1", "CUSTOMER_FEEDBACK", "My eyes!"),
        (f"{DARK}:c2", "INTERNAL", "We know."),
    }
    assert report.notes == [
        (
            "Statuses of unknown meaning: 'status-a' (1); new features with them are in the "
            "stage conception (--stage 'WORD=STAGE' tells)."
        ),
    ]
    assert report.unattributed == 9


def test_votes_stay_a_number_and_nobody_is_made_of_them(tmp_path: Path) -> None:
    run("clearflask", build_export(tmp_path))

    assert [(tally.feature.external_id, tally.count) for tally in Tally.objects.all()] == [
        (DARK, 9)
    ]
    assert (Stakeholder.objects.count(), Account.objects.count()) == (0, 0)


def test_what_a_status_id_means_can_be_told(tmp_path: Path) -> None:
    report = run("clearflask", build_export(tmp_path), stages={"Status-A": LifecycleStage.LAUNCH})

    assert (DARK, "Dark mode", "LAUNCH") in read_features()
    assert (report.notes, report.unattributed) == ([], 9)


def test_the_second_import_changes_nothing(tmp_path: Path) -> None:
    path = build_export(tmp_path)
    run("clearflask", path)
    before = count_rows()

    assert (list_outcomes(run("clearflask", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = build_export(tmp_path)

    dry = run("clearflask", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("clearflask", path).counts


def test_the_form_of_the_import_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(write_rows("Created,Title,Description", (AT, "Dark mode", "night")), "utf-8")

    run("clearflask", path)

    assert read_features() == {("title:Dark mode", "Dark mode", "CONCEPTION")}


def test_bad_rows_are_told_by_file_row_and_column(tmp_path: Path) -> None:
    posts: list[list[object]] = [
        build_post("good", "Good"),
        build_post("a", ""),
        build_post("b", "B", votersCount="1.5"),
        build_post("good", "Again"),
        ["c"],
    ]
    path = build_export(tmp_path, *posts)

    report = run("clearflask", path, keep_good=True)

    place = f"{path}/clearflask-app-posts-2026.csv, "
    assert [str(fault).removeprefix(place) for fault in sorted(report.faults.listed)] == [
        "row 3, column title: this is empty.",
        "row 4, column votersCount: '1.5' is no whole number from 0.",
        "row 5, column ideaId: 'good' is there twice.",
        "row 6, column authorUserId: the row has 1 cells, the header 16.",
    ]
    assert read_features() == {("good", "Good", "CONCEPTION")}


def test_what_holds_no_posts_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "data.zip", {"users.csv": write_rows(CLEARFLASK_USERS)})

    with pytest.raises(FileRefusedError, match="no CSV of posts, with a column votersCount"):
        run("clearflask", path)
