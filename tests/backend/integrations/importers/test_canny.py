"""Pages of Canny's API become features, accounts, people, preferences and insights."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature, Insight
from stakeholders.models import Account, Evidence, Preference, Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_backing,
    read_features,
    read_insights,
    read_people,
    run,
)

pytestmark = pytest.mark.django_db

AT = "2026-03-01T10:00:00.000Z"
ANN = {"id": "u1", "name": "Ann", "email": "ann@acme.example", "isAdmin": False, "userID": "77"}
BEN = {"id": "u2", "name": "Ben", "email": "", "isAdmin": False}
EVA = {"id": "u3", "name": "Eva", "email": "eva@tutti.example", "isAdmin": True}
POSTS = {
    "hasMore": True,
    "posts": [
        {
            "id": "p1",
            "title": "Dark mode",
            "details": "For the night.",
            "status": "under review",
            "score": 5,
            "commentCount": 1,
            "category": {"id": "c1", "name": "Looks"},
            "tags": [{"id": "t1", "name": "ui"}],
            "mergeHistory": [{"created": AT, "post": {"id": "p9", "title": "Night mode"}}],
            "created": AT,
        }
    ],
}
MORE = {
    "hasMore": False,
    "posts": [
        POSTS["posts"][0],  # type: ignore[index]  # -- what the first page ended with
        {"id": "p2", "title": "Export", "status": "Icebox", "score": 0, "category": None},
    ],
}
VOTES = {
    "hasMore": False,
    "votes": [
        {"id": "v1", "voter": ANN, "by": None, "post": {"id": "p1"}, "created": AT},
        {"id": "v2", "voter": BEN, "by": EVA, "post": {"id": "p1"}, "created": AT},
        {"id": "v3", "voter": EVA, "by": EVA, "post": {"id": "p2"}, "created": AT},
    ],
}
USERS = {"users": [ANN | {"companies": [{"id": "k1", "name": "Acme"}]}, EVA]}
COMPANIES = {
    "companies": [
        {"id": "k1", "name": "Acme", "domain": "acme.example", "monthlySpend": 100.5},
        {"id": "k2", "name": "Quiet", "domain": "", "monthlySpend": None},
    ]
}
COMMENTS = {
    "comments": [
        {
            "id": "m1",
            "value": "My eyes hurt.",
            "author": ANN,
            "post": {"id": "p1", "url": "https://acme.canny.io/admin/p/dark-mode"},
            "internal": False,
            "private": False,
            "created": AT,
        },
        {"id": "m2", "value": "Big deal.", "author": EVA, "post": {"id": "p1"}, "internal": True},
    ]
}
FILES = {
    "posts-1.json": POSTS,
    "posts-2.json": MORE,
    "votes.json": VOTES,
    "users.json": USERS,
    "companies.json": COMPANIES,
    "comments.json": COMMENTS,
    "boards.json": {"boards": "not read"},
}


def write(path: Path, **changes: object) -> Path:
    """Write the pages, with some changed, into the directory at PATH."""
    for name, content in (FILES | changes).items():
        (path / name).write_text(json.dumps(content), "utf-8")
    return path


def test_posts_become_features_and_merged_ones_part_of_another(tmp_path: Path) -> None:
    report = run("canny", write(tmp_path))

    assert read_features() == {
        ("p1", "Dark mode", "DISCOVERY"),
        ("p2", "Export", "CONCEPTION"),
        ("p9", "Night mode", "CONCEPTION"),
    }
    first = Feature.objects.get(external_id="p1")
    assert (first.summary, first.tags, first.source) == ("For the night.", ["ui", "Looks"], "canny")
    assert first.exposure_unknown
    assert list(first.merged_features.values_list("external_id", flat=True)) == ["p9"]
    assert any(
        note.startswith("Statuses of unknown meaning: 'Icebox' (1)") for note in report.notes
    )


def test_votes_become_support_and_the_rest_of_the_count_is_kept_apart(tmp_path: Path) -> None:
    run("canny", write(tmp_path), team="crew")

    assert read_backing() == {("u1", "p1", 1), ("u2", "p1", 1), ("u3", "p2", 1)}
    entered = Preference.objects.values_list("stakeholder__external_id", "entered_by")
    assert set(entered) == {("u1", ""), ("u2", "Eva"), ("u3", "")}
    tallies = Tally.objects.values_list("feature__external_id", "source", "count")
    assert list(tallies) == [("p1", "canny", 3)]


def test_posts_alone_do_not_count_again_what_stands_by_name(tmp_path: Path) -> None:
    run("canny", write(tmp_path))
    posts = [
        {"id": "p1", "title": "Dark mode", "score": 5},
        {"id": "p2", "title": "Export", "score": 4},
    ]
    path = pack(tmp_path / "posts.zip", {"posts.json": posts})

    report = run("canny", path)

    tallies = Tally.objects.values_list("feature__external_id", "count")
    assert set(tallies) == {("p1", 3), ("p2", 3)}
    assert report.unattributed == 6
    assert (
        "This export names nobody who voted. Votes that stand by name from earlier imports, and "
        "are not counted again as nobody's: 3."
    ) in report.notes


def test_companies_become_accounts_that_weigh_what_they_spend_in_a_year(tmp_path: Path) -> None:
    run("canny", write(tmp_path), team="crew", worth=7)

    accounts = Account.objects.values_list("key", "external_id", "annual_value", "segment__key")
    assert set(accounts) == {
        ("acme", "k1", Decimal(1206), "users"),
        ("quiet", "k2", Decimal(7), "users"),
        ("canny-person", "", Decimal(7), "users"),
    }
    places = Stakeholder.objects.values_list("name", "account__key", "team__key")
    assert set(places) == {
        ("Ann", "acme", None),
        ("Ben", "canny-person", None),
        ("Eva", None, "crew"),
    }
    assert read_people() == {(each["id"], each["name"], each["email"]) for each in (ANN, BEN, EVA)}


def test_comments_become_insights_about_their_features(tmp_path: Path) -> None:
    run("canny", write(tmp_path))

    assert read_insights() == {
        ("m1", "CUSTOMER_FEEDBACK", "My eyes hurt."),
        ("m2", "INTERNAL", "Big deal."),
    }
    told = Insight.objects.values_list("external_id", "url", "features__external_id")
    assert set(told) == {("m1", "https://acme.canny.io/admin/p/dark-mode", "p1"), ("m2", "", "p1")}


def test_who_said_something_about_what_they_back_is_told_by_evidence(tmp_path: Path) -> None:
    run("canny", write(tmp_path))

    told = Evidence.objects.values_list(
        "preference__stakeholder__name", "preference__feature__external_id", "insight__external_id"
    )
    assert list(told) == [("Ann", "p1", "m1")]


def test_a_company_that_is_known_by_its_domain_is_no_second_account(tmp_path: Path) -> None:
    run("canny", write(tmp_path))
    Account.objects.filter(key="acme").update(source="crm", external_id="A-1", annual_value=5)

    run("canny", path := write(tmp_path), source="other")

    rows = Account.objects.filter(domain="acme.example").values_list("external_id", "annual_value")
    assert list(rows) == [("A-1", Decimal(5))]
    assert list_outcomes(run("canny", path, source="other")) == {"unchanged"}


def test_the_second_import_changes_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "canny.zip", {f"export/{name}": each for name, each in FILES.items()})
    run("canny", path)
    before = count_rows()

    assert (list_outcomes(run("canny", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    dry = run("canny", write(tmp_path), dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("canny", tmp_path).counts


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("posts-1.json", {"posts": [{"id": "p1"}]}, "posts-1.json, row 1, column title: "),
        ("posts-1.json", {"posts": [7]}, "posts-1.json, row 1: this is no object."),
        ("posts-1.json", {"post": []}, "posts-1.json: there is no list 'posts' in this."),
        ("votes.json", {"votes": [{"voter": 1}]}, "votes.json, row 1, column voter: "),
        (
            "votes.json",
            {"votes": [{"voter": ANN, "post": {"id": "p7"}}]},
            "votes.json, row 1, column post.id: 'p7' is nowhere in this export.",
        ),
        (
            "companies.json",
            {"companies": [{"id": "k", "name": "K", "monthlySpend": -1}]},
            "companies.json, row 1, column monthlySpend: '-1' is no number from 0",
        ),
        (
            "posts-1.json",
            {"posts": [{"id": "p1", "title": "x", "mergeHistory": [1]}]},
            "posts-1.json, row 1, column mergeHistory: this is no list of objects.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, content: object, told: str
) -> None:
    with pytest.raises(FileRefusedError) as caught:
        run("canny", write(tmp_path, **{name: content}))

    assert told in str(caught.value)
    assert count_rows() == (0, 0, 0, 0, 0)
