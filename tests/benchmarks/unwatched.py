"""Lets a plain program write to SQLite without the log and the feed, as a measure of these."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

FIND = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    " AND (name GLOB 'access_audit*' OR name GLOB 'feed_change*')"
)


@contextmanager
def unwatched(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the triggers away from CONNECTION's database, and put them back."""
    triggers = connection.execute(FIND).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
