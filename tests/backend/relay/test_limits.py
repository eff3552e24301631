"""The Relay feed refuses documents beyond the limits of the main API, and not before."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from graphql import get_introspection_query

from tests.backend.relay.asking import ADDRESS, ask, post, refusals

# One row costs 5: the feature, its product, its score, the breakdown and the groups in it.
ROW = "{ edges { node { product { key } alignment { breakdown { group { key } } } } } }"


def make_aliased(aliases: int) -> str:
    return "{ " + " ".join(f"a{place}: __typename" for place in range(aliases)) + " }"


def make_wide(root_fields: int) -> str:
    return "{ " + "products { totalCount } " * root_fields + "}"


def make_directed(directives: int) -> str:
    return "{ " + "__typename @skip(if: false) " * directives + "}"


def make_long(tokens: int) -> str:
    some, rest = '"a" ' * 990, '"a" ' * (tokens - 1_006)  # a list takes 1,000 values
    return f"{{ products(key_In: [{some}], name_In: [{rest}]) {{ totalCount }} }}"


def make_body(size: int) -> str:
    """Make a request of SIZE bytes."""
    body = json.dumps({"query": "{ __typename }", "extensions": {"x": ""}})
    return body.replace('""', '"' + "x" * (size - len(body)) + '"')


def make_costly(rows: int) -> str:
    """Make a document that lists ROWS features on 20 pages."""
    return (
        "{ " + f"features(first: 100) {ROW} " * 19 + f"a: features(first: {rows - 1900}) {ROW} }}"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "most", "code"),
    [
        (make_aliased, 30, "BAD_USER_INPUT"),
        (make_wide, 20, "BAD_USER_INPUT"),
        (make_directed, 30, "BAD_USER_INPUT"),
        (make_long, 2_000, "GRAPHQL_PARSE_FAILED"),
        (make_costly, 1_996, "BAD_USER_INPUT"),
    ],
)
def test_a_document_may_reach_a_limit_but_not_go_beyond(
    make: Callable[[int], str], most: int, code: str
) -> None:
    assert refusals(make(most)) == []
    assert refusals(make(most + 1)) == [code]


def test_a_document_beyond_the_depth_is_refused_before_it_is_looked_at() -> None:
    # Nothing in this schema goes twelve deep, so both are refused; only one for its depth.
    codes = [refusals("{ " + "a { " * (depth - 1) + "b" + " }" * depth) for depth in (12, 13)]

    assert codes == [["GRAPHQL_VALIDATION_FAILED"], ["BAD_USER_INPUT"]]


@pytest.mark.django_db
def test_an_answer_tells_what_it_cost() -> None:
    answer = json.loads(post(make_costly(1_996)).content)

    assert answer["extensions"] == {"cost": {"requested": 10_000, "max": 10_000}}


@pytest.mark.django_db
def test_a_refused_document_is_told_what_it_would_have_cost() -> None:
    answer = json.loads(post(make_costly(1_997)).content)

    assert answer["extensions"] == {"cost": {"requested": 10_005, "max": 10_000}}


def test_a_fragment_is_measured_once_however_often_it_is_spread() -> None:
    doubling = " ".join(
        f"fragment f{place} on Query {{ ...f{place + 1} ...f{place + 1} }}" for place in range(100)
    )
    query = "{ ...f0 } " + doubling + " fragment f100 on Query { products { totalCount } }"

    # Measured each time, two to the power of a hundred fields would outlast the sun.
    assert refusals(query) == ["BAD_USER_INPUT"]


def test_a_fragment_that_costs_nothing_is_also_run_once_however_often_it_is_spread() -> None:
    doubling = " ".join(
        f"fragment f{place} on Query {{ ...f{place + 1} ...f{place + 1} }}" for place in range(100)
    )

    assert ask("{ ...f0 } " + doubling + " fragment f100 on Query { __typename }") == {
        "__typename": "Query"
    }


def test_a_request_may_have_a_megabyte_and_not_a_byte_more() -> None:
    answers = [
        Client().post(ADDRESS, make_body(size), content_type="application/json", secure=True)
        for size in (1_000_000, 1_000_001)
    ]

    assert [each.status_code for each in answers] == [200, 413]


def test_fragments_that_go_in_a_circle_are_refused_by_validation() -> None:
    query = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"

    assert refusals(query) == ["GRAPHQL_VALIDATION_FAILED"]


def test_the_schema_can_be_asked_for() -> None:
    found = ask(get_introspection_query())

    assert found["__schema"]["queryType"]["name"] == "Query"
