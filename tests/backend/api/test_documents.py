"""Trusted documents are asked for by their id, and browsers may be held to them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from tests.backend.api.asking import ADDRESS

RELAY = "/graphql/relay"
GRAPHQL = "application/graphql-response+json"
TEXT = "query Echo($yes: Boolean = true) { __typename @include(if: $yes) }"
WRITING = 'mutation Write { upsertProduct(input: {key: "p", name: "P"}) { outcome } }'
DIGEST = sha256(TEXT.encode()).hexdigest()
UNKNOWN = "0" * 64
FOUND = {"__typename": "Query"}
APOLLO = {"persistedQuery": {"version": 1, "sha256Hash": DIGEST}}
APOLLO_UNKNOWN = {"persistedQuery": {"version": 1, "sha256Hash": UNKNOWN}}

both = pytest.mark.parametrize("address", [ADDRESS, RELAY])


@pytest.fixture(autouse=True)
def _manifest(tmp_path: Path, settings: Settings) -> None:
    """Trust two documents."""
    path = tmp_path / "persisted-documents.json"
    path.write_text(json.dumps({DIGEST: TEXT, "write": WRITING}), "utf-8")
    settings.TRUSTED_DOCUMENTS = [path]


def send(body: Mapping[str, object], address: str = ADDRESS, **headers: str) -> HttpResponse:
    """Send BODY."""
    client = Client(headers={"accept": GRAPHQL} | headers)
    return client.post(address, body, content_type="application/json", secure=True)  # type: ignore[return-value]  # -- the test client's own class


def look(parameters: Mapping[str, str], address: str = ADDRESS) -> HttpResponse:
    """Ask by GET, with PARAMETERS."""
    client = Client(headers={"accept": GRAPHQL})
    return client.get(address, parameters, secure=True)  # type: ignore[return-value]  # -- the test client's own class


def told(answer: HttpResponse) -> tuple[int, Any]:
    """Give the status of ANSWER, and its data or the code of its one error."""
    body = json.loads(answer.content)
    return answer.status_code, body.get("data") or body["errors"][0]["extensions"]["code"]


@both
@pytest.mark.parametrize(
    "named",
    [{"documentId": DIGEST}, {"documentId": f"sha256:{DIGEST}"}, {"extensions": APOLLO}],
    ids=str,
)
def test_a_document_is_found_by_its_id(named: Mapping[str, object], address: str) -> None:
    assert told(send(named, address)) == (200, FOUND)


@both
@pytest.mark.django_db
def test_a_document_is_found_by_get(address: str) -> None:
    variables = {"variables": '{"yes": true}', "operationName": "Echo"}

    answers = [
        look({"documentId": f"sha256:{DIGEST}"} | variables, address),
        look({"extensions": json.dumps(APOLLO)} | variables, address),
    ]

    assert [told(answer) for answer in answers] == [(200, FOUND)] * 2


@both
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"documentId": UNKNOWN}, "NOT_FOUND"),
        ({"documentId": ""}, "NOT_FOUND"),
        ({"documentId": DIGEST, "query": TEXT}, "BAD_USER_INPUT"),
        ({"extensions": APOLLO_UNKNOWN}, "PERSISTED_QUERY_NOT_FOUND"),
        ({"extensions": APOLLO, "query": "{ __typename }"}, "BAD_USER_INPUT"),
        ({"extensions": {"persistedQuery": {"sha256Hash": 1}}}, "BAD_USER_INPUT"),
    ],
)
def test_a_document_that_is_not_there_is_told(
    asked: Mapping[str, object], code: str, address: str
) -> None:
    assert told(send(asked, address)) == (400, code)


def test_apollos_clients_are_told_in_the_words_that_they_look_for() -> None:
    answer = send({"extensions": APOLLO_UNKNOWN}, accept="application/json")

    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "errors": [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
    }


def test_apollos_clients_may_send_the_text_with_its_hash() -> None:
    assert told(send({"extensions": APOLLO, "query": TEXT})) == (200, FOUND)


@pytest.mark.django_db
def test_a_trusted_mutation_comes_by_post_alone() -> None:
    refused = look({"documentId": "write"})

    written = send({"documentId": "write"})

    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert told(written) == (200, {"upsertProduct": {"outcome": "CREATED"}})


@both
@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://app.example"}, {"origin": "null"}, {"sec_fetch_site": "same-origin"}],
)
def test_browsers_may_be_held_to_trusted_documents(
    headers: dict[str, str], address: str, settings: Settings
) -> None:
    settings.TRUSTED_DOCUMENTS_ONLY = True

    answers = [
        send({"query": "{ __typename }"}, address, **headers),
        send({"query": TEXT}, address, **headers),
        send({"documentId": DIGEST}, address, **headers),
        send({"query": "{ __typename }"}, address),
    ]

    assert [told(answer) for answer in answers] == [
        (403, "FORBIDDEN"),
        (200, FOUND),
        (200, FOUND),
        (200, FOUND),
    ]


def test_browsers_are_free_unless_they_are_held(settings: Settings) -> None:
    settings.TRUSTED_DOCUMENTS_ONLY = False

    answer = send({"query": "{ __typename }"}, origin="https://app.example")

    assert told(answer) == (200, FOUND)
