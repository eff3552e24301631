"""Tutti is asked to stop while streams are open and mutations run: they are answered first."""

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.clients import STATE, Answer, ask
from tests.faults.conftest import Database, Note
from tests.faults.filling import Filling
from tests.faults.processes import serve
from tests.faults.sizes import is_full

STREAMS = 50
MUTATIONS = 4  # as many as one worker answers at once, should it get them all
MOST = 10.0  # seconds from being asked to stop until all have ended
HELD = 2.0  # seconds for which the mutations cannot go on
SUBSCRIBE = json.dumps({"query": "subscription { alignmentChanged { score } }"})
WAITING = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'"""
PATIENCE = 60  # seconds


@contextmanager
def streaming(port: int, token: str) -> Iterator[http.client.HTTPResponse]:
    """Open a stream at PORT."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream",
        "Authorization": f"Bearer {token}",
        "X-Forwarded-Proto": "https",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
        line.request("POST", "/graphql", SUBSCRIBE, headers)
        yield line.getresponse()


def state(port: int, filling: Filling, place: int) -> Answer:
    """State the preference of the person at PLACE."""
    given = {
        "stakeholder": filling.people[place],
        "feature": filling.features[0],
        "stance": "SUPPORT",
    }
    return ask(port, filling.token, STATE, {"in": given})


def wait_for_writers(database: Database) -> None:
    """Wait until all mutations wait for the lock that the test holds, or for each other."""
    ends = time.monotonic() + PATIENCE
    with psycopg.connect(database.url, autocommit=True) as look:
        while look.execute(WAITING).fetchone() != (MUTATIONS,):
            assert time.monotonic() < ends
            time.sleep(0.05)


@pytest.mark.on_postgresql
def test_what_was_begun_is_answered_and_all_have_ended_soon(
    on_postgresql: Database, log: Path, note: Note
) -> None:
    filling = on_postgresql.filling
    with (
        serve(on_postgresql.url, log, workers=2) as server,
        ExitStack() as opened,
        ThreadPoolExecutor(MUTATIONS) as threads,
        psycopg.connect(on_postgresql.url) as holder,
    ):
        streams = [
            opened.enter_context(streaming(server.stream_port, filling.token))
            for _ in range(STREAMS)
        ]
        holder.execute("SELECT FROM products_feature FOR UPDATE")
        begun = [threads.submit(state, server.port, filling, place) for place in range(MUTATIONS)]
        wait_for_writers(on_postgresql)

        asked = time.monotonic()
        server.process.terminate()
        time.sleep(HELD)
        holder.rollback()
        answers = [each.result() for each in begun]
        status = server.process.wait(PATIENCE)
        seconds = time.monotonic() - asked
        ends = [stream.read() for stream in streams]

    note(
        f"SIGTERM with {STREAMS} streams and {MUTATIONS} running mutations",
        f"exit after {seconds:.1f} s, {HELD:.0f} of which the mutations were held up; all answered",
    )
    assert [answer.data["statePreference"]["outcome"] for answer in answers] == (
        ["CREATED"] * MUTATIONS
    )
    assert {end.split(b"\n")[-4] for end in ends} == {b"event: complete"}
    assert status == 0
    assert seconds <= MOST or not is_full()
