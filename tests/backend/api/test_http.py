"""GraphQL over HTTP: what is read, in which form it is answered, and with which status."""

import json
import logging
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from backend.access.media import negotiate
from backend.access.views import WireView
from backend.api.schema import schema
from tests.backend.api.asking import ADDRESS, post

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
ASKING = json.dumps({"query": "{ viewer { name isAuthenticated } }"})


def send(body: str | bytes, content_type: str = JSON, accept: str = GRAPHQL) -> HttpResponse:
    """Send BODY as it is."""
    client = Client(headers={"accept": accept})
    return client.post(ADDRESS, body, content_type=content_type, secure=True)  # type: ignore[return-value]  # -- the test client's own class


def look(query: str, accept: str = GRAPHQL) -> HttpResponse:
    """Ask QUERY by GET."""
    client = Client(headers={"accept": accept})
    return client.get(ADDRESS, {"query": query}, secure=True)  # type: ignore[return-value]  # -- the test client's own class


class BrokenPipe(BytesIO):
    """A body whose sender is gone."""

    def read(self, _size: int | None = -1, /) -> bytes:
        """Find nobody there.

        :raises BrokenPipeError: always.
        """
        raise BrokenPipeError


class BrokenView(WireView):
    """A view with a bug."""

    def process_result(self, request: HttpRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Stumble.

        :raises ZeroDivisionError: always.
        """
        raise ZeroDivisionError(request, result)


def error_of(answer: HttpResponseBase) -> Any:  # noqa: ANN401 -- JSON
    """Give the one error of ANSWER."""
    (error,) = json.loads(answer.content)["errors"]  # type: ignore[attr-defined]  # -- no stream
    return error


def code_of(answer: HttpResponseBase) -> str:
    """Give the code of the one error of ANSWER."""
    return str(error_of(answer)["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.9", GRAPHQL),
        (f"{GRAPHQL}, application/graphql+json, {JSON}, text/event-stream", GRAPHQL),
        (f"{JSON};q=nonsense, {GRAPHQL}", GRAPHQL),
        ("image/png", None),
    ],
)
def test_the_media_type_is_the_one_that_is_liked_best(accept: str, media: str | None) -> None:
    assert negotiate(accept) == media


@pytest.mark.parametrize("media", [GRAPHQL, JSON])
def test_an_answer_comes_in_the_form_that_was_asked_for(media: str) -> None:
    answer = send(ASKING, accept=media)

    assert (answer.status_code, answer["Content-Type"]) == (200, f"{media}; charset=utf-8")
    assert json.loads(answer.content)["data"] == {
        "viewer": {"name": "anonymous", "isAuthenticated": False}
    }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("{ viewer { name } }", 200),
        ('{ viewer { name } node(id: "zzz") { id } }', 294),
        ("{ nothing }", 400),
        ("{", 400),
    ],
)
def test_the_status_tells_how_it_went(query: str, status: int) -> None:
    assert post(query, accept=GRAPHQL).status_code == status


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"nonsense", JSON, 400),
        (b"\xff\xfe{", JSON, 400),
        (b"1", JSON, 400),
        (b"null", JSON, 400),
        (b"[]", JSON, 400),
        (b'[{"query": "{ viewer { name } }"}]', JSON, 400),
        (b'{"query": 1}', JSON, 400),
        (b'{"query": "{ viewer { name } }", "operationName": 1}', JSON, 400),
        (b'{"query": "{ viewer { name } }", "variables": []}', JSON, 400),
        (b'{"variables": ' + b'{"a": ' * 3_000 + b"1" + b"}" * 3_001, JSON, 400),
        (b'{"query": "{ viewer { name } }", "x": "' + b"x" * 1_000_000 + b'"}', JSON, 413),
        (ASKING.encode(), "text/plain", 415),
        (b"query=%7Bviewer%7Bname%7D%7D", "application/x-www-form-urlencoded", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_form_of_graphql(
    body: bytes, content_type: str, status: int
) -> None:
    answer = send(body, content_type)

    (error,) = json.loads(answer.content)["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, "BAD_USER_INPUT")


@pytest.mark.django_db
def test_more_parameters_than_anyone_needs_are_refused_in_the_form_of_graphql() -> None:
    answer = Client().get(ADDRESS, {f"p{place}": "" for place in range(1_001)}, secure=True)

    assert (answer.status_code, code_of(answer)) == (400, "BAD_USER_INPUT")


def test_a_body_that_breaks_off_is_refused_in_the_form_of_graphql() -> None:
    request = RequestFactory().generic("POST", ADDRESS, b"{", content_type=JSON)
    request._stream = BrokenPipe()  # noqa: SLF001 -- there is no other way to hand a stream over

    answer = WireView.as_view(schema=schema)(request)

    assert (answer.status_code, code_of(answer)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("address", [ADDRESS, "/graphql/relay"])
def test_a_name_that_is_not_ours_is_refused_in_the_form_of_graphql(address: str) -> None:
    client = Client(headers={"accept": GRAPHQL, "host": "evil.example"})

    answer = client.post(address, ASKING, content_type=JSON, secure=True)

    assert (answer.status_code, code_of(answer)) == (400, "BAD_USER_INPUT")
    assert answer["Content-Type"] == f"{GRAPHQL}; charset=utf-8"


def test_pages_are_refused_as_pages() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/admin/", secure=True)

    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_what_nobody_expected_is_told_in_the_form_of_graphql(
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = json.dumps({"query": "{ __typename }"})
    request = RequestFactory().post(ADDRESS, body, content_type=JSON)

    with caplog.at_level(logging.ERROR, logger="tutti.api"):
        answer = BrokenView.as_view(schema=schema)(request)

    error = error_of(answer)
    incident = error["extensions"].pop("incident")
    assert (answer.status_code, error) == (
        500,
        {
            "message": "Something went wrong here.",
            "extensions": {"code": "INTERNAL_SERVER_ERROR"},
        },
    )
    assert caplog.messages == [f"unexpected error {incident}"]


@pytest.mark.django_db
def test_queries_may_come_by_get_and_mutations_may_not() -> None:
    query = 'mutation { upsertProduct(input: {key: "p", name: "P"}) { outcome } }'
    refused = look(query)

    assert look("{ viewer { name } }").status_code == 200
    assert (refused.status_code, refused["Allow"]) == (405, "POST")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_allowed(method: str) -> None:
    refused = Client().generic(method, ADDRESS, ASKING, content_type=JSON, secure=True)

    assert (refused.status_code, refused["Allow"]) == (405, "GET, POST")


def test_a_media_type_that_is_not_spoken_is_not_acceptable() -> None:
    assert send(ASKING, accept="image/png").status_code == 406


@pytest.mark.django_db
def test_a_browser_that_comes_to_look_is_shown_the_explorer() -> None:
    page = Client(headers={"accept": "text/html,*/*"}).get(ADDRESS, secure=True)

    assert page["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/graphql", "/graphql/", "/graphql/relay", "/graphql/relay/"])
def test_a_slash_at_the_end_changes_nothing(address: str) -> None:
    body = json.dumps({"query": "{ features { totalCount } }"})

    answer = Client().post(address, body, content_type=JSON, secure=True)

    assert answer.json()["data"] == {"features": {"totalCount": 0}}


def test_a_browser_that_wants_an_icon_gets_none() -> None:
    answer = Client().get("/favicon.ico", secure=True)

    assert (answer.status_code, answer.content) == (204, b"")


def test_at_the_front_door_stands_the_board_which_asks_the_api() -> None:
    assert f'data-endpoint="{ADDRESS}"' in Client().get("/", secure=True).text
