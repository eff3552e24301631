"""Posts of Fider become features, its votes preferences, and its secrets are never read."""

from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature
from stakeholders.models import Account, Preference, Stakeholder, Stance
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_backing,
    read_features,
    read_insights,
    read_people,
    run,
    write_rows,
)

pytestmark = pytest.mark.django_db

HEADER = (
    "number,title,description,created_at,created_by,votes_count,comments_count,status,"
    "responded_by,responded_at,response,original_number,original_title,tags"
)
AT = "2026-03-01T10:00:00Z"
POISON = b"\xff\xfe not JSON, and must not be opened"


def write_posts(path: Path, *rows: tuple[object, ...]) -> Path:
    file = path / "posts.csv"
    file.write_text(write_rows(HEADER, *rows), "utf-8")
    return file


POSTS = (
    (
        1,
        "Dark mode",
        "Easier, on eyes",
        AT,
        "Ann",
        12,
        0,
        "planned",
        "Bob",
        AT,
        "Soon.",
        "",
        "",
        "ui, =x",
    ),
    (2, "Night mode", "", AT, "Cem", 3, 0, "duplicate", "Bob", AT, "", 1, "Dark mode", ""),
    (3, "=1+1", "sums", AT, "Dee", 0, 0, "completed", "", "", "", "", "", ""),
)


def build_post(
    key: int, number: int, title: object, status: int, **more: object
) -> dict[str, object]:
    return {
        "id": key,
        "number": number,
        "title": title,
        "description": f"about {title}",
        "status": status,
        "original_id": None,
        "response": None,
        "created_at": AT,
        **more,
    }


TABLES: Final[dict[str, object]] = {
    "posts.json": [
        build_post(10, 1, "Dark mode", 4),
        build_post(11, 2, "Night mode", 5, original_id=10),
        build_post(12, 3, 404, 0, response="Why?", response_user_id=1, response_date=AT),
        build_post(13, 4, "Spam", 6),
    ],
    "users.json": [
        {"id": 1, "name": "Bob", "email": "bob@example.org", "role": 3, "status": 1},
        {"id": 2, "name": "Ann", "email": "ann@acme.example", "role": 1, "status": 1},
        {"id": 3, "name": "", "email": "", "role": 1, "status": 2},
    ],
    "post_votes.json": [
        {"tenant_id": 1, "user_id": 1, "post_id": 10, "created_at": AT},
        {"tenant_id": 1, "user_id": 2, "post_id": 11, "created_at": AT},
        {"tenant_id": 1, "user_id": 3, "post_id": 10, "created_at": AT},
        {"tenant_id": 1, "user_id": 2, "post_id": 13, "created_at": AT},
    ],
    "tags.json": [{"id": 7, "name": "ui"}],
    "post_tags.json": [{"post_id": 10, "tag_id": 7}],
    "comments.json": [
        {
            "id": 5,
            "post_id": 10,
            "user_id": 2,
            "content": "My eyes!",
            "created_at": AT,
            "deleted_at": None,
        },
        {
            "id": 6,
            "post_id": 10,
            "user_id": 2,
            "content": "gone",
            "created_at": AT,
            "deleted_at": AT,
        },
    ],
    "oauth_providers.json": POISON,
    "user_providers.json": POISON,
    "email_verifications.json": POISON,
    "blobs/attachments/a.png": b"\x89PNG",
}


def build_backup(**changes: object) -> dict[str, object]:
    return {**TABLES, **changes}


def test_posts_become_features_with_stage_tags_and_answers(tmp_path: Path) -> None:
    report = run("fider", write_posts(tmp_path, *POSTS))

    assert read_features() == {
        ("1", "Dark mode", "VALIDATION"),
        ("2", "Night mode", "CONCEPTION"),
        ("3", "«=1+1»", "LAUNCH"),
    }
    rows = Feature.objects.values_list("key", "source", "summary", "tags", "merged_into__key")
    assert set(map(str, rows)) == {
        "('dark-mode', 'fider:tutti', 'Easier, on eyes', ['ui', 'x'], None)",
        "('night-mode', 'fider:tutti', '', [], 'dark-mode')",
        "('1-1', 'fider:tutti', '=1+1\\n\\nsums', [], None)",
    }
    assert read_insights() == {("response:1", "INTERNAL", "Soon.")}
    assert (report.counts["merges", "created"], Stakeholder.objects.count()) == (1, 0)


def test_votes_of_a_backup_are_the_support_of_people(tmp_path: Path) -> None:
    run("fider", pack(tmp_path / "backup.zip", build_backup()), team="crew")

    assert read_people() == {("1", "Bob", "bob@example.org"), ("2", "Ann", "ann@acme.example")}
    places = Stakeholder.objects.values_list("name", "team__key", "account__segment__key")
    assert set(places) == {("Bob", "crew", None), ("Ann", None, "users")}
    assert read_backing() == {("1", "1", Stance.SUPPORT), ("2", "2", 1), ("2", "1", 1)}
    assert set(Preference.objects.values_list("source", "stated_at__day")) == {("fider:tutti", 1)}


def test_posts_and_comments_that_were_deleted_stay_out(tmp_path: Path) -> None:
    run("fider", pack(tmp_path / "backup.zip", build_backup()))

    assert read_features() == {
        ("1", "Dark mode", "VALIDATION"),
        ("2", "Night mode", "CONCEPTION"),
        ("3", "404", "CONCEPTION"),
    }
    assert read_insights() == {
        ("comment:5", "CUSTOMER_FEEDBACK", "My eyes!"),
        ("response:3", "INTERNAL", "Why?"),
    }


def test_an_account_of_one_person_does_not_name_them(tmp_path: Path) -> None:
    run("fider", pack(tmp_path / "backup.zip", build_backup()), worth=1)

    assert set(Account.objects.values_list("key", "name", "annual_value")) == {
        ("fider-person", "Fider: one person (fider-person)", Decimal(1)),
        ("fider-person-2", "Fider: one person (fider-person-2)", Decimal(1)),
    }


@pytest.mark.parametrize("kind", ["posts", "backup"])
def test_the_second_import_changes_nothing(tmp_path: Path, kind: str) -> None:
    path = write_posts(tmp_path, *POSTS)
    path = path if kind == "posts" else pack(tmp_path / "backup.zip", build_backup())
    run("fider", path)
    before = count_rows()

    assert (list_outcomes(run("fider", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "backup.zip", build_backup())

    dry = run("fider", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("fider", path).counts


def test_stage_key_and_tags_of_a_known_feature_stay(tmp_path: Path) -> None:
    path = write_posts(tmp_path, *POSTS)
    run("fider", path)
    Feature.objects.filter(external_id="1").update(stage="GROWTH", key="dark", tags=["mine"])

    report = run("fider", path)

    found = Feature.objects.get(external_id="1")
    assert (found.stage, found.key, found.tags) == ("GROWTH", "dark", ["mine", "ui", "x"])
    assert (
        "Known features that stand elsewhere than in Fider: 1; an import moves none."
        in report.notes
    )


def test_those_who_voted_have_to_belong_somewhere(tmp_path: Path) -> None:
    path = pack(tmp_path / "backup.zip", build_backup())

    with pytest.raises(FileRefusedError, match="2 of those who voted speak for no company"):
        run("fider", path, segment="")

    assert count_rows() == (0, 0, 0, 0, 0)


def test_bad_rows_are_told_by_file_row_and_column(tmp_path: Path) -> None:
    votes = [
        {"user_id": 9, "post_id": 10, "created_at": AT},
        {"user_id": 2, "post_id": 10, "created_at": "yesterday"},
        {"user_id": [], "post_id": 10, "created_at": AT},
        {"user_id": 2, "post_id": 10, "created_at": AT},
    ]
    path = pack(tmp_path / "backup.zip", build_backup(**{"post_votes.json": votes}))

    report = run("fider", path, keep_good=True)

    assert [str(fault).removeprefix(f"{path}/") for fault in sorted(report.faults.listed)] == [
        "post_votes.json, row 1, column user_id: '9' is nowhere in this export.",
        (
            "post_votes.json, row 2, column created_at: 'yesterday' is no moment; "
            "write it as 2026-03-31 or 2026-03-31T14:05:00+02:00."
        ),
        "post_votes.json, row 3, column user_id: this is no text.",
    ]
    assert read_backing() == {("2", "1", 1)}
