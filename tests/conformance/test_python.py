"""The guide's Python client does what the others do."""

import asyncio
import runpy
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, Final

import pytest
from gql.transport.exceptions import TransportQueryError

from tests.conformance.asking import KEYS, expect, find_task
from tests.conformance.serving import Server
from tests.conformance.workspace import read_guide

pytestmark = pytest.mark.django_db  # the server's database begins as a copy of the empty one

PAUSE: Final = 0.5  # seconds between two turns
MOST_TURNS: Final = 120  # by then a change was heard of, also on a busy machine


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Give what the guide's file for Python defines."""
    file: Path = tmp_path_factory.mktemp("guide") / "client.py"
    file.write_text(read_guide()["client.py"], encoding="utf-8")
    return runpy.run_path(str(file))


@pytest.fixture(scope="module")
def client(guide: dict[str, Any], server: Server) -> Any:  # noqa: ANN401 -- the guide has no types
    return guide["connect"](server.url)


@pytest.mark.parametrize("backward", [False, True])
def test_python_walks_a_list_both_ways(
    guide: dict[str, Any],
    client: Any,  # noqa: ANN401 -- the guide has no types
    backward: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    rows = guide["walk"](client, "walked", backward=backward)

    assert [row["key"] for row in rows] == KEYS


def test_python_writes_and_is_refused(
    guide: dict[str, Any],
    client: Any,  # noqa: ANN401 -- the guide has no types
    server: Server,
) -> None:
    task = find_task(server, "gql")

    stated = guide["state"](client, **task["statement"])
    refused = guide["state"](client, **task["mistake"])

    expected = expect(server, task)
    score = stated["preference"]["feature"]["alignment"]["score"]
    assert {"outcome": stated["outcome"], "score": score, "errors": []} == expected["stated"]
    mistakes = [[error["code"], error["path"]] for error in refused["errors"]]
    assert {"outcome": refused["outcome"], "errors": mistakes} == expected["refused"]


def test_python_reads_what_was_answered_beside_an_error(
    guide: dict[str, Any],
    client: Any,  # noqa: ANN401 -- the guide has no types
) -> None:
    with pytest.raises(TransportQueryError) as caught:
        guide["ask"](client, '{ product(key: "gql") { key } node(id: "nothing") { id } }')

    error = caught.value
    assert error.data == {"product": {"key": "gql"}, "node": None}
    codes = [each["extensions"]["code"] for each in error.errors or []]
    assert codes == ["BAD_USER_INPUT"]


def test_python_hears_of_a_change(
    guide: dict[str, Any],
    client: Any,  # noqa: ANN401 -- the guide has no types
    server: Server,
) -> None:
    task = find_task(server, "gql")

    def speak(turn: int) -> None:
        stance = ("SUPPORT", "OPPOSE")[turn % 2]
        guide["state"](client, **task["news"], stance=stance)

    heard = asyncio.run(hear(guide["follow"](server.stream_url, "gql"), speak))

    told = {"score": heard["score"], "feature": heard["feature"]["key"]}
    assert told in expect(server, task)["heard"]


async def hear(changes: AsyncGenerator[Any], speak: Callable[[int], None]) -> Any:  # noqa: ANN401 -- JSON
    """SPEAK, over and over, until the first of CHANGES has come, and give it."""
    listening = asyncio.ensure_future(anext(changes))
    for turn in range(MOST_TURNS):
        await asyncio.to_thread(speak, turn)
        await asyncio.wait([listening], timeout=PAUSE)
        if listening.done():
            break
    heard = await asyncio.wait_for(listening, PAUSE)
    await changes.aclose()
    return heard
