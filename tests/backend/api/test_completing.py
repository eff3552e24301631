"""Functions are written for what can be, are taken, and are given up where they do not fit."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import connection

from backend.access.answers import Completed, write_json
from products.models import Feature
from stakeholders.models import Stance
from tests.backend.api.asking import ask, post
from tests.backend.api.completing import answer, answer_plainly, completions, core, statements
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

CANONICAL: Final = """{ features(product: "x", first: 20) { nodes { name stage alignment {
  score low high breakdown { group { name kind } support voices heard
  stances { stronglyOppose oppose neutral support stronglySupport } } } } } }"""

NAMED: Final = """query Named { features { ...F } }
  fragment F on FeatureConnection { totalCount nodes {
    ... on Node { id } ... on Feature { called: name __typename } } }"""
MANY: Final = """query Many($n: Int) { features(first: $n) { nodes { preferences(first: 100) {
  nodes { id feature { preferences(first: 100) { nodes { id } } } } } } } }"""


def build_features(number: int) -> list[Feature]:
    """Build a product with NUMBER features, about each of which a person of a team has spoken."""
    product = build_product("x")
    person = build_stakeholder(team=build_team())
    features = [build_feature(product=product) for _ in range(number)]
    for feature in features:
        build_preference(person, feature, stance=Stance.SUPPORT)
    return features


@pytest.mark.parametrize(
    ("document", "executed"),
    [
        (CANONICAL, ["features"]),
        ("query Rows { features { edges { cursor node { id tags } } } }", ["features"]),
        (
            "query Deep { features(first: 2) { nodes { preferences { nodes { reason } } } } }",
            ["features", "preferences", "preferences"],
        ),
        (NAMED, ["features"]),
    ],
)
def test_only_fields_with_arguments_are_left_to_graphql_core(
    document: str, executed: list[str]
) -> None:
    build_features(2)
    answer(document)

    with completions() as kept, core() as seen:
        got = answer(document)

    assert (kept, seen) == ([True], executed)
    assert got == answer_plainly(document)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_canonical_query_takes_two_reads_once_its_lines_were_read(rows: int) -> None:
    build_features(rows)
    for _ in range(4):
        ask(CANONICAL)

    with statements() as run:
        ask(CANONICAL)

    assert len(run) == (1 if connection.vendor == "postgresql" else 2)  # sent together or not


def test_the_outcome_of_a_directive_chooses_the_function() -> None:
    build_features(1)
    document = (
        "query Switch($yes: Boolean!) { features { nodes { name @include(if: $yes) "
        "... @skip(if: $yes) { key } } } }"
    )
    answer(document, {"yes": True})

    shown = [json.loads(answer(document, {"yes": yes}))["data"] for yes in (True, False, True)]

    selected = [list(each["features"]["nodes"][0]) for each in shown]
    assert selected == [["name"], ["key"], ["name"]]


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        (["a", None], "Something went wrong here."),
        ([{"a": 1}], "String cannot represent value: {'a': 1}"),
        ("a", "Expected Iterable, but did not find one for field 'Feature.tags'."),
    ],
)
def test_a_function_is_given_up_for_the_error_of_graphql_core(tags: object, told: str) -> None:
    feature, *_ = build_features(2)
    Feature.objects.filter(pk=feature.pk).update(tags=tags)
    document = f'query Spoilt {{ feature(product: "x", key: "{feature.key}") {{ name tags }} }}'
    answer(document)

    with completions() as kept:
        got = json.loads(answer(document))

    path = [each["path"][:2] for each in got["errors"]]
    assert (kept, got["data"], path) == ([False], {"feature": None}, [["feature", "tags"]])
    assert [each["message"] for each in got["errors"]] == [told]


def test_a_caller_who_tries_all_switches_is_answered_all_the_same() -> None:
    build_features(1)
    names = [f"s{n}" for n in range(5)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"k{name}: key @include(if: ${name})" for name in names)
    document = f"query All({declared}) {{ features {{ nodes {{ name {fields} }} }} }}"

    for number in range(20):
        given = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        assert answer(document, given) == answer_plainly(document, given)


def test_what_is_no_json_by_itself_is_written_as_before() -> None:
    assert write_json({"a": "ü", "b": Completed([1.5, None, {"c": True}])}) == (
        '{"a":"ü","b":[1.5,null,{"c":true}]}'.encode()
    )
    assert json.loads(write_json({"half": "\ud800", "large": 2**70})) == {
        "half": "\ud800",
        "large": 2**70,
    }


@pytest.mark.parametrize("ask_for", [answer, answer_plainly])
def test_half_a_surrogate_in_a_variable_is_no_failure(
    ask_for: Callable[[str, dict[str, Any]], bytes],
) -> None:
    document = "query Half($id: ID!) { node(id: $id) { id } }"

    told = json.loads(ask_for(document, {"id": "\ud800"}))

    assert told["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_document_that_was_valid_is_still_measured_with_its_variables() -> None:
    codes = [
        [each["extensions"]["code"] for each in post(MANY, {"n": n}).json().get("errors", [])]  # type: ignore[attr-defined]  # -- the test client adds it
        for n in (0, 0, 100)
    ]

    assert codes == [[], [], ["BAD_USER_INPUT"]]
