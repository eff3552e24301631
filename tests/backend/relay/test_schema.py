"""The Relay schema only reads, asks what the FilterSets ask, and describes itself."""

import re
from pathlib import Path
from typing import Any

import pytest
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLObjectType, parse, validate

from backend.api.schema import schema as main
from backend.relay.schema import schema
from products.filters import ProductFilterSet
from products.narrowing import NounFilterSet
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.filters import GroupFilterSet

TYPES = schema.graphql_schema.type_map
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "schema.md"
EXAMPLES = re.findall(r"```graphql relay\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
OURS = [
    type_
    for name, type_ in TYPES.items()
    if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
]


def test_there_is_nothing_to_write() -> None:
    assert schema.graphql_schema.query_type is not None
    assert schema.graphql_schema.mutation_type is None
    assert schema.graphql_schema.subscription_type is None


@pytest.mark.parametrize(
    ("noun", "filter_set"),
    [
        ("products", ProductFilterSet),
        ("features", FeatureFilterSet),
        ("groups", GroupFilterSet),
    ],
)
def test_every_filter_is_an_argument(noun: str, filter_set: type[NounFilterSet]) -> None:
    arguments = set(schema.graphql_schema.query_type.fields[noun].args)

    paging = {"first", "after", "last", "before"}
    assert arguments - paging == {to_camel_case(name) for name in filter_set.base_filters}


def test_every_argument_of_a_filter_is_described() -> None:
    silent = [
        (noun, name)
        for noun, field in schema.graphql_schema.query_type.fields.items()
        for name, argument in field.args.items()
        if name not in {"first", "after", "last", "before"} and not argument.description
    ]

    assert silent == []


@pytest.mark.parametrize("type_", OURS, ids=str)
def test_every_field_is_described(type_: GraphQLObjectType) -> None:
    assert type_.description
    assert [name for name, field in type_.fields.items() if not field.description] == []


@pytest.mark.parametrize(
    "name", ["Product", "Feature", "Alignment", "Group", "GroupBacking", "StanceCounts"]
)
def test_what_both_schemas_tell_has_the_same_type(name: str) -> None:
    fields: Any = TYPES[name]
    theirs: Any = main._schema.type_map[name]  # noqa: SLF001 -- it has no public name

    mine = {field: str(told.type) for field, told in fields.fields.items()}

    assert mine == {field: str(theirs.fields[field].type) for field in mine}


def test_the_example_of_the_guide_is_valid() -> None:
    (example,) = EXAMPLES

    assert validate(schema.graphql_schema, parse(example)) == []
