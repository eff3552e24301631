"""Redis is stopped, or frozen so that it takes connections and answers nothing: all go on."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.backend.access.redis_server import RedisServer, serve_redis
from tests.faults.clients import Answer, ask
from tests.faults.conftest import Database, Note
from tests.faults.processes import serve
from tests.faults.sizes import is_full, last

READERS = 4
PAUSE = 0.02  # seconds of a reader between two questions
MOST_ADDED = 0.250  # seconds of the slowest hundredth
READ = '{ product(key: "tried") { key name } }'


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    ("harm", "named"),
    [(RedisServer.stop, "stopped"), (RedisServer.hang, "frozen")],
    ids=["stopped", "frozen"],
)
def test_no_request_fails_and_few_wait_while_redis_is_away(
    on_sqlite: Database, log: Path, note: Note, harm: Callable[[RedisServer], None], named: str
) -> None:
    seconds = last(3, full=10)
    with (
        serve_redis() as redis,
        serve(on_sqlite.url, log, "--no-streams", "--no-worker", REDIS_URL=redis.url) as server,
    ):
        read_on(server.port, on_sqlite.filling.token, 1)  # what is slow for the first time

        before = read_on(server.port, on_sqlite.filling.token, seconds)
        harm(redis)
        during = read_on(server.port, on_sqlite.filling.token, seconds)
        redis.go_on()

    added = find_slow(during) - find_slow(before)
    note(
        f"Redis is {named} for {seconds} s",
        f"{len(during)} requests, 0 failed; p99 {1000 * find_slow(before):.0f} ms before, "
        f"{1000 * find_slow(during):.0f} ms meanwhile: {1000 * added:+.0f} ms",
    )
    assert [each for each in [*before, *during] if each.data is None] == []
    assert added <= MOST_ADDED or not is_full()


def read_on(port: int, token: str, seconds: float) -> list[Answer]:
    """Read for SECONDS, several at once."""
    ends = time.monotonic() + seconds

    def read(_: int) -> list[Answer]:
        found = []
        while time.monotonic() < ends:
            found.append(ask(port, token, READ))
            time.sleep(PAUSE)
        return found

    with ThreadPoolExecutor(READERS) as threads:
        return [answer for found in threads.map(read, range(READERS)) for answer in found]


def find_slow(answers: Sequence[Answer]) -> float:
    """Give the seconds within which all ANSWERS but the slowest hundredth came."""
    return sorted(each.seconds for each in answers)[len(answers) * 99 // 100]
