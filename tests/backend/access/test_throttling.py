"""What a caller may spend in an hour: what counts, what is told of it, and what is refused."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from prometheus_client import REGISTRY
from pytest_django.fixtures import Settings

from backend.access import throttling
from backend.access.throttling import counted
from backend.access.validators import WATCH
from tests.backend.api.asking import ADDRESS, post
from tests.builders import build_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("administrate")]

RELAY = "/graphql/relay"
JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
LIMIT = 100
FREE = "{ __typename }"  # costs nothing, and counts as one
NINE = "{ features(first: 7) { nodes { key } } viewer { name } }"
NINE_RELAY = "{ features(first: 8) { edges { node { key } } } }"
UPSERT = 'mutation { upsertProduct(input: {key: "p", name: "P"}) { outcome } }'


@pytest.fixture(autouse=True)
def _limited(settings: Settings) -> Iterator[None]:
    """Give strangers LIMIT, people more, and leave no connection behind."""
    settings.COST_PER_HOUR_ANONYMOUS, settings.COST_PER_HOUR = LIMIT, 2 * LIMIT
    yield
    WATCH.close()


def send(
    query: str,
    address: str = ADDRESS,
    *,
    client: Client | None = None,
    peer: str = "192.0.2.1",
    **headers: str,
) -> HttpResponse:
    """Send QUERY from PEER."""
    asked, given = {"query": query}, {"accept": GRAPHQL} | headers
    return (client or Client()).post(  # type: ignore[return-value]  # -- the test client's own class
        address, asked, content_type=JSON, secure=True, headers=given, REMOTE_ADDR=peer
    )


def left(response: HttpResponse) -> int:
    """Read from the headers of RESPONSE what is left."""
    found = re.fullmatch(r'"cost";r=(\d+);t=(\d+)', response["RateLimit"])
    assert found is not None
    assert 0 < int(found[2]) <= 3_600
    return int(found[1])


def refused_so_far(kind: str) -> float:
    """Give how many were refused because of KIND."""
    return REGISTRY.get_sample_value("tutti_rate_limit_refused_total", {"kind": kind}) or 0.0


@pytest.mark.parametrize(
    ("query", "address", "cost"),
    [
        (NINE, ADDRESS, 9),
        (NINE_RELAY, RELAY, 9),
        (FREE, ADDRESS, 1),
        (FREE, RELAY, 1),
        (UPSERT, ADDRESS, 1),
        ("{ no }", ADDRESS, 1),
        ("{ no }", RELAY, 1),
        ("{ not GraphQL", ADDRESS, 1),
        ("subscription { alignmentChanged { cursor } }", ADDRESS, 1),
    ],
)
def test_every_answer_says_what_is_left(query: str, address: str, cost: int) -> None:
    answer = send(query, address)

    assert left(answer) == LIMIT - cost
    assert answer["RateLimit-Policy"] == f'"cost";q={LIMIT};w=3600;qu="cost"'
    assert "Retry-After" not in answer


@pytest.mark.parametrize("address", [ADDRESS, RELAY])
def test_what_cannot_be_read_counts_as_one(address: str) -> None:
    answers = [
        Client().post(address, "{", content_type=JSON, secure=True),
        Client().post(address, "{}", content_type=JSON, secure=True),
        Client().put(address, "{}", content_type=JSON, secure=True),
        Client().get(address, {"query": FREE}, secure=True, headers={"accept": "image/png"}),
    ]

    assert [each.status_code for each in answers] == [400, 400, 405, 406]
    assert [left(each) for each in answers] == [99, 98, 97, 96]  # type: ignore[arg-type]  # -- as in `send`


@pytest.mark.parametrize(("address", "query"), [(ADDRESS, NINE), (RELAY, NINE_RELAY)])
@pytest.mark.parametrize("media", [JSON, GRAPHQL])
def test_who_has_spent_all_is_refused_before_anything_is_run(
    address: str, query: str, media: str
) -> None:
    before = refused_so_far("cost")
    answers = [send(query, address, accept=media) for _ in range(12)]
    last = answers[-1]

    assert [each.status_code for each in answers] == [200] * 11 + [429]
    assert [left(each) for each in answers] == [*range(91, 0, -9), 1]
    assert last["Content-Type"] == f"{media}; charset=utf-8"
    (error,) = last.json()["errors"]  # type: ignore[attr-defined]  # -- the test client adds it
    wait = int(last["Retry-After"])
    assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfter": wait}
    assert error["message"].startswith("This costs 9, and 1 of 100 for an hour are left.")
    assert "data" not in last.json()  # type: ignore[attr-defined]  # -- as above
    assert refused_so_far("cost") == before + 1


def test_a_smaller_request_may_still_fit() -> None:
    answers = [send(NINE) for _ in range(12)] + [send(FREE), send(FREE)]

    assert [each.status_code for each in answers[-3:]] == [429, 200, 429]


def test_a_mutation_that_is_refused_changes_nothing() -> None:
    for _ in range(LIMIT):
        send(FREE)
    refused = send(UPSERT)

    assert refused.status_code == 429
    assert send("{ products { totalCount } }", peer="192.0.2.2").json()["data"] == {  # type: ignore[attr-defined]  # -- as above
        "products": {"totalCount": 0}
    }


@pytest.mark.parametrize(("address", "query"), [(ADDRESS, NINE), (RELAY, NINE_RELAY)])
def test_what_costs_more_than_the_whole_limit_is_told_so(
    address: str, query: str, settings: Settings
) -> None:
    settings.COST_PER_HOUR_ANONYMOUS = 8
    answer = send(query, address)
    (error,) = answer.json()["errors"]  # type: ignore[attr-defined]  # -- as above

    assert answer.status_code == 400
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    told = "This query is too large: cost 9, and 8 is all that you have in an hour."
    assert error["message"] == told
    assert left(answer) == 7


def test_callers_do_not_spend_what_is_anothers() -> None:
    ada, bob = Client(), Client()
    ada.force_login(User.objects.create_user("ada"))
    bob.force_login(User.objects.create_user("bob"))

    found = [
        left(send(NINE)),
        left(send(NINE, peer="192.0.2.2")),
        left(send(NINE, client=ada)),
        left(send(NINE, client=bob)),
        left(send(NINE, client=ada, peer="192.0.2.2")),
    ]

    assert found == [91, 91, 191, 191, 182]


def test_both_interfaces_count_together() -> None:
    assert [left(send(NINE)), left(send(NINE_RELAY, RELAY))] == [91, 82]


def test_an_answer_that_is_completed_by_its_own_function_counts_as_much() -> None:
    build_product("p")

    # From the second time on, functions written for the operation complete the answer.
    assert [left(send("{ products(first: 4) { nodes { key } } }")) for _ in range(4)] == [
        LIMIT - 5 * times for times in (1, 2, 3, 4)
    ]


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_has_not_changed_counts_as_one() -> None:
    build_product("p")
    asked = {"query": "{ products(first: 4) { nodes { key } } }"}
    found = Client().get(ADDRESS, asked, secure=True, headers={"accept": GRAPHQL})
    tag = {"if-none-match": found["ETag"], "accept": GRAPHQL}
    again = Client().get(ADDRESS, asked, secure=True, headers=tag)

    # Elsewhere on the server others may write, which makes the answer a full one.
    cost = {304: 1, 200: 5}[again.status_code]
    assert [left(found), left(again)] == [95, 95 - cost]  # type: ignore[arg-type]  # -- as in `send`


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_shows_what_is_left_has_no_tag() -> None:
    asked = {"query": "{ rateLimit { remaining } }"}
    answers = [Client().get(ADDRESS, asked, secure=True) for _ in range(2)]

    assert [each.json()["data"]["rateLimit"]["remaining"] for each in answers] == [99, 98]
    assert not any("ETag" in each for each in answers)


def test_an_answer_that_is_repeated_under_its_key_counts_as_one() -> None:
    query = f"mutation {{ a: {UPSERT[11:-2]} b: {UPSERT[11:-2]} }}"
    answers = [send(query, idempotency_key="k") for _ in range(2)]

    assert [answers[1].content == answers[0].content, "Idempotency-Replayed" in answers[1]] == [
        True,
        True,
    ]
    assert [left(each) for each in answers] == [98, 97]


def test_the_field_shows_what_the_headers_say() -> None:
    answer = send("{ rateLimit { limit cost remaining resetAt } viewer { name } }")
    shown = answer.json()["data"]["rateLimit"]  # type: ignore[attr-defined]  # -- the test client adds it

    assert {name: shown[name] for name in ("limit", "cost", "remaining")} == {
        "limit": LIMIT,
        "cost": 2,
        "remaining": left(answer),
    }


def test_who_shows_wrong_tokens_is_refused_as_the_stranger_they_are(settings: Settings) -> None:
    settings.ATTEMPTS_PER_HOUR = 2

    @counted
    def dispatch(_view: object, _request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=401)

    given = {"Authorization": "Bearer tutti_wrong"}
    answers = [
        dispatch(None, RequestFactory(headers=given).get(ADDRESS, REMOTE_ADDR="192.0.2.1"))
        for _ in range(3)
    ]

    assert [each.status_code for each in answers] == [401, 401, 429]
    assert [left(each) for each in answers] == [99, 98, 97]  # type: ignore[arg-type]  # -- as in `send`
    assert 0 < int(answers[2]["Retry-After"]) <= 3_600


def test_an_answer_is_given_uncounted_where_nobody_can_tell_who_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def find_nobody(_request: HttpRequest) -> None:
        raise DatabaseError

    @counted
    def dispatch(_view: object, _request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=500)

    monkeypatch.setattr(throttling, "find_caller", find_nobody)

    answer = dispatch(None, RequestFactory().get(ADDRESS))

    assert (answer.status_code, "RateLimit" in answer) == (500, False)


def test_the_explorer_is_not_counted() -> None:
    page = Client().get(ADDRESS, secure=True, headers={"accept": "text/html"})

    assert (page.status_code, "RateLimit" in page) == (200, False)
    assert left(post(FREE)) == LIMIT - 1
