"""Backs the database up into one file, and restores it from one.

A file comes into being whole or not at all, and nothing is restored by half: what was there stays
until all of the file has been read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from backend.feed.epochs import renew_epoch
from backend.management.backup_faults import BackupError
from backend.management.postgresql_dumps import dump, read_in
from backend.management.sqlite_copies import copy_in, copy_out

# How the file begins in which each database is backed up.
BEGINNINGS: Final = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
# Whoever has rows in one of them has something to lose; the others are filled by `migrate`.
WORK: Final = ("products_product", "stakeholders_stakeholder", "auth_user")


def back_up(path: Path, *, replace: bool) -> int:
    """Write all of the database into the file at PATH, which may REPLACE one; give its bytes.

    :raises BackupError: when there is a file already, or the database cannot be written down.
    """
    if path.exists() and not replace:
        raise BackupError(f"{path} exists; --replace writes over it.")
    with _writing(path) as part:
        (copy_out if connection.vendor == "sqlite" else dump)(part)
    return path.stat().st_size


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    """Write a file beside PATH that takes its place when all is well; nobody else may read it."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.touch(mode=0o600, exist_ok=False)
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def restore(path: Path, *, replace: bool) -> None:
    """Put what the file at PATH holds in the place of the database, which may REPLACE work.

    Tables that are older than this code are then brought up to date, and cursors begin anew.

    :raises BackupError: when it holds none, the database is not empty, or does not take it.
    """
    if not _read_beginning(path).startswith(BEGINNINGS[connection.vendor]):
        raise BackupError(f"{path} is no backup of a database such as DATABASE_URL names.")
    if not replace and (table := find_work()):
        raise BackupError(f"There are rows in {table}; --replace puts the file in their place.")
    (copy_in if connection.vendor == "sqlite" else read_in)(path)
    connection.close()  # it knows the tables that were
    if newer := find_newer():
        raise BackupError(f"It was restored, but a newer Tutti has written it: {newer} is unknown.")
    call_command("migrate", verbosity=0)
    renew_epoch()  # so that nobody reads the feed on as if nothing had happened


def _read_beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(max(map(len, BEGINNINGS.values())))
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error


def find_work() -> str | None:
    """Name a table in which the database has what somebody would miss; None where it has none."""
    known = connection.introspection.table_names()
    return next((table for table in WORK if table in known and _has_rows(table)), None)


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 -- one of the constants
        return cursor.fetchone() is not None


def find_newer() -> str | None:
    """Name a migration of an app of ours that the database has seen and this code does not have."""
    loader = MigrationLoader(connection)
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )
    return unknown[0] if unknown else None
