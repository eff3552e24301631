"""What is backed up and restored, and what is not."""

import sqlite3
import stat
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.management import backups, postgresql_dumps
from backend.management.backup_faults import BackupError
from backend.management.backups import find_newer, find_work
from backend.management.checksums import sum_tables
from backend.management.sqlite_copies import wait
from tests.builders import build_product

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: object) -> str:
    """Run COMMAND, and give what it prints."""
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def fail(command: str, *arguments: object) -> str:
    """Run COMMAND, which fails, and give why."""
    with pytest.raises(CommandError) as failed:
        run(command, *arguments)
    return str(failed.value)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("precious")

    assert fail("backup", path) == f"{path} exists; --replace writes over it."
    assert path.read_text() == "precious"


@pytest.mark.django_db(transaction=True)
def test_a_backup_replaces_a_file_when_asked_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_text("old")
    told = run("backup", path, "--replace")

    assert told == f"{path} has {path.stat().st_size:,} bytes.\n"
    assert path.read_bytes().startswith(backups.BEGINNINGS[connection.vendor])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["old"]


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "backup"

    assert fail("backup", path) == f"{path} cannot be written: No such file or directory."


def test_what_fails_half_way_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old"
    path.write_text("precious")

    def break_off(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy_out", break_off)
    monkeypatch.setattr(backups, "dump", break_off)

    told = fail("backup", path, "--replace")
    assert told == f"{path} cannot be written: No space left on device."
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("old", "precious")]


@pytest.mark.parametrize(
    ("status", "now", "waits"),
    [(sqlite3.SQLITE_OK, 99.0, True), (sqlite3.SQLITE_BUSY, 29.0, True), (6, 31.0, False)],
)
def test_writers_are_waited_for_but_not_for_ever(status: int, now: float, *, waits: bool) -> None:
    times = iter([0.0, now])
    look = wait(30.0, clock=lambda: next(times))
    if waits:
        look(status, 1, 1)
        return

    with pytest.raises(BackupError) as failed:
        look(status, 1, 1)
    assert str(failed.value) == "The database is in use: others write for more than 30 s."


@pytest.mark.parametrize("begins", [b"", b"SQL", b"-- a dump in SQL", b"\x1f\x8b"])
def test_what_is_no_backup_is_not_restored(begins: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no-backup"
    path.write_bytes(begins)
    told = fail("restore", path, "--replace")

    assert told == f"{path} is no backup of a database such as DATABASE_URL names."


def test_a_file_that_is_not_there_is_not_restored(tmp_path: Path) -> None:
    path = tmp_path / "missing"

    assert fail("restore", path) == f"{path} cannot be read: No such file or directory."


@pytest.mark.django_db(transaction=True)
def test_work_is_not_written_over_unasked(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    run("backup", path)
    nothing = find_work()
    build_product("precious")

    assert (nothing, find_work()) == (None, "products_product")
    told = fail("restore", path)
    assert told == "There are rows in products_product; --replace puts the file in their place."


def test_a_database_of_something_else_is_not_restored(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    told = fail("restore", path)

    if connection.vendor == "sqlite":
        assert told == "This is no database of Tutti."
    else:
        assert told == f"{path} is no backup of a database such as DATABASE_URL names."


def test_what_a_newer_tutti_has_written_is_told() -> None:
    before = find_newer()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('products', '9999_later', CURRENT_TIMESTAMP)"
        )

    assert (before, find_newer()) == (None, "products.9999_later")


def test_without_the_tools_of_postgresql_it_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupError) as failed:
        postgresql_dumps.dump(tmp_path / "dump")

    told = "There is no pg_dump: install the client of PostgreSQL, as new as it is."
    assert str(failed.value) == told


@pytest.mark.django_db(transaction=True)
def test_a_checksum_depends_on_each_row_and_on_no_order() -> None:
    sums = [{each.table: (each.rows, each.digest) for each in sum_tables()}]
    for key in ("first", "second"):
        build_product(key)
        sums.append({each.table: (each.rows, each.digest) for each in sum_tables()})
    found = [each["products_product"] for each in sums]

    assert [rows for rows, _ in found] == [0, 1, 2]
    assert len({digest for _, digest in found}) == 3
    assert "products_product" in run("checksums")
