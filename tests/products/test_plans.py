"""Runs statements, with a plan that is kept where the database and its pooler allow."""

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from products.plans import run, run_among
from tests.builders import build_product

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[False, True])
def _pooled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections be shared between transactions, or not."""
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", request.param)


@pytest.mark.usefixtures("_pooled")
def test_rows_come_back_and_are_logged_like_all_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        assert run("SELECT CAST(%s AS integer) + 1", [1]) == [(2,)]
        assert run("DELETE FROM django_session") == []


@pytest.mark.usefixtures("_pooled")
def test_what_the_database_refuses_is_an_error_of_django() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run("SELECT nothing FROM nowhere")


def test_rows_are_found_by_any_number_of_keys() -> None:
    products = [build_product() for _ in range(3)]
    sql = "SELECT id FROM products_product WHERE id {} ORDER BY id"

    assert run_among(sql, [p.pk for p in products[:2]]) == [(p.pk,) for p in products[:2]]


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="needs PostgreSQL: SQLite keeps no plans by name"
)
@pytest.mark.usefixtures("_pooled")
def test_a_plan_is_kept_unless_connections_are_shared() -> None:
    shared = connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]
    place = 3 if shared else 2  # one wording each: the connection outlives a test

    run(f"SELECT CAST(%s AS integer) + {place}", [1])

    kept = "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(kept, [f"SELECT CAST($1 AS integer) + {place}"])
        assert cursor.fetchall() == [(0 if shared else 1,)]
