"""Nobody changes or deletes what the audit log says: not in the admin, by the ORM or by SQL."""

import sqlite3
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from backend.access.models import AuditEntry, AuditWord
from stakeholders.models import PreferenceEvent, Stakeholder
from tests.admin_pages import find_page, log_in
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

Deed = Callable[[], object]
ENTRY, WORD, EVENT = (
    "access_auditentry",
    "access_auditword",
    "stakeholders_preferenceevent",
)


def run(sql: str) -> Deed:
    """Give a deed that runs SQL."""

    def deed() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return deed


DEEDS: dict[str, Deed] = {
    "entry changed by the ORM": lambda: AuditEntry.objects.update(actor="nobody"),
    "entry deleted by the ORM": lambda: AuditEntry.objects.all()._raw_delete("default"),  # noqa: SLF001 -- past PROTECT
    "entry saved": lambda: AuditEntry.objects.order_by("pk")[0].save(update_fields=["noun"]),
    "entry changed by SQL": run(f"UPDATE {ENTRY} SET created_at = '2020-01-01'"),  # noqa: S608 -- a constant
    "address blanked by SQL": run(f"UPDATE {ENTRY} SET address = '', redacted_for_id = id"),  # noqa: S608 -- as above
    "entry deleted by SQL": run(f"DELETE FROM {ENTRY}"),  # noqa: S608 -- as above
    "words changed by the ORM": lambda: AuditWord.objects.update(after="else"),
    "words deleted by the ORM": lambda: AuditWord.objects.all().delete(),
    "words blanked by SQL": run(f"UPDATE {WORD} SET before = NULL, after = NULL, person = NULL"),  # noqa: S608 -- as above
    "words blanked for an entry": run(
        f"UPDATE {WORD} SET before = NULL, after = NULL, person = NULL, redacted_for_id = entry_id"  # noqa: S608 -- as above
    ),
    "words deleted by SQL": run(f"DELETE FROM {WORD}"),  # noqa: S608 -- as above
    "history changed by the ORM": lambda: PreferenceEvent.objects.update(stance=-2),
    "history changed by SQL": run(f"UPDATE {EVENT} SET reason = 'else'"),  # noqa: S608 -- as above
    "history deleted by SQL": run(f"DELETE FROM {EVENT}"),  # noqa: S608 -- as above
}
EMPTYING = {
    "entries emptied": run(f"TRUNCATE {ENTRY} CASCADE"),
    "words emptied": run(f"TRUNCATE {WORD}"),
    "history emptied": run(f"TRUNCATE {EVENT}"),
    "a watched table emptied": run("TRUNCATE products_product CASCADE"),
}


def copy_all() -> list[object]:
    """Copy all that the log and the history of preferences say."""
    models: tuple[type[Model], ...] = (AuditEntry, AuditWord, PreferenceEvent)
    return [list(model._default_manager.order_by("pk").values()) for model in models]  # noqa: SLF001 -- three models


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_written_stays_as_it_is(name: str) -> None:
    build_preference(build_stakeholder("Ada Lovelace"), build_feature())
    said = copy_all()

    with pytest.raises(DatabaseError, match="is never changed"), transaction.atomic():
        DEEDS[name]()

    assert copy_all() == said
    assert all(said)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: TRUNCATE")
@pytest.mark.parametrize("name", EMPTYING)
def test_no_table_is_emptied_past_the_log(name: str) -> None:
    build_product()

    with pytest.raises(DatabaseError, match=r"never changed|row by row"), transaction.atomic():
        EMPTYING[name]()


def test_words_about_someone_who_is_there_are_not_taken_for_those_of_someone_erased() -> None:
    gone = build_stakeholder("Grace Hopper")
    there = build_stakeholder("Ada Lovelace")
    gone.delete()
    erasure = AuditEntry.objects.get(noun="stakeholders.stakeholder", action="DELETED")

    with pytest.raises(DatabaseError, match="is never changed"), transaction.atomic():
        AuditWord.objects.filter(person=there.pk).update(
            before=None, after=None, person=None, redacted_for=erasure
        )

    assert AuditWord.objects.filter(person=there.pk, after="Ada Lovelace").exists()


@pytest.mark.parametrize("model", [AuditEntry, AuditWord])
def test_the_admin_shows_entries_and_takes_none(model: type[Model]) -> None:
    build_product()
    browser, row = log_in(), model._default_manager.order_by("pk")[0]  # noqa: SLF001 -- either model
    said = copy_all()
    page = find_page(model, "change", row.pk)

    answers = [
        browser.get(page).status_code,
        browser.post(page, {"actor": "nobody", "after": "else"}).status_code,
        browser.post(find_page(model, "delete", row.pk), {"post": "yes"}).status_code,
        browser.post(find_page(model, "add"), {}).status_code,
    ]

    assert answers == [200, 403, 403, 403]
    assert "delete_selected" not in browser.get(find_page(model, "changelist")).content.decode()
    assert copy_all() == said


def test_another_program_writes_nothing_to_sqlite_past_the_log() -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL runs its triggers for every program
    build_product()
    program = sqlite3.connect(":memory:")
    program.deserialize(connection.connection.serialize())

    with pytest.raises(sqlite3.OperationalError, match="no such function: tutti_"):
        program.execute("UPDATE products_product SET name = 'else'")

    program.close()


def test_an_erasure_redacts_and_leaves_the_entries() -> None:
    ada = build_stakeholder("Ada Lovelace")
    number = AuditEntry.objects.count()

    Stakeholder.objects.filter(pk=ada.pk).delete()

    assert AuditEntry.objects.count() == number + 1
    assert not AuditWord.objects.filter(person=ada.pk).exists()
    redacted = AuditWord.objects.exclude(redacted_for=None)
    assert set(redacted.values_list("before", "after")) == {(None, None)}
    assert "name" in redacted.values_list("column", flat=True)


def test_a_password_is_not_told_of_when_it_stays() -> None:
    user = User.objects.create_user("someone", password="a secret of theirs")  # noqa: S106 -- a test's
    last = AuditEntry.objects.latest("pk").pk

    user.first_name = "Some"
    user.save()

    (entry,) = AuditEntry.objects.filter(pk__gt=last)
    assert (entry.after, [each.column for each in entry.words.all()]) == (None, ["first_name"])
