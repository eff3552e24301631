"""Narrows lists by the FilterSets, and combines what narrows them."""

import pytest
from graphql import GraphQLInputObjectType

from backend.api import listings
from backend.api.connections import Listing
from backend.api.schema import schema
from products.models import Feature, Stage
from stakeholders.models import Group, Stance
from tests.backend.api.asking import ask, id_of, post, refusals
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

LISTINGS = [
    listings.products,
    listings.objectives,
    listings.features,
    listings.stage_changes,
    listings.insights,
    listings.decisions,
    listings.groups,
    listings.accounts,
    listings.stakeholders,
    listings.preferences,
    listings.alignment_changes,
    listings.merges,
    listings.evidence,
    listings.champions,
    listings.outreach,
    listings.commitments,
    listings.reference_weights,
]
FEATURES = """query ($f: FeatureFilter) {
  features(filter: $f, orderBy: [KEY_ASC]) { nodes { key } } }"""


def found(**given: object) -> list[str]:
    return [node["key"] for node in ask(FEATURES, f=given)["features"]["nodes"]]


def build_features() -> dict[str, Feature]:
    """Build `a` (backed by a team), `b` (opposed by it) and `c` (unheard, declined)."""
    product, team = build_product("p"), build_team("t")
    features = {key: build_feature(key, f"Name of {key}", product=product) for key in "abc"}
    Feature.objects.filter(key="a").update(tags=["mobile", "déjà"], effort=3)
    Feature.objects.filter(key="b").update(source="crm", external_id="1")
    Feature.objects.filter(key="c").update(stage=Stage.DECLINED)
    for _ in range(4):
        person = build_stakeholder(team=team)
        build_preference(person, features["a"], stance=Stance.STRONGLY_SUPPORT)
        build_preference(person, features["b"], stance=Stance.STRONGLY_OPPOSE)
    return features


def offered(listing: Listing) -> set[str]:
    """Give the filters that the GraphQL input of LISTING offers, as `name` or `name.comparator`."""
    types = schema._schema.type_map  # noqa: SLF001 -- it has no public name
    itself = types[listing.filters.input_type.__name__]
    names = set()
    for name, field in itself.fields.items():
        inner = field.type
        if isinstance(inner, GraphQLInputObjectType) and inner is not itself:
            names |= {f"{name}.{comparator}" for comparator in inner.fields}
        else:
            names.add(name)
    return names


@pytest.mark.parametrize("listing", [each() for each in LISTINGS])
def test_an_input_offers_exactly_the_filters_of_its_filter_set(listing: Listing) -> None:
    kind = listing.filters

    assert {leaf.filter_name for leaf in kind.leaves} == set(kind.filter_set.base_filters)
    assert offered(listing) == {".".join(leaf.path) for leaf in kind.leaves} | {"and", "or", "not"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"key": {"exact": "a"}}, ["a"]),
        ({"key": {"in": ["a", "c"]}}, ["a", "c"]),
        ({"name": {"contains": "OF B"}}, ["b"]),
        ({"stage": {"in": ["DECLINED"]}}, ["c"]),
        ({"stage": {"in": []}}, []),
        ({"or": []}, []),
        ({"not": {"stage": {"in": []}}}, ["a", "b", "c"]),
        ({"stage": {"exact": "DISCOVERY"}}, ["a", "b"]),
        ({"open": True}, ["a", "b"]),
        ({"open": False}, ["c"]),
        ({"heard": True}, ["a", "b"]),
        ({"heard": False}, ["c"]),
        ({"tag": "mobile"}, ["a"]),
        ({"tag": "déjà"}, ["a"]),
        ({"tag": "mob"}, []),
        ({"tag": ""}, []),
        ({"source": {"exact": ""}}, ["a", "c"]),
        ({"source": {"exact": " "}}, []),
        ({"source": {"in": [""]}}, ["a", "c"]),
        ({"source": {"contains": ""}}, ["a", "b", "c"]),
        ({"not": {"source": {"exact": ""}}}, ["b"]),
        ({"source": {"exact": ""}, "tag": "mobile"}, ["a"]),
        ({"effort": {"gte": "3"}}, ["a"]),
        ({"effort": {"isNull": True}}, ["b", "c"]),
        ({"low": {"gte": 50}}, ["a"]),
        ({"score": {"lt": 50}}, ["b"]),
        ({"minReach": 1}, ["a", "b"]),
        ({"contested": False}, ["a", "b"]),
        ({"backingGroups": {"gte": 1}}, ["a"]),
        ({}, ["a", "b", "c"]),
        ({"and": [{"open": True}, {"heard": True}], "key": {"exact": "a"}}, ["a"]),
        ({"or": [{"key": {"exact": "a"}}, {"key": {"exact": "c"}}]}, ["a", "c"]),
        ({"not": {"low": {"gte": 50}}}, ["b", "c"]),
        ({"not": {"or": [{"tag": "mobile"}, {"not": {"open": True}}]}}, ["b"]),
    ],
)
def test_features_are_narrowed(given: dict[str, object], expected: list[str]) -> None:
    build_features()

    assert found(**given) == expected


@pytest.mark.django_db
def test_features_are_narrowed_by_who_stands_behind_them_or_against_them() -> None:
    build_features()
    team = id_of(Group.objects.get(key="t"))

    assert found(backedBy={"group": team}) == ["a"]
    assert found(objectedBy={"group": team}) == ["b"]


@pytest.mark.django_db
def test_a_feature_that_serves_two_objectives_is_found_once() -> None:
    features = build_features()
    objectives = [build_objective(product=features["a"].product) for _ in range(2)]
    features["a"].objectives.set(objectives)

    assert found(objective=id_of(objectives[0])) == ["a"]


@pytest.mark.django_db
def test_people_are_found_in_their_group_whether_team_or_segment() -> None:
    segment, team = build_segment(), build_team()
    build_stakeholder("inside", team=team)
    build_stakeholder("outside", account=build_account(segment=segment))
    query = "query ($g: ID) { stakeholders(filter: {group: $g}) { nodes { name } } }"

    assert ask(query, g=id_of(team))["stakeholders"]["nodes"] == [{"name": "inside"}]
    assert ask(query, g=id_of(segment))["stakeholders"]["nodes"] == [{"name": "outside"}]


@pytest.mark.django_db
def test_preferences_are_narrowed_by_several_stances() -> None:
    build_features()
    query = "{ preferences(filter: {stance: {in: [OPPOSE, STRONGLY_OPPOSE]}}) { totalCount } }"

    assert ask(query) == {"preferences": {"totalCount": 4}}


@pytest.mark.django_db
def test_a_nested_list_is_narrowed_too() -> None:
    build_features()
    query = """query ($s: Stance) { features(filter: {tag: "mobile"}) {
      nodes { preferences(filter: {stance: {exact: $s}}) { totalCount } } } }"""

    assert ask(query, s="STRONGLY_SUPPORT") == nested_total(4)
    assert ask(query, s="OPPOSE") == nested_total(0)


def nested_total(total: int) -> dict[str, object]:
    return {"features": {"nodes": [{"preferences": {"totalCount": total}}]}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"tag": "a\0b"},
        {"name": {"contains": "a\0b"}},
        {"product": "zzz"},
        {"product": "RmVhdHVyZToxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="},
        {"product": "UHJvZHVjdDoxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="},
        {"effort": {"gte": "NaN"}},
        {"stage": {"exact": "NO_STAGE"}},
        {"stage": {"in": ["NO_STAGE"]}},
        {"and": [{"open": True}] * 101},
    ],
)
def test_a_value_that_makes_no_sense_is_refused(given: dict[str, object]) -> None:
    assert refusals(FEATURES, f=given) == ["BAD_USER_INPUT"]


@pytest.mark.django_db
def test_a_refusal_names_the_place_of_the_value() -> None:
    answer = post(FEATURES, {"f": {"name": {"contains": "a\0b"}}}).json()  # type: ignore[attr-defined]  # -- the test client adds it

    assert answer["errors"][0]["extensions"]["argument"] == ["filter", "name", "contains"]
