"""Whatever is held about a person is in their export, and after their erasure nowhere."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from backend.access.models import AuditEntry, RoleGrant
from backend.access.people import (
    NobodyFoundError,
    erase_people,
    find_person,
    tell_person,
    write_json,
    write_text,
)
from backend.access.scopes import Role
from products.models import Decision, Product
from stakeholders.models import (
    Evidence,
    Stakeholder,
)
from stakeholders.verification import find_differences
from tests.admin_pages import delete, find_page, log_in
from tests.backend.access.marked import ADDRESS, EMAIL, FULL, LOGIN, MARKS, build_marked
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db


def walk() -> Iterator[tuple[str, str]]:
    """Yield every table of the database with all that its rows hold."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- a table of ours
            yield table, "\n".join(map(repr, cursor.fetchall()))


def find_marks(*marks: str) -> set[tuple[str, str]]:
    """Find in which tables MARKS stand."""
    return {
        (table, mark) for table, held in walk() for mark in marks if mark.lower() in held.lower()
    }


def test_all_that_is_held_is_in_the_export_and_nowhere_after_the_erasure(
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401 -- pytest-django's fixture
) -> None:
    person = build_marked()
    marked = find_marks(*MARKS, "zyxa")
    assert {mark for _, mark in marked} == {*MARKS, "zyxa"}

    document = write_json(tell_person(person))

    assert [mark for mark in MARKS if mark.lower() not in document.lower()] == []
    assert "pbkdf2" not in document

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_people([person.pk], actor=LOGIN) == 1

    assert find_marks(*MARKS, "zyxa") == set()
    assert list(find_differences()) == []


def test_every_text_column_that_is_a_persons_has_a_mark() -> None:
    build_marked()
    theirs: dict[str, tuple[str, ...]] = {
        "stakeholders.Stakeholder": ("name", "email", "title", "external_id"),
        "stakeholders.Preference": ("reason", "entered_by", "heard_in"),
        "stakeholders.PreferenceEvent": ("reason", "entered_by", "actor", "heard_in"),
        "stakeholders.Evidence": ("quote", "url"),
        "stakeholders.Outreach": ("contacted_by", "outcome"),
        "stakeholders.Commitment": ("statement", "acknowledged_by"),
        "stakeholders.AlignmentChange": ("actor",),
        "products.Decision": ("rationale", "decided_by"),
        "products.StageChange": ("reason", "actor"),
        "products.Merge": ("reason", "actor", "undone_by"),
        "products.Insight": ("title", "body"),
        "auth.User": ("username", "first_name", "last_name", "email"),
        "admin.LogEntry": ("object_repr", "change_message"),
        "access.AuditWord": ("before", "after"),
        "access.AuditEntry": ("actor", "address"),
        "access.IdempotencyKey": ("answer",),
    }

    for label, columns in theirs.items():
        rows = apps.get_model(label)._default_manager  # noqa: SLF001 -- any model
        for column in columns:
            found = rows.filter(**{f"{column}__icontains": "zyxa"})
            found |= rows.filter(**{f"{column}__in": [ADDRESS, "user:1"]})
            key = f"user:{User.objects.get(username=LOGIN).pk}"
            found |= rows.filter(**{f"{column}": key})
            assert found.exists(), (label, column)


def test_the_entries_stay_and_tell_what_was_done_without_who_it_was() -> None:
    person = build_marked()
    entries = AuditEntry.objects.filter(actor=f"user:{person.login_id}")
    known = set(entries.values_list("pk", "noun", "action"))

    erase_people([person.pk], actor="Grace")

    assert known
    assert known <= set(entries.values_list("pk", "noun", "action"))
    assert set(entries.values_list("address", flat=True)) == {""}


def test_a_login_is_closed_with_its_person() -> None:
    person = build_marked()
    login = User.objects.get(username=LOGIN)

    erase_people([person.pk], actor="Grace")

    closed = User.objects.get(pk=login.pk)
    assert closed.username == f"erased-{login.pk}"
    assert (closed.is_active, closed.email, closed.has_usable_password()) == (False, "", False)
    assert not RoleGrant.objects.filter(user=closed).exists()


def test_others_keep_what_they_said_of_others() -> None:
    person = build_marked()
    other = build_preference(build_stakeholder("Ruth Marker"), build_feature())
    Evidence.objects.create(preference=other, quote="Zyxa and Marker are words.")

    erase_people([person.pk], actor="Grace")

    assert Evidence.objects.get().quote == "Zyxa and Marker are words."
    rationale = Decision.objects.get().rationale
    assert rationale == "As someone erased (someone erased) told us."


@pytest.mark.parametrize("way", ["email", "key", "public id"])
def test_a_person_is_found_by_what_they_are_known_as(way: str) -> None:
    person = build_marked()
    texts = {"email": EMAIL.upper(), "key": str(person.pk), "public id": str(person.public_id)}
    out = StringIO()

    call_command("export_person", texts[way], stdout=out)

    assert json.loads(out.getvalue())["person"][0]["name"] == FULL
    assert find_person(texts[way]) == person


def test_nobody_is_told_of_when_two_are_meant() -> None:
    for _ in range(2):
        person = build_stakeholder()
        person.email = EMAIL
        person.save()

    with pytest.raises(NobodyFoundError):
        find_person(EMAIL)
    with pytest.raises(CommandError, match="2 people"):
        call_command("export_person", EMAIL)
    with pytest.raises(CommandError, match="No people"):
        call_command("export_person", "nobody@an.example")


def test_the_document_can_be_read() -> None:
    text = write_text(tell_person(build_marked()))

    assert text.startswith("PERSON (1)\n\n  kind: stakeholder\n")
    assert f"  name: {FULL}\n" in text


def test_the_admin_exports_and_erases() -> None:
    person = build_marked()
    browser = log_in()
    page = find_page(Stakeholder, "change", person.pk)
    assert f"/{person.pk}/export/json" in browser.get(page).content.decode()

    told = browser.get(page.replace("/change/", "/export/json")).json()

    assert told["person"][0]["email"] == EMAIL
    assert browser.get(page.replace("/change/", "/export/text")).status_code == 200
    delete(browser, person)
    assert not Stakeholder.objects.filter(pk=person.pk).exists()
    assert {table for table, _ in find_marks("zyxa")} <= {"access_idempotencykey"}  # until commit


def test_who_may_not_read_of_people_everywhere_exports_nobody() -> None:
    person = build_marked()
    browser = log_in()
    User.objects.filter(username="curator").update(is_superuser=False)
    build_product()
    product = Product.objects.earliest("pk")
    RoleGrant.objects.create(
        user=User.objects.get(username="curator"), product=product, role=Role.OWNER
    )

    page = find_page(Stakeholder, "change", person.pk).replace("/change/", "/export/json")

    assert browser.get(page).status_code == 404
