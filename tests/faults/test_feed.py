"""The feed under many writers, and under one that stays open: it misses nothing and waits for none.

FAULT_SECONDS tells how long the writers write, 5 when it is not set. A naive reader, who asks for
what lies behind the greatest id that it has seen, runs beside and misses some. Figures are printed.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from time import monotonic, sleep
from typing import Final

import pytest
from django.db import connection, connections, transaction

from backend.feed.models import Change
from backend.feed.reading import find_end, read_changes
from products.models import Product
from tests.builders import build_product

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="needs PostgreSQL: SQLite has one writer at a time, and in memory one connection",
    ),
]

SECONDS: Final = float(os.environ.get("FAULT_SECONDS", "5"))
OPEN_SECONDS: Final = min(SECONDS, 5.0)  # that the writer stays open
WRITERS: Final = 8
HELD: Final = 0.02  # seconds, at most, between a line and its commit
UNDONE: Final = 0.05  # share of the transactions that are rolled back
PATIENCE: Final = 60
SOON: Final = 0.5  # seconds within which others have to be visible


@dataclass
class Reader:
    """What one reader has seen, and how often."""

    seen: Counter[int] = field(default_factory=Counter)

    def count_missed(self) -> int:
        """Count the lines that were never seen."""
        return len(set(Change.objects.values_list("id", flat=True)) - set(self.seen))

    def count_doubled(self) -> int:
        """Count the lines that were seen more than once."""
        return sum(number > 1 for number in self.seen.values())


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Give threads for all writers and readers."""
    with ThreadPoolExecutor(WRITERS + 2) as threads:
        yield threads


def alone(job: Callable[[], None]) -> Callable[[], None]:
    """Let JOB run on a connection of its own, which is closed behind it."""

    def run() -> None:
        try:
            job()
        finally:
            connections.close_all()

    return run


def write(number: int, product: int, stop: Event) -> None:
    """Change PRODUCT in one transaction after the other, each open for a while, until STOP."""
    chance = random.Random(number)  # noqa: S311 -- the same each time
    while not stop.is_set():
        with transaction.atomic():
            Product.objects.filter(pk=product).update(vision=str(chance.random()))
            sleep(chance.random() * HELD)
            if chance.random() < UNDONE:
                transaction.set_rollback(True)


def read_feed(reader: Reader, stop: Event) -> None:
    """Let READER follow the feed until STOP, and to its end."""
    cursor = None
    is_last = False
    while True:
        page = read_changes(cursor, limit=1_000)
        cursor = page.cursor
        reader.seen.update(line.pk for line in page.changes)
        if is_last and not page.has_more and cursor == find_end():
            return
        is_last = stop.is_set()
        sleep(0.002)


def read_naively(reader: Reader, stop: Event) -> None:
    """Let READER ask, until STOP and to the end, for what lies behind the greatest id seen."""
    last, is_last = 0, False
    while True:
        lines = list(Change.objects.filter(id__gt=last).order_by("id")[:1_000])
        reader.seen.update(line.pk for line in lines)
        last = lines[-1].pk if lines else last
        if is_last and not lines:
            return
        is_last = stop.is_set()
        sleep(0.002)


def test_the_feed_misses_nothing_of_many_writers_and_a_naive_reader_misses_some(
    pool: ThreadPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    products = [build_product().pk for _ in range(WRITERS)]
    written, done = Event(), Event()
    feed, naive = Reader(), Reader()
    writers = [
        pool.submit(alone(lambda number=number, pk=pk: write(number, pk, written)))  # type: ignore[misc]  # -- mypy knows no defaults of lambdas
        for number, pk in enumerate(products)
    ]
    readers: list[Future[None]] = [
        pool.submit(alone(lambda: read_feed(feed, done))),
        pool.submit(alone(lambda: read_naively(naive, done))),
    ]

    sleep(SECONDS)
    written.set()
    for each in writers:
        each.result(timeout=PATIENCE)
    done.set()
    for each in readers:
        each.result(timeout=PATIENCE)

    lines = Change.objects.count()
    missed, doubled = feed.count_missed(), feed.count_doubled()
    with capsys.disabled():
        print(  # noqa: T201 -- the figures are what this is run for
            f"\nfeed: {WRITERS} writers, {SECONDS:g} s, {lines:,} changes: missed {missed}, twice"
            f" {doubled}; id > last missed {naive.count_missed():,}"
        )
    assert (missed, doubled) == (0, 0)
    assert naive.count_missed() > 0
    places = list(Change.objects.order_by("seq").values_list("seq", flat=True))
    assert places == list(range(1, lines + 1))


def test_others_are_visible_while_a_writer_stays_open(
    pool: ThreadPoolExecutor, capsys: pytest.CaptureFixture[str]
) -> None:
    held, free = build_product().pk, build_product().pk
    begun, over = Event(), Event()

    def stay_open() -> None:
        with transaction.atomic():
            Product.objects.filter(pk=held).update(vision="held")
            begun.set()
            over.wait(OPEN_SECONDS)

    cursor = find_end()
    writer = pool.submit(alone(stay_open))
    assert begun.wait(PATIENCE)
    delays = []
    until = monotonic() + OPEN_SECONDS - 1
    while monotonic() < until and not writer.done():
        Product.objects.filter(pk=free).update(vision=str(monotonic()))
        started = monotonic()
        page = read_changes(cursor, limit=10)
        while not page.changes:
            page = read_changes(page.cursor, limit=10)
        delays.append(monotonic() - started)
        cursor = page.cursor
        sleep(0.05)
    over.set()
    writer.result(timeout=PATIENCE)

    with capsys.disabled():
        print(  # noqa: T201 -- as above
            f"\nfeed: a writer open for {OPEN_SECONDS:g} s, {len(delays)} changes beside it:"
            f" visible within {max(delays) * 1000:.0f} ms at most"
        )
    assert delays
    assert max(delays) <= SOON
    assert len(read_changes(cursor, limit=10).changes) == 1
