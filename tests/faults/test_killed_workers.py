"""Workers of the web are killed while they write, and nothing is lost or doubled by it."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.clients import GOOD, Crowd, find_losses, read_stored, verify, writing
from tests.faults.conftest import Database, Note
from tests.faults.filling import name_sqlite
from tests.faults.processes import Server, kill, serve, wait_until
from tests.faults.sizes import count

WORKERS = 2
WRITERS = 6
BETWEEN = 1.5  # seconds in which writers go on between two kills


def kill_workers(database: Database, log: Path, *, kills: int) -> Crowd:
    """Let clients write to DATABASE while one worker after the other is killed."""
    with (
        serve(database.url, log, "--no-streams", "--no-worker", workers=WORKERS) as server,
        writing(server.port, database.filling, writers=WRITERS) as crowd,
    ):
        for _ in range(kills):
            go_on(crowd)
            kill_oldest(server)
    return crowd


def go_on(crowd: Crowd) -> None:
    """Let all of CROWD write for a while: a new worker takes its time on a busy machine."""
    before = len(crowd.acknowledged)
    time.sleep(BETWEEN)
    wait_until(lambda: len(crowd.acknowledged) >= before + 2 * WRITERS, "acknowledgements")


def kill_oldest(server: Server) -> None:
    """Kill the oldest of the workers, and wait until another is there in its place."""
    kill(server.list_workers()[0])
    wait_until(lambda: len(server.list_workers()) == WORKERS, "a new worker")


def describe(crowd: Crowd) -> str:
    """Say what became of what CROWD has written, where all is well."""
    broken = sum(1 for each in crowd.failures if not each.status)
    return f"{len(crowd.acknowledged)} acknowledged, {broken} tries broken off, 0 lost or doubled"


@pytest.mark.on_postgresql
def test_what_was_acknowledged_is_stored_once_whichever_workers_are_killed(
    on_postgresql: Database, log: Path, note: Note
) -> None:
    kills = count(3, full=50)

    crowd = kill_workers(on_postgresql, log, kills=kills)

    note(f"kill -9 of web workers, {kills} times", describe(crowd))
    assert find_losses(on_postgresql.url, crowd) == []
    assert crowd.refused == set()
    assert crowd.outcomes <= GOOD
    assert verify(on_postgresql.url) == "Cells and scores equal a recount."


@pytest.mark.on_sqlite
def test_a_file_of_sqlite_is_whole_whoever_is_killed_while_they_write(
    on_sqlite: Database, log: Path, note: Note
) -> None:
    kills = count(3, full=50)

    crowd = kill_workers(on_sqlite, log, kills=kills)

    note(f"SQLite: kill -9 of web workers, {kills} times", f"{describe(crowd)}, integrity ok")
    assert check(on_sqlite.url) == "ok"
    assert find_losses(on_sqlite.url, crowd) == []
    assert crowd.refused == set()
    assert verify(on_sqlite.url) == "Cells and scores equal a recount."


@pytest.mark.on_sqlite
def test_a_copy_that_is_taken_while_others_write_is_whole(
    on_sqlite: Database, log: Path, tmp_path: Path, note: Note
) -> None:
    copies = count(2, full=20)

    missed: list[str] = []
    told = 0
    with (
        serve(on_sqlite.url, log, "--no-streams", "--no-worker", workers=WORKERS) as server,
        writing(server.port, on_sqlite.filling, writers=WRITERS) as crowd,
    ):
        for number in range(copies):
            go_on(crowd)
            known = crowd.acknowledged
            url = copy(on_sqlite.url, tmp_path / f"copy-{number}.sqlite3")
            missed += set(known) - read_stored(url).keys()
            told += check(url) == "ok"

    note(
        f"SQLite: online backup under writes, {copies} times",
        f"{len(crowd.acknowledged)} acknowledged, 0 missing of those before a copy, integrity ok",
    )
    assert (missed, told) == ([], copies)
    assert verify(url) == "Cells and scores equal a recount."
    assert find_losses(on_sqlite.url, crowd) == []


def copy(url: str, to: Path) -> str:
    """Copy the database at URL, which others write to, by SQLite's own backup; give where it is."""
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        source.backup(target)
    return name_sqlite(to)


def check(url: str) -> str:
    """Have SQLite check the whole of the database at URL, and give what it says."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as line:
        said: str = line.execute("PRAGMA integrity_check").fetchone()[0]
    return said
