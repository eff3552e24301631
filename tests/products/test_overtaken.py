"""Two hands that write the same rows at once: neither undoes what the other wrote."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from products.catalogue import upsert_features
from products.models import Feature, Product
from products.upserts import Outcome, upsert
from tests.builders import build_feature, build_objective, build_product


@pytest.mark.django_db
def test_of_each_row_no_more_is_written_than_what_changed() -> None:
    for key in ("a", "b"):
        build_product(key)

    def write_meanwhile(
        _row: Product, _before: Mapping[str, object]
    ) -> Iterator[tuple[str, str, str]]:
        Product.objects.update(vision="Another's", name="Another's")
        yield from ()

    upsert(
        Product,
        [{"key": "a", "name": "Ours"}, {"key": "b", "vision": "Ours"}],
        keys=("key",),
        check=write_meanwhile,
    )

    kept = Product.objects.order_by("key").values_list("name", "vision")
    assert list(kept) == [("Ours", "Another's"), ("Another's", "Ours")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="needs PostgreSQL: SQLite has one writer at a time"
)
def test_a_row_that_another_wrote_first_is_found_then() -> None:
    entry = {"key": "tutti", "name": "Ours"}

    def write_first() -> None:
        try:
            Product.objects.get_or_create(key="tutti", defaults={"name": "Another's"})
        finally:
            connections.close_all()

    def write_meanwhile(
        _row: Product, _before: Mapping[str, object]
    ) -> Iterator[tuple[str, str, str]]:
        with ThreadPoolExecutor(1) as another:
            another.submit(write_first).result()
        yield from ()

    (written,) = upsert(Product, [entry], keys=("key",), check=write_meanwhile)

    assert (written.outcome, written.before) == (Outcome.CHANGED, {"name": "Another's"})
    assert Product.objects.get().name == "Ours"


@pytest.mark.django_db
def test_a_row_whose_links_alone_move_has_changed() -> None:
    feature = build_feature()
    other = build_feature(product=feature.product)
    build_objective("grow", product=feature.product)

    moved, _ = upsert_features(
        feature.product,
        [{"key": feature.key, "objectives": ["grow"]}, {"key": other.key, "objectives": []}],
    )

    fresh = {row.pk: row.updated_at for row in Feature.objects.all()}
    assert moved.row.updated_at == fresh[feature.pk] > feature.updated_at
    assert fresh[other.pk] == other.updated_at
