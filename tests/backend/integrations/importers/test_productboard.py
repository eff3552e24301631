"""Entities and notes of Productboard become features, accounts, people and what they said."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature, Insight
from stakeholders.models import Account, Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_backing,
    read_features,
    read_insights,
    run,
)

pytestmark = pytest.mark.django_db

AT = "2026-03-01T10:00:00Z"


def build_entity(
    key: str, kind: str, *related: tuple[str, str], **fields: object
) -> dict[str, object]:
    """Build the entity KEY, of a KIND, with RELATED ones by type and id."""
    return build_record(key, kind, [("link", *each) for each in related], fields)


def build_note(key: str, *related: tuple[str, str, str], **fields: object) -> dict[str, object]:
    """Build the note KEY with RELATED ones by kind, type and id."""
    return build_record(key, "textNote", list(related), fields)


def build_record(
    key: str, kind: str, related: list[tuple[str, str, str]], fields: dict[str, object]
) -> dict[str, object]:
    data = [{"type": how, "target": {"id": to, "type": what}} for how, what, to in related]
    return {
        "id": key,
        "type": kind,
        "fields": fields,
        "relationships": {"data": data, "links": {"next": None}},
        "links": {"html": f"https://tutti.productboard.com/{key}"},
        "createdAt": AT,
        "updatedAt": AT,
        "metadata": {"source": {"system": None, "recordId": None}},
    }


FILES = {
    "entities-1.json": {
        "data": [
            build_entity("prod", "product", name="Tutti"),
            build_entity(
                "f1",
                "feature",
                ("product", "prod"),
                name="Dark mode",
                description="<p>For the <b>night</b>.</p><p>And dusk &amp; dawn</p>",
                status={"id": "s1", "name": "In progress"},
                tags=[{"id": "t", "name": "ui"}],
                archived=False,
            ),
        ],
        "links": {"next": "https://api.productboard.com/v2/entities?pageCursor=x"},
    },
    "entities-2.json": {
        "data": [
            build_entity("f2", "subfeature", name="Dim", status={"name": "Someday"}, archived=True),
            build_entity("k1", "company", name="Acme", domain="acme.example"),
            build_entity("u1", "user", ("company", "k1"), name="Ann", email="ann@acme.example"),
        ]
    },
    "users.json": {"data": [build_entity("u2", "user", name="Ben", email="ben@home.example")]},
    "notes-1.json": {
        "data": [
            build_note(
                "n1",
                ("customer", "user", "u1"),
                ("link", "feature", "f1"),
                ("link", "product", "prod"),
                name="Too bright",
                content="<p>My eyes.</p>",
            ),
            build_note(
                "n2", ("customer", "company", "k1"), ("link", "feature", "f1"), content="us"
            ),
            build_note(
                "n3", ("customer", "user", "u2"), ("link", "subfeature", "f2"), content="me"
            ),
            build_note(
                "n4",
                name="A chat",
                content=[{"content": "Hello", "author": {}}, {"content": "Bye"}],
            ),
        ]
    },
}


def test_features_and_their_parts_become_features(tmp_path: Path) -> None:
    report = run("productboard", pack(tmp_path / "pb.zip", FILES))

    assert read_features() == {("f1", "Dark mode", "DEVELOPMENT"), ("f2", "Dim", "CONCEPTION")}
    told = Feature.objects.order_by("external_id").values_list("summary", "tags")
    assert list(told) == [("For the night.\nAnd dusk & dawn", ["ui"]), ("", ["archived"])]
    assert any("'Someday' (1)" in note for note in report.notes)


def test_a_status_means_what_whoever_imports_says(tmp_path: Path) -> None:
    run("productboard", pack(tmp_path / "pb.zip", FILES), stages={"SOMEDAY": "DISCOVERY"})

    assert ("f2", "Dim", "DISCOVERY") in read_features()


def test_a_linked_note_is_the_support_of_its_user(tmp_path: Path) -> None:
    run("productboard", pack(tmp_path / "pb.zip", FILES))

    assert read_backing() == {("u1", "f1", 1), ("u2", "f2", 1)}
    assert set(Stakeholder.objects.values_list("name", "account__name")) == {
        ("Ann", "Acme"),
        ("Ben", "Productboard: one person (productboard-person)"),
    }


def test_a_company_that_nobody_speaks_for_is_counted_only(tmp_path: Path) -> None:
    run("productboard", pack(tmp_path / "pb.zip", FILES))

    assert list(Tally.objects.values_list("feature__external_id", "count")) == [("f1", 1)]
    assert Account.objects.get(external_id="k1").people.count() == 1


def test_notes_become_insights(tmp_path: Path) -> None:
    run("productboard", pack(tmp_path / "pb.zip", FILES))

    assert read_insights() == {
        ("n1", "CUSTOMER_FEEDBACK", "My eyes."),
        ("n2", "CUSTOMER_FEEDBACK", "us"),
        ("n3", "CUSTOMER_FEEDBACK", "me"),
        ("n4", "CUSTOMER_FEEDBACK", "Hello\n\nBye"),
    }
    first = Insight.objects.get(external_id="n1")
    assert (first.title, first.url) == ("Too bright", "https://tutti.productboard.com/n1")
    assert list(first.features.values_list("external_id", flat=True)) == ["f1"]


def test_the_second_import_changes_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "pb.zip", FILES)
    run("productboard", path)
    before = count_rows()

    assert (list_outcomes(run("productboard", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path / "pb.zip", FILES)

    dry = run("productboard", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("productboard", path).counts


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"id": "n", "relationships": []}, "column relationships: this is no object."),
        (
            build_note("n", ("customer", "user", "")),
            "relationships.data.0.target.id: this is empty.",
        ),
        (
            build_note("n", ("customer", "user", "u9"), ("link", "feature", "f1"), name="x"),
            "column relationships: 'u9' is nowhere in this export.",
        ),
        ({"id": "n", "fields": {"content": {}}}, "column fields.content: this is no text."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    tmp_path: Path, record: object, told: str
) -> None:
    path = pack(tmp_path / "pb.zip", FILES | {"notes-2.json": {"data": [record]}})

    with pytest.raises(FileRefusedError) as caught:
        run("productboard", path)

    assert told in str(caught.value)
    assert count_rows() == (0, 0, 0, 0, 0)
