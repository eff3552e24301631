"""Hostile tokens, headers, ids and cursors: refused with a code, and nothing leaks."""

import base64
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from strawberry.relay import to_base64

from backend.access.errors import Code
from backend.access.issuing import SHELL, Issued, revoke_token
from backend.access.models import Token
from backend.access.tokens import write_check, write_token
from tests.builders import build_feature
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db

ADDRESSES = ("/graphql", "/graphql/relay")
ASKED = "{ __typename }"
LONG = 100_000
# What a stranger must never read: where code lies, what runs here, and what is kept of a token.
TELLING = ("Traceback", "site-packages", "/backend/", "psycopg", "sqlite", "SELECT", "digest")


def pack(content: object) -> str:
    """Write CONTENT as a cursor."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def send(
    address: str, query: str, variables: Mapping[str, object], headers: Mapping[str, str]
) -> Any:  # noqa: ANN401 -- the test client's own class
    """Send QUERY with VARIABLES and HEADERS to ADDRESS."""
    body = json.dumps({"query": query, "variables": variables})
    return Client(headers=headers).post(address, body, content_type="application/json", secure=True)


def read_refusal(answer: Any, issued: Issued) -> tuple[int, str]:  # noqa: ANN401 -- as above
    """Give status and code of ANSWER, which has one error, and tells nothing of what was ISSUED."""
    text = answer.content.decode()
    (error,) = json.loads(text)["errors"]
    secrets = (issued.text, issued.token.digest, issued.text[14:57])
    assert [word for word in (*TELLING, *secrets) if word in text] == []
    assert not any((json.loads(text).get("data") or {}).values())
    code = error["extensions"]["code"]
    assert code in set(Code) - {Code.INTERNAL_SERVER_ERROR}
    return answer.status_code, code


@pytest.fixture
def issued() -> Issued:
    """Give a token that is good."""
    return build_token()


def forge(body: str) -> str:
    """Make of BODY a token whose checksum is right."""
    return body + write_check(body)


BAD_TOKENS: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "a scheme alone": lambda _: "Bearer",
    "a scheme and blanks": lambda _: "Bearer    ",
    "a token alone": lambda good: good,
    "another scheme": lambda good: f"Token {good}",
    "basic": lambda good: "Basic " + base64.b64encode(f"{good}:".encode()).decode(),
    "digest": lambda good: f'Digest username="{good}"',
    "two schemes": lambda good: f"Bearer Bearer {good}",
    "two tokens": lambda good: f"Bearer {good} {good}",
    "two headers in one": lambda good: f"Bearer {good}, Bearer {good}",
    "in quotes": lambda good: f'Bearer "{good}"',
    "a tab": lambda good: f"Bearer\t{good}",
    "a line break behind": lambda good: f"Bearer {good}\n",
    "a NUL behind": lambda good: f"Bearer {good}\0",
    "a header smuggled in": lambda good: f"Bearer {good}\r\nX-Admin: 1",
    "cut off": lambda good: f"Bearer {good[:-1]}",
    "one letter more": lambda good: f"Bearer {good}x",
    "the start alone": lambda good: f"Bearer {good[:14]}",
    "in capitals": lambda good: f"Bearer {good.upper()}",
    "a letter that looks alike": lambda good: f"Bearer {good[:20]}\u0430{good[21:]}",
    "wide digits": lambda good: f"Bearer {good[:20]}\uff11{good[21:]}",
    "half a pair": lambda good: f"Bearer {good[:20]}\ud800{good[21:]}",
    "a wrong checksum": lambda good: f"Bearer {good[:-6]}000000",
    "unknown": lambda _: f"Bearer {write_token()}",
    "another secret": lambda good: f"Bearer {forge(good[:14] + 'x' * 43)}",
    "a pattern": lambda _: f"Bearer {forge('tutti_' + '%' * 51)}",
    "a statement": lambda _: "Bearer tutti_' OR 1=1 --",
    "a web token": lambda _: "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
    "a path": lambda _: "Bearer ../../etc/passwd",
    "very long": lambda _: "Bearer tutti_" + "x" * LONG,
    "many blanks": lambda _: "Bearer" + " " * LONG,
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", BAD_TOKENS)
def test_a_bad_token_is_refused(name: str, address: str, issued: Issued) -> None:
    answer = send(address, ASKED, {}, {"authorization": BAD_TOKENS[name](issued.text)})

    assert read_refusal(answer, issued) == (401, "UNAUTHENTICATED")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Tutti", error="invalid_token"'


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_token_that_has_ended_is_refused(address: str, issued: Issued) -> None:
    revoke_token(issued.token, maker=SHELL, at=datetime.now(UTC))

    answer = send(address, ASKED, {}, {"authorization": f"Bearer {issued.text}"})

    assert read_refusal(answer, issued) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"accept": "\0"}, 406, "BAD_USER_INPUT"),
        ({"accept": "application/json;q=nan"}, 406, "BAD_USER_INPUT"),
        ({"accept": ";" * LONG}, 406, "BAD_USER_INPUT"),
        ({"idempotency-key": ""}, 400, "BAD_USER_INPUT"),
        ({"idempotency-key": "\0"}, 400, "BAD_USER_INPUT"),
        ({"idempotency-key": "k" * LONG}, 400, "BAD_USER_INPUT"),
        ({"idempotency-key": '"k'}, 400, "BAD_USER_INPUT"),
        ({"host": "elsewhere.example"}, 400, "BAD_USER_INPUT"),
        ({"host": "testserver/../x"}, 400, "BAD_USER_INPUT"),
        ({"host": "\0"}, 400, "BAD_USER_INPUT"),
    ],
)
def test_a_hostile_header_is_refused(
    headers: dict[str, str], status: int, code: str, issued: Issued
) -> None:
    answer = send("/graphql", ASKED, {}, headers)

    assert read_refusal(answer, issued) == (status, code)


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "tutti_session=\0"},
        {"cookie": "tutti_session=" + "x" * LONG},
        {"cookie": "tutti_session=' OR 1=1 --"},
        {"accept-language": "x" * LONG},
        {"accept-language": "\0;q=nan,de-" + "x" * 500},
        {"x-forwarded-for": "' OR 1=1 --, \0"},
    ],
)
def test_a_header_that_means_nothing_changes_nothing(headers: dict[str, str]) -> None:
    answer = send("/graphql", "{ viewer { name } }", {}, headers)

    assert (answer.status_code, answer.json()["data"]) == (200, {"viewer": {"name": "anonymous"}})


@pytest.mark.parametrize("field", ["node(id: $x)", "nodes(ids: [$x])"])
@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "\0",
        "nonsense",
        "\u202e\U0001f3bb",
        "../../etc/passwd",
        "' OR 1=1 --",
        "x" * LONG,
        to_base64("Feature", ""),
        to_base64("Feature", "1"),
        to_base64("Feature", "\0"),
        to_base64("Feature", "00000000-0000-0000-0000-00000000000g"),
        to_base64("Feature:Feature", "' OR 1=1 --"),
        -(10**30),
        1.5,
        True,
        {"id": 1},
        ["x", "y"],
        None,
    ],
)
def test_a_hostile_id_is_refused(given: object, field: str, issued: Issued) -> None:
    query = f"query ($x: ID!) {{ {field} {{ id }} }}"

    status, code = read_refusal(send("/graphql", query, {"x": given}, {}), issued)

    assert (status, code) == (200, "BAD_USER_INPUT")


@pytest.mark.parametrize("kind", ["RoleGrant", "IdempotencyKey", "User", "Session", ""])
def test_an_id_of_what_is_not_shown_finds_nothing(kind: str, issued: Issued) -> None:
    name = to_base64(kind, issued.token.public_id)

    answer = send("/graphql", "query ($x: ID!) { node(id: $x) { id } }", {"x": name}, {})

    assert (answer.status_code, answer.json()["data"]) == (200, {"node": None})


@pytest.mark.parametrize("field", ["features", "alignmentChanges"])
@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize(
    "given",
    [
        "",
        "\0",
        "nonsense",
        "\u00e4",
        "x" * LONG,
        pack(None),
        pack([]),
        pack({}),
        pack("id"),
        pack([["id"], 1]),
        pack(["id", "1; DROP TABLE access_token"]),
        pack(["id", "\0"]),
        pack(["id", True]),
        pack(["id", float("nan")]),
        pack(["id", {}]),
        pack(["password", 1]),
        pack(["created_by__password,id", "a", 1]),
        pack(["id", 1, 1]),
        base64.urlsafe_b64encode(b"[" * 50_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_hostile_cursor_is_refused(given: str, argument: str, field: str, issued: Issued) -> None:
    build_feature()
    query = f"query ($x: String) {{ {field}({argument}: $x) {{ nodes {{ id }} }} }}"

    status, code = read_refusal(send("/graphql", query, {"x": given}, {}), issued)

    assert (status, code) == (200, "BAD_USER_INPUT")


def test_nothing_hostile_is_news_to_the_log(
    issued: Issued, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for make in BAD_TOKENS.values():
            send("/graphql", ASKED, {}, {"authorization": make(issued.text)})

    assert caplog.messages == []
    assert Token.objects.get().last_used_at is None
