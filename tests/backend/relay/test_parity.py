"""The Relay feed and the main API answer the same filter with the same rows and numbers."""

import pytest

from products.models import Feature, Product
from stakeholders.models import Group
from tests.backend.api.asking import ask as ask_main
from tests.backend.api.asking import id_of
from tests.backend.relay.asking import ask as ask_relay
from tests.backend.relay.rows import build_house

pytestmark = pytest.mark.django_db

FEATURE = """id key name summary problem stage effort tags exposureUnknown source externalId
createdAt updatedAt product { id key }
alignment { id score low high rank provisional contested evenness reach polarization internal
  external voices revenue backingGroups objectingGroups heardGroups updatedAt explanation
  notHeard { id key }
  breakdown { id group { id key kind } support weight loss voices heard agreement backing objecting
    stances { id stronglyOppose oppose neutral support stronglySupport } } }"""
PRODUCT = """id key name vision northStarMetric currency exposure source externalId
createdAt updatedAt"""
GROUP = "id key name kind source externalId createdAt updatedAt"

KEYS = "{ features { edges { node { id key } } } }"

# Beside each filter of the Relay feed stands the same one as the main API writes it.
FEATURES = {
    "": "",
    "stage: DISCOVERY": "stage: {exact: DISCOVERY}",
    "stage_In: [LAUNCH, VALIDATION]": "stage: {in: [LAUNCH, VALIDATION]}",
    "stage_In: []": "stage: {in: []}",
    'key_In: ["loved", "unheard"]': 'key: {in: ["loved", "unheard"]}',
    'name_Icontains: "IKE"': 'name: {contains: "IKE"}',
    'tag: "mobile"': 'tag: "mobile"',
    'tag: ""': 'tag: ""',
    'source: ""': 'source: {exact: ""}',
    'source: " "': 'source: {exact: " "}',
    'source_In: [""]': 'source: {in: [""]}',
    'source_Icontains: ""': 'source: {contains: ""}',
    "open: false": "open: false",
    "heard: true": "heard: true",
    "heard: false": "heard: false",
    "contested: true": "contested: true",
    "provisional: true": "provisional: true",
    "minReach: 0.5": "minReach: 0.5",
    "low_Gte: 12.5": "low: {gte: 12.5}",
    "score_Lt: 50, voices_Gte: 1": "score: {lt: 50}, voices: {gte: 1}",
    "effort_Gt: 2.4": "effort: {gt: 2.4}",
    "effort_Isnull: true": "effort: {isNull: true}",
    'createdAt_Gt: "2001-02-03T04:05:06Z"': 'createdAt: {gt: "2001-02-03T04:05:06Z"}',
    'updatedAt_Lt: "2001-02-03T04:05:06Z"': 'updatedAt: {lt: "2001-02-03T04:05:06Z"}',
    "revenue_Gt: 1": "revenue: {gt: 1}",
    "product: $product": "product: $product",
    "backedBy_Group: $group": "backedBy: {group: $group}",
    "objectedBy_Group: $group": "objectedBy: {group: $group}",
    "exposureUnknown: false, open: null": "exposureUnknown: false, open: null",
}


PRODUCTS = {
    "": "",
    'key: "app"': 'key: {exact: "app"}',
    'name_Icontains: "SITE"': 'name: {contains: "SITE"}',
    "exposure: UP_VOTES": "exposure: {exact: UP_VOTES}",
    "exposure_In: [ASKED]": "exposure: {in: [ASKED]}",
}
GROUPS = {
    "": "",
    "kind: SEGMENT": "kind: {exact: SEGMENT}",
    'key_In: ["ops", "large", "none"]': 'key: {in: ["ops", "large", "none"]}',
    "product: $product": "product: $product",
}
LISTS = [
    (noun, shape, relay, main)
    for noun, shape, filters in (
        ("features", FEATURE, FEATURES),
        ("products", PRODUCT, PRODUCTS),
        ("groups", GROUP, GROUPS),
    )
    for relay, main in filters.items()
]


def fill(arguments: str) -> str:
    """Put the ids of a product and of a group in their places in ARGUMENTS."""
    ids = {
        "$product": id_of(Product.objects.get(key="app")),
        "$group": id_of(Group.objects.get(key="large")),
    }
    for place, found in ids.items():
        arguments = arguments.replace(place, f'"{found}"')
    return arguments


@pytest.mark.parametrize(("noun", "shape", "relay", "main"), LISTS)
def test_the_same_filter_finds_the_same_rows_in_the_same_order(
    noun: str, shape: str, relay: str, main: str
) -> None:
    build_house()
    rows = f"{{ totalCount edges {{ node {{ {shape} }} }} }}"

    found = ask_relay(f"{{ {noun}(first: 50, {fill(relay)}) {rows} }}")

    assert found == ask_main(f"{{ {noun}(first: 50, filter: {{ {fill(main)} }}) {rows} }}")


def test_an_empty_text_finds_what_is_empty() -> None:
    build_house()
    Feature.objects.filter(key="loved").update(source="crm", external_id="1")

    found = ask_relay('{ features(source: "") { edges { node { key } } } }')["features"]["edges"]

    assert [edge["node"]["key"] for edge in found] == ["contested", "disliked", "unheard"]


def test_the_house_has_a_row_for_every_kind_of_filter() -> None:
    build_house()

    found = [each["node"]["key"] for each in ask_relay(KEYS)["features"]["edges"]]

    assert found == ["loved", "contested", "disliked", "unheard"]


def test_an_id_leads_to_the_same_row_in_both() -> None:
    build_house()
    ids = [each["node"]["id"] for each in ask_relay(KEYS)["features"]["edges"]]
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Feature {{ {FEATURE} }} }} }}"

    assert [ask_relay(query, id=each) for each in ids] == [ask_main(query, id=each) for each in ids]


def test_a_merged_feature_answers_with_the_score_of_the_one_it_became_part_of() -> None:
    build_house()
    merged = id_of(Feature.objects.get(key="merged"))
    score = id_of(Feature.objects.get(key="loved"), "Alignment")
    query = "query ($id: ID!) { node(id: $id) { id ... on Feature { key alignment { id low } } } }"

    found = ask_relay(query, id=merged)

    assert (found["node"]["key"], found["node"]["alignment"]["id"]) == ("merged", score)
    assert found == ask_main(query, id=merged)


def test_a_score_and_a_group_have_ids_of_their_own() -> None:
    build_house()
    feature, group = Feature.objects.get(key="loved"), Group.objects.get(key="large")
    query = """query ($score: ID!, $group: ID!, $product: ID!) {
      score: node(id: $score) { id ... on Alignment { low rank explanation } }
      group: node(id: $group) { id ... on Group { key } }
      product: node(id: $product) { id ... on Product { key } } }"""
    ids = {
        "score": id_of(feature, "Alignment"),
        "group": id_of(group),
        "product": id_of(feature.product),
    }

    found = ask_relay(query, **ids)

    assert {name: each["id"] for name, each in found.items()} == ids
    assert found == ask_main(query, **ids)
