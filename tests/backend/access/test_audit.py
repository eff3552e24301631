"""The audit log tells of each change once: who, when, from where, before and after, by any way."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from backend.access.audit_reading import tell
from backend.access.audit_watching import WATCHED, Watch
from backend.access.models import AuditEntry, RoleGrant, SavedFilter
from products.models import Product
from products.origins import Interface, acting
from stakeholders.electorates import refresh_electorates
from stakeholders.models import Preference, PreferenceEvent, ReferenceWeight, Stakeholder
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Statement
from tests.admin_pages import edit, log_in
from tests.admin_rows import fill
from tests.backend.api.asking import ADDRESS
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

RENAME = """
mutation {
  upsertProduct(input: {key: "app", name: "After"}) { errors { message } }
}
"""


def read_since(last: int, noun: str = "") -> list[dict[str, Any]]:
    """Read what the log tells since the entry LAST, of NOUN alone if one is given."""
    rows = AuditEntry.objects.filter(pk__gt=last).order_by("pk").prefetch_related("words")
    found = [tell(row, {}) for row in rows]
    return [each for each in found if not noun or each["noun"] == noun]


def find_last() -> int:
    """Give the key of the latest entry."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def rename_in_graphql(product: Product) -> None:
    """Rename PRODUCT by a mutation of somebody who is signed in."""
    assert product.key == "app"
    body = {"query": RENAME}
    browser = Client()
    user, _ = User.objects.get_or_create(username="curator", is_staff=True, is_superuser=True)
    browser.force_login(user)
    answer = browser.post(
        ADDRESS, body, content_type="application/json", secure=True, REMOTE_ADDR="192.0.2.7"
    )
    assert answer.json()["data"]["upsertProduct"]["errors"] == []


def rename_in_admin(product: Product) -> None:
    """Rename PRODUCT on its page."""
    edit(log_in(), product, name="After")


def rename_in_orm(product: Product) -> None:
    """Rename PRODUCT with nothing but the ORM."""
    Product.objects.filter(pk=product.pk).update(name="After")


def rename_in_sql(product: Product) -> None:
    """Rename PRODUCT with nothing but SQL."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE products_product SET name = 'After' WHERE id = %s", [product.pk])


def rename_in_command(product: Product) -> None:
    """Rename PRODUCT as a command does."""
    with acting(Interface.COMMAND, actor=lambda: "command:rename"):
        rename_in_orm(product)


WAYS: tuple[tuple[Callable[[Product], None], str, bool], ...] = (
    (rename_in_graphql, "GRAPHQL", True),
    (rename_in_admin, "ADMIN", True),
    (rename_in_orm, "DIRECT", False),
    (rename_in_sql, "DIRECT", False),
    (rename_in_command, "COMMAND", False),
)


@pytest.mark.parametrize(("rename", "interface", "signed_in"), WAYS)
def test_a_change_is_told_once_whichever_way_it_takes(
    rename: Callable[[Product], None], interface: str, *, signed_in: bool
) -> None:
    product = build_product("app", "Before")
    log_in()
    last = find_last()

    rename(product)

    told = read_since(last, "products.product")
    assert [(each["action"], each["before"], each["after"]) for each in told] == [
        ("CHANGED", {"name": "Before"}, {"name": "After"})
    ]
    assert (told[0]["interface"], told[0]["row"]) == (interface, product.pk)
    assert told[0]["publicId"] == str(product.public_id)
    expected = f"user:{User.objects.get(username='curator').pk}" if signed_in else ""
    assert told[0]["actor"] == (expected or ("command:rename" if interface == "COMMAND" else ""))


def test_the_address_is_told() -> None:
    product = build_product("app", "Before")

    rename_in_graphql(product)

    assert AuditEntry.objects.order_by("-pk")[0].address == "192.0.2.7"


@pytest.mark.parametrize("watch", WATCHED, ids=lambda watch: watch.noun)
def test_each_watched_model_is_told_of_when_it_comes_changes_and_goes(watch: Watch) -> None:
    fill_all()
    row: Any = watch.model._base_manager.order_by("-pk")[0]  # noqa: SLF001 -- any model
    created = AuditEntry.objects.filter(noun=watch.noun, row_id=row.pk, action="CREATED")
    assert created.count() == 1
    last = find_last()
    column, value = pick_change(watch)

    if column:
        watch.model._base_manager.filter(pk=row.pk).update(**{column: value})  # noqa: SLF001 -- any model
        told = read_since(last, watch.noun)
        assert [(each["action"], set(each["after"] or {})) for each in told] == [
            ("CHANGED", {column})
        ]
        last = find_last()
    with transaction.atomic():
        delete_plainly(watch, row.pk)
        gone = read_since(last, watch.noun)
        transaction.set_rollback(True)

    assert [(each["action"], each["row"], each["after"]) for each in gone] == [
        ("DELETED", row.pk, None)
    ]
    assert gone[0]["before"]


def fill_all() -> None:
    """Build a row of every watched model."""
    fill(1)
    user = User.objects.create(username="someone")
    SavedFilter.objects.create(user=user, noun="products.feature", name="Mine", query="{}")
    user.groups.create(name="some")
    user.user_permissions.add(1)
    RoleGrant.objects.create(user=user, product=build_product())
    ReferenceWeight.objects.all().delete()
    ReferenceWeight.objects.create(kind="TEAM", w_ref=2)
    build_preference(build_stakeholder(), build_feature())


def pick_change(watch: Watch) -> tuple[str, object]:
    """Pick a column of WATCH that can be changed without further ado, and a value for it."""
    values: dict[str, object] = {
        "name": "Changed",
        "title": "Changed",
        "reason": "Changed.",
        "rationale": "Changed.",
        "quote": "Changed.",
        "statement": "Changed.",
        "outcome": "Changed.",
        "w_ref": 7,
        "role": "OWNER",
        "first_name": "Changed",
        "since_date": "2025-01-01",
    }
    columns = [*watch.list_plain(), *watch.list_words()]
    return next(((name, values[name]) for name in values if name in columns), ("", None))


def delete_plainly(watch: Watch, key: int) -> None:
    """Delete the row of KEY with nothing but SQL, unconcerned about what hangs on it."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"DELETE FROM {watch.table} WHERE id = %s", [key])  # noqa: S608 -- a table


def test_preferences_in_a_batch_are_told_of_once_and_by_their_history() -> None:
    feature = build_feature()
    people = [build_stakeholder() for _ in range(3)]
    last = find_last()

    state(
        [Statement(stakeholder=each.pk, feature=feature.pk, stance=1) for each in people],
        actor="tests",
    )

    (told,) = read_since(last)
    assert (told["action"], told["noun"]) == ("BATCH", "stakeholders.preference")
    moment = datetime.fromisoformat(told["after"]["events_at"])
    assert PreferenceEvent.objects.filter(created_at=moment).count() == 3


def test_preferences_changed_past_the_door_are_told_of_one_by_one() -> None:
    feature = build_feature()
    people = [build_stakeholder() for _ in range(3)]
    state(
        [Statement(stakeholder=each.pk, feature=feature.pk, stance=1) for each in people],
        actor="tests",
    )
    last = find_last()

    Preference.objects.update(stance=-2)

    told = read_since(last)
    assert [(each["before"], each["after"]) for each in told] == [
        ({"stance": 1}, {"stance": -2})
    ] * 3


@pytest.mark.parametrize("number", [3, 600])
def test_preferences_deleted_behind_a_batch_are_no_part_of_it(number: int) -> None:
    feature, team = build_feature(), build_team()
    people = [Stakeholder(name=f"n{each}", team=team) for each in range(number)]
    keys = [row.pk for row in Stakeholder.objects.bulk_create(people)]
    refresh_electorates(at=timezone.now())
    state([Statement(stakeholder=key, feature=feature.pk, stance=1) for key in keys], actor="x")
    last = find_last()

    Preference.objects.filter(stakeholder__in=keys[:2]).delete()
    withdraw([(key, feature.pk) for key in keys[2:]], actor="x")

    told = [each["action"] for each in read_since(last, "stakeholders.preference")]
    assert told == ["DELETED", "DELETED", "BATCH" if number > 3 else "DELETED"]


def test_what_changes_nothing_is_not_told() -> None:
    product = build_product()
    last = find_last()

    product.save()

    assert read_since(last) == []


def test_secrets_are_never_told() -> None:
    user = User.objects.create_user("someone", password="a secret of theirs")  # noqa: S106 -- a test's
    user.set_password("another secret")
    last = find_last()

    user.save()

    (told,) = read_since(last)
    assert (told["noun"], told["row"], told["action"]) == ("auth.user", user.pk, "CHANGED")
    assert (told["before"], told["after"]) == ({"password": None}, {"password": "changed"})
    all_told = str(read_since(0, "auth.user"))
    assert "someone" in all_told
    assert "secret" not in all_told
    assert user.password not in all_told
    assert user.password.partition("$")[0] not in all_told


def test_who_wrote_is_known_again_after_a_savepoint_was_undone() -> None:
    product = build_product("app", "Before")
    with acting(Interface.COMMAND, actor=lambda: "command:try"):
        with suppress(ValueError), transaction.atomic():
            rename_in_orm(product)
            raise ValueError
        last = find_last()
        rename_in_orm(product)

    assert [each["actor"] for each in read_since(last)] == ["command:try"]


def test_who_writes_what_may_be_there_already_is_found_out_before() -> None:
    last = find_last()

    with acting(Interface.COMMAND, actor=lambda: f"command:{Product.objects.count()}"):
        Product.objects.bulk_create([Product(key="p", name="P")], ignore_conflicts=True)

    assert [each["actor"] for each in read_since(last)] == ["command:0"]


@pytest.mark.django_db(transaction=True)
def test_who_wrote_is_known_without_a_transaction_and_forgotten_after_it() -> None:
    product = build_product("app", "Before")
    last = find_last()

    with acting(Interface.COMMAND, actor=lambda: "command:try"):
        rename_in_orm(product)
    Product.objects.filter(pk=product.pk).update(name="Later")

    told = [(each["actor"], each["interface"]) for each in read_since(last)]
    assert told == [("command:try", "COMMAND"), ("", "DIRECT")]
