"""A backup that is restored elsewhere has the same rows, and no cursor of the feed outlives it."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster, find_program
from tests.faults.conftest import Database, Note
from tests.faults.filling import name_sqlite
from tests.faults.processes import manage

FAULT = "dump, restore into a new cluster"
BACKUPS = 3  # while others write
# What a restore changes: a new epoch of the feed.
EXPECTED = {"feed_epoch"}

# How an integrator reads the feed on, in a process of its own.
FIND = "from backend.feed.reading import find_end; print(find_end())"
READ = """
from backend.feed.cursors import Cursor, StaleCursorError
from backend.feed.reading import read_changes
try:
    read_changes(Cursor.parse({!r}), limit=1)
    print("read")
except StaleCursorError:
    print("stale")
"""


def read_sums(url: str) -> dict[str, str]:
    """Read what each table of the database at URL comes to."""
    lines = [line.split() for line in manage(url, "checksums").splitlines()]
    return {table: f"{digest} {rows}" for digest, rows, table in lines if table not in EXPECTED}


def count_rows(sums: dict[str, str]) -> int:
    """Count the rows that SUMS were made of."""
    return sum(int(each.split()[1].replace(",", "")) for each in sums.values())


def refuse(url: str, *arguments: str) -> str:
    """Run manage.py with ARGUMENTS on the database at URL, and give why that failed."""
    with pytest.raises(AssertionError) as failed:
        manage(url, *arguments)
    return str(failed.value).strip().splitlines()[-1]


@pytest.mark.on_postgresql
def test_a_new_cluster_has_the_rows_of_the_old_one(
    on_postgresql: Database, cluster: Cluster, tmp_path: Path, note: Note
) -> None:
    find_program("pg_restore")
    backup = str(tmp_path / "tutti.dump")
    before = read_sums(on_postgresql.url)
    manage(on_postgresql.url, "backup", backup)
    told = manage(cluster.url, "restore", backup)
    after = read_sums(cluster.url)

    assert after == before
    assert told == f"{backup} was restored; cursors of the feed begin anew.\n"
    note(FAULT, f"{len(after)} tables, {count_rows(after):,} rows: all checksums equal")
    assert manage(cluster.url, "verify_alignment") == "Cells and scores equal a recount.\n"
    again = refuse(cluster.url, "restore", backup)
    assert again.endswith(
        "There are rows in products_product; --replace puts the file in their place."
    )


@pytest.mark.on_postgresql
def test_a_dump_that_is_cut_off_changes_nothing(on_postgresql: Database, tmp_path: Path) -> None:
    find_program("pg_restore")
    backup = tmp_path / "tutti.dump"
    manage(on_postgresql.url, "backup", str(backup))
    before = read_sums(on_postgresql.url)
    whole = backup.read_bytes()
    told = []
    for size in (len(whole) // 2, len(whole) - 1_000, 40):
        backup.write_bytes(whole[:size])
        told.append(refuse(on_postgresql.url, "restore", str(backup), "--replace"))

    assert read_sums(on_postgresql.url) == before
    assert [line.startswith("CommandError: ") for line in told] == [True] * 3


@pytest.mark.on_sqlite
def test_a_new_file_has_the_rows_of_the_old_one(on_sqlite: Database, tmp_path: Path) -> None:
    backup, url = str(tmp_path / "backup.sqlite3"), name_sqlite(tmp_path / "restored.sqlite3")
    before = read_sums(on_sqlite.url)
    manage(on_sqlite.url, "backup", backup)
    manage(url, "restore", backup)

    assert read_sums(url) == before
    assert manage(url, "verify_alignment") == "Cells and scores equal a recount.\n"
    told = refuse(url, "restore", backup)
    assert told.endswith(
        "There are rows in products_product; --replace puts the file in their place."
    )


@pytest.mark.on_sqlite
def test_sqlite_is_backed_up_whole_while_others_write(
    on_sqlite: Database, tmp_path: Path, note: Note
) -> None:
    path = Path(on_sqlite.url.removeprefix("sqlite:///"))
    kept = []
    with writing(lambda: closing(sqlite3.connect(path, timeout=30))) as written:
        for number in range(BACKUPS):
            backup = tmp_path / f"backup-{number}.sqlite3"
            acknowledged = len(written)
            manage(on_sqlite.url, "backup", str(backup))
            with closing(sqlite3.connect(backup)) as copy:
                found = [row for (row,) in copy.execute("SELECT id FROM tried ORDER BY id")]
                whole = copy.execute("PRAGMA integrity_check").fetchone()
            # Nothing that was acknowledged before is missing, and there is no hole.
            kept.append((whole, found == list(range(len(found))), len(found) >= acknowledged))

    assert kept == [(("ok",), True, True)] * BACKUPS
    note("SQLite: online backup under writes", f"{BACKUPS} backups, {len(written):,} writes: whole")


@contextmanager
def writing(connect: Callable[[], closing[sqlite3.Connection]]) -> Iterator[list[int]]:
    """Write one row after the other meanwhile; give those that were acknowledged."""
    written: list[int] = []
    over = threading.Event()

    def write() -> None:
        with connect() as database:
            database.execute("CREATE TABLE tried (id INTEGER PRIMARY KEY, filled TEXT)")
            while not over.is_set():
                with database:
                    row = (len(written), "x" * 2_000)
                    database.execute("INSERT INTO tried VALUES (?, ?)", row)
                written.append(row[0])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        over.set()
        thread.join()


@pytest.mark.on_sqlite
def test_a_broken_file_is_not_restored(on_sqlite: Database, tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    manage(on_sqlite.url, "backup", str(backup))
    before = read_sums(on_sqlite.url)
    whole = bytearray(backup.read_bytes())
    whole[8_192 : len(whole) // 2] = b"\x55" * (len(whole) // 2 - 8_192)
    backup.write_bytes(whole)

    assert "This database is broken: " in refuse(on_sqlite.url, "restore", str(backup), "--replace")
    assert read_sums(on_sqlite.url) == before


@pytest.mark.on_sqlite
def test_no_cursor_outlives_a_restore_of_sqlite(on_sqlite: Database, tmp_path: Path) -> None:
    url = name_sqlite(tmp_path / "restored.sqlite3")

    assert follow(on_sqlite.url, url, tmp_path / "backup") == ("read", "stale", "read")


@pytest.mark.on_postgresql
def test_no_cursor_outlives_a_restore_of_postgresql(
    on_postgresql: Database, cluster: Cluster, tmp_path: Path, note: Note
) -> None:
    find_program("pg_restore")
    told = follow(on_postgresql.url, cluster.url, tmp_path / "backup")

    assert told == ("read", "stale", "read")
    note(f"{FAULT}: cursors", "the old one is refused, a new one read")


def follow(url: str, other: str, backup: Path) -> tuple[str, str, str]:
    """Read on at URL, at OTHER after a restore with the same cursor, and there with a new one."""

    def read(place: str, cursor: str) -> str:
        return manage(place, "shell", "--no-imports", "--command", READ.format(cursor)).strip()

    def find(place: str) -> str:
        return manage(place, "shell", "--no-imports", "--command", FIND).strip()

    old = find(url)
    before = read(url, old)
    manage(url, "backup", str(backup))
    manage(other, "restore", str(backup))
    return before, read(other, old), read(other, find(other))
