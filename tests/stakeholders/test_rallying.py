"""Features for which few conversations would move much are listed, with whom to hold them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.models import Feature, Product, Stage
from stakeholders.models import AlignmentScore, Group, Stance
from stakeholders.rallying import Rally, list_rallies
from stakeholders.ranking import with_rank
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


@pytest.fixture
def product() -> Product:
    return build_product()


@pytest.fixture
def team() -> Group:
    return build_team()


def rally(product: Product, most: int = 9) -> list[Rally]:
    """List what is worth a rally in PRODUCT."""
    return list_rallies([product.pk], most).get(product.pk, [])


def speak(feature: Feature, team: Group, *stances: int) -> None:
    """Let a new person of TEAM take each of STANCES on FEATURE."""
    people = [build_stakeholder(team=team) for _ in stances]
    for person, stance in zip(people, stances, strict=True):
        build_preference(person, feature, stance=stance)


def test_it_begins_where_most_is_to_be_won(product: Product, team: Group) -> None:
    liked, disliked = build_feature("liked", product=product), build_feature(product=product)
    speak(liked, team, Stance.STRONGLY_SUPPORT, Stance.STRONGLY_SUPPORT)
    speak(disliked, team, Stance.STRONGLY_OPPOSE, Stance.STRONGLY_OPPOSE)

    found = rally(product)

    assert [each.feature for each in found] == [liked.pk, disliked.pk]
    assert found[0].worth > found[1].worth > 0
    assert rally(product, 1) == found[:1]


def test_what_stands_now_is_what_is_stored(product: Product, team: Group) -> None:
    feature = build_feature(product=product)
    speak(feature, team, Stance.SUPPORT)
    build_stakeholder(team=team)

    (found,) = rally(product)

    score = AlignmentScore.objects.get()
    assert found.score == pytest.approx(score.score)
    assert found.low == pytest.approx(score.low)
    assert found.rank == with_rank(Feature.objects.all()).get().rank  # type: ignore[attr-defined]  # -- annotated
    assert found.low_then > score.low  # type: ignore[operator]  # -- it was heard


def test_it_names_whom_to_talk_to_and_how_often(product: Product, team: Group) -> None:
    feature, segment = build_feature(product=product), build_segment()
    account = build_account(segment=segment)
    customer = build_stakeholder("Cy", account=account)
    speak(feature, team, Stance.SUPPORT)
    silent = [build_stakeholder(team=team) for _ in range(2)]

    (found,) = rally(product)

    steps = {step.group: step for step in found.steps}
    assert {pk: step.times for pk, step in steps.items()} == {segment.pk: 1, team.pk: 2}
    assert steps[team.pk].silence.people == tuple(person.pk for person in silent)
    assert steps[segment.pk].silence.accounts == (account.pk,)
    assert steps[segment.pk].silence.people == (customer.pk,)
    assert sum(step.rise for step in found.steps) == pytest.approx(
        found.low_then - (found.low or 0)
    )


def test_a_rank_is_told_now_and_then(product: Product, team: Group) -> None:
    ahead, behind = (build_feature(key, product=product) for key in ("ahead", "behind"))
    person = build_stakeholder(team=team)
    build_preference(person, ahead)
    other = build_stakeholder(team=team)
    build_preference(other, ahead, stance=Stance.OPPOSE)
    build_preference(person, behind, stance=Stance.SUPPORT)
    build_preference(other, behind, stance=Stance.OPPOSE)
    for _ in range(3):
        build_stakeholder(team=team)

    ranks = {each.feature: (each.rank, each.rank_then) for each in rally(product)}

    assert ranks == {ahead.pk: (1, 1), behind.pk: (2, 1)}


def test_what_nobody_has_spoken_about_can_be_rallied_for(product: Product, team: Group) -> None:
    build_stakeholder(team=team)
    build_feature(product=product)

    (found,) = rally(product)

    assert (found.score, found.low, found.rank, found.rank_then) == (None, None, None, 1)
    assert [(step.group, step.times, step.chance) for step in found.steps] == [(team.pk, 1, 0.5)]


def test_what_cannot_be_chosen_or_leaves_nobody_to_ask_is_left_out(
    product: Product, team: Group
) -> None:
    build_feature(product=product, stage=Stage.LAUNCH)
    speak(build_feature(product=product), team, Stance.SUPPORT)

    assert rally(product) == []


def test_a_product_without_groups_has_nobody_to_rally(product: Product) -> None:
    build_feature(product=product)

    assert rally(product) == []
    assert list_rallies([], 9) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_as_many_queries_for_any_number_of_products(number: int) -> None:
    team = build_team()
    products = [build_product() for _ in range(number)]
    for product in products:
        speak(build_feature(product=product), team, Stance.SUPPORT)
    build_stakeholder(team=team)

    with CaptureQueriesContext(connection) as counted:
        found = list_rallies([each.pk for each in products], 9)

    assert sorted(found) == [each.pk for each in products]
    assert len(counted) == 6
