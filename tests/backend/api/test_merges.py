"""Merges duplicates through the API, and undoes it; a duplicate answers with its target's score."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Merge, Product
from tests.backend.api.asking import ask, id_of
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

MERGE = """mutation ($in: MergeFeaturesInput!) { mergeFeatures(input: $in) {
  feature { id mergedInto { key } alignment { id } } into { key mergedFeatures { nodes { key } }
  alignment { id voices } } errors { code message path } } }"""
UNMERGE = """mutation ($in: UnmergeFeatureInput!) { unmergeFeature(input: $in) {
  feature { key mergedInto { key } alignment { voices } }
  wasPartOf { key alignment { voices } } errors { code message path } } }"""
DUPLICATES = """query ($product: String!) { product(key: $product) { features(first: 20) { nodes {
  mergedInto { key } alignment { low rank }
  mergedFeatures(first: 5) { nodes { mergedInto { key } alignment { low rank } } } } } } }"""


def merge(feature: Feature, into: Feature, **more: object) -> Any:  # noqa: ANN401 -- JSON
    """Merge FEATURE into INTO, with MORE, and give the payload."""
    given = {"feature": id_of(feature), "into": id_of(into), **more}
    return ask(MERGE, **{"in": given})["mergeFeatures"]


def unmerge(feature: Feature) -> Any:  # noqa: ANN401 -- JSON
    """Let FEATURE stand for itself again, and give the payload."""
    return ask(UNMERGE, **{"in": {"feature": id_of(feature)}})["unmergeFeature"]


def build_twins(key: str = "p") -> tuple[Feature, Feature]:
    """Build a duplicate and what it is to become part of, in the product KEY; both are heard."""
    product = Product.objects.filter(key=key).first() or build_product(key)
    twins = [build_feature(product=product) for _ in range(2)]
    for twin in twins:
        build_preference(build_stakeholder(), twin)
    return twins[0], twins[1]


def test_a_merge_is_answered_with_both_features() -> None:
    twin, whole = build_twins()

    done = merge(twin, whole, reason="the same")

    score = id_of(whole, "Alignment")
    assert done == {
        "feature": {
            "id": id_of(twin),
            "mergedInto": {"key": whole.key},
            "alignment": {"id": score},
        },
        "into": {
            "key": whole.key,
            "mergedFeatures": {"nodes": [{"key": twin.key}]},
            "alignment": {"id": score, "voices": 2},
        },
        "errors": [],
    }
    assert Merge.objects.values_list("reason", "actor").get() == ("the same", "anonymous")


def test_a_merged_feature_answers_as_its_target_does() -> None:
    twin, whole = build_twins()
    group = build_team()
    build_preference(build_stakeholder(team=group), whole)
    build_stakeholder(team=group)  # who has not spoken
    merge(twin, whole)
    answers = (
        "... on Feature { whatIf(group: $group, support: 0.25) willingnessToPay { count } "
        "conversations { feature { key } shrinkage } }"
    )

    twin_says, whole_says = ask(
        f"query ($ids: [ID!]!, $group: ID!) {{ nodes(ids: $ids) {{ {answers} }} }}",
        ids=[id_of(twin), id_of(whole)],
        group=id_of(group),
    )["nodes"]

    assert twin_says == whole_says
    assert whole_says["whatIf"] is not None
    assert whole_says["conversations"][0]["feature"] == {"key": whole.key}


def test_an_undone_merge_is_answered_with_both_features() -> None:
    twin, whole = build_twins()
    merge(twin, whole)

    done = unmerge(twin)

    alone = {"voices": 1}
    assert done == {
        "feature": {"key": twin.key, "mergedInto": None, "alignment": alone},
        "wasPartOf": {"key": whole.key, "alignment": alone},
        "errors": [],
    }


def test_undoing_nothing_is_no_mistake() -> None:
    twin, _ = build_twins()

    done = unmerge(twin)

    assert (done["feature"]["key"], done["wasPartOf"], done["errors"]) == (twin.key, None, [])


def test_a_merge_that_cannot_be_is_refused_with_the_place() -> None:
    twin, whole = build_twins()
    merge(twin, whole)
    other = build_feature(product=whole.product)

    done = merge(other, twin)

    message = f"{twin.key!r} was merged into {whole.key!r}; name that one."
    error = {"code": "CONFLICT", "message": message, "path": ["input", "into"]}
    assert done == {"feature": None, "into": None, "errors": [error]}


def test_an_undoing_that_cannot_be_is_refused_with_the_place() -> None:
    twin, whole = build_twins()
    merge(twin, whole)
    last = build_feature(product=whole.product)
    merge(whole, last)

    done = unmerge(twin)

    message = f"{whole.key!r} was itself merged, into {last.key!r}; take that merge back first."
    error = {"code": "CONFLICT", "message": message, "path": ["input", "feature"]}
    assert done == {"feature": None, "wasPartOf": None, "errors": [error]}


def test_what_names_no_feature_is_refused() -> None:
    given = {"feature": id_of(build_stakeholder()), "into": "nothing"}

    errors = ask(MERGE, **{"in": given})["mergeFeatures"]["errors"]

    assert [(error["code"], error["path"]) for error in errors] == [
        ("UNKNOWN", ["input", "feature"]),
        ("UNKNOWN", ["input", "into"]),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_duplicates_cost_the_same_queries_however_many_they_are(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        twin, whole = build_twins()
        merge(twin, whole)

    with django_assert_num_queries(8):
        found = ask(DUPLICATES, product="p")["product"]["features"]["nodes"]

    assert len(found) == number
    for each in found:
        (duplicate,) = each["mergedFeatures"]["nodes"]
        assert duplicate["alignment"] == each["alignment"]
