"""A migration lets those who use the tables go on, or says why it does not."""

from pathlib import Path
from typing import Any, Final

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
    RemoveField,
    RenameField,
    RunPython,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from products.indexing import AddIndexMeanwhile
from tests.migration_rules import find_faults

# The last migration of each app that came before there were rules; whatever follows keeps them.
BASELINE: Final = {"access": "0012", "products": "0007", "stakeholders": "0012"}

pytestmark = pytest.mark.django_db
by_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")


def list_ruled() -> list[tuple[str, str]]:
    """List the migrations of our own that have to keep the rules."""
    ours = {
        each.label
        for each in apps.get_app_configs()
        if Path(each.path).is_relative_to(settings.BASE_DIR) and "site-packages" not in each.path
    }
    return sorted(
        (app, name)
        for app, name in MigrationLoader(None).disk_migrations
        if app in ours and name[:4] > BASELINE.get(app, "")
    )


@by_postgres
@pytest.mark.django_db(transaction=True)
def test_each_migration_keeps_the_rules_or_says_why_not() -> None:
    loader = MigrationLoader(None)

    faults = {
        key: found
        for key in list_ruled()
        if (
            found := find_faults(
                loader.disk_migrations[key], loader.project_state(key, at_end=False)
            )
        )
    }

    assert faults == {}


def make(*operations: Operation, **attributes: Any) -> Migration:  # noqa: ANN401 -- what a migration may say
    """Make a migration of OPERATIONS."""
    kind = type("Migration", (Migration,), {"operations": list(operations), **attributes})
    made: Migration = kind("0002_next", "shop")
    return made


def make_state() -> ProjectState:
    """Make the state of an app with one table."""
    state = ProjectState()
    fields: list[tuple[str, Any]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("size", models.IntegerField(null=True)),
    ]
    state.add_model(ModelState("shop", "Hat", fields))
    return state


CHECK = models.CheckConstraint(condition=models.Q(size__gte=0), name="hat_size_not_negative")
INDEX = models.Index(fields=["size"], name="hat_size")
COLOUR = models.IntegerField(default=1)


def move(*_: object) -> None:
    """Move nothing."""


@by_postgres
@pytest.mark.parametrize(
    ("migration", "codes"),
    [
        (make(AddField("hat", "colour", models.IntegerField(null=True))), set()),
        (make(AddField("hat", "colour", models.IntegerField(db_default=1))), set()),
        (make(AddField("hat", "colour", COLOUR)), {"NOT_NULL"}),
        (make(AlterField("hat", "size", models.IntegerField())), {"NOT_NULL"}),
        (make(AlterField("hat", "size", models.BigIntegerField(null=True))), {"ALTER_COLUMN"}),
        (make(RemoveField("hat", "size")), {"DROP_COLUMN"}),
        (make(RenameField("hat", "size", "width")), {"RENAME_COLUMN"}),
        (make(AddIndex("hat", INDEX)), {"CREATE_INDEX"}),
        (make(AddConstraint("hat", CHECK)), {"CHECK"}),
        (make(RunPython(move, move)), set()),
        (make(RunPython(move)), {"IRREVERSIBLE"}),
        (
            make(RunPython(move, move), AddField("hat", "colour", models.IntegerField(null=True))),
            {"MIXED"},
        ),
        (make(CreateModel("Cap", [("id", models.BigAutoField(primary_key=True))])), set()),
    ],
)
def test_what_would_stop_others_is_refused(migration: Migration, codes: set[str]) -> None:
    assert set(find_faults(migration, make_state())) == codes


@by_postgres
@pytest.mark.parametrize(
    ("reasons", "codes"),
    [
        ({"DROP_COLUMN": "No release has read it since 1.2."}, set()),
        ({"DROP_COLUMN": "old"}, {"DROP_COLUMN"}),
        ({"NOT_NULL": "No release has read it since 1.2."}, {"DROP_COLUMN", "NOT_NULL"}),
    ],
)
def test_a_reason_stands_for_what_it_names(reasons: dict[str, str], codes: set[str]) -> None:
    migration = make(RemoveField("hat", "size"), deliberate=reasons)

    assert set(find_faults(migration, make_state())) == codes


@by_postgres
@pytest.mark.django_db(transaction=True)
def test_an_index_that_is_added_meanwhile_is_not_refused() -> None:
    migration = make(AddIndexMeanwhile("hat", INDEX), atomic=False)

    assert find_faults(migration, make_state()) == {}


@pytest.mark.django_db(transaction=True)
def test_an_index_can_be_added_on_either_database_and_taken_away() -> None:
    operation, state = AddIndexMeanwhile("hat", INDEX), make_state()
    table = state.apps.get_model("shop", "Hat")
    after = state.clone()
    operation.state_forwards("shop", after)
    found: list[bool] = []
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(table)
        for change in (operation.database_forwards, operation.database_backwards):
            states = (state, after) if not found else (after, state)
            change("shop", editor, *states)
            with connection.cursor() as cursor:
                known = connection.introspection.get_constraints(cursor, "shop_hat")
            found.append("hat_size" in known)
        editor.delete_model(table)

    assert found == [True, False]
