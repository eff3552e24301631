"""The committed schema is the one that is served, and every part of it is described."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_non_null_type,
    parse,
    validate,
)

from backend.api import schema as module
from backend.api.schema import schema

COMMITTED = Path(module.__file__).with_name("schema.graphql")
TYPES = [
    type_
    for name, type_ in sorted(schema._schema.type_map.items())  # noqa: SLF001 -- it has no public name
    if not name.startswith("__")
]
INPUTS = [type_ for type_ in TYPES if isinstance(type_, GraphQLInputObjectType)]
GUIDE = Path(module.__file__).resolve().parents[2] / "docs" / "schema.md"
EXAMPLES = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
WITH_FIELDS = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert COMMITTED.read_text("utf-8") == schema.as_str() + "\n"


@pytest.mark.parametrize("type_", TYPES, ids=str)
def test_every_part_of_the_schema_is_described(type_: object) -> None:
    parts = {"itself": type_}
    if isinstance(type_, WITH_FIELDS):
        parts |= type_.fields
        for name, field in type_.fields.items():
            parts |= {f"{name}.{each}": arg for each, arg in getattr(field, "args", {}).items()}
    if isinstance(type_, GraphQLEnumType):
        parts |= type_.values

    assert [name for name, part in parts.items() if not getattr(part, "description", "")] == []


@pytest.mark.parametrize("type_", INPUTS, ids=str)
def test_what_cannot_be_null_is_not_null_when_it_is_left_out(type_: GraphQLInputObjectType) -> None:
    # Such a default is printed by no schema, and would let an input pass without the field.
    assert [
        name
        for name, field in type_.fields.items()
        if is_non_null_type(field.type) and field.default_value is None
    ] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_guide_are_valid(example: str) -> None:
    assert validate(schema._schema, parse(example)) == []  # noqa: SLF001 -- it has no public name
