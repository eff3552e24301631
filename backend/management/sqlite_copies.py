"""Copies SQLite's database page by page, as one moment saw it, while others use it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Final

from django.db import connection

from backend.management.backup_faults import BackupError

PATIENCE: Final = 30.0  # seconds for whoever writes; Python would wait for ever
TAKEN: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
OURS: Final = "django_migrations"  # a table that no database of Tutti is without


def copy_out(path: Path) -> None:
    """Copy the database to PATH in one step, so that no writer can make it begin again.

    :raises BackupError: when it is broken.
    """
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target, progress=wait(PATIENCE))
        target.execute("PRAGMA journal_mode=DELETE")  # one file, that needs no other beside it
        prove(target)


def copy_in(path: Path) -> None:
    """Copy the file at PATH into the database; whoever reads it meanwhile sees the old one.

    :raises BackupError: when the file is broken, or the database does not take it.
    """
    connection.ensure_connection()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source:
        prove(source)
        try:
            source.backup(connection.connection, progress=wait(PATIENCE))
        except sqlite3.Error as error:
            raise BackupError(f"The database does not take it: {error}.") from error


def wait(seconds: float, *, clock: Callable[[], float] = monotonic) -> Callable[..., None]:
    """Make what is told of each step of a copy, and waits for others no longer than SECONDS."""
    began = clock()

    def look(status: int, *_: int) -> None:
        if status in TAKEN and clock() - began > seconds:
            raise BackupError(
                f"The database is in use: others write for more than {seconds:.0f} s."
            )

    return look


def prove(database: sqlite3.Connection) -> None:
    """Prove that the DATABASE is whole, and one of Tutti's.

    :raises BackupError: when it is not.
    """
    try:
        found = [str(line) for (line,) in database.execute("PRAGMA integrity_check(1)")]
        ours = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [OURS]).fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"This database is broken: {error}.") from error
    if found != ["ok"]:
        raise BackupError(f"This database is broken: {found[0]}.")
    if ours is None:
        raise BackupError("This is no database of Tutti.")
