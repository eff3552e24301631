"""Streams beside writers: nobody is waited for, and nothing is lost or told twice."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from typing import Final

import pytest
from django.db import connection, connections, transaction

from backend.api.crew import Crew, Work
from backend.api.following import Place, find_place, read_behind
from backend.api.paging import PK, write_cursor
from backend.api.tail import Tail
from backend.feed.reading import find_end
from backend.feed.stamping import LOCK
from products.models import Feature
from stakeholders.models import AlignmentChange
from tests.backend.api.streams import PATIENCE, follow
from tests.backend.feed.holding import Held, holding
from tests.builders import build_feature

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="needs PostgreSQL: SQLite has one writer at a time"
    ),
]

WRITERS, LINES = 8, 25
LATE: Final = 0.01  # seconds, at most, between a line and its commit


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Give a thread to each writer."""
    with ThreadPoolExecutor(WRITERS) as threads:
        yield threads


def write(feature: Feature, actor: str) -> AlignmentChange:
    """Write a line about FEATURE."""
    return AlignmentChange.objects.create(feature=feature, cause="RECOUNT", actor=actor)


def read_on(place: Place | None) -> list[AlignmentChange]:
    """Read all that follows PLACE."""
    assert place is not None
    found: list[AlignmentChange] = []
    while True:
        rows, behind = read_behind(place, None, most=3)
        found += rows
        if behind == place:
            return found
        place = behind


def name(rows: list[AlignmentChange]) -> list[str]:
    """Tell who has written ROWS."""
    return [row.actor for row in rows]


def test_a_stream_shows_what_others_commit_while_a_writer_stays_open(
    pool: ThreadPoolExecutor,
) -> None:
    feature, other = build_feature(), build_feature()

    async def scenario(tail: Tail, crew: Crew) -> None:
        source = tail.stream(after=tail.end, products=None)
        with holding(pool, partial(write, feature, "open")) as writer:
            await crew.do(Work.REQUESTS, partial(write, other, "other"))
            first = await asyncio.wait_for(anext(source), PATIENCE)
            assert not await crew.do(Work.REQUESTS, partial(is_there, "open"))
            writer.commit()
            second = await asyncio.wait_for(anext(source), PATIENCE)
        await source.aclose()

        assert name([first, second]) == ["other", "open"]
        assert second.pk < first.pk  # whoever reads behind the greatest key has missed it

    follow(scenario)


def is_there(actor: str) -> bool:
    """Tell whether a line by ACTOR can be seen."""
    return AlignmentChange.objects.filter(actor=actor).exists()


@pytest.mark.parametrize("kind", ["place", "key"])
def test_who_resumes_beside_an_open_writer_misses_nothing(
    pool: ThreadPoolExecutor, kind: str
) -> None:
    feature, other = build_feature(), build_feature()
    begin = find_end()
    writer = Held(pool, partial(write, feature, "open"))
    lines = [write(other, actor) for actor in "ab"]

    (told, *_) = read_on(begin)
    cursor = write_cursor(lines[0], (PK,)) if kind == "key" else str(vars(told)["place"])
    place = find_place(cursor)
    before = read_on(place)
    writer.commit()

    assert (name(before), name(read_on(place))) == (["b"], ["b", "open"])
    assert name(read_on(find_place(str(vars(before[0])["place"])))) == ["open"]


def test_what_was_taken_back_is_never_told(pool: ThreadPoolExecutor) -> None:
    feature, other = build_feature(), build_feature()
    begin = find_end()
    writer = Held(pool, partial(write, feature, "open"))
    first = write(other, "a")
    key = find_place(write_cursor(first, (PK,)))

    writer.undo()
    write(other, "b")

    assert name(read_on(begin)) == ["a", "b"]
    assert name(read_on(key)) == ["b"]


def test_a_key_waits_until_all_before_it_have_their_places(pool: ThreadPoolExecutor) -> None:
    feature = build_feature()
    lines = [write(feature, actor) for actor in "ab"]
    cursor = write_cursor(lines[-1], (PK,))

    def lock() -> None:
        with connection.cursor() as asking:
            asking.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    with holding(pool, lock):
        early = find_place(cursor)
    late = find_place(cursor)

    assert early is None  # or both would be told again, behind the end that was found
    assert read_on(late) == []


def speak(feature: Feature) -> None:
    """Write about FEATURE again and again, two lines in each transaction."""
    chance = Random(feature.pk)  # noqa: S311 -- the same pauses each time
    try:
        for number in range(LINES):
            with transaction.atomic():
                write(feature, f"{number}")
                time.sleep(chance.random() * LATE)
                write(feature, f"{number}")
    finally:
        connections.close_all()


def test_whoever_resumes_again_and_again_beside_eight_writers_hears_each_change_once(
    pool: ThreadPoolExecutor,
) -> None:
    features = [build_feature() for _ in range(WRITERS)]
    first = write(features[0], "first")
    places = {kind: find_place(write_cursor(first, (PK,))) for kind in ("kept", "resumed")}
    told: dict[str, list[int]] = {kind: [] for kind in places}

    running = [pool.submit(speak, feature) for feature in features]
    ended = False
    while not ended:
        ended = all(writer.done() for writer in running)
        for kind, place in places.items():
            assert place is not None
            rows, places[kind] = read_behind(place, None, most=7)
            told[kind] += [row.pk for row in rows]
            if rows and kind == "resumed":  # as a client does that has lost its connection
                places[kind] = find_place(str(vars(rows[-1])["place"]))
    for kind, place in places.items():
        told[kind] += [row.pk for row in read_on(place)]
    written = AlignmentChange.objects.exclude(pk=first.pk).order_by("pk")

    assert told["kept"] == told["resumed"]
    assert sorted(told["kept"]) == list(written.values_list("pk", flat=True))
    assert len(told["kept"]) == WRITERS * LINES * 2


def test_a_list_that_is_read_beside_writers_is_resumed_by_its_last_key(
    pool: ThreadPoolExecutor,
) -> None:
    features = [build_feature() for _ in range(WRITERS)]
    place: Place | None = find_place(write_cursor(write(features[0], "first"), (PK,)))

    running = [pool.submit(speak, feature) for feature in features]
    while not all(writer.done() for writer in running):
        last = AlignmentChange.objects.order_by("pk").last()
        assert last is not None
        place = find_place(write_cursor(last, (PK,))) or place
        before = set(AlignmentChange.objects.values_list("pk", flat=True))
    told = [row.pk for row in read_on(place)]
    after = set(AlignmentChange.objects.values_list("pk", flat=True)) - before

    assert after <= set(told)  # what has come to light since the stream began
    assert len(told) == len(set(told))
