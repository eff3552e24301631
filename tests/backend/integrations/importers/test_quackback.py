"""Tables of Quackback become features, accounts, people, preferences and insights."""

from decimal import Decimal
from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature
from stakeholders.models import Account, Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_backing,
    read_features,
    read_insights,
    run,
    write_rows,
)

pytestmark = pytest.mark.django_db

AT = "2026-03-01T10:00:00.000Z"
POSTS = "id,title,content,status,tags,board,author_name,author_email,vote_count,created_at"
VOTES = "id,post_id,voter_email,source_type,created_at"
COMPANIES = "name,domain,external_id,plan,monthly_spend,people_count,created_at"
USERS = (
    "name,email,verified,lifecycle,segments,joined_at,last_seen_at,post_count,comment_count,"
    "vote_count"
)
COMMENTS = (
    "id,post_id,parent_id,author_name,author_email,is_team_member,is_private,moderation_state,"
    "content,created_at,updated_at"
)
TEMPLATE = (
    "title,content,status,tags,board,author_name,author_email,email_verified,vote_count,"
    "created_at,source_id"
)
FILES = {
    "posts.csv": write_rows(
        POSTS,
        ("post_1", "Dark mode", 'Please, "now"', "Planned", "ui,theme", "b", "", "", 42, AT),
        ("post_2", "'=SUM(A1)", "", "Open", "", "b", "Ada", "ada@acme.example", 0, AT),
    ),
    "post_votes.csv": write_rows(
        VOTES,
        ("v1", "post_1", "Ada@Acme.example", "", AT),
        ("v2", "post_1", "", "widget", AT),
        ("v3", "post_1", "grace@home.example", "", AT),
    ),
    "companies.csv": write_rows(
        COMPANIES, ("Acme", "acme.example", "", "Enterprise", "10.50", 3, AT)
    ),
    "users.csv": write_rows(
        USERS, ("Ada", "ada@acme.example", "true", "user", "a,b", AT, "", 1, 0, 1)
    ),
    "post_comments.csv": write_rows(
        COMMENTS,
        (
            "c1",
            "post_1",
            "",
            "Ada",
            "ada@acme.example",
            "false",
            "false",
            "published",
            "Yes",
            AT,
            "",
        ),
        ("c2", "post_1", "c1", "Eve", "eve@t.example", "true", "false", "published", "Ok", AT, ""),
        ("c3", "post_1", "", "Sam", "", "false", "false", "pending", "Spam", AT, ""),
    ),
    "manifest.json": "{}",
}


def test_posts_become_features(tmp_path: Path) -> None:
    run("quackback", pack(tmp_path / "export.zip", FILES))

    assert read_features() == {
        ("post_1", "Dark mode", "VALIDATION"),
        ("post_2", "«=SUM(A1)»", "CONCEPTION"),
    }
    texts = dict(Feature.objects.values_list("external_id", "summary"))
    assert texts == {"post_1": 'Please, "now"', "post_2": "=SUM(A1)"}
    assert Feature.objects.get(external_id="post_1").tags == ["ui", "theme"]


def test_people_speak_for_the_company_of_their_domain(tmp_path: Path) -> None:
    run("quackback", pack(tmp_path / "export.zip", FILES))

    accounts = Account.objects.values_list("name", "annual_value", "segment__key")
    people = Stakeholder.objects.values_list("external_id", "account__name")
    alone = "Quackback: one person (quackback-person)"
    assert set(accounts) == {("Acme", Decimal(126), "enterprise"), (alone, Decimal(0), "users")}
    assert set(people) == {("ada@acme.example", "Acme"), ("grace@home.example", alone)}


def test_votes_with_an_email_are_support_and_all_others_a_number(tmp_path: Path) -> None:
    run("quackback", pack(tmp_path / "export.zip", FILES))

    assert read_backing() == {
        ("ada@acme.example", "post_1", 1),
        ("grace@home.example", "post_1", 1),
    }
    assert list(Tally.objects.values_list("feature__key", "count")) == [("dark-mode", 40)]


def test_published_comments_become_insights(tmp_path: Path) -> None:
    run("quackback", pack(tmp_path / "export.zip", FILES))

    assert read_insights() == {("c1", "CUSTOMER_FEEDBACK", "Yes"), ("c2", "INTERNAL", "Ok")}


def test_a_table_in_the_form_that_it_imports_is_read(tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    rows = (
        ("Dark mode", "x", "Under Review", "ui", "b", "", "", "", 7, AT, "old-1"),
        ("No id", "y", "", "", "b", "", "", "", "", AT, ""),
    )
    path.write_text(write_rows(TEMPLATE, *rows), "utf-8")

    run("quackback", path)

    assert read_features() == {
        ("old-1", "Dark mode", "DISCOVERY"),
        ("title:No id", "No id", "CONCEPTION"),
    }
    assert list(Tally.objects.values_list("feature__external_id", "count")) == [("old-1", 7)]
    assert list_outcomes(run("quackback", path)) == {"unchanged"}


def test_the_second_import_changes_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "export.zip", FILES)
    run("quackback", path)
    before = count_rows()

    assert (list_outcomes(run("quackback", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "export.zip", FILES)

    dry = run("quackback", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("quackback", path).counts


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "posts.csv",
            "id,title\n1,x\n",
            "posts.csv, row 1, column content: this column is missing.",
        ),
        (
            "posts.csv",
            write_rows(POSTS, ("1", "x")),
            "posts.csv, row 2, column content: the row has",
        ),
        (
            "posts.csv",
            write_rows(POSTS, ("1", "x", "", "", "", "", "", "", "many", AT)),
            "posts.csv, row 2, column vote_count: 'many' is no number from 0",
        ),
        ("posts.csv", b"id,t\xff", "posts.csv, row 1, column 2: this is not UTF-8 (byte 0xFF)."),
        (
            "post_votes.csv",
            write_rows(VOTES, ("v", "post_7", "a@b.example", "", AT)),
            "post_votes.csv, row 2, column post_id: 'post_7' is nowhere in this export.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, content: str | bytes, told: str
) -> None:
    path = pack(tmp_path / "export.zip", FILES | {name: content})

    with pytest.raises(FileRefusedError) as caught:
        run("quackback", path)

    assert told in str(caught.value)
    assert count_rows() == (0, 0, 0, 0, 0)
