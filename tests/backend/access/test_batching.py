"""Rows that were read together are loaded together."""

from collections.abc import Sequence

import pytest

from backend.access.batching import one, shared, together
from products.models import Feature, Product
from tests.builders import build_feature

pytestmark = pytest.mark.django_db


def double(products: Sequence[Product]) -> dict[int, int]:
    return {product.pk: 2 * product.pk for product in products}


def test_what_one_row_is_asked_for_is_loaded_for_all() -> None:
    rows = together([Product(pk=1), Product(pk=2)])
    loads: list[int] = []

    def load(products: Sequence[Product]) -> dict[int, int]:
        loads.append(len(products))
        return double(products)

    assert [shared(row, "double", load, default=0) for row in rows] == [2, 4]
    assert loads == [2]


def test_a_row_that_came_alone_is_loaded_alone() -> None:
    assert shared(Product(pk=3), "double", double, default=0) == 6


def test_what_is_not_found_is_the_default() -> None:
    assert shared(Product(pk=3), "nothing", lambda _rows: {}, default="none") == "none"


def test_rows_at_the_end_of_a_relation_are_together_in_turn(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    for _ in range(3):
        build_feature()
    features = together(Feature.objects.all())

    with django_assert_num_queries(1):  # type: ignore[operator]  # -- pytest-django's own type is private
        products = [one(feature, "product") for feature in features]

    assert [each.features.count() for each in products if isinstance(each, Product)] == [1, 1, 1]
