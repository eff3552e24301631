"""Votes that are nobody's are told beside what people have stated."""

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from stakeholders.models import Tally
from tests.backend.api.asking import ask
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, tzinfo=UTC)
TALLIES = """query ($product: String!) { features(product: $product, first: 20) { nodes { key
  tallies { source key count seenAt } } } }"""


def test_a_feature_tells_what_was_counted_for_it_and_for_its_duplicates() -> None:
    product = build_product("p")
    whole = build_feature("whole", product=product)
    twin = build_feature("twin", product=product, merged_into=whole)
    for feature, source, count in ((whole, "fider", 12), (twin, "fider", 3), (whole, "canny", 0)):
        Tally.objects.create(feature=feature, source=source, count=count, seen_at=AT)

    found = ask(TALLIES, product="p")["features"]["nodes"]

    told = [
        {"source": "fider", "key": key, "count": count, "seenAt": "2026-03-01T00:00:00+00:00"}
        for key, count in ((whole.key, 12), (twin.key, 3))
    ]
    assert {each["key"]: each["tallies"] for each in found} == {whole.key: told}


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_however_many_features_there_are(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product("p")
    for _ in range(number):
        feature = build_feature(product=product)
        Tally.objects.create(feature=feature, source="fider", count=1, seen_at=AT)

    with django_assert_num_queries(2):
        assert len(ask(TALLIES, product="p")["features"]["nodes"]) == number
