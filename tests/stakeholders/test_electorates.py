"""Reads who has a say in several products at once."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from stakeholders.alignment.cells import Column
from stakeholders.electorates import known, load_electorates, load_table
from stakeholders.readings import load_electorate
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)


@pytest.mark.django_db
def test_several_electorates_are_what_each_is_alone() -> None:
    products = [build_product() for _ in range(3)]
    bound, segment = build_team(), build_segment()
    bound.products.set(products[:2])
    for place in range(3):
        build_stakeholder(team=bound if place else build_team())
        build_stakeholder(account=build_account(segment=segment))

    found = load_electorates([product.pk for product in products])

    for product in products:
        alone = load_electorate(product)
        assert found[product.pk].groups == alone.groups
        assert found[product.pk].voices.tolist() == alone.voices.tolist()
    assert bound not in found[products[2].pk].groups


@pytest.mark.django_db
@pytest.mark.parametrize("products", [1, 3])
def test_electorates_take_four_queries(
    products: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pks = [build_product().pk for _ in range(products)]
    build_stakeholder()

    with django_assert_num_queries(4):
        load_electorates(pks)


@pytest.mark.django_db
def test_a_table_holds_the_cells_of_its_groups_and_zeros() -> None:
    feature, silent = build_feature(), build_feature()
    mine, other = build_stakeholder(), build_stakeholder()
    for person in (mine, other):
        build_preference(person, feature)
    assert mine.team

    table = load_table([silent.pk, feature.pk], [mine.team])

    assert table[:, 0, Column.HEADS].tolist() == [0, 1]


def test_what_the_engine_does_not_know_is_nothing() -> None:
    assert [known(np.nan), known(np.float64(0.5))] == [None, 0.5]
