"""The tail that all streams of a process share: no stream is too slow for it, and it lasts."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections

from backend.api.crew import Crew, Work
from backend.api.tail import MOST_KEPT, Tail
from products.models import Feature
from stakeholders.following import read_last_key
from stakeholders.models import AlignmentChange
from tests.backend.api.streams import PATIENCE, Visitor, stream
from tests.builders import build_feature


def write_many(feature: Feature, number: int) -> None:
    """Write NUMBER lines about FEATURE at once."""
    AlignmentChange.objects.bulk_create(
        AlignmentChange(feature=feature, cause="RECOUNT", actor=f"{n}") for n in range(number)
    )


async def take(tail: Tail, number: int, after: int) -> list[AlignmentChange]:
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
        start = tail.horizon
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
        start = tail.horizon
        await visitor.write(feature, "Ada")
        (one,), (other,) = await asyncio.gather(*(take(tail, 1, start) for _ in range(2)))

        assert one == other
        assert one is not other

    stream(scenario)


@pytest.mark.django_db
def test_all_streams_end_when_the_tail_is_closed() -> None:
    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        waiting = [asyncio.create_task(take(tail, 1, tail.horizon)) for _ in range(3)]
        await asyncio.sleep(0)
        await tail.close()

        assert await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE) == [[], [], []]

    stream(scenario)


needs_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="needs PostgreSQL: SQLite has no connection to lose"
)


@needs_connections
@pytest.mark.django_db(transaction=True)
def test_a_tail_that_loses_its_connection_takes_another() -> None:
    feature = build_feature()

    async def scenario(tail: Tail, crew: Crew) -> None:
        start = tail.horizon
        process = await crew.do(Work.TAIL, partial(ask, "SELECT pg_backend_pid()"))
        await crew.do(Work.REQUESTS, partial(ask, "SELECT pg_terminate_backend(%s)", process))
        await crew.do(Work.REQUESTS, partial(write_many, feature, 1))

        (found,) = await asyncio.wait_for(take(tail, 1, start), PATIENCE)
        assert found.pk == await crew.do(Work.REQUESTS, read_last_key)

    asyncio.run(follow(scenario))


async def follow(scenario: Callable[[Tail, Crew], Awaitable[None]]) -> None:
    """Play SCENARIO with threads and connections as they are in earnest."""
    crew = Crew({work: ThreadPoolExecutor(1) for work in Work})
    tail = Tail(crew)
    await tail.start()
    try:
        await scenario(tail, crew)
    finally:
        await tail.close()
        for work in Work:
            await crew.do(work, connections.close_all)
        crew.close()


def ask(sql: str, *values: int) -> int:
    """Ask SQL with VALUES for one number."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
