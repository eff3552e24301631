"""Insights are placed feature by feature, and counted by month, kind and mood."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from products.faults import RowsRefusedError
from products.insights import (
    MonthCount,
    attach_insight,
    count_for_features,
    count_in_products,
    detach_insight,
)
from products.models import Feature, Insight, Product
from products.upserts import Outcome
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db

MARCH, APRIL = datetime(2026, 3, 31, 23, 59, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def build_insight(product: Product, *features: Feature, **values: Any) -> Insight:  # noqa: ANN401 -- columns
    """Build an insight about PRODUCT that bears on FEATURES."""
    told = {"kind": "INTERNAL", "title": "Heard"} | values
    insight = Insight.objects.create(product=product, **told)
    insight.features.set(features)
    return insight


def test_an_insight_bears_on_more_features_and_keeps_the_others() -> None:
    product = build_product()
    one, two = (build_feature(product=product) for _ in range(2))
    insight = build_insight(product, one)

    done = attach_insight(insight, [two])

    assert done.outcome is Outcome.CHANGED
    assert set(insight.features.all()) == {one, two}
    assert done.row.updated_at > insight.updated_at


def test_the_same_again_changes_nothing() -> None:
    product = build_product()
    one, two = (build_feature(product=product) for _ in range(2))
    insight = build_insight(product, one)

    outcomes = [
        attach_insight(insight, [one]).outcome,
        attach_insight(insight, []).outcome,
        detach_insight(insight, [two]).outcome,
        detach_insight(insight, []).outcome,
    ]

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert Insight.objects.get().updated_at == insight.updated_at


def test_an_insight_bears_on_a_feature_no_more() -> None:
    product = build_product()
    one, two = (build_feature(product=product) for _ in range(2))
    insight = build_insight(product, one, two)

    done = detach_insight(insight, [one])

    assert (done.outcome, set(insight.features.all())) == (Outcome.CHANGED, {two})


def test_a_feature_of_another_product_undoes_all() -> None:
    mine, other = build_feature(), build_feature()
    insight = build_insight(mine.product)

    with pytest.raises(RowsRefusedError) as refused:
        attach_insight(insight, [mine, other])

    assert [(each.row, each.field, each.code) for each in refused.value.faults] == [
        (1, "features", "UNKNOWN")
    ]
    assert insight.features.count() == 0


def test_insights_are_counted_by_month_kind_and_mood() -> None:
    product = build_product()
    for at, mood in (
        (APRIL, "BOTHERED"),
        (None, "EXCITED"),
        (MARCH, "EXCITED"),
        (MARCH, "EXCITED"),
    ):
        build_insight(product, occurred_at=at, mood=mood)
    build_insight(build_product())

    assert count_in_products([product.pk]) == {
        product.pk: [
            MonthCount(date(2026, 3, 1), "INTERNAL", "EXCITED", 2),
            MonthCount(date(2026, 4, 1), "INTERNAL", "BOTHERED", 1),
            MonthCount(None, "INTERNAL", "EXCITED", 1),
        ]
    }


def test_what_bears_on_a_duplicate_counts_for_the_whole_and_once() -> None:
    product = build_product()
    whole = build_feature(product=product)
    part = build_feature(product=product, merged_into=whole)
    build_insight(product, whole, part)
    build_insight(product, part)

    found = count_for_features([whole.pk])

    assert [each.number for each in found[whole.pk]] == [2]


def test_of_several_features_each_has_its_own(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    product = build_product()
    one, two, bare = (build_feature(product=product) for _ in range(3))
    build_insight(product, one, two)
    build_insight(product, two)

    with django_assert_num_queries(1):
        found = count_for_features([one.pk, two.pk, bare.pk])

    assert {key: [each.number for each in mine] for key, mine in found.items()} == {
        one.pk: [1],
        two.pk: [2],
    }
