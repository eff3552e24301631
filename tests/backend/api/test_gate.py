"""The gate before the streams: hosts, origins, HTTPS, and pages of another port."""

import json

import pytest
from pytest_django.fixtures import Settings

from backend.api.gate import is_friend, is_known_host
from tests.backend.api.streams import Visitor, stream

pytestmark = pytest.mark.django_db

PAGE = "http://testserver:8000"


@pytest.fixture(autouse=True)
def _ports(settings: Settings) -> None:
    """Set what the gate looks at, whatever the environment says."""
    settings.PORT, settings.STREAM_PORT = 8000, 8001
    settings.STREAM_ORIGINS = ["app.example", "localhost:5173"]
    settings.ALLOWED_HOSTS = ["testserver", ".tutti.example", "[::1]"]
    settings.SECURE_SSL_REDIRECT = False


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("testserver", True),
        ("testserver:8001", True),
        ("streams.tutti.example", True),
        ("[::1]:8001", True),
        ("elsewhere.example", False),
        ("testserver.elsewhere.example", False),
        ("testserver:port", False),
        ("", False),
    ],
)
def test_streams_answer_for_hosts_that_are_theirs(host: str, *, known: bool) -> None:
    assert is_known_host(host) is known


@pytest.mark.parametrize(
    ("origin", "host", "friend"),
    [
        (None, "testserver", True),
        ("https://testserver", "testserver", True),
        ("http://testserver:8001", "testserver:8001", True),
        ("http://testserver:8000", "testserver:8001", True),
        ("http://[::1]:8000", "[::1]:8001", True),
        ("https://app.example", "testserver", True),
        ("http://localhost:5173", "testserver:8001", True),
        ("http://testserver:8002", "testserver:8001", False),
        ("http://localhost:8000", "testserver:8001", False),
        ("https://elsewhere.example", "testserver", False),
        ("https://testserver.elsewhere.example", "testserver", False),
        ("https://app.example.elsewhere.example", "testserver", False),
        ("https://testserver:x", "testserver", False),
        ("file://testserver", "testserver", False),
        ("null", "testserver", False),
        ("", "testserver", False),
    ],
)
def test_pages_may_open_streams_of_their_own_host(
    origin: str | None, host: str, *, friend: bool
) -> None:
    assert is_friend(origin, host) is friend


def test_behind_https_a_page_without_it_is_no_friend(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert is_friend("https://testserver", "testserver")
    assert not is_friend("http://testserver", "testserver")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": PAGE, "host": "testserver:8001"}, 200),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"host": "elsewhere.example"}, 400),
    ],
)
def test_a_request_for_events_comes_through_the_gate(headers: dict[str, str], status: int) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask("{ __typename }", **headers) as answer:
            await answer.begin()
            body = await answer.read()

        assert answer.status == status
        assert body.startswith("event: next") or json.loads(body)["errors"][0]["extensions"]
        allowed = headers.get("origin") if status == 200 else None
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert answer.headers["vary"] == "Accept, Origin"

    stream(scenario)


@pytest.mark.parametrize(
    "headers", [{"origin": "http://elsewhere.example"}, {"host": "elsewhere.example"}]
)
def test_a_websocket_that_may_not_come_in_is_not_accepted(headers: dict[str, str]) -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(greet=False, **headers) as line:
            assert (await line.next())["type"] == "websocket.close"

    stream(scenario)


def test_a_websocket_of_a_friend_is_accepted() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(origin=PAGE, host="testserver:8001") as line:
            line.say({"type": "ping"})

            assert await line.hear() == {"type": "pong"}

    stream(scenario)


def test_a_page_of_another_port_is_told_what_it_may_send() -> None:
    async def scenario(visitor: Visitor) -> None:
        headers = {"origin": PAGE, "host": "testserver:8001"}
        async with visitor.ask(b"", method="OPTIONS", **headers) as answer:
            await answer.begin()

        assert (answer.status, answer.headers["access-control-allow-origin"]) == (204, PAGE)
        assert "content-type" in answer.headers["access-control-allow-headers"]

    stream(scenario)


def test_other_methods_are_refused_with_those_that_are_allowed() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(b"", method="PUT") as answer:
            await answer.begin()

        assert (answer.status, answer.headers["allow"]) == (405, "GET, POST, OPTIONS")

    stream(scenario)


@pytest.mark.parametrize(("forwarded", "status"), [("https", 200), ("http", 403)])
def test_behind_https_only_what_came_by_it_is_answered(
    settings: Settings, forwarded: str, status: int
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    async def scenario(visitor: Visitor) -> None:
        headers = {"x_forwarded_proto": forwarded}
        async with visitor.ask("{ __typename }", scheme="http", **headers) as answer:
            assert await answer.begin() == status

    stream(scenario)


def test_there_is_nothing_at_another_address() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask("{ __typename }", path="/graphql/relay") as answer:
            assert await answer.begin() == 404

    stream(scenario)


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_come_in_under_any_name_and_by_plain_http(path: str, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    async def scenario(visitor: Visitor) -> None:
        sent = {"method": "GET", "scheme": "http", "path": path, "host": "10.0.0.7:8001"}
        async with visitor.ask(b"", **sent) as answer:
            await answer.begin()
            told = json.loads(await answer.read())

        assert answer.status == 200
        assert told in [{"live": True}, {"ready": True, "reasons": [], "redis": "none"}]

    stream(scenario)
