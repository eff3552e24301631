"""Where features stayed, where they may go, and when they are told to have moved."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from products.catalogue import move_feature, upsert_objectives
from products.dating import MoveDateError
from products.faults import RowsRefusedError
from products.lifecycle import LifecycleStage
from products.models import Feature, Objective, Outcome, Stage, StageChange
from products.objectives import achieve, reopen
from products.stages import list_prospects, read_flows, read_stays
from products.upserts import Outcome as Written
from tests.builders import build_feature, build_objective, build_product

pytestmark = pytest.mark.django_db

S = LifecycleStage
MARCH, MAY = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def move(feature: Feature, stage: LifecycleStage, at: datetime | None = None) -> StageChange:
    """Move FEATURE to STAGE at a moment."""
    return move_feature(feature, stage, reason="Asked for.", actor="Ada", moved_at=at)


def test_a_move_bears_the_moment_that_is_told() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)

    move(feature, S.VALIDATION, MARCH)
    move(feature, S.DEVELOPMENT, MARCH)

    dates = StageChange.objects.order_by("pk").values_list("moved_at", flat=True)
    assert list(dates) == [MARCH, MARCH]
    assert StageChange.objects.earliest("pk").created_at > MARCH


def test_a_move_from_before_there_were_dates_was_made_when_it_was_written() -> None:
    change = move(build_feature(stage=Stage.DISCOVERY), S.VALIDATION, MAY)
    StageChange.objects.update(created_at=MARCH)

    import_module("products.migrations.0007_moves_as_written").date_moves(apps, None)

    change.refresh_from_db()
    assert change.moved_at == MARCH


def test_a_move_without_a_moment_is_made_now() -> None:
    before = timezone.now()

    change = move(build_feature(stage=Stage.DISCOVERY), S.VALIDATION)

    assert before <= change.moved_at <= timezone.now()


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (MARCH, r"It moved last at 2026-05-01T00:00:00\+00:00; tell of moves in their order\."),
        (datetime(2999, 1, 1, tzinfo=UTC), "This has not come yet."),
        (datetime(2026, 6, 1), "This needs a time zone."),  # noqa: DTZ001 -- what is refused
    ],
)
def test_a_move_that_cannot_have_been_then_is_refused(at: datetime, told: str) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    move(feature, S.VALIDATION, MAY)

    with pytest.raises(MoveDateError, match=told):
        move(feature, S.DEVELOPMENT, at)

    feature.refresh_from_db()
    assert (feature.stage, StageChange.objects.count()) == ("VALIDATION", 1)


def test_a_feature_was_open_at_the_moments_that_its_moves_tell() -> None:
    feature = build_feature(stage=Stage.DEVELOPMENT)
    move(feature, S.LAUNCH, MARCH)

    open_then = [
        Feature.objects.open_at(at).exists() for at in (MARCH - timedelta(days=1), MARCH, MAY)
    ]

    assert open_then == [True, False, False]


def test_stays_are_read_from_the_moves() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    Feature.objects.update(created_at=MARCH)
    feature.refresh_from_db()
    move(feature, S.VALIDATION, MAY)
    feature.refresh_from_db()

    stays = read_stays([feature, build_feature(stage=Stage.LAUNCH)])

    told = [(stay.stage, stay.since, stay.until) for stay in stays[feature.pk]]
    assert told == [("DISCOVERY", MARCH, MAY), ("VALIDATION", MAY, None)]
    assert [len(each) for each in stays.values()] == [2, 1]


def test_the_flow_of_a_product_leaves_duplicates_and_others_out() -> None:
    product = build_product()
    feature, other = build_feature(product=product), build_feature()
    build_feature(product=product, merged_into=feature)
    move(feature, S.VALIDATION, timezone.now())

    flows = read_flows([product.pk, other.product_id], start=MARCH, end=timezone.now())

    counted = {each.stage: (each.entered, each.left, each.standing) for each in flows[product.pk]}
    assert counted[S.DISCOVERY] == (1, 1, 0)
    assert counted[S.VALIDATION] == (1, 0, 1)
    assert sum(each.standing for each in flows[other.product_id]) == 1


def test_what_may_come_next_comes_first_with_what_it_takes() -> None:
    prospects = list_prospects(S.VALIDATION)

    assert [(p.stage, p.outcome) for p in prospects if p.is_allowed] == [
        (S.DISCOVERY, None),
        (S.DEVELOPMENT, Outcome.COMMIT),
        (S.DECLINED, Outcome.DECLINE),
    ]
    assert [p.is_allowed for p in prospects] == [True] * 3 + [False] * 5
    assert {p.stage: tuple(p.needs) for p in prospects}[S.DISCOVERY] == ("reason",)


def test_what_may_not_come_next_says_why() -> None:
    told = {p.stage: p.explanation for p in list_prospects(S.GROWTH)}

    assert told[S.MATURITY] == "Say why it moves."
    assert told[S.SUNSET] == "Say why it moves, or decide: retire."
    assert told[S.DISCOVERY] == "No way leads there from where it stands."
    conceived = {p.stage: p.explanation for p in list_prospects(S.CONCEPTION)}
    assert conceived[S.VALIDATION] == "Not at once; the way there is: discovery, validation."


def test_an_objective_is_achieved_and_reopened_once() -> None:
    objective = build_objective()

    outcomes = [
        achieve(objective, achieved_at=MARCH).outcome,
        achieve(objective).outcome,
        achieve(objective, achieved_at=MAY).outcome,
    ]
    achieved_at = Objective.objects.get().achieved_at
    outcomes += [reopen(objective).outcome, reopen(objective).outcome]

    assert outcomes == [
        Written.CHANGED,
        Written.UNCHANGED,
        Written.CHANGED,
        Written.CHANGED,
        Written.UNCHANGED,
    ]
    assert achieved_at == MAY
    assert Objective.objects.get().achieved_at is None


def test_nothing_was_achieved_tomorrow() -> None:
    objective, tomorrow = build_objective(), timezone.now() + timedelta(days=1)

    with pytest.raises(RowsRefusedError, match="achieved_at: This has not come yet"):
        achieve(objective, achieved_at=tomorrow)
    with pytest.raises(RowsRefusedError, match="achieved_at: This has not come yet"):
        upsert_objectives(objective.product, [{"key": objective.key, "achieved_at": tomorrow}])

    assert Objective.objects.get().achieved_at is None


def test_an_objective_is_overdue_from_the_day_after_its_target() -> None:
    objective = Objective(target_date=MARCH.date())

    days = [MARCH.date(), MAY.date()]
    assert [objective.is_overdue(day) for day in days] == [False, True]
    objective.achieved_at = MAY
    assert [objective.is_overdue(day) for day in days] == [False, False]
    assert Objective().is_overdue(MAY.date()) is False
