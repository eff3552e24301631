"""Asks about tokens over HTTP, as an owner in a browser does, and by them, as a program does."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from tests.backend.api.asking import ADDRESS

ABOUT = "token { name start scopes allProducts createdBy expiresAt products { nodes { key } } }"
CREATE = f"""mutation ($in: CreateTokenInput!) {{ done: createToken(input: $in) {{
  {ABOUT} secret errors {{ code path }} }} }}"""
ROTATE = f"""mutation ($in: RotateTokenInput!) {{ done: rotateToken(input: $in) {{
  {ABOUT} secret previous {{ expiresAt }} errors {{ code path }} }} }}"""
REVOKE = """mutation ($in: RevokeTokenInput!) { done: revokeToken(input: $in) {
  token { revokedAt } errors { code path } } }"""
LIST = "{ tokens { totalCount nodes { name products { nodes { key } } createdBy } } }"
VIEWER = "{ viewer { name } }"


def send(
    user: User | None,
    query: str,
    given: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:  # noqa: ANN401 -- JSON
    """Let USER send QUERY with the input GIVEN and HEADERS."""
    browser = Client(headers=headers)
    if user is not None:
        browser.force_login(user)
    body = {"query": query, "variables": {"in": given}}
    return browser.post(ADDRESS, body, content_type="application/json", secure=True).json()


def do(user: User | None, query: str, **given: object) -> Any:  # noqa: ANN401 -- JSON
    """Let USER run the mutation in QUERY with the input GIVEN, and give its payload."""
    return send(user, query, given)["data"]["done"]


def code_of(answer: Any) -> str:  # noqa: ANN401 -- JSON
    """Give the code of the one error of ANSWER."""
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


def who_is(text: str) -> Any:  # noqa: ANN401 -- JSON
    """Ask by the token TEXT who asks."""
    return send(None, VIEWER, headers={"authorization": f"Bearer {text}"})
