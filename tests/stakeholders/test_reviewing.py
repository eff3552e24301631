"""What was known when a decision was made is compared with what is known now."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from products.decisions import Choice, review
from products.models import Decision, Feature, Outcome, Product, Stage
from stakeholders.deciding import decide
from stakeholders.merging import merge_features
from stakeholders.models import Group, Stance
from stakeholders.reviewing import Since, explain_since, find_since
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def speak(feature: Feature, team: Group, stance: int, *, voices: int = 1) -> None:
    """Let VOICES new people of TEAM take STANCE on FEATURE."""
    for person in [build_stakeholder(team=team) for _ in range(voices)]:
        build_preference(person, feature, stance=stance)


def defer(feature: Feature, review_on: date | None = None) -> Decision:
    """Decide about FEATURE, to be reviewed on a day."""
    choice = Choice(
        outcome=Outcome.DEFER, rationale="Later.", decided_by="Ada", review_on=review_on
    )
    return decide(feature, choice, actor="Ada").row


def compare(decision: Decision) -> Since:
    """Compare DECISION, as it is stored, with today."""
    return find_since([Decision.objects.get(pk=decision.pk)])[decision.pk]


@pytest.fixture
def team() -> Group:
    return build_team()


@pytest.fixture
def product() -> Product:
    return build_product()


def test_then_and_now_are_told_with_what_moved(product: Product, team: Group) -> None:
    feature, other = build_feature(product=product), build_feature(product=product)
    speak(other, team, Stance.SUPPORT, voices=4)
    speak(feature, team, Stance.STRONGLY_OPPOSE, voices=3)
    decision = defer(feature)
    for preference in feature.preferences.all():
        build_preference(preference.stakeholder, feature)

    since = compare(decision)

    assert decision.score is not None
    assert since.score is not None
    assert (decision.rank, since.rank, since.rank_change) == (2, 1, 1)
    assert since.score_change == pytest.approx(since.score - decision.score)
    assert since.score > decision.score
    assert (since.feature, since.is_clear) == (feature, since.low > decision.high)  # type: ignore[operator]  # -- both were heard


def test_a_merged_feature_is_compared_by_what_it_became_part_of(
    product: Product, team: Group
) -> None:
    duplicate, whole = build_feature(product=product), build_feature(product=product)
    speak(duplicate, team, Stance.SUPPORT)
    decision = defer(duplicate)
    merge_features(duplicate, whole, actor="Ada")

    since = compare(decision)

    assert (since.feature, since.score) == (whole, decision.score)


def test_what_was_unheard_then_has_no_change(team: Group) -> None:
    feature = build_feature()
    decision = defer(feature)
    speak(feature, team, Stance.SUPPORT)

    since = compare(decision)

    assert since.score is not None
    assert (since.score_change, since.low_change, since.rank_change) == (None, None, None)
    assert since.is_clear is False


def test_what_was_launched_since_has_no_rank(team: Group) -> None:
    feature = build_feature()
    speak(feature, team, Stance.SUPPORT)
    decision = defer(feature)
    Feature.objects.update(stage=Stage.LAUNCH)

    since = compare(decision)

    assert (decision.rank, since.rank, since.rank_change) == (1, None, None)
    assert since.score_change == 0


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_two_queries_however_many_there_are(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    decisions = [defer(build_feature()) for _ in range(number)]

    with django_assert_num_queries(2):
        assert len(find_since(decisions)) == number


SINCE = Since(
    feature=Feature(),
    score=66.0,
    low=60.0,
    high=72.0,
    rank=2,
    score_change=16.0,
    low_change=20.0,
    rank_change=3,
    is_clear=True,
)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Its score rose from 50.0 to 66.0. It ranks 2; then it ranked 5."),
        (
            {"score": 40.0, "score_change": -10.0, "is_clear": False, "rank": None},
            "Its score fell from 50.0 to 40.0. That is within what was uncertain.",
        ),
        (
            {"score": 50.01, "score_change": 0.01, "rank": None},
            "Its score is 50.0, as it was then.",
        ),
        ({"score": None}, "What was said then was withdrawn since."),
    ],
)
def test_it_is_told_in_a_sentence(told: dict[str, object], sentence: str) -> None:
    decision = Decision(score=50.0, low=40.0, high=58.0, rank=5)

    with override("en"):
        assert explain_since(decision, replace(SINCE, **told)) == sentence  # type: ignore[arg-type]  # -- fields of it


def test_it_is_told_that_nobody_had_spoken() -> None:
    with override("en"):
        told = explain_since(Decision(), SINCE)

    assert told == (
        "Nobody had spoken when this was decided. Now it has 66.0, most likely 60.0 to 72.0."
    )


def test_a_review_is_due_from_its_day_until_it_was_made() -> None:
    due = defer(build_feature(), date(2026, 3, 1))
    defer(build_feature(), date(2026, 3, 2))
    defer(build_feature())
    done = defer(build_feature(), date(2026, 2, 1))
    review(done, "It came.")

    assert list(Decision.objects.due(date(2026, 3, 1))) == [due]
    assert list(Decision.objects.due(date(2026, 2, 28))) == []
