"""What a request asks for is read from its address or its body; what cannot be read is refused."""

import json

import pytest
from cross_web import HTTPException
from django.test import RequestFactory

from backend.access.reading import Asked, read_asked

JSON = "application/json"
FACTORY = RequestFactory()


def read(body: str | bytes, content_type: str = JSON) -> Asked:
    """Read BODY as it is."""
    return read_asked(FACTORY.post("/graphql", body, content_type=content_type))


@pytest.mark.parametrize("content_type", [JSON, f"{JSON}; charset=utf-8", "Application/JSON"])
def test_a_body_is_read(content_type: str) -> None:
    body = json.dumps({"query": "{ a }", "operationName": "", "variables": {"x": "🎻"}})

    assert read(body, content_type) == Asked("{ a }", None, None, {"x": "🎻"}, None)


def test_an_address_is_read() -> None:
    parameters = {"documentId": "d", "variables": '{"operationName": 1}'}

    assert read_asked(FACTORY.get("/graphql", parameters)) == Asked(
        None, "d", None, {"operationName": 1}, None
    )


@pytest.mark.parametrize("variables", ["", "{", "[]", '"{}"'])
def test_variables_in_an_address_are_one_json_object(variables: str) -> None:
    with pytest.raises(HTTPException) as refused:
        read_asked(FACTORY.get("/graphql", {"query": "{ a }", "variables": variables}))

    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"nonsense", "The request is not JSON that can be read."),
        (b'{"variables": {"x": NaN}}', "The request is not JSON that can be read."),
        (b'{"variables": {"x": -Infinity}}', "The request is not JSON that can be read."),
        (
            b'{"variables": {"x": ' + b"9" * 5_000 + b"}}",
            "The request is not JSON that can be read.",
        ),
        (b'{"query": "\\ud800"}', "The request is not JSON that can be read."),
        (b'{"variables": {"x": ["\\uDFFF"]}}', "The request is not JSON that can be read."),
        (b"[" * 100_000, "The request is not JSON that can be read."),
        (b"1", "The request has to be one JSON object."),
        (b'[{"query": "{ a }"}]', "Batches are not answered; send each request by itself."),
        (b'{"query": 1}', "query has to be a text."),
        (b'{"documentId": []}', "documentId has to be a text."),
        (b'{"operationName": {}}', "operationName has to be a text."),
        (b'{"variables": []}', "variables has to be an object."),
        (b'{"extensions": "x"}', "extensions has to be an object."),
    ],
)
def test_what_cannot_be_read_is_told(body: bytes, told: str) -> None:
    with pytest.raises(HTTPException) as refused:
        read(body)

    assert (refused.value.status_code, refused.value.reason) == (400, told)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json-seq", "x; json"],
)
def test_only_json_is_read(content_type: str) -> None:
    with pytest.raises(HTTPException) as refused:
        read("{}", content_type)

    assert refused.value.status_code == 415
