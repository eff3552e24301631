"""Tells what would be, and whom to win over."""

import math
from random import Random

import pytest
from pytest_django import DjangoAssertNumQueries

from products.models import Feature, Product, Stage
from stakeholders.alignment.score import SupportError
from stakeholders.models import AlignmentScore, Group, Importance, Stance
from stakeholders.persuading import find_lifts, restore, suppose
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

YES, NO, NEUTRAL = Stance.STRONGLY_SUPPORT, Stance.STRONGLY_OPPOSE, Stance.NEUTRAL


def build_house(seed: int) -> Product:
    """Build a product with five features, and let people of five groups say what SEED throws."""
    dice = Random(seed)  # noqa: S311 -- it only throws dice
    product = build_product()
    features = [build_feature(product=product) for _ in range(5)]
    people = [build_stakeholder(team=team) for team in (build_team(), build_team(), build_team())]
    people += [build_stakeholder(team=person.team) for person in people for _ in range(3)]
    for segment in (build_segment(), build_segment()):
        accounts = [build_account(segment=segment, annual_value=dice.randrange(9)) for _ in "abc"]
        people += [build_stakeholder(account=account) for account in accounts]
    state(
        [
            Statement(
                stakeholder=person.pk,
                feature=feature.pk,
                stance=dice.choice(Stance.values),
                importance=dice.choice(Importance.values),
            )
            for person in people
            for feature in features
            if dice.random() < 2 / 3
        ],
        actor="tests",
    )
    return product


def say(team: Group, feature: Feature, *stances: Stance) -> None:
    """Let the people of TEAM, in their order, take STANCES on FEATURE."""
    people = team.members.order_by("pk").values_list("pk", flat=True)
    spoken = zip(people, stances, strict=False)
    state([Statement(stakeholder=p, feature=feature.pk, stance=s) for p, s in spoken], actor="t")


def build_people(number: int) -> Group:
    team = build_team()
    for _ in range(number):
        build_stakeholder(team=team)
    return team


@pytest.mark.parametrize("seed", range(5))
def test_what_is_supposed_to_be_as_it_is_leaves_the_score(seed: int) -> None:
    build_house(seed)

    for score in AlignmentScore.objects.all():
        for line in score.breakdown:
            same = suppose(score.breakdown, line["group"], line["support"])
            assert same == pytest.approx(score.score, abs=1e-9, rel=0)
    assert AlignmentScore.objects.count() == 5


@pytest.mark.parametrize("seed", range(5))
def test_the_stored_losses_add_up_to_the_whole(seed: int) -> None:
    build_house(seed)

    for score in AlignmentScore.objects.all():
        losses = math.fsum(line["loss"] for line in score.breakdown)
        assert losses == pytest.approx(-math.log((score.score or 0) / 100), abs=1e-9, rel=0)
    assert AlignmentScore.objects.count() == 5


@pytest.mark.parametrize("seed", range(5))
def test_at_the_support_that_is_told_a_feature_draws_level_with_its_neighbour(seed: int) -> None:
    product = build_house(seed)
    scores = AlignmentScore.objects.in_bulk()

    found = find_lifts(list(product.features.values_list("pk", flat=True)))

    assert len(found) == 4  # the first has none before it
    for feature, lift in found.items():
        target = scores[lift.neighbour].score or 0
        if lift.group is not None and lift.support is not None:
            raised = suppose(scores[feature].breakdown, lift.group, lift.support)
            assert raised == pytest.approx(target, abs=1e-9, rel=0)
        else:
            assert lift.ahead == ((scores[feature].score or 0) > target)


def test_the_neighbour_is_the_one_that_ranks_just_before() -> None:
    product, team = build_product(), build_people(6)
    first, second, third, closed = (
        build_feature(product=product, stage=stage)
        for stage in (*[Stage.DISCOVERY] * 3, Stage.LAUNCH)
    )
    say(team, closed, YES, YES, YES, YES, YES)
    say(team, first, YES, YES, YES, YES, YES, YES)
    say(team, second, YES, YES, YES, YES, NO)
    say(team, third, NO, NO, NO)

    found = find_lifts([first.pk, second.pk, third.pk, closed.pk])

    assert {pk: lift.neighbour for pk, lift in found.items()} == {
        second.pk: first.pk,
        third.pk: second.pk,
    }
    assert (found[second.pk].group, found[second.pk].ahead) == (team.pk, False)
    assert found[second.pk].support == pytest.approx(7 / 8)
    assert found[second.pk].heard


def test_a_group_of_which_nobody_was_heard_is_told_apart() -> None:
    product, team, silent = build_product(), build_people(6), build_people(6)
    loved, liked = (build_feature(product=product) for _ in range(2))
    say(team, loved, *[YES] * 6)
    say(silent, loved, *[YES] * 5)
    say(team, liked, *[YES] * 6)

    lift = find_lifts([liked.pk])[liked.pk]

    assert (lift.group, lift.now, lift.heard) == (silent.pk, 0.5, False)


def test_where_no_single_group_can_nobody_is_named() -> None:
    product, teams = build_product(), [build_people(9) for _ in range(4)]
    loved, hated = (build_feature(product=product) for _ in range(2))
    for team in teams:
        say(team, loved, *[YES] * 9)
        say(team, hated, *[NO] * 9)

    lift = find_lifts([hated.pk])[hated.pk]

    assert (lift.neighbour, lift.ahead, lift.group, lift.support) == (loved.pk, False, None, None)


def test_a_score_that_is_ahead_already_lacks_only_certainty() -> None:
    product, team = build_product(), build_people(10)
    sure, promising = (build_feature(product=product) for _ in range(2))
    say(team, sure, *[YES] * 7, *[NEUTRAL] * 3)
    say(team, promising, YES, YES)

    lift = find_lifts([promising.pk])[promising.pk]

    assert (lift.neighbour, lift.ahead, lift.group, lift.support) == (sure.pk, True, None, None)


def test_nothing_is_known_of_a_group_without_a_say() -> None:
    assert suppose([{"group": 1, "support": 0.5, "weight": 1.0}], 2, 0.5) is None
    assert suppose([], 1, 0.5) is None


@pytest.mark.parametrize("support", [-0.1, 1.1, math.nan, math.inf])
def test_a_support_that_is_no_share_is_refused(support: float) -> None:
    with pytest.raises(SupportError):
        suppose([], 1, support)


def test_a_stored_score_turns_back_into_what_the_engine_gave() -> None:
    build_house(1)
    score = AlignmentScore.objects.select_related("feature").earliest("pk")

    arrays = restore(score)

    assert float(arrays.score[0] / arrays.mean[0]) == pytest.approx(score.evenness)
    assert arrays.heard.tolist() == [[line["evidence"] for line in score.breakdown]]


@pytest.mark.parametrize("rows", [1, 3])
def test_lifts_take_two_queries(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pks = [pk for seed in range(rows) for pk in build_house(seed).features.values_list("pk")]

    with django_assert_num_queries(2):
        find_lifts([pk for (pk,) in pks])
