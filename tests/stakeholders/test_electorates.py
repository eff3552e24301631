"""Keeps who has a say in each product, and with how many voices."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from products.models import Product
from stakeholders.electorates import load_electorate, load_electorates, refresh_electorates
from stakeholders.models import ElectorateChange, Group, Stakeholder
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def build_counted_product() -> Product:
    """Build a product in which someone has spoken, so that its electorate is kept."""
    feature = build_feature()
    build_preference(build_stakeholder(), feature)
    return feature.product


def test_several_electorates_are_what_each_is_alone() -> None:
    products = [build_product() for _ in range(3)]
    bound, segment = build_team(), build_segment()
    bound.products.set(products[:2])
    for place in range(3):
        build_stakeholder(team=bound if place else build_team())
        build_stakeholder(account=build_account(segment=segment))

    found = load_electorates([product.pk for product in products])

    assert found == {product.pk: load_electorate(product.pk) for product in products}
    voices = {group.pk: group.voices for group in found[products[0].pk].groups}
    assert (voices[bound.pk], voices[segment.pk]) == (2, 3)
    assert bound.pk not in found[products[2].pk].keys


@pytest.mark.parametrize("products", [1, 3])
def test_kept_electorates_take_one_query(
    products: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pks = [build_counted_product().pk for _ in range(products)]

    with django_assert_num_queries(1):
        load_electorates(pks)


def test_a_product_in_which_nobody_spoke_is_counted_and_not_written() -> None:
    product, person = build_product(), build_stakeholder()
    assert person.team

    electorate = load_electorate(product.pk)

    assert [tuple(group) for group in electorate.groups] == [
        (person.team.pk, "TEAM", person.team.key, person.team.name, 1)
    ]
    assert not ElectorateChange.objects.exists()


def test_what_is_kept_is_what_was_counted_last() -> None:
    product, person = build_counted_product(), build_stakeholder()
    Stakeholder.objects.filter(pk=person.pk).update(deactivated_at=MOMENT)

    refresh_electorates(at=MOMENT)

    change = ElectorateChange.objects.filter(product=product).latest("pk")
    assert change.counted_at == MOMENT
    assert change.lines == [list(group) for group in load_electorate(product.pk).groups]
    assert [line[4] for line in change.lines] == [1, 0]


def test_an_electorate_that_has_not_moved_is_not_written_again() -> None:
    build_counted_product()
    changes = ElectorateChange.objects.count()

    refresh_electorates(at=timezone.now())

    assert ElectorateChange.objects.count() == changes


def test_a_group_that_is_called_otherwise_makes_another_electorate() -> None:
    product = build_counted_product()
    Group.objects.update(name="Renamed")

    refresh_electorates(at=MOMENT)

    assert [group.name for group in load_electorate(product.pk).groups] == ["Renamed"]


def test_only_products_that_were_counted_are_counted_again() -> None:
    product = build_product()
    build_counted_product()
    build_stakeholder()

    assert not ElectorateChange.objects.filter(product=product).exists()


def test_whoever_first_speaks_in_a_product_has_its_electorate_written() -> None:
    product = build_counted_product()

    change = ElectorateChange.objects.get(product=product)

    assert change.lines == [list(group) for group in load_electorate(product.pk).groups]
