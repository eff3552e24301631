"""Nobody waits for a PostgreSQL that cannot answer, and everybody for one that is at work."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import connection

from backend.postgresql import patience, watched
from backend.postgresql.reach import OutOfReachError
from backend.postgresql.watched import WatchedConnection
from tests.faults.proxy import Mode, Proxy, stand_before

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite is no server"
    ),
]
PATIENCE = 30  # seconds in which a busy machine ends a session
LONG = "SELECT pg_sleep(2.5), 'here'"  # longer than it takes to look twice
Connect = Callable[[], WatchedConnection]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Stand before the PostgreSQL of the tests; what is known of it is forgotten."""
    port = connection.settings_dict["PORT"] or 5432
    with stand_before(int(port)) as standing:
        yield standing
    watched._known.clear()  # noqa: SLF001 -- nobody else has a reason to


@pytest.fixture
def place(proxy: Proxy) -> dict[str, Any]:
    """Give what to say to connect through the proxy."""
    known = connection.get_connection_params()
    told = {name: known[name] for name in ("dbname", "user", "password") if name in known}
    through = {"host": "127.0.0.1", "port": str(proxy.port), "connect_timeout": 2}
    return told | through | {"autocommit": True}


@pytest.fixture
def connect(place: dict[str, Any]) -> Iterator[Connect]:
    """Give what connects through the proxy."""
    opened: list[WatchedConnection] = []

    def open_one() -> WatchedConnection:
        line = WatchedConnection.connect(**place)
        line.is_shared = bool(connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"])
        opened.append(line)
        return line

    yield open_one
    for each in opened:
        each.close()


def read(line: psycopg.Connection[Any], sql: str) -> Any:  # noqa: ANN401 -- whatever is read
    """Read the last value of the row that SQL finds over LINE."""
    row = line.execute(sql).fetchone()
    return row[-1] if row else None


def test_a_server_that_is_at_work_is_waited_for(connect: Connect) -> None:
    with patience.awaited():
        assert read(connect(), LONG) == "here"


def test_whoever_waits_for_another_is_waited_for(connect: Connect) -> None:
    holder, waiter = connect(), connect()
    holder.execute("SELECT pg_advisory_lock(7)")
    release = threading.Timer(2.5, lambda: holder.execute("SELECT pg_advisory_unlock(7)"))
    release.start()

    assert read(waiter, "SELECT pg_advisory_lock(7), 'mine'") == "mine"
    release.join()  # the waiter may hear of it before the holder does, whose session ends next


def test_a_server_that_says_nothing_any_more_is_given_up(connect: Connect, proxy: Proxy) -> None:
    line = connect()

    with proxy.being(Mode.SILENT), pytest.raises(OutOfReachError, match="does not answer"):
        line.execute("SELECT 1")

    assert line.closed


@pytest.mark.usefixtures("needs_sessions")
def test_what_was_lost_on_the_way_is_not_waited_for(connect: Connect, proxy: Proxy) -> None:
    line = connect()
    with proxy.being(Mode.SILENT):
        line.pgconn.send_query(b"SELECT 1")  # which the proxy swallows, and then nothing more
        time.sleep(0.2)

    with pytest.raises(OutOfReachError, match="idles: what it was asked is lost"):
        line.wait(psycopg.generators.execute(line.pgconn))


def test_while_nobody_answers_nobody_else_tries_for_a_moment(
    connect: Connect, proxy: Proxy
) -> None:
    line, other = connect(), connect()

    with proxy.being(Mode.SILENT), patience.awaited():
        with suppress(OutOfReachError):
            line.execute("SELECT 1")
        with pytest.raises(OutOfReachError, match="did not answer a moment ago"):
            connect()
        with pytest.raises(OutOfReachError, match="did not answer others"):
            other.execute("SELECT 1")


def test_a_server_that_is_too_slow_for_whoever_asks_is_given_up(
    connect: Connect, proxy: Proxy
) -> None:
    line = connect()

    def ask_on() -> None:
        for _ in range(20):
            line.execute("SELECT 1")

    with (
        proxy.being(Mode.SLOW, delay=0.3),
        patience.awaited(),
        pytest.raises(OutOfReachError, match="s for anything"),
    ):
        ask_on()


def test_what_is_no_answer_to_anybody_may_be_slow(connect: Connect, proxy: Proxy) -> None:
    line = connect()

    with proxy.being(Mode.SLOW, delay=0.3):
        assert [read(line, "SELECT 1") for _ in range(6)] == [1] * 6


@pytest.mark.usefixtures("needs_sessions")
def test_a_session_that_was_given_up_ends(
    connect: Connect, place: dict[str, Any], proxy: Proxy
) -> None:
    line = connect()
    lost = line.info.backend_pid
    line.execute("BEGIN")
    line.execute("SELECT pg_advisory_xact_lock(8)")

    with proxy.being(Mode.SILENT), suppress(OutOfReachError):
        line.execute("SELECT 1")

    ends = time.monotonic() + PATIENCE
    with psycopg.connect(**place) as other:
        while lost in read(other, "SELECT array_agg(pid) FROM pg_stat_activity"):
            assert time.monotonic() < ends
            time.sleep(0.1)
        assert read(other, "SELECT pg_try_advisory_lock(8)") is True
