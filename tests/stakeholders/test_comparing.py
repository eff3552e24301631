"""Compares groups over a product, from stored cells."""

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Product
from stakeholders.comparing import GROUPS_AT_MOST, TooManyGroupsError, compare_groups
from stakeholders.models import Group, GroupKind, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

YES, NO = Stance.STRONGLY_SUPPORT, Stance.STRONGLY_OPPOSE


def build_stands(product: Product, *stands: list[Stance]) -> list[Group]:
    """Build a team of three for each of STANDS, which names its stance on one feature each."""
    features = [build_feature(product=product) for _ in stands[0]]
    return [build_stand(features, stances) for stances in stands]


def build_stand(features: list[Feature], stances: list[Stance]) -> Group:
    team = build_team()
    people = [build_stakeholder(team=team) for _ in range(3)]
    state(
        [
            Statement(stakeholder=person.pk, feature=feature.pk, stance=stance)
            for person in people
            for feature, stance in zip(features, stances, strict=True)
        ],
        actor="tests",
    )
    return team


def test_groups_that_say_the_same_are_wholly_alike() -> None:
    product = build_product()
    groups = build_stands(product, [YES, NO], [YES, NO])

    found = compare_groups(product)

    assert found.groups == groups
    assert found.alignments == [[1, 1], [1, 1]]
    assert (found.concordance, found.alpha) == (1, 1)


def test_groups_that_say_the_opposite_agree_less_than_by_chance() -> None:
    product = build_product()
    build_stands(product, [YES, NO], [NO, YES])

    found = compare_groups(product)

    # Support is 4/5 after three strong yes and 1/8 after three strong no.
    assert found.alignments[0][1] == pytest.approx(1 - (4 / 5 - 1 / 8))
    assert found.alignments[1][0] == found.alignments[0][1]
    assert found.concordance == 0
    assert found.alpha is not None
    assert found.alpha < 0


def test_what_is_undefined_is_empty_and_no_number() -> None:
    product = build_product()
    teams = [build_team(), build_team()]
    build_feature(product=product)

    found = compare_groups(product)

    assert found.groups == teams
    assert found.alignments == [[1, None], [None, 1]]
    assert (found.concordance, found.alpha) == (None, None)


def test_a_product_without_groups_or_features_has_an_empty_table() -> None:
    found = compare_groups(build_product())

    assert (list(found.groups), list(found.alignments)) == ([], [])
    assert (found.concordance, found.alpha) == (None, None)


def test_only_groups_with_a_say_and_current_features_count() -> None:
    product = build_product()
    groups = build_stands(product, [YES, NO], [YES, YES])
    other = build_feature()
    build_preference(build_stakeholder(team=groups[0]), other, stance=NO)
    groups[1].products.add(other.product)

    found = compare_groups(product)

    assert found.groups == groups[:1]
    assert found.alpha == 1  # the second team, and the other product, would have spoilt it


def test_a_table_of_too_many_groups_is_refused() -> None:
    product = build_product()
    kind = GroupKind.TEAM
    Group.objects.bulk_create(
        Group(kind=kind, key=f"t{place}", name="t") for place in range(GROUPS_AT_MOST)
    )
    assert len(compare_groups(product).groups) == GROUPS_AT_MOST
    build_team()

    with pytest.raises(TooManyGroupsError):
        compare_groups(product)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_comparison_takes_three_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    build_stands(product, *([YES] * rows for _ in range(rows)))

    with django_assert_num_queries(3):
        compare_groups(product)
