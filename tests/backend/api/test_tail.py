"""The tail that all streams of a process share: no stream is too slow for it, and it lasts."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection

from backend.api.crew import Crew, Work
from backend.api.following import Place
from backend.api.tail import MOST_KEPT, Tail
from backend.feed.cursors import StaleCursorError
from backend.feed.epochs import renew_epoch
from backend.feed.reading import find_end
from products.models import Feature
from stakeholders.models import AlignmentChange
from tests.backend.api.streams import PATIENCE, Visitor, follow, stream
from tests.builders import build_feature, build_product

T = TypeVar("T")


def write_many(feature: Feature, number: int) -> None:
    """Write NUMBER lines about FEATURE at once."""
    AlignmentChange.objects.bulk_create(
        AlignmentChange(feature=feature, cause="RECOUNT", actor=f"{n}") for n in range(number)
    )


async def take(tail: Tail, number: int, after: Place) -> list[AlignmentChange]:
    """Take NUMBER changes behind AFTER."""
    source, found = tail.stream(after=after, products=None), []
    async for change in source:
        found.append(change)
        if len(found) == number:
            break
    await source.aclose()
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, MOST_KEPT, MOST_KEPT + 1, 2 * MOST_KEPT + 50])
def test_a_stream_that_has_fallen_behind_misses_nothing(number: int) -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        start = tail.end
        await visitor.do(partial(write_many, feature, number))
        await visitor.write(feature, "last")
        found = await asyncio.wait_for(take(tail, number + 1, start), PATIENCE)

        assert [change.actor for change in found] == [*map(str, range(number)), "last"]

    stream(scenario)


@pytest.mark.django_db
def test_each_stream_has_rows_of_its_own() -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        start = tail.end
        await visitor.write(feature, "Ada")
        (one,), (other,) = await asyncio.gather(*(take(tail, 1, start) for _ in range(2)))

        assert one == other
        assert one is not other

    stream(scenario)


@pytest.mark.django_db
def test_all_streams_end_when_the_tail_is_closed() -> None:
    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        waiting = [asyncio.create_task(take(tail, 1, tail.end)) for _ in range(3)]
        await asyncio.sleep(0)
        await tail.close()

        assert await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE) == [[], [], []]

    stream(scenario)


@pytest.mark.django_db
def test_what_is_begun_behind_the_end_of_another_epoch_ends_with_it() -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        waiting = asyncio.create_task(take(tail, 1, tail.end))
        await asyncio.sleep(0)
        await visitor.do(renew_epoch)
        with pytest.raises(StaleCursorError):
            await asyncio.wait_for(waiting, PATIENCE)
        await visitor.write(feature, "Ada")

        (found,) = await asyncio.wait_for(take(tail, 1, tail.end), PATIENCE)
        assert found.actor == "Ada"

    stream(scenario)


class Pressed(Crew):
    """A CREW beside which something else is written each time that it reads for a stream."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self.reads = 0

    async def do(self, work: Work, job: Callable[[], T]) -> T:
        """Do JOB, after that."""
        if work is Work.CHANGES:
            self.reads += 1
            await self._crew.do(work, build_product)
        return await self._crew.do(work, job)


@pytest.mark.django_db
def test_a_stream_that_is_ahead_of_the_tail_waits_for_it_and_does_not_ask_on_and_on() -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        crew = tail.crew = Pressed(tail.crew)
        await visitor.do(build_product)
        ahead = await visitor.do(find_end)
        task = asyncio.create_task(take(tail, 1, ahead))
        moves = 3
        for _ in range(moves):
            move = tail.find_move()
            await visitor.do(build_product)
            await move
        await visitor.write(feature, "Ada")

        (found,) = await asyncio.wait_for(task, PATIENCE)
        assert found.actor == "Ada"
        assert crew.reads <= moves

    stream(scenario)


needs_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="needs PostgreSQL: SQLite has no connection to lose"
)


@needs_connections
@pytest.mark.usefixtures("needs_sessions")
@pytest.mark.django_db(transaction=True)
def test_a_tail_that_loses_its_connection_takes_another() -> None:
    feature = build_feature()

    async def scenario(tail: Tail, crew: Crew) -> None:
        start = tail.end
        process = await crew.do(Work.TAIL, partial(ask, "SELECT pg_backend_pid()"))
        await crew.do(Work.REQUESTS, partial(ask, "SELECT pg_terminate_backend(%s)", process))
        await crew.do(Work.REQUESTS, partial(write_many, feature, 1))

        (found,) = await asyncio.wait_for(take(tail, 1, start), PATIENCE)
        assert found == await crew.do(Work.REQUESTS, AlignmentChange.objects.get)

    follow(scenario)


def ask(sql: str, *values: int) -> int:
    """Ask SQL with VALUES for one number."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
