"""Names whom to ask next."""

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Stage
from stakeholders.asking import Conversation, ask_about_features, ask_in_products
from stakeholders.models import Group, Stakeholder
from stakeholders.rosters import NAMED_AT_MOST
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


def build_people(team: Group, *weights: int) -> list[Stakeholder]:
    return [build_stakeholder(team=team, weight=weight) for weight in weights]


def ask(feature: Feature, most: int = 9) -> list[Conversation]:
    return ask_about_features([feature.pk], most).get(feature.pk, [])


def test_of_a_team_the_silent_people_are_named_heaviest_first() -> None:
    feature, team = build_feature(), build_team()
    speaker, light, heavy = build_people(team, 9, 1, 3)
    build_preference(speaker, feature)

    (found,) = ask(feature)

    assert (found.prospect.feature, found.prospect.group) == (feature.pk, team.pk)
    assert found.prospect.shrinkage > 0
    assert (found.silent, found.accounts, found.people) == (2, (), (heavy.pk, light.pk))


def test_of_a_segment_the_silent_accounts_are_named_and_their_people_in_turn() -> None:
    feature, segment = build_feature(), build_segment()
    small, large, heard = (
        build_account(segment=segment, annual_value=value) for value in (1, 5, 9)
    )
    names = (("Ada", large), ("Bea", large), ("Cy", small), ("Dee", heard), ("Eve", heard))
    people = {name: build_stakeholder(name, account=account) for name, account in names}
    build_preference(people["Dee"], feature)

    (found,) = ask(feature)

    assert (found.silent, found.accounts) == (2, (large.pk, small.pk))
    assert found.people == tuple(people[name].pk for name in ("Ada", "Cy", "Bea"))


def test_ten_are_named_and_all_are_counted() -> None:
    feature, team, segment = build_feature(), build_team(), build_segment()
    build_people(team, *[1] * 12)
    for _ in range(11):
        build_stakeholder(account=build_account(segment=segment))

    found = {each.prospect.group: each for each in ask(feature)}

    assert (found[team.pk].silent, len(found[team.pk].people)) == (12, NAMED_AT_MOST)
    assert (found[segment.pk].silent, len(found[segment.pk].accounts)) == (11, NAMED_AT_MOST)
    assert len(found[segment.pk].people) == NAMED_AT_MOST


def test_a_group_that_has_all_spoken_is_not_asked_again() -> None:
    feature, team = build_feature(), build_team()
    for person in build_people(team, 1, 1):
        build_preference(person, feature)

    assert ask(feature) == []


def test_a_group_without_a_say_is_not_asked() -> None:
    feature, team, other = build_feature(), build_team(), build_team()
    build_people(team, 1)
    build_people(other, 1)
    other.products.add(build_product())

    assert [each.prospect.group for each in ask(feature)] == [team.pk]


def test_the_conversations_that_settle_most_come_first() -> None:
    feature, teams = build_feature(), [build_team() for _ in range(3)]
    for team in teams:
        build_people(team, 1, 1, 1, 1)
    for person in Stakeholder.objects.filter(team=teams[0])[:3]:
        build_preference(person, feature)

    found = ask(feature)

    shrinkages = [each.prospect.shrinkage for each in found]
    assert shrinkages == sorted(shrinkages, reverse=True)
    assert [each.prospect.group for each in found] == [teams[1].pk, teams[2].pk, teams[0].pk]
    assert ask(feature, 1) == found[:1]
    assert ask(feature, 0) == []


def test_a_product_asks_about_its_open_features_only() -> None:
    product, team = build_product(), build_team()
    build_people(team, 1, 1, 1)
    features = [build_feature(product=product) for _ in range(3)]
    build_feature(product=product, stage=Stage.LAUNCH)
    build_feature()

    found = ask_in_products([product.pk], 10)[product.pk]

    assert [each.prospect.feature for each in found] == [feature.pk for feature in features]
    assert ask_in_products([product.pk], 2)[product.pk] == found[:2]


def test_the_conversations_of_a_product_are_the_best_of_its_features() -> None:
    product, teams = build_product(), [build_team() for _ in range(3)]
    features = [build_feature(product=product) for _ in range(3)]
    for place, team in enumerate(teams):
        for person in build_people(team, 1, 1, 1, 1)[: place + 1]:
            build_preference(person, features[place])
    each = ask_about_features([feature.pk for feature in features], 9)
    best = sorted((found for mine in each.values() for found in mine), key=order)

    assert ask_in_products([product.pk], 4)[product.pk] == best[:4]


def order(found: Conversation) -> tuple[float, int, int]:
    return -found.prospect.shrinkage, found.prospect.feature, found.prospect.group


def test_where_nobody_has_a_say_nobody_is_asked() -> None:
    feature = build_feature()

    assert ask(feature) == []
    assert ask_in_products([feature.product_id], 10) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_conversations_take_seven_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    features = [build_feature() for _ in range(rows)]
    for feature in features:
        build_preference(build_stakeholder(), feature)
        build_stakeholder(account=build_account())
        build_stakeholder()

    with django_assert_num_queries(7):
        ask_about_features([feature.pk for feature in features], 3)
    with django_assert_num_queries(7):
        ask_in_products([feature.product_id for feature in features], 3)
