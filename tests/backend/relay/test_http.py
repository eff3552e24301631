"""The Relay feed speaks HTTP, codes and limits as the main API does; it only reads."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from stakeholders.models import AlignmentScore
from tests.backend.api.asking import ADDRESS as MAIN
from tests.backend.relay.asking import ADDRESS, ask, post, refusals
from tests.backend.relay.rows import build_house

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
DEEP_FRAGMENTS = "{ ...f0 }" + "".join(
    f" fragment f{each} on Query {{" + "...{" * 140 + f"...f{each + 1}" + "}" * 141
    for each in range(4)
)
ASKING = json.dumps({"query": "{ __typename }"})
UNKNOWN_PRODUCT = "UHJvZHVjdDoxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="
UNKNOWN_FEATURE = "RmVhdHVyZToxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="


def send(
    body: str | bytes, content_type: str = JSON, accept: str = GRAPHQL, address: str = ADDRESS
) -> HttpResponse:
    """Send BODY as it is."""
    client = Client(headers={"accept": accept})
    return client.post(address, body, content_type=content_type, secure=True)  # type: ignore[return-value]  # -- the test client's own class


def look(query: str, address: str = ADDRESS) -> HttpResponse:
    """Ask QUERY by GET."""
    client = Client(headers={"accept": GRAPHQL})
    return client.get(address, {"query": query}, secure=True)  # type: ignore[return-value]  # -- the test client's own class


def test_it_has_an_address_of_its_own() -> None:
    assert reverse("relay") == ADDRESS


@pytest.mark.parametrize("media", [GRAPHQL, JSON])
def test_an_answer_comes_in_the_form_that_was_asked_for(media: str) -> None:
    answer = send(ASKING, accept=media)

    assert (answer.status_code, answer["Content-Type"]) == (200, f"{media}; charset=utf-8")
    assert json.loads(answer.content)["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ("{", "GRAPHQL_PARSE_FAILED", 400),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("{ ...missing }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("query a { __typename } query b { __typename }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("query ($n: Int!) { products(first: $n) { totalCount } }", "BAD_USER_INPUT", 400),
        ('{ node(id: "zzz") { id } }', "BAD_USER_INPUT", 294),
        ('{ node(id: "") { id } }', "BAD_USER_INPUT", 294),
        ("{ products(first: 99999999999) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("{" * 700 + "}" * 700, "GRAPHQL_PARSE_FAILED", 400),
        ("{" + "a{" * 600 + "b" + "}" * 601, "GRAPHQL_PARSE_FAILED", 400),
        ("{" + "a{" * 100 + "b" + "}" * 101, "BAD_USER_INPUT", 400),
        ("mutation { upsertProduct { id } }", "GRAPHQL_VALIDATION_FAILED", 400),
        ("subscription { changes { id } }", "GRAPHQL_VALIDATION_FAILED", 400),
    ],
)
def test_an_error_has_a_code(query: str, code: str, status: int) -> None:
    answer = post(query, accept=GRAPHQL)

    (error,) = json.loads(answer.content)["errors"]
    assert (error["extensions"]["code"], answer.status_code) == (code, status)


@pytest.mark.parametrize("address", [ADDRESS, MAIN])
def test_fragments_that_nest_beyond_measure_are_refused_in_both(address: str) -> None:
    body = json.dumps({"query": DEEP_FRAGMENTS})

    (error,) = json.loads(send(body, address=address).content)["errors"]

    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        '{ features(product: "zzz") { totalCount } }',
        f'{{ features(product: "{UNKNOWN_FEATURE}") {{ totalCount }} }}',
        f'{{ features(product: "{UNKNOWN_PRODUCT}") {{ totalCount }} }}',
        '{ features(name: "a\\u0000b") { totalCount } }',
        "{ features(effort_Gt: 1e300) { totalCount } }",
    ],
)
def test_what_a_filter_cannot_take_is_refused(query: str) -> None:
    assert refusals(query) == ["BAD_USER_INPUT"]


@pytest.mark.django_db
def test_a_refused_value_is_pointed_at() -> None:
    answer = json.loads(post('{ features(name_Icontains: "\\u0000") { totalCount } }').content)

    assert answer["errors"][0]["extensions"]["argument"] == ["name_Icontains"]


@pytest.mark.django_db
def test_what_happened_inside_stays_inside(caplog: pytest.LogCaptureFixture) -> None:
    build_house()
    AlignmentScore.objects.update(breakdown=[{"secret": 1}])
    query = "{ features(first: 1) { edges { node { alignment { explanation } } } } }"

    with caplog.at_level(logging.ERROR, logger="tutti.api"):
        (error,) = json.loads(post(query).content)["errors"]

    assert error["message"] == "Something went wrong here."
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert caplog.messages == [f"unexpected error {error['extensions']['incident']}"]


def test_nothing_is_suggested_to_who_guesses() -> None:
    assert "Did you mean" not in post("{ produkts }").content.decode()


def test_ten_errors_are_told_at_most() -> None:
    query = "{ " + " ".join(f"q{number}" for number in range(20)) + " }"

    assert refusals(query) == ["GRAPHQL_VALIDATION_FAILED"] * 10


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"nonsense", JSON),
        (b"\xff\xfe{", JSON),
        (b"[]", JSON),
        (b"{}", JSON),
        (b'{"query": 1}', JSON),
        (b'{"query": "{ __typename }", "operationName": "none"}', JSON),
        (b'{"query": "{ __typename }", "variables": []}', JSON),
        (b'{"query": "fragment f on Query { __typename }"}', JSON),
        (b'{"query": "{ __typename }", "x": "' + b"x" * 1_000_000 + b'"}', JSON),
        (ASKING.encode(), "text/plain"),
        (b"query=%7B__typename%7D", "application/x-www-form-urlencoded"),
    ],
)
def test_what_cannot_be_read_is_refused_as_the_main_api_does(
    body: bytes, content_type: str
) -> None:
    relay, main = (send(body, content_type, address=each) for each in (ADDRESS, MAIN))

    codes = [
        error["extensions"]["code"]
        for each in (relay, main)
        for error in json.loads(each.content)["errors"]
    ]
    assert (relay.status_code, codes[0]) == (main.status_code, codes[1])


@pytest.mark.django_db
def test_queries_may_come_by_get_and_mutations_may_not() -> None:
    refused = [look("mutation { upsertProduct { id } }", each) for each in (ADDRESS, MAIN)]

    assert json.loads(look("{ __typename }").content)["data"] == {"__typename": "Query"}
    assert [(each.status_code, each["Allow"]) for each in refused] == [(405, "POST")] * 2


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_allowed(method: str) -> None:
    refused = Client().generic(method, ADDRESS, ASKING, content_type=JSON, secure=True)

    assert (refused.status_code, refused["Allow"]) == (405, "GET, POST")


def test_a_media_type_that_is_not_spoken_is_not_acceptable() -> None:
    assert send(ASKING, accept="image/png").status_code == 406


@pytest.mark.django_db
def test_a_browser_that_comes_to_look_is_told_to_ask() -> None:
    refused = Client(headers={"accept": "text/html,*/*"}).get(ADDRESS, secure=True)

    assert (refused.status_code, refused["Content-Type"]) == (400, f"{JSON}; charset=utf-8")


@pytest.mark.django_db
def test_a_name_chooses_among_several_operations() -> None:
    query = "query a { a: __typename } query b { b: __typename }"
    body = json.dumps({"query": query, "operationName": "b"})

    assert json.loads(send(body).content)["data"] == {"b": "Query"}


@pytest.mark.django_db
def test_a_variable_may_filter() -> None:
    build_house()
    query = "query ($s: [FeatureStage!]) { features(stage_In: $s) { totalCount } }"

    assert ask(query, s=["LAUNCH", "VALIDATION"]) == {"features": {"totalCount": 2}}
