"""Decides about features: what was known then is kept, and the lifecycle is followed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from products.decisions import Choice, review
from products.faults import RowsRefusedError
from products.models import Decision, Feature, Insight, Outcome, Stage, StageChange
from products.upserts import Outcome as Written
from stakeholders.deciding import decide
from stakeholders.models import AlignmentScore, Stance
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def choose(outcome: Outcome = Outcome.DEFER, **more: object) -> Choice:
    """Make a choice, with MORE to it."""
    told: dict[str, object] = {"rationale": "Asked for.", "decided_by": "Ada"}
    return Choice(outcome=outcome, **(told | more))  # type: ignore[arg-type]  # -- whatever a test says


def refuse(feature: Feature, choice: Choice) -> list[tuple[str, str]]:
    """Give the fields and codes for which CHOICE about FEATURE is refused."""
    with pytest.raises(RowsRefusedError) as caught:
        decide(feature, choice, actor="tests")
    return [(fault.field, fault.code) for fault in caught.value.faults]


def test_a_decision_keeps_the_score_the_rank_and_who_stood_where() -> None:
    product, team = build_product(), build_team("sales", "Sales")
    feature, other = build_feature(product=product), build_feature(product=product)
    person = build_stakeholder(team=team)
    build_preference(person, feature)
    build_preference(person, other, stance=Stance.NEUTRAL)
    score = AlignmentScore.objects.get(feature=feature)

    decision = decide(feature, choose(), actor="tests").row

    decision.refresh_from_db()
    assert (decision.score, decision.low, decision.high) == (score.score, score.low, score.high)
    assert (decision.rank, decision.breakdown) == (1, [score.breakdown[0] | {"name": "Sales"}])


def test_what_is_said_later_leaves_a_decision_as_it_was() -> None:
    feature, team = build_feature(), build_team()
    build_preference(build_stakeholder(team=team), feature)
    frozen = decide(feature, choose(), actor="tests").row.score

    build_preference(build_stakeholder(team=team), feature, stance=Stance.STRONGLY_OPPOSE)

    assert Decision.objects.get().score == frozen


def test_a_decision_about_what_nobody_spoke_of_has_no_score() -> None:
    decision = decide(build_feature(), choose(), actor="tests").row

    assert (decision.score, decision.low, decision.high, decision.rank) == (None, None, None, None)
    assert decision.breakdown == []


@pytest.mark.parametrize(
    ("outcome", "before", "after"),
    [
        (Outcome.COMMIT, Stage.CONCEPTION, Stage.CONCEPTION),
        (Outcome.COMMIT, Stage.VALIDATION, Stage.DEVELOPMENT),
        (Outcome.COMMIT, Stage.DEVELOPMENT, Stage.DEVELOPMENT),
        (Outcome.COMMIT, Stage.LAUNCH, Stage.LAUNCH),
        (Outcome.DECLINE, Stage.CONCEPTION, Stage.DECLINED),
        (Outcome.DECLINE, Stage.DEVELOPMENT, Stage.DECLINED),
        (Outcome.DECLINE, Stage.DECLINED, Stage.DECLINED),
        (Outcome.RETIRE, Stage.LAUNCH, Stage.SUNSET),
        (Outcome.RETIRE, Stage.MATURITY, Stage.SUNSET),
        (Outcome.DEFER, Stage.VALIDATION, Stage.VALIDATION),
    ],
)
def test_a_feature_goes_where_the_choice_leads(
    outcome: Outcome, before: Stage, after: Stage
) -> None:
    feature = build_feature(stage=before)

    decide(feature, choose(outcome), actor="tests")

    moves = [] if before == after else [(before, after, "Asked for.", "tests")]
    feature.refresh_from_db()
    assert feature.stage == after
    told = ("from_stage", "to_stage", "reason", "actor")
    assert list(StageChange.objects.values_list(*told)) == moves


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (Outcome.COMMIT, Stage.DECLINED),
        (Outcome.COMMIT, Stage.SUNSET),
        (Outcome.DECLINE, Stage.GROWTH),
        (Outcome.RETIRE, Stage.VALIDATION),
        (Outcome.RETIRE, Stage.DECLINED),
    ],
)
def test_a_choice_that_makes_no_sense_in_the_stage_writes_nothing(
    outcome: Outcome, stage: Stage
) -> None:
    assert refuse(build_feature(stage=stage), choose(outcome)) == [("outcome", "CONFLICT")]
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"rationale": " "}, ("rationale", "INVALID")),
        ({"rationale": "a\0b"}, ("rationale", "INVALID")),
        ({"decided_by": "x" * 201}, ("decided_by", "INVALID")),
        ({"insights": [0]}, ("insights", "UNKNOWN")),
        ({"decided_at": timezone.now() + timedelta(days=1)}, ("decided_at", "INVALID")),
        ({"decided_at": timezone.now().replace(tzinfo=None)}, ("decided_at", "INVALID")),
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused(
    more: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert refuse(build_feature(), choose(**more)) == [fault]
    assert Decision.objects.count() == 0


def test_a_decision_rests_on_insights_of_its_own_product() -> None:
    feature = build_feature()
    own = Insight.objects.create(product=feature.product, kind="INTERNAL", title="own")
    other = Insight.objects.create(product=build_product(), kind="INTERNAL", title="other")

    decision = decide(feature, choose(insights=[own.pk]), actor="tests").row

    assert list(decision.insights.all()) == [own]
    assert refuse(feature, choose(insights=[own.pk, other.pk])) == [("insights", "UNKNOWN")]


def test_a_duplicate_is_not_decided_about() -> None:
    whole = build_feature()
    duplicate = build_feature(product=whole.product, merged_into=whole)

    assert refuse(duplicate, choose()) == [("feature", "CONFLICT")]


def test_a_choice_made_earlier_keeps_the_backing_of_then_and_moves_nothing() -> None:
    feature, team = build_feature(stage=Stage.VALIDATION), build_team()
    build_preference(build_stakeholder(team=team), feature)
    then, score = timezone.now(), AlignmentScore.objects.get().score
    build_preference(build_stakeholder(team=team), feature, stance=Stance.STRONGLY_OPPOSE)

    decision = decide(feature, choose(Outcome.COMMIT, decided_at=then), actor="tests").row

    feature.refresh_from_db()
    assert decision.score == pytest.approx(score)
    assert (decision.rank, feature.stage) == (1, Stage.VALIDATION)


def test_deciding_twice_under_one_name_is_deciding_once() -> None:
    feature = build_feature(stage=Stage.VALIDATION)
    named = choose(Outcome.COMMIT, source="board", external_id="7")
    decide(feature, named, actor="tests")

    again = decide(feature, named, actor="tests")

    assert (again.outcome, Decision.objects.count()) == (Written.UNCHANGED, 1)
    other = choose(Outcome.DEFER, source="board", external_id="7")
    assert refuse(feature, other) == [("external_id", "CONFLICT")]


def test_a_review_writes_down_what_came_of_it() -> None:
    decision = decide(build_feature(), choose(promise="Faster."), actor="tests").row

    review(decision, " Twice as fast. ")

    assert Decision.objects.values_list("promise", "outcome_note").get() == (
        "Faster.",
        "Twice as fast.",
    )
    with pytest.raises(RowsRefusedError):
        review(decision, " ")
