"""Subscriptions by server-sent events: what is told, from where on, and of which product."""

import base64
import json
from functools import partial

import pytest

from backend.feed.epochs import renew_epoch
from stakeholders.models import AlignmentChange
from tests.backend.api.asking import ask, refusals
from tests.backend.api.streams import SCORES, SCORES_OF, Answer, Visitor, stream
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db


def asking(**variables: object) -> bytes:
    """Write the body that subscribes with VARIABLES."""
    return json.dumps({"query": SCORES_OF, "variables": variables}).encode()


def cursor(content: list[object]) -> str:
    """Write CONTENT as a cursor."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_a_change_is_told_as_it_happens() -> None:
    feature, person = build_feature("f"), build_stakeholder()

    async def scenario(visitor: Visitor) -> None:
        query = SCORES + "{ score cause feature { key alignment { score } } } }"
        async with visitor.ask(query) as answer:
            await answer.begin()
            await visitor.do(partial(build_preference, person, feature))
            (event,) = await answer.events(1)
        score = await visitor.do(lambda: AlignmentChange.objects.get().score)

        assert event["data"]["alignmentChanged"] == {
            "score": score,
            "cause": "PREFERENCES",
            "feature": {"key": "f", "alignment": {"score": score}},
        }
        assert event["extensions"] == {"cost": {"requested": 3, "max": 10_000}}

    stream(scenario)


def test_what_was_before_is_not_told_without_a_cursor() -> None:
    feature = build_feature()
    AlignmentChange.objects.create(feature=feature, cause="RECOUNT", actor="before")

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as answer:
            await answer.begin()
            await visitor.write(feature, "after")

            assert await answer.actors(1) == ["after"]

    stream(scenario)


def test_whoever_names_a_product_hears_of_no_other() -> None:
    product = build_product("p")
    mine, other = build_feature(product=product), build_feature()

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(asking(p="p")) as answer, visitor.ask(SCORES_OF) as all_of_them:
            await answer.begin()
            await all_of_them.begin()
            await visitor.write(other, "a stranger")
            await visitor.write(mine, "Ada", "Bob")

            assert await answer.actors(2) == ["Ada", "Bob"]
            assert await all_of_them.actors(3) == ["a stranger", "Ada", "Bob"]

    stream(scenario)


def test_a_stream_goes_on_behind_a_cursor_and_then_lives() -> None:
    product = build_product("p")
    mine, other = build_feature(product=product), build_feature()

    async def scenario(visitor: Visitor) -> None:
        for number in range(120):  # more than is read at a time
            await visitor.write(other if number % 10 == 5 else mine, f"{number}")
        async with visitor.ask(asking(p="p", a=await visitor.do(find_first))) as answer:
            missed = await answer.actors(107)
            await visitor.write(mine, "live")

            assert missed == [str(n) for n in range(1, 120) if n % 10 != 5]
            assert await answer.actors(1) == ["live"]

    stream(scenario)


@pytest.mark.parametrize("place", ["list", "stream", "resumed"])
def test_a_change_tells_the_cursor_behind_which_a_stream_goes_on(place: str) -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as answer:
            await answer.begin()
            await visitor.write(feature, "first", "Ada", "Bob")
            told = await tell_cursors(answer, 3)
        listed = await visitor.do(find_first)
        async with visitor.ask(asking(a=listed)) as answer:
            resumed = await tell_cursors(answer, 2)
        cursors = {"list": listed, "stream": told[0], "resumed": resumed[0]}
        missed = ["Bob"] if place == "resumed" else ["Ada", "Bob"]
        async with visitor.ask(asking(a=cursors[place])) as again:
            await visitor.write(feature, "Cleo")
            assert await again.actors(len(missed) + 1) == [*missed, "Cleo"]

    stream(scenario)


def test_a_list_goes_on_behind_the_cursor_of_a_stream() -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as answer:
            await answer.begin()
            await visitor.write(feature, "Ada", "Bob")
            told = await tell_cursors(answer, 2)
        query = "query ($a: String) { alignmentChanges(after: $a) { nodes { actor } } }"
        found = await visitor.do(partial(ask, query, a=told[0]))

        assert found == {"alignmentChanges": {"nodes": [{"actor": "Bob"}]}}

    stream(scenario)


async def tell_cursors(answer: Answer, number: int) -> list[str]:
    """Tell the cursors of the next NUMBER changes of ANSWER."""
    return [e["data"]["alignmentChanged"]["cursor"] for e in await answer.events(number)]


def test_a_restore_ends_all_streams_and_says_so() -> None:
    feature = build_feature()

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as answer, visitor.connect() as line:
            line.subscribe(SCORES_OF)
            await answer.begin()
            await visitor.write(feature, "Ada")
            heard = (await line.hear())["payload"]["data"]["alignmentChanged"]
            told = await tell_cursors(answer, 1)
            await visitor.do(renew_epoch)
            (event,) = await answer.events(1)
            last, complete = await line.hear(), await line.hear()
            end = await answer.read()
        async with visitor.ask(asking(a=told[0])) as again:
            (refused,) = await again.events(1)

        assert heard["cursor"] == told[0]
        assert event == {"data": None, "errors": last["payload"]["errors"]}
        assert [event["errors"][0]["extensions"], complete["type"], end] == [
            {"code": "CURSOR_EXPIRED"},
            "complete",
            "event: complete\ndata: \n\n",
        ]
        assert refused["errors"][0]["extensions"]["code"] == "CURSOR_EXPIRED"

    stream(scenario)


@pytest.mark.parametrize(
    ("variables", "code", "argument"),
    [
        ({"p": "unknown"}, "NOT_FOUND", None),
        ({"p": ""}, "NOT_FOUND", None),
        ({"p": "\0"}, "NOT_FOUND", None),
        ({"a": ""}, "BAD_USER_INPUT", ["after"]),
        ({"a": "nonsense"}, "BAD_USER_INPUT", ["after"]),
        ({"a": "ä"}, "BAD_USER_INPUT", ["after"]),
        ({"a": cursor(["created_at,id", "2025-03-01T00:00:00", 1])}, "BAD_USER_INPUT", ["after"]),
        ({"a": cursor(["id", 10**9])}, "BAD_USER_INPUT", ["after"]),
        ({"a": cursor(["id", 10**30])}, "BAD_USER_INPUT", ["after"]),
        ({"a": cursor(["id", 0])}, "BAD_USER_INPUT", ["after"]),
        ({"a": cursor(["id", None])}, "BAD_USER_INPUT", ["after"]),
        ({"a": "0123456789ab-0-x"}, "BAD_USER_INPUT", ["after"]),
        ({"a": "0123456789ab-0"}, "CURSOR_EXPIRED", ["after"]),
        ({"a": "0123456789ab-0-1"}, "CURSOR_EXPIRED", ["after"]),
        ({"p": 1}, "BAD_USER_INPUT", None),
    ],
)
def test_a_stream_that_cannot_begin_says_why_and_is_complete(
    variables: dict[str, object], code: str, argument: list[str] | None
) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(asking(**variables)) as answer:
            (event,) = await answer.events(1)
            end = await answer.read()

        (error,) = event["errors"]
        assert "data" not in event
        assert error["extensions"].get("argument") == argument
        assert (error["extensions"]["code"], end) == (code, "event: complete\ndata: \n\n")

    stream(scenario)


def test_a_subscription_that_was_not_asked_for_as_a_stream_is_refused() -> None:
    assert refusals(SCORES_OF) == ["BAD_USER_INPUT"]


def find_first() -> str:
    """Find the cursor of the first change in the list."""
    cursor: str = ask("{ alignmentChanges(first: 1) { edges { cursor } } }")["alignmentChanges"][
        "edges"
    ][0]["cursor"]
    return cursor
