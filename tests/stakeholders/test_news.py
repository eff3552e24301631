"""Whoever backed a feature when it moved is to be told, once, and nobody else."""

import pytest
from pytest_django import DjangoAssertNumQueries

from products.decisions import Choice
from products.lifecycle import LifecycleStage, StageMoveError
from products.models import Feature, Outcome, Stage, StageChange
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.deciding import decide
from stakeholders.erasing import erase_stakeholders
from stakeholders.models import News, Stakeholder, Stance
from stakeholders.news import move, spread
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def go(feature: Feature, stage: LifecycleStage = LifecycleStage.VALIDATION) -> StageChange:
    """Move FEATURE to STAGE."""
    return move(feature, stage, reason="Asked for.", actor="Ada")


def back(feature: Feature, stance: int = Stance.SUPPORT) -> Stakeholder:
    """Let somebody take STANCE on FEATURE."""
    person = build_stakeholder()
    build_preference(person, feature, stance=stance)
    return person


@pytest.mark.parametrize(
    ("stance", "told"),
    [(-2, False), (-1, False), (0, False), (1, True), (2, True)],
)
def test_those_are_told_who_are_for_it(stance: int, *, told: bool) -> None:
    feature = build_feature()
    person = back(feature, stance)

    change = go(feature)

    found = list(News.objects.values_list("stage_change", "stakeholder", "group"))
    assert found == ([(change.pk, person.pk, person.team_id)] if told else [])


def test_people_of_an_account_are_told_under_their_segment() -> None:
    feature, segment = build_feature(), build_segment()
    person = build_stakeholder(account=build_account(segment=segment))
    build_preference(person, feature)
    back(build_feature())

    go(feature)

    assert list(News.objects.values_list("stakeholder", "group")) == [(person.pk, segment.pk)]


def test_who_is_silent_is_told_nothing() -> None:
    feature = build_feature()
    person = back(feature)
    deactivate_stakeholders([person.pk], actor="Ada")

    go(feature)

    assert News.objects.count() == 0


def test_nobody_is_told_twice_and_who_comes_later_not_of_before() -> None:
    feature = build_feature()
    first = back(feature)
    change = go(feature)
    back(feature)

    again = spread(change)

    assert again == 0
    assert [row.stakeholder for row in News.objects.all()] == [first]


def test_each_move_is_news_with_an_id_of_its_own() -> None:
    feature = build_feature()
    for _ in range(3):
        back(feature)

    go(feature)
    go(feature, LifecycleStage.DEVELOPMENT)

    rows = list(News.objects.order_by("pk"))
    assert len({row.public_id for row in rows}) == len(rows) == 6
    assert [row.created_at for row in rows] == [row.stage_change.created_at for row in rows]


def test_a_decision_that_moves_a_feature_is_news() -> None:
    feature = build_feature(stage=Stage.VALIDATION)
    person = back(feature)
    choice = Choice(outcome=Outcome.COMMIT, rationale="Asked for.", decided_by="Ada")

    decide(feature, choice, actor="Ada")

    told = News.objects.get()
    assert (told.stakeholder, told.stage_change.to_stage) == (person, Stage.DEVELOPMENT)


def test_a_move_that_is_refused_is_no_news() -> None:
    feature = build_feature()
    back(feature)

    with pytest.raises(StageMoveError):
        go(feature, LifecycleStage.MATURITY)

    assert (News.objects.count(), StageChange.objects.count()) == (0, 0)


def test_who_is_erased_is_nobodys_news() -> None:
    feature, team = build_feature(), build_team()
    gone, kept = build_stakeholder(team=team), build_stakeholder(team=team)
    for person in (gone, kept):
        build_preference(person, feature)
    go(feature)

    erase_stakeholders([gone.pk], actor="Ada")

    assert [row.stakeholder for row in News.objects.all()] == [kept]


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_written_in_one_statement(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    feature = build_feature()
    for _ in range(number):
        back(feature)
    change = StageChange.objects.create(
        feature=feature, from_stage="DISCOVERY", to_stage="VALIDATION", reason="So.", actor="Ada"
    )

    with django_assert_num_queries(1):
        assert spread(change) == number
