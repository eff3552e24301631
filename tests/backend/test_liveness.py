"""A connection is asked whether it is still there only where that cannot be seen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from backend.liveness import USED, note_use, trust_recent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite is no server"
    ),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """List what a connection answered to the question whether it is still there."""
    seen: list[bool] = []
    usable = type(connections["default"]).is_usable

    def look(wrapper: BaseDatabaseWrapper) -> bool:
        seen.append(usable(wrapper))
        return seen[-1]

    monkeypatch.setattr(type(connections["default"]), "is_usable", look)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)  # noqa: FBT003 -- a setting
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    connection.close()
    yield seen
    connection.close()


def ask() -> int:
    """Run one statement as a request would, between what Django and we do for its signals.

    Django's test client changes the order of the receivers, so they are called here themselves.
    """
    close_old_connections()
    trust_recent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    note_use()
    return found


def test_a_connection_that_was_just_used_is_not_asked(asked: list[bool]) -> None:
    found = {ask() for _ in range(3)}

    assert len(found) == 1
    assert asked == []


def test_one_that_was_idle_is_asked(asked: list[bool]) -> None:
    ask()
    setattr(connection, USED, getattr(connection, USED) - 60)

    ask()

    assert asked == [True]


@pytest.mark.usefixtures("needs_sessions")
def test_one_that_the_server_has_closed_is_made_anew(
    asked: list[bool], other_session: Callable[[str], Any]
) -> None:
    before = ask()

    other_session(f"SELECT pg_terminate_backend({before}, 5000)")

    assert ask() != before
    assert asked == [False]


@pytest.fixture
def other_session() -> Callable[[str], Any]:
    """Give what runs SQL on a connection of its own."""

    def run(statement: str) -> None:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute(statement)
        finally:
            other.close()

    return run
