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
from django.db.models import CharField, EmailField, JSONField, Model, TextField

from backend.access.erasing import erase_people
from backend.access.issuing import SHELL
from backend.access.models import AuditEntry, AuditWord, IdempotencyKey, Invitation, RoleGrant
from backend.access.people import (
    HANGING,
    NobodyFoundError,
    find_person,
    tell_person,
    write_json,
    write_text,
)
from backend.access.scopes import Role
from products.models import Decision, Product
from products.naming import ERASED
from stakeholders.mentions import NAMES, TEXTS
from stakeholders.models import (
    Evidence,
    Stakeholder,
)
from stakeholders.verification import find_differences
from tests.admin_pages import delete, find_page, log_in
from tests.backend.access.marked import ADDRESS, EMAIL, FULL, LOGIN, MARKS, SECRETS, build_marked
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db


# Columns that hold words or names by which no relation leads to anybody.
APART: dict[type[Model], tuple[str, ...]] = {
    AuditEntry: ("actor", "address"),
    AuditWord: ("before", "after"),
    IdempotencyKey: ("answer",),
    Evidence: ("url",),
}


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
    marked = find_marks(*MARKS, *SECRETS, "zyxa")
    assert {mark for _, mark in marked} == {*MARKS, *SECRETS, "zyxa"}

    document = write_json(tell_person(person))

    assert [mark for mark in MARKS if mark.lower() not in document.lower()] == []
    assert [secret for secret in ("pbkdf2", *SECRETS) if secret in document] == []

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_people([person.pk], by=SHELL, actor=LOGIN) == 1

    assert find_marks(*MARKS, *SECRETS, "zyxa") == set()
    # The link to their address is closed; those that they sent or used say no more who it was.
    told = Invitation.objects.order_by("pk").values_list("email", "invited_by")
    assert list(told) == [("grace@an.example", ERASED), (ERASED, "shell")]
    assert list(find_differences()) == []


# Texts that are nobody's words, in models that lead to people or hold addresses.
BARE: dict[str, set[str]] = {
    "access.fileimport": {"noun", "checksum"},
    "access.invitation": {"digest"},
    "access.savedfilter": {"noun"},
    "access.token": {"name", "start", "digest", "scopes"},
    "admin.logentry": {"object_id"},
    "auth.user": {"password"},
    "exports.export": {"sight", "cursor", "checksum", "fault"},
    "socialaccount.socialaccount": {"provider"},
    "stakeholders.preference": {"source"},
    "stakeholders.preferenceevent": {"source"},
    "stakeholders.stakeholder": {"source"},
    "usersessions.usersession": {"data"},
    "webhooks.endpoint": {"name", "url", "types", "secret", "old_secret", "epoch"},
}


def find_theirs() -> Iterator[tuple[type[Model], str]]:
    """Yield the text columns of models that lead to people, hold addresses, or name somebody."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
        leads = any(each.related_model in {User, Stakeholder} for each in fields)
        holds = any(isinstance(each, EmailField) for each in fields)
        known = {*NAMES.get(model, ()), *TEXTS.get(model, ()), *APART.get(model, ())}
        for each in fields:
            is_text = isinstance(each, CharField | TextField | JSONField) and not each.choices
            if each.name in known or ((leads or holds) and is_text):
                yield model, each.name


def test_every_text_column_that_is_a_persons_has_a_mark() -> None:
    person = build_marked()
    marks = (ADDRESS, f"user:{person.login_id}")
    missed = []

    for model, column in find_theirs():
        label = model._meta.label_lower  # noqa: SLF001 -- as above
        rows = model._default_manager.all()  # noqa: SLF001 -- any model
        found = rows.filter(**{f"{column}__icontains": "zyxa"})
        if column not in BARE.get(label, ()) and not (
            found.exists() or rows.filter(**{f"{column}__in": marks}).exists()
        ):
            missed.append((label, column))

    assert missed == []


def test_the_entries_stay_and_tell_what_was_done_without_who_it_was() -> None:
    person = build_marked()
    entries = AuditEntry.objects.filter(actor=f"user:{person.login_id}")
    known = set(entries.values_list("pk", "noun", "action"))

    erase_people([person.pk], by=SHELL, actor="Grace")

    assert known
    assert known <= set(entries.values_list("pk", "noun", "action"))
    assert set(entries.values_list("address", flat=True)) == {""}


def test_a_login_is_closed_with_its_person() -> None:
    person = build_marked()
    login = User.objects.get(username=LOGIN)

    erase_people([person.pk], by=SHELL, actor="Grace")

    closed = User.objects.get(pk=login.pk)
    assert closed.username == f"erased-{login.pk}"
    assert (closed.is_active, closed.email, closed.has_usable_password()) == (False, "", False)
    assert not RoleGrant.objects.filter(user=closed).exists()


def test_others_keep_what_they_said_of_others() -> None:
    person = build_marked()
    other = build_preference(build_stakeholder("Ruth Marker"), build_feature())
    Evidence.objects.create(preference=other, quote="Zyxa and Marker are words.")

    erase_people([person.pk], by=SHELL, actor="Grace")

    assert Evidence.objects.get().quote == "Zyxa and Marker are words."
    rationale = Decision.objects.get().rationale
    assert rationale == "As someone erased (someone erased) told us."


@pytest.mark.parametrize(
    ("said", "is_kept"), [("Proof them.", True), ("As of the, he says.", False)]
)
def test_the_log_loses_a_name_only_where_it_stands_as_words_of_its_own(
    said: str,
    is_kept: bool,  # noqa: FBT001 -- a parameter
) -> None:
    person, feature = build_stakeholder("of the"), build_feature()
    feature.summary = said
    feature.save()

    erase_people([person.pk], by=SHELL, actor="Grace")

    assert AuditWord.objects.filter(after=said).exists() is is_kept


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


def test_what_their_requests_were_answered_is_not_told() -> None:
    person = build_marked()
    IdempotencyKey.objects.update(
        caller=f"user:{person.login_id}", key="mine", answer='{"revenue": "98765.43"}'
    )

    document = tell_person(person)

    assert [row["key"] for row in document["requests"]] == ["mine"]
    assert "98765.43" not in write_json(document)


def test_nothing_is_told_of_rows_on_a_login_that_nobody_thought_about() -> None:
    hanging = {
        relation.related_model._meta.label_lower  # noqa: SLF001 -- Django's documented model API
        for relation in User._meta.related_objects  # noqa: SLF001 -- as above
    }

    assert hanging - HANGING.keys() == {"admin.logentry", "stakeholders.stakeholder"}


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
