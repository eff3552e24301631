"""Server-sent events on the wire, and what is read and refused on the way to them."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from backend.api.streaming import Events
from products.models import Product
from tests.backend.api.streams import EVENTS, SCORES_OF, Visitor, stream
from tests.builders import build_feature, build_preference, build_stakeholder

pytestmark = pytest.mark.django_db

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
END = "event: complete\ndata: \n\n"
WRITING = 'mutation { upsertProduct(input: {key: "p", name: "P"}) { outcome } }'


def test_a_query_is_answered_by_one_event_and_the_end() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask("{ __typename }") as answer:
            await answer.begin()
            event, end = await answer.read(), await answer.read()

        data = '{"data":{"__typename":"Query"},"extensions":{"cost":{"requested":0,"max":10000}}}'
        assert (event, end) == (f"event: next\ndata: {data}\n\n", END)
        assert answer.headers["content-type"] == EVENTS
        assert answer.headers["cache-control"] == "no-cache, no-transform"

    stream(scenario)


def test_a_mutation_is_answered_in_the_same_way() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(WRITING) as answer:
            (event,) = await answer.events(1)

        assert event["data"] == {"upsertProduct": {"outcome": "CREATED"}}
        assert await visitor.do(Product.objects.get) is not None

    stream(scenario)


def test_streams_may_be_asked_for_by_get_and_mutations_may_not() -> None:
    async def scenario(visitor: Visitor) -> None:
        address = "query=subscription{alignmentChanged{actor}}"
        async with visitor.ask(b"", method="GET", address=address) as answer:
            await answer.begin()
            await visitor.write(await visitor.do(build_feature), "Ada")
            told = await answer.actors(1)
        async with visitor.ask(b"", method="GET", address=f"query={WRITING}") as refused:
            (event,) = await refused.events(1)

        assert told == ["Ada"]
        assert event["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert not await visitor.do(Product.objects.filter(key="p").exists)

    stream(scenario)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (EVENTS, 200),
        (f"{EVENTS}, {JSON}", 200),
        (f"{JSON};q=0.5, {EVENTS}", 200),
        (f"{GRAPHQL}, application/graphql+json, {JSON}, {EVENTS}", 406),
        (f"{EVENTS};q=0.5, {JSON}", 406),
        ("*/*", 406),
        ("", 406),
    ],
)
def test_events_come_to_those_who_like_them_best(accept: str, status: int) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask("{ __typename }", accept=accept) as answer:
            assert await answer.begin() == status

    stream(scenario)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { alignmentChanged { id } a: alignmentChanged { id } }", "VALIDATION"),
        ("subscription { alignmentChanged " + "{ feature " * 12, "BAD_USER_INPUT"),
        ("subscription { alignmentChanged { " + "id " * 2_000, "GRAPHQL_PARSE_FAILED"),
        ("", "BAD_USER_INPUT"),
    ],
)
def test_documents_keep_to_the_limits_and_errors_have_codes(query: str, code: str) -> None:
    closed = query + " }" * (query.count("{") - query.count("}")) if len(query) > 1 else query

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(closed) as answer:
            (event,) = await answer.events(1)
            end = await answer.read()

        assert code in event["errors"][0]["extensions"]["code"]
        assert ("data" in event, end) == (False, END)

    stream(scenario)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"nonsense", {}, 400),
        (b"\xff\xfe{", {}, 400),
        (b"[]", {}, 400),
        (b'{"query": 1}', {}, 400),
        (b'{"a":' * 3_000 + b"1" + b"}" * 3_000, {}, 400),
        (b'{"query": "{ __typename }"}', {"content_type": "text/plain"}, 415),
        (b'{"query": "{ __typename }"}', {"content_type": ""}, 415),
        (b'{"query": "' + b"x" * 1_000_000 + b'"}', {}, 413),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_form_of_graphql(
    body: bytes, headers: dict[str, str], status: int
) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(body, **headers) as answer:
            await answer.begin()
            (error,) = json.loads(await answer.read())["errors"]

        assert (answer.status, error["extensions"]["code"]) == (status, "BAD_USER_INPUT")

    stream(scenario)


def test_a_stream_that_has_nothing_to_tell_shows_that_it_lives() -> None:
    async def scenario(visitor: Visitor) -> None:
        transport = visitor.streams._get_stream_transport("sse")  # noqa: SLF001 -- strawberry's
        assert isinstance(transport, Events)
        transport.heartbeat_interval = 0.02
        async with visitor.ask(SCORES_OF) as answer:
            await answer.begin()

            assert [await answer.read(), await answer.read()] == [": ping\n\n"] * 2

    stream(scenario)


def test_a_stream_ends_properly_when_the_server_stops() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as answer:
            await answer.begin()
            await visitor.streams.close()

            assert await answer.read() == END

    stream(scenario)


def test_whoever_asks_is_known_by_their_session_and_spoken_to_in_their_language() -> None:
    build_preference(build_stakeholder(), build_feature("f"))
    browser = Client()
    browser.force_login(User.objects.create_user("ada"))
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())

    async def scenario(visitor: Visitor) -> None:
        query = "{ viewer { name } features { nodes { alignment { explanation } } } }"
        german = {"cookie": cookies, "accept_language": "de"}
        async with visitor.ask(query, **german) as answer:
            (event,) = await answer.events(1)
        async with visitor.ask(query) as answer:
            (other,) = await answer.events(1)

        sentences = [e["data"]["features"]["nodes"][0]["alignment"] for e in (event, other)]
        assert [e["data"]["viewer"]["name"] for e in (event, other)] == ["ada", "anonymous"]
        assert sentences[0] != sentences[1]

    stream(scenario)
