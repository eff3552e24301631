"""Opens streams as a client does, at the ASGI application, in an event loop of the test's own.

All database work is done by one thread on the test's connection, inside its transaction.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from backend.api.crew import Crew, Work
from backend.api.gate import Gate
from backend.api.schema import schema
from backend.api.streaming import StreamView
from backend.api.tail import Tail
from products.models import Feature
from stakeholders.models import AlignmentChange

T = TypeVar("T")

PATIENCE: Final = 30  # seconds, of a test that waits for what does not come
EVENTS: Final = "text/event-stream"
PROTOCOL: Final = "graphql-transport-ws"
SCORES: Final = "subscription ($p: String, $a: String) { alignmentChanged(product: $p, after: $a) "
SCORES_OF: Final = SCORES + "{ actor cursor feature { key } } }"


class Visitor:
    """Opens streams, and writes what they tell of."""

    def __init__(self, streams: StreamView, crew: Crew) -> None:
        self.streams = streams
        self._app = Gate(streams)
        self._crew = crew

    async def do(self, job: Callable[[], T]) -> T:
        """Do JOB where the database is."""
        return await self._crew.do(Work.REQUESTS, job)

    async def write(self, feature: Feature, *actors: str) -> None:
        """Write a line about FEATURE for each of ACTORS."""
        for actor in actors:
            write = partial(AlignmentChange.objects.create, feature=feature, cause="RECOUNT")
            await self.do(partial(write, actor=actor))

    @asynccontextmanager
    async def ask(
        self,
        query: str | bytes,
        *,
        method: str = "POST",
        address: str = "",
        scheme: str = "https",
        path: str = "/graphql",
        **headers: str,
    ) -> AsyncIterator["Answer"]:
        """Send QUERY, or a body of bytes, as a request for events, with ADDRESS behind the ?."""
        body = query if isinstance(query, bytes) else json.dumps({"query": query}).encode()
        given = {"accept": EVENTS, "content-type": "application/json"} | headers
        scope = write_scope("http", given, address) | {"method": method}
        scope |= {"scheme": scheme, "path": path}
        answer = Answer(body)
        async with answer.open(self._app(scope, answer.receive, answer.send)):
            yield answer

    @asynccontextmanager
    async def connect(
        self, *, protocol: str = PROTOCOL, greet: bool = True, **headers: str
    ) -> AsyncIterator["Line"]:
        """Open a WebSocket that speaks PROTOCOL, and GREET as it begins."""
        protocols = [protocol] if protocol else []
        line = Line()
        scope = write_scope("websocket", headers) | {"subprotocols": protocols}
        async with line.open(self._app(scope, line.receive, line.send)):
            if greet:
                line.say({"type": "connection_init"})
                assert await line.hear() == {"type": "connection_ack"}
            yield line


def write_scope(kind: str, headers: Mapping[str, str], query: str = "") -> dict[str, Any]:
    """Write the scope of a request or a WebSocket with HEADERS."""
    named = {"host": "testserver"} | {name.replace("_", "-"): headers[name] for name in headers}
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "https" if kind == "http" else "wss",
        "server": ("testserver", 443),
        "path": "/graphql",
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }


class Peer:
    """What both kinds of connection have: messages that come, and messages that go."""

    def __init__(self) -> None:
        self._coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._going: asyncio.Queue[Any] = asyncio.Queue()
        self._ending: dict[str, Any] = {}

    async def receive(self) -> dict[str, Any]:
        """Give the application what comes."""
        return await self._coming.get()

    async def send(self, message: Any) -> None:  # noqa: ANN401 -- a message of ASGI
        """Take what the application sends."""
        await self._going.put(message)

    async def next(self) -> Any:  # noqa: ANN401 -- a message of ASGI
        """Wait for what the application sends next."""
        return await asyncio.wait_for(self._going.get(), PATIENCE)

    @asynccontextmanager
    async def open(self, running: Awaitable[None]) -> AsyncIterator[None]:
        """Let the application run, and hang up at the end."""
        task = asyncio.ensure_future(running)
        yield
        self._coming.put_nowait(self._ending)
        await asyncio.wait_for(task, PATIENCE)


class Answer(Peer):
    """The answer to a request for events."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._coming.put_nowait({"type": "http.request", "body": body, "more_body": False})
        self._ending = {"type": "http.disconnect"}
        self.status = 0
        self.headers: dict[str, str] = {}

    async def begin(self) -> int:
        """Wait for the headers, and give the status."""
        message = await self.next()
        self.status = message["status"]
        self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        return self.status

    async def read(self) -> str:
        """Wait for the next part, as it is on the wire."""
        text: str = (await self.next())["body"].decode()
        return text

    async def events(self, number: int) -> list[Any]:
        """Read the data of NUMBER events of the type next."""
        if not self.status:
            assert await self.begin() == 200
        found = [(await self.read()).split("\n") for _ in range(number)]
        assert {lines[0] for lines in found} == {"event: next"}
        return [json.loads(lines[1].removeprefix("data: ")) for lines in found]

    async def actors(self, number: int) -> list[str]:
        """Read who wrote the next NUMBER changes."""
        return [e["data"]["alignmentChanged"]["actor"] for e in await self.events(number)]


class Line(Peer):
    """A WebSocket."""

    def __init__(self) -> None:
        super().__init__()
        self._coming.put_nowait({"type": "websocket.connect"})
        self._ending = {"type": "websocket.disconnect", "code": 1000}

    def say(self, message: Mapping[str, object] | str | bytes) -> None:
        """Send MESSAGE, in JSON unless it is a text or bytes already."""
        text = json.dumps(message) if isinstance(message, Mapping) else message
        kind = "bytes" if isinstance(text, bytes) else "text"
        self._coming.put_nowait({"type": "websocket.receive", kind: text})

    def subscribe(self, query: str, name: str = "1", **variables: object) -> None:
        """Begin the operation QUERY under NAME."""
        payload = {"query": query, "variables": variables}
        self.say({"type": "subscribe", "id": name, "payload": payload})

    async def hear(self) -> Any:  # noqa: ANN401 -- JSON, or the code with which it was closed
        """Wait for the next message, or the code with which the connection is closed."""
        message = await self.next()
        if message["type"] == "websocket.accept":
            return await self.hear()
        return message["code"] if "code" in message else json.loads(message["text"])


def stream(scenario: Callable[[Visitor], Awaitable[None]]) -> None:
    """Play SCENARIO, in which a visitor opens streams."""
    shared = connections["default"]
    shared.inc_thread_sharing()
    with ThreadPoolExecutor(1, initializer=lend, initargs=(shared,)) as thread:
        try:
            asyncio.run(_play(scenario, Crew(dict.fromkeys(Work, thread))))
        finally:
            shared.dec_thread_sharing()


def lend(shared: BaseDatabaseWrapper) -> None:
    """Let this thread work on the connection SHARED."""
    connections["default"] = shared


def follow(scenario: Callable[[Tail, Crew], Awaitable[None]]) -> None:
    """Play SCENARIO with threads and connections as they are in earnest."""
    asyncio.run(_follow(scenario))


async def _follow(scenario: Callable[[Tail, Crew], Awaitable[None]]) -> None:
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


async def _play(scenario: Callable[[Visitor], Awaitable[None]], crew: Crew) -> None:
    streams = StreamView(schema, Tail(crew))
    await streams.tail.start()
    try:
        await scenario(Visitor(streams, crew))
    finally:
        await streams.close()
