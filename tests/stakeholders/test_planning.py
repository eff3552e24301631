"""Spends a budget of effort, from stored rows."""

import math
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Product, Stage
from stakeholders.alignment.roadmap import BudgetError
from stakeholders.models import Group, ReferenceWeight, Stance
from stakeholders.planning import draw_roadmap
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


def build_camp(number: int, *features: Feature) -> Group:
    """Build a team of NUMBER people who all back FEATURES."""
    team = build_team()
    for _ in range(number):
        person = build_stakeholder(team=team)
        for feature in features:
            build_preference(person, feature)
    return team


def build_features(product: Product, *efforts: int | None) -> list[Feature]:
    """Build an open feature of PRODUCT for each of EFFORTS."""
    return [
        build_feature(product=product, effort=None if effort is None else Decimal(effort))
        for effort in efforts
    ]


def test_equal_shares_serve_the_small_team_that_votes_leave_out() -> None:
    product = build_product()
    first, second, third = build_features(product, 3, 3, 3)
    large, small = build_camp(5, first, second), build_camp(3, third)

    found = draw_roadmap(product, 6)

    assert found.equal_shares.features == (first.pk, third.pk)
    assert found.equal_shares.by_group == {large.pk: 1, small.pk: 1}
    assert (found.equal_shares.coverage, found.equal_shares.cost) == (1, Decimal(6))
    assert found.by_votes.features == (first.pk, second.pk)
    assert found.by_votes.by_group == {large.pk: 1, small.pk: 0}
    assert found.by_votes.coverage == 5 / 8


def test_what_is_left_is_spent_in_the_order_of_rank() -> None:
    product = build_product()
    cheap, dear, liked = build_features(product, 1, 9, 4)
    team = build_camp(3, cheap, dear)
    build_preference(build_stakeholder(team=team), liked)

    found = draw_roadmap(product, 6)

    assert found.equal_shares.features == (cheap.pk,)
    assert found.steps > 0
    assert found.completed.features == (cheap.pk, liked.pk)
    assert found.by_score.features == (cheap.pk, liked.pk)


def test_an_account_backs_what_its_people_back_on_the_whole() -> None:
    product = build_product()
    split, liked = build_features(product, 1, 1)
    account = build_account(segment=build_segment())
    seats = [build_stakeholder(account=account) for _ in range(2)]
    for person, stance in zip(seats, (Stance.SUPPORT, Stance.OPPOSE), strict=True):
        build_preference(person, split, stance=stance)
    build_preference(seats[0], liked, stance=Stance.SUPPORT)

    found = draw_roadmap(product, 2)

    assert found.equal_shares.features == (liked.pk,)
    assert found.equal_shares.coverage == 1


def test_silent_voices_have_a_purse_and_count_in_the_coverage() -> None:
    product = build_product()
    (feature,) = build_features(product, 2)
    team = build_camp(1, feature)
    for _ in range(3):
        build_stakeholder(team=team)

    found = draw_roadmap(
        product, 2
    )  # one of four has a quarter, until purses are four times as large

    assert (found.equal_shares.features, found.steps) == ((feature.pk,), 300)
    assert found.equal_shares.coverage == 1 / 4


def test_nobody_has_more_than_five_typical_purses() -> None:
    product, segment = build_product(), build_segment()
    (feature,) = build_features(product, 5)
    giant = build_account(segment=segment, annual_value=1_000_000)
    for _ in range(5):
        build_account(segment=segment, annual_value=1)
    ReferenceWeight.objects.filter(kind="SEGMENT").update(w_ref=1)
    build_preference(build_stakeholder(account=giant), feature)

    found = draw_roadmap(product, 8)  # it has 5 of 10 shares: 4, until purses grow by a quarter

    assert (found.equal_shares.features, found.steps) == ((feature.pk,), 25)


def test_only_open_features_with_an_effort_can_be_bought() -> None:
    product = build_product()
    estimated, unknown = build_features(product, 1, None)
    launched = build_feature(product=product, stage=Stage.LAUNCH, effort=Decimal(1))
    other = build_feature(effort=Decimal(1))
    merged = build_feature(product=product, effort=Decimal(1), merged_into=None)
    build_camp(3, estimated, unknown, launched, other, merged)
    Feature.objects.filter(pk=merged.pk).update(merged_into=estimated)

    found = draw_roadmap(product, 100)

    ways = (found.equal_shares, found.completed, found.by_score, found.by_votes)
    assert {way.features for way in ways} == {(estimated.pk,)}


def test_a_group_that_backs_nothing_with_an_effort_cannot_be_served() -> None:
    product = build_product()
    estimated, unknown = build_features(product, 100, None)
    dear, waiting, silent = build_camp(1, estimated, unknown), build_camp(2, unknown), build_camp(3)

    found = draw_roadmap(product, 1)

    assert found.completed.by_group == {dear.pk: 0, waiting.pk: 0, silent.pk: 0}
    assert found.servable == {dear.pk}


def test_a_group_without_a_say_buys_nothing() -> None:
    product = build_product()
    mine, theirs = build_features(product, 1, 1)
    build_camp(3, mine)
    build_camp(9, theirs).products.add(build_product())

    found = draw_roadmap(product, 2)

    assert found.equal_shares.features == (mine.pk,)
    assert found.by_votes.features == (mine.pk,)


def test_without_a_budget_only_what_costs_nothing_is_bought() -> None:
    product = build_product()
    gift, dear = build_features(product, 0, 1)
    build_camp(3, gift, dear)

    found = draw_roadmap(product, 0)

    assert (found.completed.features, found.completed.cost) == ((gift.pk,), Decimal(0))


@pytest.mark.parametrize("budget", [-1, -0.1, math.nan, math.inf, -math.inf])
def test_a_budget_that_is_no_amount_is_refused(budget: float) -> None:
    with pytest.raises(BudgetError):
        draw_roadmap(build_product(), budget)


def test_nothing_is_bought_where_there_is_nothing_and_nobody() -> None:
    found = draw_roadmap(build_product(), 10)

    assert (found.equal_shares.features, found.equal_shares.coverage) == ((), None)
    assert found.equal_shares.by_group == {}


def test_a_roadmap_writes_nothing() -> None:
    product, segment = build_product(), build_segment()
    build_features(product, 1)
    build_account(segment=segment)

    draw_roadmap(product, 1)

    assert ReferenceWeight.objects.get(kind="SEGMENT").w_ref is None


@pytest.mark.parametrize("rows", [1, 3])
def test_a_roadmap_takes_seven_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    features = build_features(product, *range(rows))
    for _ in range(rows):
        build_camp(2, *features)
        build_preference(build_stakeholder(account=build_account()), features[0])

    with django_assert_num_queries(7):
        draw_roadmap(product, 3)
