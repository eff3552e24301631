"""The order of features by backing, and the rank of each among the open ones."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Product, Stage
from stakeholders.models import AlignmentScore
from stakeholders.ranking import ranked, with_rank
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db


def build_scored(
    key: str, product: Product, low: float, score: float = 50, stage: Stage = Stage.DISCOVERY
) -> Feature:
    """Build the feature KEY of PRODUCT with a score."""
    feature = build_feature(key, product=product, stage=stage)
    AlignmentScore.objects.create(
        feature=feature,
        score=score,
        low=low,
        high=100,
        breakdown=[],
        revenue=Decimal(0),
        updated_at=feature.created_at,
    )
    return feature


def find_ranks(product: Product) -> dict[str, int | None]:
    """Give the ranks of the features of PRODUCT, in the order of their backing."""
    features = with_rank(ranked(product.features.all()))
    return {feature.key: get_rank(feature) for feature in features}


def get_rank(feature: Feature) -> int | None:
    """Give the rank that FEATURE was annotated with."""
    rank: int | None = vars(feature)["rank"]
    return rank


def test_the_order_is_by_low_then_score_then_age_and_the_unheard_come_last() -> None:
    product = build_product()
    build_feature("unheard", product=product)
    build_scored("low", product, 10, 90)
    build_scored("first", product, 30, 40)
    build_scored("twin", product, 30, 40)
    build_scored("sure", product, 30, 50)

    assert list(find_ranks(product)) == ["sure", "first", "twin", "low", "unheard"]
    assert list(find_ranks(product).values()) == [1, 2, 3, 4, None]


def test_what_is_launched_declined_or_merged_takes_no_rank() -> None:
    product = build_product()
    build_scored("launched", product, 40, stage=Stage.LAUNCH)
    build_scored("declined", product, 39, stage=Stage.DECLINED)
    merged = build_scored("merged", product, 38)
    whole = build_scored("whole", product, 20, stage=Stage.DEVELOPMENT)
    Feature.objects.filter(pk=merged.pk).update(merged_into=whole)

    assert find_ranks(product) == {"launched": None, "declined": None, "merged": None, "whole": 1}


def test_each_product_has_ranks_of_its_own() -> None:
    here, there = build_product(), build_product()
    build_scored("theirs", there, 40)
    build_scored("ours", here, 20)

    assert find_ranks(here) == {"ours": 1}
    assert find_ranks(there) == {"theirs": 1}


def test_a_rank_does_not_depend_on_what_else_is_asked_for() -> None:
    product = build_product()
    build_scored("first", product, 40)
    second = build_scored("second", product, 20)

    features = with_rank(Feature.objects.filter(pk=second.pk))

    assert [get_rank(feature) for feature in features] == [2]


@pytest.mark.parametrize("number", [1, 3])
def test_ranks_cost_one_query(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    for place in range(number):
        build_scored(f"feature-{place}", product, 20 + place)

    with django_assert_num_queries(1):
        ranks = find_ranks(product)

    assert list(ranks.values()) == list(range(1, number + 1))
