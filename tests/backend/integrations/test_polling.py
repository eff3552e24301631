"""Whoever follows the feed can wait for what is next, in the process of the streams."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar

import pytest

from backend.access.models import Token
from backend.access.scopes import Scope
from backend.api.crew import Crew, Work
from backend.feed.reading import find_end
from backend.management.streaming import compose
from tests.backend.api.streams import Answer, Visitor, stream, write_scope
from tests.builders import build_product
from tests.token_rows import NOW, build_token

T = TypeVar("T")

pytestmark = pytest.mark.django_db
PATIENCE: Final = 30  # seconds


class Reader:
    """Asks for /feed as a client does."""

    def __init__(self, visitor: Visitor) -> None:
        """Ask what is put together for the streams of VISITOR."""
        self.app, self.feed = compose(visitor.streams)

    def begin(self, query: str, token: str, method: str = "GET") -> tuple[Answer, Any]:
        """Ask with QUERY by TOKEN; give the answer to come, and the task that answers."""
        answer = Answer(b"")
        scope = write_scope("http", {"authorization": f"Bearer {token}"}, query)
        scope |= {"method": method, "path": "/feed"}
        return answer, asyncio.ensure_future(self.app(scope, answer.receive, answer.send))

    async def ask(self, query: str, token: str, method: str = "GET") -> tuple[Answer, list[Any]]:
        """Ask with QUERY by TOKEN; give the answer, and its lines."""
        answer, task = self.begin(query, token, method)
        await asyncio.wait_for(task, PATIENCE)
        await answer.begin()
        text = await answer.read()
        return answer, [json.loads(line) for line in text.splitlines()]


def build_reader() -> str:
    """Build a token that reads the catalogue."""
    return build_token(scopes=frozenset({Scope.READ_ALIGNMENT})).text


async def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something HOLDS."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 -- nothing tells when it does
            await asyncio.sleep(0.01)


def test_who_waits_is_woken_by_what_they_wait_for() -> None:
    token, begin = build_reader(), find_end()

    async def scenario(visitor: Visitor) -> None:
        reader = Reader(visitor)
        answer, task = reader.begin(f"after={begin}&wait=60&nouns=PRODUCT", token)
        await wait_until(lambda: bool(reader.feed._waiting))  # noqa: SLF001 -- nothing tells else
        await visitor.do(partial(build_product, "awaited"))
        await asyncio.wait_for(task, PATIENCE)

        assert await answer.begin() == 200
        lines = [json.loads(line) for line in (await answer.read()).splitlines()]
        assert [line["noun"] for line in lines] == ["PRODUCT"]
        assert answer.headers["tutti-cursor"] == lines[0]["cursor"]
        assert "ratelimit" in answer.headers
        assert not reader.feed._waiting  # noqa: SLF001 -- as above

    stream(scenario)


def test_what_there_is_already_is_told_at_once() -> None:
    token, begin = build_reader(), find_end()
    build_product()

    async def scenario(visitor: Visitor) -> None:
        answer, lines = await Reader(visitor).ask(f"after={begin}&wait=60", token)

        assert (answer.status, len(lines)) == (200, 1)
        assert (await Reader(visitor).ask("after=end&wait=60", token))[1] == []

    stream(scenario)


def test_who_waits_in_vain_is_told_where_to_go_on_behind_what_is_hidden() -> None:
    token, begin = build_reader(), find_end()

    async def scenario(visitor: Visitor) -> None:
        reader = Reader(visitor)
        answer, task = reader.begin(f"after={begin}&wait=1&nouns=FEATURE", token)
        await wait_until(lambda: bool(reader.feed._waiting))  # noqa: SLF001 -- as above
        await visitor.do(build_product)
        await asyncio.wait_for(task, PATIENCE)

        assert (await answer.begin(), await answer.read()) == (200, "")
        end = await visitor.do(find_end)
        assert answer.headers["tutti-cursor"] == str(end) != str(begin)

    stream(scenario)


def test_a_token_that_ends_meanwhile_is_refused() -> None:
    token, begin = build_reader(), find_end()

    async def scenario(visitor: Visitor) -> None:
        reader = Reader(visitor)
        answer, task = reader.begin(f"after={begin}&wait=60", token)
        await wait_until(lambda: bool(reader.feed._waiting))  # noqa: SLF001 -- as above
        await visitor.do(lambda: Token.objects.update(revoked_at=NOW))
        await visitor.do(build_product)
        await asyncio.wait_for(task, PATIENCE)

        assert await answer.begin() == 401
        assert json.loads(await answer.read())["code"] == "UNAUTHENTICATED"

    stream(scenario)


def test_all_are_answered_when_the_server_stops_and_none_stays_behind_who_hung_up() -> None:
    token, begin = build_reader(), find_end()

    async def scenario(visitor: Visitor) -> None:
        reader = Reader(visitor)
        kept, _ = reader.begin(f"after={begin}&wait=60", token)
        gone, leaving = reader.begin(f"after={begin}&wait=60", token)
        await wait_until(lambda: reader.feed._waiting.total() == 2)  # noqa: SLF001 -- as above
        gone._coming.put_nowait({"type": "http.disconnect"})  # noqa: SLF001 -- the client's end
        await asyncio.wait_for(leaving, PATIENCE)
        assert reader.feed._waiting.total() == 1  # noqa: SLF001 -- as above
        await reader.feed.close()

        assert (await kept.begin(), await kept.read()) == (200, "")

    stream(scenario)


def test_so_many_may_wait_and_no_more(settings: Any) -> None:  # noqa: ANN401 -- pytest-django's own
    settings.STREAMS_PER_CALLER = 1
    token, begin = build_reader(), find_end()

    async def scenario(visitor: Visitor) -> None:
        reader = Reader(visitor)
        first, task = reader.begin(f"after={begin}&wait=60", token)
        await wait_until(lambda: bool(reader.feed._waiting))  # noqa: SLF001 -- as above
        second, lines = await reader.ask(f"after={begin}&wait=60", token)

        assert (second.status, second.headers["retry-after"]) == (429, "1")
        assert lines[0]["code"] == "RATE_LIMITED"
        await reader.feed.close()
        await asyncio.wait_for(task, PATIENCE)
        assert await first.begin() == 200

    stream(scenario)


class Counted(Crew):
    """A CREW whose looks at the feed are counted."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self.done: Counter[Work] = Counter()

    async def do(self, work: Work, job: Callable[[], T]) -> T:
        """Do JOB, and count it."""
        self.done[work] += 1
        return await self._crew.do(work, job)


def test_the_look_of_the_streams_serves_all_who_wait() -> None:
    token, begin = build_reader(), find_end()

    async def scenario(visitor: Visitor) -> None:
        tail = visitor.streams.tail
        crew = tail.crew = Counted(tail.crew)
        reader = Reader(visitor)
        waiting = [reader.begin(f"after={begin}&wait=60", token) for _ in range(20)]
        await wait_until(lambda: reader.feed._waiting.total() == 20)  # noqa: SLF001 -- as above
        assert crew.done[Work.REQUESTS] == 20
        await wait_until(lambda: crew.done[Work.TAIL] > 1)
        assert crew.done[Work.REQUESTS] == 20
        await visitor.do(build_product)
        await asyncio.wait_for(asyncio.gather(*(task for _, task in waiting)), PATIENCE)

        assert [await answer.begin() for answer, _ in waiting] == [200] * 20
        assert crew.done[Work.REQUESTS] == 40
        assert crew.done[Work.CHANGES] == 0

    stream(scenario)


def test_other_methods_and_paths_are_refused() -> None:
    token = build_reader()

    async def scenario(visitor: Visitor) -> None:
        answer, _ = await Reader(visitor).ask("", token, "DELETE")

        assert (answer.status, answer.headers["allow"]) == (405, "GET")

    stream(scenario)
