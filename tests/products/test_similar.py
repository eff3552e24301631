"""Features that a new name may mean are found, fast, and those that were merged answer as one."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from products import similar
from products.models import Feature, Product
from products.similar import Similar, find_similar
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db

# What a catalogue has and what is typed into it, as people write.
NAMES = (
    "Dark mode",
    "Dark mode for the mobile app",
    "Offline mode",
    "Export to PDF",
    "PDF exports of schedules",
    "Time tracking",
    "Conflict radar",
    "Conflict alerts",
    "Übersicht aller Proben",
    "SSO",
    "Large-print parts",
)
TYPED = (
    "dark mode",
    "Darkmode",
    "mode: dark",
    "Tiem tracking",
    "export pdf",
    "conflict alert",
    "Ubersicht der Proben",
    "sso",
    "large print part",
    "Something else entirely",
    "100 % _offline_ mode",
)


def fill(*names: str) -> Product:
    """Build a product with features of NAMES."""
    product = build_product()
    for number, name in enumerate(names):
        build_feature(f"f{number}", name, product=product)
    return product


def name_all(found: list[Similar]) -> list[str]:
    """Give the names of the features FOUND."""
    return [each.feature.name for each in found]


def test_the_likeliest_comes_first() -> None:
    product = fill("Dark mode for the mobile app", "Offline mode", "Dark theme", "Dark mode")

    found = find_similar(product, "dark mode")

    assert name_all(found) == ["Dark mode", "Dark mode for the mobile app", "Dark theme"]
    assert [each.likeness for each in found][:2] == [1.0, 0.85]
    assert found[0].reasons == ("The names are the same.",)


def test_what_is_alike_in_both_comes_before_what_is_in_one() -> None:
    product = fill("Radar one", "Radar two")
    Feature.objects.filter(key="f1").update(summary="Warns when two rehearsals clash.")

    found = find_similar(product, "Radar six", "It warns when two rehearsals clash")

    assert name_all(found)[0] == "Radar two"
    assert found[0].reasons[-1].startswith("The summaries are")


def test_a_merged_feature_answers_with_its_target() -> None:
    product = fill("Conflict radar", "Clash warning")
    whole = Feature.objects.get(key="f0")
    Feature.objects.filter(key="f1").update(merged_into=whole)

    (found,) = find_similar(product, "Clash warnings")

    assert (found.feature, found.duplicate) == (whole, "Clash warning")
    assert found.reasons[-1] == "“Clash warning” is part of it."


def test_a_feature_is_named_once_though_its_parts_are_alike_too() -> None:
    product = fill("Conflict radar", "Conflict radars")
    Feature.objects.filter(key="f1").update(merged_into=Feature.objects.get(key="f0"))

    (found,) = find_similar(product, "Conflict radar")

    assert (found.feature.key, found.duplicate) == ("f0", "")


def test_a_feature_is_not_like_itself_or_its_parts() -> None:
    product = fill("Conflict radar", "Conflict radars", "Conflict radar two")
    mine = Feature.objects.get(key="f0")
    Feature.objects.filter(key="f1").update(merged_into=mine)

    found = find_similar(product, "Conflict radar", but=mine.pk)

    assert name_all(found) == ["Conflict radar two"]


def test_another_product_is_not_looked_into() -> None:
    product = fill("Offline mode")
    fill("Dark mode")

    assert find_similar(product, "Dark mode") == []


@pytest.mark.parametrize(
    "name", ["", "   ", "?!", "\0", "a\0b\ud800", "x" * 100_000, "%", "'); --"]
)
def test_odd_texts_are_like_nothing(name: str) -> None:
    assert find_similar(fill("Dark mode"), name, name) == []


@pytest.mark.parametrize(("most", "number"), [(-1, 0), (0, 0), (2, 2), (9, 3)])
def test_no_more_are_given_than_are_asked_for(most: int, number: int) -> None:
    product = fill("Dark mode", "Dark modes", "Dark-mode")

    assert len(find_similar(product, "Dark mode", most=most)) == number


@pytest.mark.parametrize("size", [3, 300])
def test_the_queries_are_as_many_for_any_number_of_features(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    Feature.objects.bulk_create(
        Feature(product=product, key=f"f{number}", name=f"Dark mode {number}")
        for number in range(size)
    )
    asks_for_trigrams = connection.vendor == "postgresql"

    with django_assert_num_queries(2 + asks_for_trigrams):
        assert len(find_similar(product, "Dark mode", most=3)) == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: trigrams")
@pytest.mark.parametrize("typed", TYPED)
def test_trigrams_choose_all_that_is_alike(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    product = fill(*NAMES)
    Feature.objects.filter(key="f6").update(summary="Warns when two rehearsals clash.")
    told = "Warn when rehearsals clash"

    chosen = find_similar(product, typed, told, most=20)
    monkeypatch.setattr(similar, "has_trigrams", lambda: False)

    assert chosen == find_similar(product, typed, told, most=20)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: trigrams")
def test_trigrams_have_an_index_to_choose_by() -> None:
    with connection.cursor() as cursor:
        names = set(connection.introspection.get_constraints(cursor, "products_feature"))

    assert {"feature_name_trigrams", "feature_summary_trigrams"} <= names
