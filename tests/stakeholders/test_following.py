"""The horizon: nothing more comes to light up to it, whoever is writing."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from threading import Event

import pytest
from django.db import connection, connections, transaction

from products.models import Feature
from stakeholders.following import UNKNOWN, Follower, read_changes, read_last_key
from stakeholders.models import AlignmentChange
from tests.builders import build_feature, build_product

PATIENCE = 60  # seconds
WRITERS, LINES = 8, 25
needs_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="needs PostgreSQL: SQLite has one writer at a time"
)


def write(feature: Feature, actor: str = "Ada") -> int:
    """Write a line about FEATURE and give its key."""
    return AlignmentChange.objects.create(feature=feature, cause="RECOUNT", actor=actor).pk


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Give a thread to each writer."""
    with ThreadPoolExecutor(WRITERS) as threads:
        yield threads


class Writer:
    """Writes a line about FEATURE in a thread of POOL, and keeps it uncommitted until it is let."""

    def __init__(self, pool: ThreadPoolExecutor, feature: Feature) -> None:
        self._written, self._let, self._undo = Event(), Event(), False
        self.key = 0
        self._running: Future[None] = pool.submit(self._hold, feature)
        assert self._written.wait(PATIENCE)

    def end(self, *, undo: bool = False) -> None:
        """Commit, or UNDO it all."""
        self._undo = undo
        self._let.set()
        self._running.result(PATIENCE)

    def _hold(self, feature: Feature) -> None:
        try:
            with transaction.atomic():
                self.key = write(feature)
                self._written.set()
                assert self._let.wait(PATIENCE)
                transaction.set_rollback(self._undo)
        finally:
            connections.close_all()


@contextmanager
def writing(pool: ThreadPoolExecutor, feature: Feature) -> Iterator[Writer]:
    """Let somebody write about FEATURE meanwhile, and end when the test fails, too."""
    writer = Writer(pool, feature)
    try:
        yield writer
    finally:
        writer.end()


@pytest.mark.django_db
def test_without_writers_the_horizon_is_the_last_key() -> None:
    follower = Follower()
    first = follower.advance()
    key = write(build_feature())

    horizon = follower.advance()

    assert (first < key, horizon, follower.is_waiting) == (True, key, False)
    assert read_last_key() == key


@pytest.mark.django_db
def test_lines_are_read_in_order_between_two_keys_and_of_one_product() -> None:
    product = build_product()
    mine, other = build_feature(product=product), build_feature()
    keys = [write(feature) for feature in (mine, other, mine, mine)]

    everything = read_changes(after=keys[0], until=keys[2])
    of_product = read_changes(after=0, until=keys[3], products=[product.pk], most=2)

    assert [line.pk for line in everything] == keys[1:3]
    assert [line.pk for line in of_product] == [keys[0], keys[2]]


@needs_writers
@pytest.mark.django_db(transaction=True)
def test_a_line_that_comes_to_light_behind_a_later_one_is_not_missed(
    pool: ThreadPoolExecutor,
) -> None:
    one, other, follower = build_feature(), build_feature(), Follower()
    start = follower.advance()

    with writing(pool, one) as slow:
        fast = write(other)
        before = follower.advance()
        seen = [line.pk for line in read_changes(after=start, until=fast)]
    after = follower.advance()

    assert slow.key < fast
    assert seen == [fast]  # which a reader behind the greatest key seen would go on from
    assert before == start
    assert [line.pk for line in read_changes(after=before, until=after)] == [slow.key, fast]


@needs_writers
@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_taken_back_holds_up_nobody(pool: ThreadPoolExecutor) -> None:
    one, other, follower = build_feature(), build_feature(), Follower()
    start = follower.advance()
    slow = Writer(pool, one)
    fast = write(other)
    before = follower.advance()

    slow.end(undo=True)
    after = follower.advance()

    assert (before, after) == (start, fast)
    assert [line.pk for line in read_changes(after=start, until=after)] == [fast]


@needs_writers
@pytest.mark.django_db(transaction=True)
def test_whoever_begins_later_is_not_waited_for(pool: ThreadPoolExecutor) -> None:
    features, follower = [build_feature() for _ in range(3)], Follower()
    start = follower.advance()

    with writing(pool, features[0]):
        fast = write(features[1])
        held = follower.advance()
        late = Writer(pool, features[2])
    moved = follower.advance()
    late.end()

    assert (held, moved) == (start, fast)
    assert follower.advance() == late.key


@needs_writers
@pytest.mark.django_db(transaction=True)
def test_a_follower_who_comes_amid_writers_does_not_know_the_horizon_yet(
    pool: ThreadPoolExecutor,
) -> None:
    feature, follower = build_feature(), Follower()

    with writing(pool, feature) as writer:
        first = follower.advance()

    assert (first, follower.is_waiting) == (UNKNOWN, True)
    assert follower.advance() == writer.key


@needs_writers
@pytest.mark.django_db(transaction=True)
def test_eight_writers_hide_nothing_from_a_follower(pool: ThreadPoolExecutor) -> None:
    features, follower = [build_feature() for _ in range(WRITERS)], Follower()
    start = follower.advance()

    def speak(feature: Feature) -> None:
        chance = Random(feature.pk)  # noqa: S311 -- the same pauses each time
        try:
            for _ in range(LINES):
                with transaction.atomic():
                    write(feature)
                    time.sleep(chance.random() / 100)
                    write(feature)
        finally:
            connections.close_all()

    running = [pool.submit(speak, feature) for feature in features]
    told: list[int] = []
    position, ended = start, False
    while not ended or position < read_last_key():
        ended = all(writer.done() for writer in running)
        horizon = follower.advance()
        told += [line.pk for line in read_changes(after=position, until=horizon, most=10_000)]
        position = horizon
    written = (
        AlignmentChange.objects.filter(pk__gt=start).order_by("pk").values_list("pk", flat=True)
    )

    assert told == list(written)
    assert len(told) == WRITERS * LINES * 2
