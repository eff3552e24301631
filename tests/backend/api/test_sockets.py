"""Subscriptions over WebSockets: the protocol graphql-transport-ws, and how it is kept to."""

import json
from datetime import timedelta

import pytest
from websockets.frames import CloseCode

from backend.access.models import AuditEntry
from backend.access.scopes import Scope
from backend.api.sockets import MOST_OPERATIONS
from tests.backend.api.streams import SCORES_OF, Line, Visitor, stream
from tests.builders import build_feature, build_product
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db

SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": SCORES_OF}}


async def hear_actor(line: Line, name: str) -> str:
    """Hear who wrote the change that the operation NAME tells next."""
    message = await line.hear()
    assert (message["type"], message["id"]) == ("next", name)
    actor: str = message["payload"]["data"]["alignmentChanged"]["actor"]
    return actor


def test_changes_are_told_until_the_client_has_had_enough() -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(SCORES_OF)
            await settle(line)
            await visitor.write(feature, "Ada")
            assert await hear_actor(line, "1") == "Ada"

            line.say({"type": "complete", "id": "1"})
            await settle(line)
            await visitor.write(feature, "Bob")
            line.subscribe("{ __typename }")
            assert (await line.hear())["payload"]["data"] == {"__typename": "Query"}

    stream(scenario)


async def settle(line: Line) -> None:
    """Wait until what was said before has been taken up: a query of the same line is answered."""
    line.subscribe("{ viewer { name } }", "settle")
    for kind in ("next", "complete"):
        message = await line.hear()
        assert (message["type"], message["id"]) == (kind, "settle")


def test_one_connection_follows_several_products() -> None:
    one, other = (build_feature(product=build_product(key)) for key in "pq")

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(SCORES_OF, "one", p="p")
            line.subscribe(SCORES_OF, "other", p="q")
            await settle(line)
            await visitor.write(other, "Bob")
            first = await hear_actor(line, "other")
            await visitor.write(one, "Ada")

            assert (first, await hear_actor(line, "one")) == ("Bob", "Ada")

    stream(scenario)


def test_queries_and_mutations_are_answered_once() -> None:
    query = 'mutation { upsertProduct(input: {key: "p", name: "P"}) { outcome } }'

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(query)
            answered, ended = await line.hear(), await line.hear()

        assert answered["payload"]["data"] == {"upsertProduct": {"outcome": "CREATED"}}
        assert ended == {"id": "1", "type": "complete"}

    stream(scenario)


@pytest.mark.parametrize("by_socket", [True, False])
def test_a_mutation_is_logged_as_of_whoever_asked(by_socket: bool) -> None:  # noqa: FBT001 -- a parameter
    issued = build_token(scopes=frozenset({Scope.WRITE_CATALOGUE}))
    query = 'mutation { upsertProduct(input: {key: "p", name: "P"}) { outcome } }'
    shown = {"authorization": f"Bearer {issued.text}"}

    async def scenario(visitor: Visitor) -> None:
        if not by_socket:
            async with visitor.ask(query, **shown) as answer:
                await answer.events(1)
            return
        async with visitor.connect(greet=False) as line:
            line.say({"type": "connection_init", "payload": shown})
            line.subscribe(query)
            assert [(await line.hear())["type"] for _ in range(2)] == ["connection_ack", "next"]

    stream(scenario)

    (entry,) = AuditEntry.objects.filter(noun="products.product")
    assert (entry.actor, entry.interface) == (f"token:{issued.token.public_id}", "GRAPHQL")


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (SCORES_OF, {"p": "unknown"}, "NOT_FOUND"),
        (SCORES_OF, {"a": "nonsense"}, "BAD_USER_INPUT"),
        ("{ features(first: 100) { nodes { preferences(first: 100) { nodes { id } } } } }", {}, ""),
    ],
)
def test_an_operation_that_cannot_begin_ends_in_an_error(
    query: str, variables: dict[str, str], code: str
) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(query, **variables)
            message = await line.hear()
            await settle(line)

        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == (code or "BAD_USER_INPUT")

    stream(scenario)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{}", 4400),
        ("nonsense", 4400),
        ("[" * 100_000, 4400),
        ("[1]", 4400),
        ("{}", 4400),
        ({"type": 1}, 4400),
        ({"type": "greet"}, 4400),
        ({"type": "ping", "payload": 1}, 4400),
        ({"type": "complete"}, 4400),
        ({"type": "subscribe", "id": "1"}, 4400),
        (SUBSCRIBE | {"id": ""}, 4400),
        (SUBSCRIBE | {"id": 1}, 4400),
        (SUBSCRIBE | {"payload": {"query": 1}}, 4400),
        (SUBSCRIBE | {"payload": {"query": "{ __typename }", "variables": []}}, 4400),
        (SUBSCRIBE | {"payload": {"query": "{ __typename }", "operationName": 1}}, 4400),
        ({"type": "connection_init"}, 4429),
        (
            json.dumps({"type": "ping", "payload": {"x": "x" * 1_000_000}}),
            CloseCode.MESSAGE_TOO_BIG,
        ),
    ],
)
def test_a_message_that_is_against_the_protocol_closes_the_connection(
    message: dict[str, object] | str | bytes, code: int
) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.say(message)

            assert await line.hear() == code

    stream(scenario)


def test_an_id_that_is_in_use_closes_the_connection() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(SCORES_OF)
            line.subscribe(SCORES_OF)

            assert await line.hear() == 4409

    stream(scenario)


def test_nothing_is_answered_before_the_greeting() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(greet=False) as line:
            line.subscribe("{ __typename }")

            assert await line.hear() == 4401

    stream(scenario)


def test_whoever_does_not_greet_in_time_is_sent_away() -> None:
    async def scenario(visitor: Visitor) -> None:
        visitor.streams.connection_init_wait_timeout = timedelta(milliseconds=20)
        async with visitor.connect(greet=False) as line:
            assert await line.hear() == 4408

    stream(scenario)


@pytest.mark.parametrize("protocol", ["graphql-ws", "graphql-sse", ""])
def test_another_protocol_is_not_spoken(protocol: str) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(protocol=protocol, greet=False) as line:
            assert await line.hear() == 4406

    stream(scenario)


@pytest.mark.parametrize("message", [{"type": "ping"}, {"type": "ping", "payload": None}])
def test_a_ping_is_answered_by_a_pong(message: dict[str, object]) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.say({"type": "pong"})
            line.say(message)

            assert await line.hear() == {"type": "pong"}

    stream(scenario)


def test_a_connection_has_so_many_operations_and_no_more() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            for number in range(MOST_OPERATIONS + 1):
                line.subscribe(SCORES_OF, f"{number}")
            refused = await line.hear()
            line.say({"type": "complete", "id": "0"})
            line.subscribe("{ __typename }", "another")
            answered = await line.hear()

        assert (refused["type"], refused["id"]) == ("error", f"{MOST_OPERATIONS}")
        assert refused["payload"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
        assert answered["payload"]["data"] == {"__typename": "Query"}

    stream(scenario)


def test_a_connection_is_closed_as_for_a_restart_when_the_server_stops() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(SCORES_OF)
            await settle(line)
            await visitor.streams.close()

            assert await line.hear() == 1012
        assert visitor.streams.sockets == set()

    stream(scenario)
