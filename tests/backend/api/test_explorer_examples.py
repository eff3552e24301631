"""The examples of the explorer: their variables are filled in, so that they run as they are."""

import json
from typing import cast

import pytest
from graphql import OperationDefinitionNode, parse
from strawberry.relay import to_base64

from backend.access.callers import STRANGER, Caller
from backend.access.issuing import SHELL
from backend.api.explorer.examples import read_themes, write_variables
from backend.api.explorer.seeding import name_rows
from tests.builders import build_feature, build_product, build_team


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
        ("$filter: FeatureFilter, $ids: [ID!]", {"filter": {}, "ids": None}),
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


def show_variables(name: str, caller: Caller) -> dict[str, object]:
    """Give the variables that the example called NAME is shown to CALLER with."""
    themes = name_rows(read_themes(), caller)
    (found,) = (each for theme in themes for each in theme["examples"] if each["name"] == name)
    return cast("dict[str, object]", json.loads(found["variables"]))


@pytest.mark.django_db
def test_a_query_that_asks_for_a_row_names_one_that_the_reader_may_see() -> None:
    feature, group = build_feature(), build_team()
    ids = {
        "featureId": to_base64("Feature", feature.public_id),
        "groupId": to_base64("Group", group.public_id),
    }
    product = to_base64("Product", feature.product.public_id)

    assert show_variables("SeveralByIds", SHELL) == ids
    assert show_variables("ListsUnderProduct", SHELL)["id"] == product
    assert show_variables("SeveralByIds", STRANGER) == dict.fromkeys(ids, "")


@pytest.mark.django_db
def test_the_demos_feature_is_named_before_others() -> None:
    build_feature()
    demo = build_feature("conflict-radar", product=build_product("cadenza"))

    named = show_variables("AnythingById", SHELL)

    assert named == {"featureId": to_base64("Feature", demo.public_id)}


@pytest.mark.django_db
def test_what_writes_names_no_row() -> None:
    build_feature()

    assert show_variables("MoveFeature", SHELL) == {"featureId": ""}
