"""Asks the Relay feed over HTTP, as a client does."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

ADDRESS = "/graphql/relay"


def post(query: str, variables: Mapping[str, object] | None = None, **headers: str) -> HttpResponse:
    """Send QUERY with VARIABLES."""
    body = {"query": query, "variables": dict(variables or {})}
    return Client(headers=headers).post(ADDRESS, body, content_type="application/json", secure=True)  # type: ignore[return-value]  # -- the test client's own class


def ask(query: str, **variables: object) -> Any:  # noqa: ANN401 -- JSON
    """Give the data that QUERY with VARIABLES finds, without any error."""
    answer = post(query, variables).json()  # type: ignore[attr-defined]  # -- the test client adds it
    assert answer.get("errors", []) == []
    return answer["data"]


def refusals(query: str, **variables: object) -> list[str]:
    """Give the codes of the errors that QUERY with VARIABLES ends in."""
    answer = post(query, variables).json()  # type: ignore[attr-defined]  # -- the test client adds it
    return [error["extensions"]["code"] for error in answer.get("errors", [])]
