"""What the address of the queries says to those who like streams better."""

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from tests.backend.api.asking import ADDRESS

EVENTS = "text/event-stream"
URQL = "application/graphql-response+json, application/graphql+json, application/json, " + EVENTS
QUERY = "{ viewer { name } }"


@pytest.fixture(autouse=True)
def _streams(settings: Settings) -> None:
    """Set where streams are, in development."""
    settings.DEBUG, settings.STREAM_PORT = True, 8001


def post(accept: str, address: str = ADDRESS) -> HttpResponse:
    """Send a query that is to be answered as ACCEPT says."""
    client, body = Client(headers={"accept": accept, "host": "testserver:8000"}), {"query": QUERY}
    return client.post(address, body, content_type="application/json", secure=True)  # type: ignore[return-value]  # -- the test client's own class


@pytest.mark.parametrize("accept", [EVENTS, f"{EVENTS}, application/json"])
def test_in_development_streams_are_a_redirect_away(accept: str) -> None:
    answer = post(accept)

    assert (answer.status_code, answer["Location"]) == (307, "https://testserver:8001/graphql")


def test_the_redirect_keeps_what_was_asked() -> None:
    client = Client(headers={"accept": EVENTS, "host": "[::1]:8000"})

    answer = client.get("/graphql/", {"query": QUERY}, secure=True)

    asked = "query=%7B+viewer+%7B+name+%7D+%7D"
    assert answer["Location"] == f"https://[::1]:8001/graphql/?{asked}"


def test_in_production_the_proxy_has_to_know(settings: Settings) -> None:
    settings.DEBUG = False

    answer = post(EVENTS)

    assert (answer.status_code, answer.has_header("Location")) == (406, False)
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}  # type: ignore[attr-defined]  # -- the test client adds it


def test_who_names_events_last_gets_plain_json() -> None:
    answer = post(URQL)

    assert answer.status_code == 200
    assert answer.json()["data"] == {"viewer": {"name": "anonymous"}}  # type: ignore[attr-defined]  # -- the test client adds it


def test_the_relay_feed_has_no_streams() -> None:
    assert post(EVENTS, "/graphql/relay").status_code == 406
