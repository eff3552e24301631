"""Random filters find the same in the main API, in the Relay feed, by the FilterSet, and in Python.

The last is `oracle.py`, which knows none of the others.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import transaction
from graphene.utils.str_converters import to_camel_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from backend.access.answering import get_caller
from backend.access.narrowing import narrow
from backend.api import listings
from backend.relay.schema import schema
from products.models import Feature, Insight, Objective, Product, Stage
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.models import Account, AlignmentScore, Group, Stakeholder
from tests.backend.api.asking import ask as ask_main
from tests.backend.api.asking import id_of
from tests.backend.api.oracle import Facts, meets, read_facts
from tests.backend.relay.asking import ask as ask_relay
from tests.world import build_world

LEAVES: Final = {leaf.path: leaf.filter_name for leaf in listings.features().filters.leaves}
ARGUMENTS: Final = schema.graphql_schema.query_type.fields["features"].args
BOOLEANS: Final = ("open", "heard", "provisional", "contested", "exposureUnknown")
HAVING: Final = ("hasObjective", "hasInsight", "hasDecision", "hasChampion")
TEXTS: Final = (
    *("offline", "DARK_MODE", "dark-mode", "%", "_", "\\", "100%", "", " ", "a  b", "o", "é"),
    *("crm", "Works offline 100%", "About api, in 50% of cases.", "'", '"', "of 50% ABOUT"),
)
TAGS: Final = ("mobile", "fast", "100%", "déjà vu", "mob", "", "déjà")
RELATIONS: Final[dict[tuple[str, ...], Any]] = {
    ("product",): Product,
    ("objective",): Objective,
    ("insight",): Insight,
    ("champion",): Stakeholder,
    ("backedBy", "group"): Group,
    ("objectedBy", "group"): Group,
    ("heardBy", "group"): Group,
    ("notHeardBy", "group"): Group,
    ("heardBy", "account"): Account,
    ("heardBy", "stakeholder"): Stakeholder,
}
MAIN: Final = """query ($f: FeatureFilter, $first: Int) {
  features(first: $first, filter: $f) { totalCount nodes { id alignment { low score rank } } } }"""

ease = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", name="facts")
def read_world(
    django_db_setup: None,  # noqa: ARG001 -- makes the database
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[list[Facts]]:
    """Build the world once, and read its facts: nothing here writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        yield read_facts()
        transaction.set_rollback(True)


def choose(path: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Choose a value for the filter at PATH: one that some feature has, or lies beside one."""
    attribute, comparator = path[0], path[-1]
    if path in RELATIONS:
        return st.sampled_from([id_of(row) for row in RELATIONS[path].objects.order_by("pk")])
    if attribute in (*BOOLEANS, *HAVING) or comparator == "isNull":
        return st.booleans()
    if attribute in {"tag", "tags"}:
        one: st.SearchStrategy[Any] = st.sampled_from(TAGS)
    elif attribute == "stage":
        one = st.sampled_from(Stage.values)
    elif attribute in {"createdAt", "updatedAt"}:
        moments = Feature.objects.values_list("created_at", "updated_at").order_by("pk")
        shifts = st.sampled_from([timedelta(), timedelta(microseconds=1), timedelta(days=-1)])
        known = st.sampled_from([moment for pair in moments for moment in pair])
        one = st.tuples(known, shifts).map(lambda pair: (pair[0] + pair[1]).isoformat())
    elif comparator in {"gt", "gte", "lt", "lte", "minReach"}:
        one = choose_number("reach" if attribute == "minReach" else attribute)
    else:
        one = st.sampled_from(TEXTS)
    return st.lists(one, max_size=3) if comparator in {"in", "any"} else one


def choose_number(attribute: str) -> st.SearchStrategy[Any]:
    """Choose a number that some feature has as ATTRIBUTE, or lies beside one."""
    column = "".join(f"_{each.lower()}" if each.isupper() else each for each in attribute)
    if column == "effort":
        return st.sampled_from(["2.5", "0", "-1", "1", "1.04", "40", "1000000000000"])
    found = list(AlignmentScore.objects.order_by("pk").values_list(column, flat=True))
    stored = [value for value in found if value is not None]
    if column == "revenue":
        return st.sampled_from([*map(str, stored), "0.001", "-1", "1000000000000"])
    if column in {"voices", "backing_groups", "objecting_groups", "heard_groups"}:
        return st.sampled_from([*stored, 0, -1, 2**31 - 1])
    return st.sampled_from([*stored, 0.5, 50.0, -1e9, 1e9])


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """Make a condition of up to three filters; one in ten values is null."""
    made: dict[str, Any] = {}
    for path in draw(st.lists(st.sampled_from(sorted(LEAVES)), max_size=3, unique=True)):
        value = draw(choose(path)) if draw(st.integers(0, 9)) else None
        if len(path) == 1:
            made[path[0]] = value
        else:
            made.setdefault(path[0], {})[path[1]] = value
    return made


def combine(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Make a condition that combines some of INNER."""
    several = st.none() | st.lists(inner, max_size=2)
    combined = st.fixed_dictionaries(
        {}, optional={"and": several, "or": several, "not": st.none() | inner}
    )
    return st.builds(lambda one, more: one | more, conditions(), combined)


def flatten(given_: Mapping[str, Any]) -> dict[str, Any]:
    """Give the filters of a condition that combines nothing by their names in the FilterSet."""
    leaves = {
        (attribute, comparator): wanted
        for attribute, value in given_.items()
        if isinstance(value, dict)
        for comparator, wanted in value.items()
    } | {(name,): value for name, value in given_.items() if (name,) in LEAVES}
    return {LEAVES[path]: value for path, value in leaves.items()}


def ask_feed(asked: Mapping[str, Any], first: int) -> dict[str, Any]:
    """Ask the Relay feed for what is ASKED of the FilterSet, in the shape of the main API."""
    named = {to_camel_case(name): value for name, value in asked.items()}
    types = {name: str(ARGUMENTS[name].type) for name in named}
    values = {
        name: float(value) if types[name] == "Float" and value is not None else value
        for name, value in named.items()
    }
    declared = "".join(f", ${name}: {type_}" for name, type_ in types.items())
    passed = "".join(f", {name}: ${name}" for name in named)
    query = f"""query ($first: Int{declared}) {{ features(first: $first{passed}) {{
      totalCount edges {{ node {{ id alignment {{ low score rank }} }} }} }} }}"""
    found = ask_relay(query, **values, first=first)["features"]
    return {
        "totalCount": found["totalCount"],
        "nodes": [edge["node"] for edge in found["edges"]],
    }


def pick(given_: Mapping[str, Any], facts: list[Facts]) -> set[str]:
    """Give the ids of the features that the oracle lets through."""
    return {id_of(each.feature) for each in facts if meets(each, given_)}


@given(data=st.data())
@ease
def test_conditions_combined_at_any_depth_find_what_they_say(
    facts: list[Facts], data: st.DataObject
) -> None:
    given_ = data.draw(st.recursive(conditions(), combine, max_leaves=6))

    found = ask_main(MAIN, f=given_, first=100)["features"]

    expected = pick(given_, facts)
    assert {node["id"] for node in found["nodes"]} == expected
    assert (found["totalCount"], len(found["nodes"])) == (len(expected), len(expected))


@given(data=st.data())
@ease
def test_both_apis_and_the_filter_set_find_the_same(
    facts: list[Facts], data: st.DataObject
) -> None:
    given_, first = data.draw(conditions()), data.draw(st.integers(0, 5))
    asked = flatten(given_)

    main = ask_main(MAIN, f=given_, first=first)["features"]
    mine, caller = Feature.objects.current(), get_caller()
    rows = narrow(mine, FeatureFilterSet, asked, lambda name: (name,), caller=caller)

    assert ask_feed(asked, first) == main
    assert {id_of(row) for row in rows} == pick(given_, facts)
    assert main["totalCount"] == rows.count() == len(rows)


@pytest.mark.parametrize("path", sorted(LEAVES), ids=".".join)
@given(data=st.data())
@settings(ease, max_examples=2)
def test_every_filter_finds_what_it_says(
    facts: list[Facts], path: tuple[str, ...], data: st.DataObject
) -> None:
    value = data.draw(choose(path))
    given_ = {path[0]: value if len(path) == 1 else {path[1]: value}}

    found = ask_main(MAIN, f=given_, first=100)["features"]["nodes"]

    assert {node["id"] for node in found} == pick(given_, facts)
    assert {node["id"] for node in ask_feed(flatten(given_), 100)["nodes"]} == pick(given_, facts)
