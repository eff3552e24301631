"""Measuring a document needs its text, a schema and the variables, and nothing else."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from graphql import build_schema, parse

from backend.access.cost import ENDLESS, LIMITS, Size, measure, refuse_beyond
from backend.access.errors import Code, RefusedError
from backend.access.pages import PAGE, PAGE_MAX, read_size

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = build_schema("""
type Mutation { write: Row }
type Query { rows(first: Int, last: Int): RowConnection nodes(ids: [ID!]!): [Row] row: Row }
type RowConnection { edges: [RowEdge] nodes: [Row] totalCount: Int }
type RowEdge { cursor: String node: Row }
type Row { id: ID name: String rows(first: Int): RowConnection row: Row }
""")


def size_of(query: str, **variables: object) -> Size:
    """Measure the one operation of QUERY."""
    (size,) = measure(parse(query), schema=SCHEMA, variables=variables, named=False)
    return size


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("{ row { id } }", Size(depth=2, root_fields=1, cost=1)),
        ("{ a: row { b: id c: name } }", Size(depth=2, aliases=3, root_fields=1, cost=1)),
        ("{ row { row { row { id } } } }", Size(depth=4, root_fields=1, cost=3)),
        ("{ row { id } row { id } }", Size(depth=2, root_fields=2, cost=2)),
        ("query @a { row @b { id @c } }", Size(depth=2, root_fields=1, directives=3, cost=1)),
        ("{ rows { nodes { id } } }", Size(depth=3, root_fields=1, cost=1 + PAGE)),
        ("{ rows(first: 7) { totalCount } }", Size(depth=2, root_fields=1, cost=1)),
        ("{ rows(last: 7) { edges { node { id } } } }", Size(depth=4, root_fields=1, cost=8)),
        ("{ rows(first: 0) { nodes { id } } }", Size(depth=3, root_fields=1, cost=1)),
        ("{ rows(first: -5) { nodes { id } } }", Size(depth=3, root_fields=1, cost=1)),
        ('{ nodes(ids: ["a", "b"]) { row { id } } }', Size(depth=3, root_fields=1, cost=3)),
        ("{ __schema { types { name } } }", Size()),
        ("{ ...f } fragment f on Query { row { id } }", Size(depth=2, root_fields=1, cost=1)),
        ("{ ... { row { ... on Row { id } } } }", Size(depth=2, root_fields=1, cost=1)),
        ("{ ...f } fragment f on Query { ...f }", Size()),
        ("{ ...missing }", Size()),
        ("mutation { write { id } }", Size(depth=2, root_fields=1, mutations=1, cost=1)),
        (
            "mutation { a: write { id } ...f __typename } fragment f on Mutation { write { id } }",
            Size(depth=2, aliases=1, root_fields=2, mutations=2, cost=2),
        ),
    ],
)
def test_a_document_is_as_large_as_what_it_selects(query: str, size: Size) -> None:
    assert size_of(query) == size


@pytest.mark.parametrize(("given", "cost"), [(3, 4), (None, 1 + PAGE), ("many", 1 + PAGE)])
def test_a_page_may_be_sized_by_a_variable(given: object, cost: int) -> None:
    assert size_of("query ($n: Int) { rows(first: $n) { nodes { id } } }", n=given).cost == cost


def test_ids_may_be_counted_in_a_variable() -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { row { id } } }"

    assert size_of(query, ids=["a", "b", "c"]).cost == 4


def test_doubling_fragments_end_at_a_number_that_is_far_too_large() -> None:
    doubling = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(90))

    size = size_of("{ ...f0 } " + doubling + " fragment f90 on Query { row { id } }")

    assert (size.root_fields, size.cost) == (ENDLESS, ENDLESS)


def test_fragments_that_nest_beyond_measure_are_refused() -> None:
    nested = "".join(
        f" fragment f{each} on Query {{" + "...{" * 140 + f"...f{each + 1}" + "}" * 141
        for each in range(4)
    )

    with pytest.raises(RefusedError, match="nested too deeply"):
        size_of("{ ...f0 }" + nested)


def test_each_operation_of_a_named_document_is_measured() -> None:
    document = parse("query a { row { id } } query b { row { row { id } } }")

    sizes = measure(document, schema=SCHEMA, variables={}, named=True)

    assert [size.cost for size in sizes] == [1, 2]


def test_one_of_several_operations_has_to_be_named() -> None:
    document = parse("query a { row { id } } query b { row { id } }")

    with pytest.raises(RefusedError) as refused:
        measure(document, schema=SCHEMA, variables={}, named=False)

    assert refused.value.extensions == {"code": Code.GRAPHQL_VALIDATION_FAILED}


@pytest.mark.parametrize("name", [each.name for each in fields(Size)])
def test_each_way_to_be_large_has_a_limit(name: str) -> None:
    most = getattr(LIMITS, name)
    refuse_beyond(LIMITS, Size(**{name: most}))

    with pytest.raises(RefusedError, match=f" {most + 1}, and {most} is the limit"):
        refuse_beyond(LIMITS, Size(**{name: most + 1}))


def test_the_environment_sets_each_limit() -> None:
    names = ["depth", "aliases", "root_fields", "directives", "mutations", "cost", "tokens", "body"]
    chosen = {f"LIMIT_{name.upper()}": str(number) for number, name in enumerate(names, 1)}
    script = (
        "import django; django.setup(); from django.conf import settings; "
        "from backend.access.cost import LIMITS, MOST_TOKENS; "
        "print(LIMITS, MOST_TOKENS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)"
    )

    told = subprocess.check_output(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "backend.settings"} | chosen,
        text=True,
    )

    size = Size(depth=1, aliases=2, root_fields=3, directives=4, mutations=5, cost=6)
    assert told == f"{size} 7 8\n"


@pytest.mark.parametrize(
    ("first", "last", "size"),
    [(None, None, PAGE), (0, None, 0), (None, PAGE_MAX, PAGE_MAX), (7, None, 7)],
)
def test_a_page_has_the_size_that_was_asked_for(
    first: int | None, last: int | None, size: int
) -> None:
    assert read_size(first, last) == size


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [(-1, None, "first"), (101, None, "first"), (None, 101, "last"), (1, 1, "last")],
)
def test_a_size_out_of_bounds_is_refused(first: int | None, last: int | None, fault: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_size(first, last)

    assert (refused.value.extensions or {})["argument"] == [fault]
