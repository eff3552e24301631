"""Tokens by GraphQL: who makes and sees them, what is refused, and that they are told once."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.access.models import IdempotencyKey, Token
from backend.access.scopes import Role, Scope
from backend.access.tokens import take_digest
from tests.backend.api.asking import ADDRESS, id_of
from tests.backend.api.token_calls import CREATE, LIST, REVOKE, ROTATE, code_of, do, send, who_is
from tests.builders import build_product
from tests.token_rows import build_token, build_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anyone() -> None:
    """Let nobody do more than they may."""


def test_an_owner_makes_a_token_which_is_told_once() -> None:
    owner = build_user(build_product("p"))

    made = do(owner, CREATE, name="CRM", scopes=["READ_PEOPLE", "READ_ALIGNMENT"], products=["p"])

    secret, row = made["secret"], Token.objects.get()
    assert (made["errors"], row.digest) == ([], take_digest(secret))
    ends = datetime.fromisoformat(made["token"].pop("expiresAt"))
    assert timedelta(days=89) < ends - datetime.now(UTC) < timedelta(days=91)
    assert made["token"] == {
        "name": "CRM",
        "start": secret[6:14],
        "scopes": ["READ_ALIGNMENT", "READ_PEOPLE"],
        "allProducts": False,
        "createdBy": owner.username,
        "products": {"nodes": [{"key": "p"}]},
    }
    assert who_is(secret)["data"]["viewer"]["name"] == "token CRM"


@pytest.mark.parametrize("header", [False, True])
def test_a_key_makes_one_token_and_keeps_no_secret(*, header: bool) -> None:
    owner = build_user(build_product("p"))
    given = {"name": "CRM", "scopes": ["READ_ALIGNMENT"], "products": ["p"]}
    given |= {} if header else {"clientMutationId": "k"}
    headers = {"idempotency-key": "k"} if header else {}

    answers = [send(owner, CREATE, given, headers)["data"]["done"] for _ in range(3)]

    secrets = [answer["secret"] for answer in answers]
    kept = json.dumps(list(IdempotencyKey.objects.values("results", "answer")))
    assert secrets[0].startswith("tutti_")
    assert (secrets[1:], Token.objects.count()) == ([None, None], 1)
    assert [answer["token"] for answer in answers] == [answers[0]["token"]] * 3
    assert (secrets[0] in kept, len(kept) > 20) == (False, True)


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"name": " "}, [("REQUIRED", "name")]),
        ({"name": "a\0b"}, [("REQUIRED", "name")]),
        ({"name": "x" * 101}, [("INVALID", "name")]),
        ({"scopes": []}, [("INVALID", "scopes")]),
        ({"products": []}, [("REQUIRED", "products")]),
        ({"products": ["p", "nowhere"]}, [("UNKNOWN", "products.1")]),
        ({"products": ["p", "\0"]}, [("UNKNOWN", "products.1")]),
        ({"products": ["hidden"]}, [("UNKNOWN", "products.0")]),
        ({"products": ["p"] * 101}, [("INVALID", "products")]),
        ({"allProducts": True}, [("INVALID", "products")]),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, [("INVALID", "expiresAt")]),
        ({"expiresAt": "2020-01-01T00:00:00"}, [("INVALID", "expiresAt")]),
        ({"name": "", "scopes": []}, [("REQUIRED", "name"), ("INVALID", "scopes")]),
    ],
)
def test_what_no_token_can_be_is_told(
    given: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    owner = build_user(build_product("p"))
    build_product("hidden")
    good = {"name": "CRM", "scopes": ["READ_ALIGNMENT"], "products": ["p"]}

    made = do(owner, CREATE, **{**good, **given})

    found = [(error["code"], ".".join(error["path"][1:])) for error in made["errors"]]
    assert (made["token"], made["secret"], found) == (None, None, faults)
    assert not Token.objects.exists()


def test_null_makes_a_token_that_never_expires() -> None:
    administrator = build_user(administrator=True)

    made = do(
        administrator,
        CREATE,
        name="All",
        scopes=["READ_ALIGNMENT"],
        allProducts=True,
        expiresAt=None,
    )

    assert (made["token"]["expiresAt"], made["token"]["allProducts"]) == (None, True)


@pytest.mark.parametrize("who", ["nobody", "curator", "token", "owner elsewhere"])
def test_access_is_given_by_owners_only(who: str) -> None:
    product, other = build_product("p"), build_product("q")
    everything = frozenset(Scope) - {Scope.ADMIN_ACCESS}
    text = build_token(scopes=everything).text
    user = {
        "nobody": None,
        "token": None,
        "curator": build_user(product, role=Role.CURATOR),
        "owner elsewhere": build_user(other),
    }[who]
    headers = {"authorization": f"Bearer {text}"} if who == "token" else {}
    given = {"name": "X", "scopes": ["READ_ALIGNMENT"], "products": ["p"]}

    answers = [
        send(user, CREATE, given, headers),
        send(user, ROTATE, {"token": id_of(Token.objects.get())}, headers),
        send(user, REVOKE, {"token": id_of(Token.objects.get())}, headers),
        send(user, LIST, headers=headers),
    ]

    if who == "owner elsewhere":  # who sees neither the product nor the token
        payloads = [answer["data"]["done"]["errors"][0]["code"] for answer in answers[:3]]
        assert payloads == ["UNKNOWN"] * 3
        assert answers[3]["data"]["tokens"]["totalCount"] == 0
    else:
        code = "UNAUTHENTICATED" if who == "nobody" else "FORBIDDEN"
        assert [code_of(answer) for answer in answers] == [code] * 4
    assert Token.objects.get().revoked_at is None


def test_a_token_of_two_products_is_seen_by_the_owner_of_one_who_cannot_touch_it() -> None:
    one, other = build_product("p"), build_product("q")
    owner, both = build_user(one), build_user(one, other)
    token = build_token(one, other, maker=both).token

    listed = send(owner, LIST)["data"]["tokens"]
    answers = [send(owner, each, {"token": id_of(token)}) for each in (ROTATE, REVOKE)]
    seen = send(both, LIST)["data"]["tokens"]

    assert (listed["totalCount"], [node["name"] for node in listed["nodes"]]) == (1, [token.name])
    assert [code_of(answer) for answer in answers] == ["FORBIDDEN"] * 2
    assert (seen["totalCount"], len(seen["nodes"])) == (1, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_tokens_costs_the_same_however_long(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product("p")
    owner = build_user(product)
    for _ in range(rows):
        build_token(product, maker=owner)

    browser = Client()
    browser.force_login(owner)
    with django_assert_num_queries(7):
        answer = browser.post(
            ADDRESS, {"query": LIST}, content_type="application/json", secure=True
        )

    assert len(answer.json()["data"]["tokens"]["nodes"]) == rows


def test_tokens_are_narrowed_and_never_tell_their_digest() -> None:
    product = build_product("p")
    owner = build_user(product)
    used, unused = (build_token(product, maker=owner).token for _ in range(2))
    Token.objects.filter(pk=used.pk).update(last_used_at=datetime.now(UTC))
    query = "{ tokens(filter: {lastUsedAt: {isNull: true}}) { nodes { name } } }"

    assert send(owner, query)["data"]["tokens"]["nodes"] == [{"name": unused.name}]
    assert code_of(send(owner, "{ tokens { nodes { digest } } }")) == "GRAPHQL_VALIDATION_FAILED"
