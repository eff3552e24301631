"""Streams: opening one costs its cost, what it tells costs nothing, and nobody has too many."""

import pytest
from pytest_django.fixtures import Settings

from tests.backend.api.asking import post
from tests.backend.api.streams import SCORES_OF, Visitor, stream
from tests.builders import build_feature

pytestmark = pytest.mark.django_db

LEFT = "{ rateLimit { remaining } }"
COST = 2  # of SCORES_OF


def test_a_stream_is_paid_for_when_it_is_opened_and_not_when_it_tells(settings: Settings) -> None:
    settings.COST_PER_HOUR_ANONYMOUS = 100

    async def scenario(visitor: Visitor) -> None:
        feature = await visitor.do(build_feature)
        async with visitor.ask(SCORES_OF) as answer:
            await answer.begin()
            await visitor.write(feature, "Ada", "Bob", "Cem")
            assert await answer.actors(3) == ["Ada", "Bob", "Cem"]
        async with visitor.ask(LEFT) as asked:
            (event,) = await asked.events(1)

        assert event["data"] == {"rateLimit": {"remaining": 100 - COST - 1}}

    stream(scenario)


def test_who_has_spent_all_opens_no_stream(settings: Settings) -> None:
    settings.COST_PER_HOUR_ANONYMOUS = COST

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect() as line:
            line.subscribe(SCORES_OF, "a")
            line.subscribe(SCORES_OF, "b")
            told = await line.hear()
            assert (told["type"], told["id"]) == ("error", "b")
            (error,) = told["payload"]
            assert error["extensions"]["code"] == "RATE_LIMITED"
            assert 0 < error["extensions"]["retryAfter"] <= 3_600

    stream(scenario)


def test_nobody_has_more_streams_open_than_anyone_may(settings: Settings) -> None:
    settings.STREAMS_PER_CALLER = 2

    async def scenario(visitor: Visitor) -> None:
        feature = await visitor.do(build_feature)
        async with visitor.connect() as line, visitor.ask(SCORES_OF) as events:
            await events.begin()
            line.subscribe(SCORES_OF, "a")
            await visitor.write(feature, "Ada")
            assert await events.actors(1) == ["Ada"]
            assert (await line.hear())["id"] == "a"
            line.subscribe(SCORES_OF, "b")
            refused = await line.hear()
            assert (refused["type"], refused["id"]) == ("error", "b")
            assert refused["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
            async with visitor.ask(SCORES_OF) as third:
                (event,) = await third.events(1)
            assert event["errors"][0]["message"].startswith("You have 2 streams open")

            line.say({"type": "complete", "id": "a"})
            line.subscribe(SCORES_OF, "c")
            await visitor.write(feature, "Bob")
            assert (await line.hear())["id"] == "c"

    stream(scenario)


def test_a_query_takes_no_place(settings: Settings) -> None:
    settings.STREAMS_PER_CALLER = 1

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as open_one:
            await open_one.begin()
            async with visitor.ask(LEFT) as asked:
                (event,) = await asked.events(1)
            assert "errors" not in event

    stream(scenario)


def test_where_there_are_no_streams_a_subscription_is_refused_as_before() -> None:
    answer = post("subscription { alignmentChanged { cursor } }").json()  # type: ignore[attr-defined]  # -- the test client adds it

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
