"""The examples of the explorer: their variables are filled in, so that they run as they are."""

import json

import pytest
from graphql import OperationDefinitionNode, parse

from backend.api.explorer.examples import write_variables


def propose(variables: str) -> object:
    """Give what is proposed for VARIABLES of an operation."""
    (operation,) = parse(f"query Q({variables}) {{ __typename }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    return json.loads(write_variables(operation))


@pytest.mark.parametrize(
    ("variables", "proposed"),
    [
        ('$key: String! = "demo-season"', {"key": "demo-season"}),
        ("$filter: FeatureFilter = {open: true}", {"filter": {"open": True}}),
        ("$orderBy: [GroupOrder!] = [KIND_ASC]", {"orderBy": ["KIND_ASC"]}),
        ("$product: String!, $key: String", {"product": "cadenza", "key": "conflict-radar"}),
        ("$name: String!, $id: ID!, $price: Decimal!", {"name": "", "id": "", "price": ""}),
        ("$first: Int!, $support: Float!", {"first": 0, "support": 0}),
        ("$open: Boolean!, $kind: GroupKind!", {"open": False, "kind": "TEAM"}),
        ("$filter: FeatureFilter!, $ids: [ID!]!", {"filter": {}, "ids": []}),
        ("$filter: FeatureFilter, $ids: [ID!]", {"filter": {}, "ids": []}),
        ("$after: String, $last: Int, $kind: GroupKind", dict.fromkeys(("after", "last", "kind"))),
    ],
)
def test_a_variable_is_its_default_or_from_the_demo_or_empty(
    variables: str, proposed: dict[str, object]
) -> None:
    assert propose(variables) == proposed


def test_an_operation_without_variables_leaves_their_editor_empty() -> None:
    (operation,) = parse("{ __typename }").definitions
    assert isinstance(operation, OperationDefinitionNode)

    assert write_variables(operation) == ""
