"""PostgreSQL is slow, breaks connections off, or says nothing any more: no answer is wrong."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.clients import PATIENCE, Answer, ask, find_losses, verify, writing
from tests.faults.conftest import AWAY, Database, Note
from tests.faults.processes import Server, serve
from tests.faults.proxy import Mode, Proxy, stand_before
from tests.faults.sizes import is_full, last

WRITERS = 4
READERS = 4
MOST = 5.0  # seconds until whoever gets no answer is told so
CALM = 2.0  # seconds before the fault
READ = '{ product(key: "tried") { key name features(first: 50) { nodes { key } } } }'


@dataclass(frozen=True)
class Stand:
    """A SERVER, the PROXY between it and its DATABASE."""

    database: Database
    proxy: Proxy
    server: Server


@pytest.fixture
def stand(on_postgresql: Database, log: Path) -> Iterator[Stand]:
    """Serve through a proxy."""
    place = urlsplit(on_postgresql.url)
    with stand_before(place.port or 5432) as proxy:
        through = f"postgres://{place.username}@127.0.0.1:{proxy.port}{place.path}"
        with serve(through, log, "--no-streams", "--no-worker") as server:
            yield Stand(on_postgresql, proxy, server)


@pytest.mark.on_postgresql
@pytest.mark.parametrize(
    ("mode", "delay"),
    [
        (Mode.SLOW, 0.5),
        (Mode.RESETTING, 0.0),
        (Mode.SILENT, 0.0),
        *([(Mode.SLOW, 0.05), (Mode.SLOW, 5.0)] if is_full() else []),
    ],
    ids=str,
)
def test_whoever_asks_is_answered_rightly_or_told_soon_to_come_again(
    stand: Stand, note: Note, mode: Mode, delay: float
) -> None:
    filling, port = stand.database.filling, stand.server.port
    right = ask(port, filling.token, READ)

    with writing(port, filling, writers=WRITERS) as crowd:
        time.sleep(CALM)
        with stand.proxy.being(mode, delay=delay):
            answers = read_on(port, filling.token, seconds=last(4, full=20))
    after = ask_until_answered(port, filling.token)

    slowest = max(each.seconds for each in [*answers, *crowd.failures, *crowd.answers])
    refused = [each for each in answers if each.data is None]
    note(
        f"PostgreSQL is {mode.value}" + (f", {delay:.2f} s each way" if delay else ""),
        f"{len(answers) - len(refused)} reads answered, {len(refused)} told 503; "
        f"{len(crowd.acknowledged)} writes stored, 503 {len(crowd.failures)} times; "
        f"slowest {slowest:.1f} s",
    )
    assert {(each.status, frozenset(each.codes)) for each in refused} | crowd.refused <= {AWAY}
    assert [each for each in [*refused, *crowd.failures] if not each.status] == []
    assert [each for each in answers if each.data and tell(each) != tell(right)] == []
    assert tell(after) == tell(right)
    assert find_losses(stand.database.url, crowd) == []
    assert verify(stand.database.url) == "Cells and scores equal a recount."
    assert slowest <= MOST or not is_full()


def tell(answer: Answer) -> tuple[str, list[str]]:
    """Give what ANSWER says of the product, and of its features, whichever comes first by now."""
    product = answer.data["product"]
    return product["name"], sorted(each["key"] for each in product["features"]["nodes"])


def ask_until_answered(port: int, token: str) -> Answer:
    """Read until there is an answer: a server that was away is left alone for a moment."""
    ends = time.monotonic() + PATIENCE
    while (answer := ask(port, token, READ)).data is None:
        assert time.monotonic() < ends, answer
        time.sleep(0.1)
    return answer


def read_on(port: int, token: str, *, seconds: float) -> list[Answer]:
    """Read for SECONDS, several at once."""
    ends = time.monotonic() + seconds

    def read(_: int) -> list[Answer]:
        found = []
        while time.monotonic() < ends:
            found.append(ask(port, token, READ))
            time.sleep(0.05)
        return found

    with ThreadPoolExecutor(READERS) as threads:
        return [answer for found in threads.map(read, range(READERS)) for answer in found]
