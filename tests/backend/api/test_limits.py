"""Documents are refused beyond the limits, and not before; measuring them is cheap."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from graphql import get_introspection_query

from products.models import Product
from tests.backend.api.asking import ADDRESS, ask, post, refusals

CIRCLE = ["features(first: 1)", "nodes", "product"]
LEAVES = ["totalCount", "key", "key"]


def make_deep(depth: int) -> str:
    steps = [CIRCLE[place % 3] for place in range(depth - 1)]
    return "{ " + " { ".join([*steps, LEAVES[(depth - 2) % 3]]) + " }" * depth


def make_aliased(aliases: int) -> str:
    return "{ viewer { " + " ".join(f"a{place}: name" for place in range(aliases)) + " } }"


def make_wide(root_fields: int) -> str:
    return "{ " + "viewer { name } " * root_fields + "}"


def make_directed(directives: int) -> str:
    return "{ viewer { " + "name @skip(if: false) " * directives + "} }"


def make_long(tokens: int) -> str:
    return "{ products(orderBy: [" + "KEY_ASC " * (tokens - 12) + "]) { totalCount } }"


def make_writing(mutations: int) -> str:
    write = 'upsertProduct(input: {key: "p", name: "P"}) { outcome }'
    return "mutation { " + " ".join(f"m{place}: {write}" for place in range(mutations)) + " }"


def make_body(size: int) -> str:
    """Make a request of SIZE bytes."""
    body = json.dumps({"query": "{ __typename }", "extensions": {"x": ""}})
    return body.replace('""', '"' + "x" * (size - len(body)) + '"')


def make_costly(cost: int) -> str:
    """Make a document that costs 10,000, and 1 more for what is beyond."""
    more = "viewer { name } " * (cost - 10_000)
    rows = "features(first: 99) { nodes { preferences(first: 99) { nodes { id } } } }"
    return f"{{ {rows} {more}}}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "most", "code"),
    [
        (make_deep, 12, "BAD_USER_INPUT"),
        (make_aliased, 30, "BAD_USER_INPUT"),
        (make_wide, 20, "BAD_USER_INPUT"),
        (make_directed, 30, "BAD_USER_INPUT"),
        (make_writing, 4, "BAD_USER_INPUT"),
        (make_long, 2_000, "GRAPHQL_PARSE_FAILED"),
        (make_costly, 10_000, "BAD_USER_INPUT"),
    ],
)
def test_a_document_may_reach_a_limit_but_not_go_beyond(
    make: Callable[[int], str], most: int, code: str
) -> None:
    assert refusals(make(most)) == []
    assert refusals(make(most + 1)) == [code]


@pytest.mark.django_db
def test_an_answer_tells_what_it_cost() -> None:
    query = "{ features(first: 7) { nodes { key } } viewer { name } }"

    answer = post(query).json()  # type: ignore[attr-defined]  # -- the test client adds it

    assert answer["extensions"] == {"cost": {"requested": 9, "max": 10_000}}


@pytest.mark.django_db
def test_the_size_of_a_page_counts_when_it_comes_as_a_variable() -> None:
    query = """query ($n: Int!) {
      features(first: $n) { nodes { preferences(first: $n) { nodes { id } } } } }"""

    assert refusals(query, n=99) == []
    assert refusals(query, n=100) == ["BAD_USER_INPUT"]


def test_aliases_in_a_fragment_count_each_time_it_is_spread() -> None:
    fragment = "fragment f on Viewer { " + " ".join(f"a{n}: name" for n in range(16)) + " }"

    assert refusals("{ viewer { ...f } } " + fragment) == []
    assert refusals("{ viewer { ...f } w: viewer { ...f } } " + fragment) == ["BAD_USER_INPUT"]


def test_a_fragment_is_measured_once_however_often_it_is_spread() -> None:
    doubling = " ".join(
        f"fragment f{place} on Query {{ ...f{place + 1} ...f{place + 1} }}" for place in range(100)
    )
    query = "{ ...f0 } " + doubling + " fragment f100 on Query { viewer { name } }"

    # Measured each time, two to the power of a hundred fields would outlast the sun.
    assert refusals(query) == ["BAD_USER_INPUT"]


def test_a_fragment_that_costs_nothing_is_also_run_once_however_often_it_is_spread() -> None:
    doubling = " ".join(
        f"fragment f{place} on Query {{ ...f{place + 1} ...f{place + 1} }}" for place in range(100)
    )

    assert ask("{ ...f0 } " + doubling + " fragment f100 on Query { __typename }") == {
        "__typename": "Query"
    }


@pytest.mark.django_db
def test_a_mutation_beyond_the_limit_writes_nothing() -> None:
    code = refusals(make_writing(5))

    assert (code, Product.objects.count()) == (["BAD_USER_INPUT"], 0)


def test_a_request_may_have_a_megabyte_and_not_a_byte_more() -> None:
    statuses = [
        Client().post(ADDRESS, make_body(size), content_type="application/json", secure=True)
        for size in (1_000_000, 1_000_001)
    ]

    assert [each.status_code for each in statuses] == [200, 413]


def test_fragments_that_go_in_a_circle_are_refused_by_validation() -> None:
    query = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"

    assert refusals(query) == ["GRAPHQL_VALIDATION_FAILED"]


def test_the_schema_can_be_asked_for() -> None:
    found = ask(get_introspection_query(input_value_deprecation=False))

    assert found["__schema"]["queryType"]["name"] == "Query"
