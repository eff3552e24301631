"""Writing the catalogue: products, objectives, features and insights, and moving features."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.catalogue import (
    FeatureEntry,
    InsightEntry,
    MoveReasonError,
    move_feature,
    upsert_features,
    upsert_insights,
    upsert_objectives,
    upsert_products,
)
from products.faults import RowsRefusedError
from products.lifecycle import LifecycleStage, StageMoveError
from products.models import Exposure, Feature, Insight, Objective, Product, Stage, StageChange
from products.upserts import Outcome
from tests.builders import build_feature, build_objective, build_product

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def keys_of(feature: Feature) -> set[str]:
    """Give the keys of the objectives that FEATURE serves."""
    return set(feature.objectives.values_list("key", flat=True))


def find_faults(error: pytest.ExceptionInfo[RowsRefusedError]) -> list[tuple[int, str, str]]:
    """Give row, field and code of each fault in ERROR."""
    return [(fault.row, fault.field, fault.code) for fault in error.value.faults]


def test_a_product_is_written_with_its_vision() -> None:
    upsert_products([{"key": "tutti", "name": "Tutti", "vision": "Everybody plays."}])

    assert Product.objects.values_list("key", "vision").get() == ("tutti", "Everybody plays.")


def test_an_objective_belongs_to_its_product() -> None:
    here, there = build_product(), build_product()
    build_objective("grow", product=there, title="Theirs")

    written = upsert_objectives(here, [{"key": "grow", "title": "Ours", "achieved_at": NOON}])

    assert written[0].outcome is Outcome.CREATED
    assert Objective.objects.get(product=here).achieved_at == NOON
    assert Objective.objects.get(product=there).title == "Theirs"


def test_a_feature_is_written_with_its_objectives() -> None:
    product = build_product()
    build_objective("grow", product=product)
    entry: FeatureEntry = {
        "key": "sso",
        "name": "Single sign-on",
        "stage": Stage.VALIDATION,
        "effort": Decimal("2.5"),
        "tags": ["security"],
        "objectives": ["grow"],
    }

    written = upsert_features(product, [entry])

    feature = Feature.objects.get()
    assert written[0].changes == set(entry)
    assert (feature.stage, feature.effort) == ("VALIDATION", Decimal("2.5"))
    assert feature.tags == ["security"]
    assert keys_of(feature) == {"grow"}


def test_the_same_feature_again_changes_nothing() -> None:
    product = build_product()
    build_objective("grow", product=product)
    entry: FeatureEntry = {"key": "sso", "name": "SSO", "tags": ["a"], "objectives": ["grow"]}
    before = upsert_features(product, [entry])[0].row.updated_at

    again = upsert_features(product, [entry])

    assert again[0].outcome is Outcome.UNCHANGED
    assert Feature.objects.get().updated_at == before


def test_objectives_that_are_named_replace_the_former() -> None:
    product = build_product()
    grow, keep = (build_objective(key, product=product) for key in ("grow", "keep"))
    feature = build_feature("sso", product=product)
    feature.objectives.add(grow)

    written = upsert_features(product, [{"key": "sso", "objectives": ["keep"]}])
    left = upsert_features(product, [{"key": "sso", "name": "Renamed"}])

    assert keys_of(feature) == {"keep"}
    assert written[0].before == {"objectives": {grow.pk}}
    assert left[0].changes == {"name"}
    assert list(keep.features.all()) == [feature]


def test_a_feature_named_twice_in_a_batch_ends_as_the_last_says() -> None:
    product = build_product()
    for key in ("grow", "keep"):
        build_objective(key, product=product)
    entries: list[FeatureEntry] = [
        {"key": "sso", "name": "SSO", "objectives": ["grow"]},
        {"key": "sso", "objectives": ["keep", "grow"]},
        {"key": "sso", "objectives": ["keep"]},
        {"key": "sso", "objectives": ["keep"]},
    ]

    written = upsert_features(product, entries)

    assert [item.outcome for item in written] == ["CREATED", "CHANGED", "CHANGED", "UNCHANGED"]
    assert keys_of(Feature.objects.get()) == {"keep"}


def test_an_objective_of_another_product_is_unknown_here() -> None:
    product = build_product()
    build_objective("grow")

    with pytest.raises(RowsRefusedError) as refused:
        upsert_features(product, [{"key": "a", "name": "A", "objectives": ["grow"]}])

    assert find_faults(refused) == [(0, "objectives", "UNKNOWN")]
    assert not Feature.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"effort": Decimal(-1)}, "effort"),
        ({"effort": Decimal("0.25")}, "effort"),
        ({"stage": "DONE"}, "stage"),
        ({"tags": "security"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"tags": ["a\0"]}, "tags"),
        ({"tags": ["a, b"]}, "tags"),
        ({"tags": ["=x"]}, "tags"),
        ({"tags": ["x" * 101]}, "tags"),
        ({"tags": {"a": "b"}}, "tags"),
    ],
)
def test_a_feature_with_a_fault_is_refused(values: dict[str, Any], field: str) -> None:
    entry: Any = {"key": "a", "name": "A"} | values

    with pytest.raises(RowsRefusedError) as refused:
        upsert_features(build_product(), [entry])

    assert find_faults(refused) == [(0, field, "INVALID")]


def test_a_tag_from_before_there_was_a_rule_may_stay() -> None:
    feature = build_feature()
    Feature.objects.update(tags=["a, b"])

    upsert_features(feature.product, [{"key": feature.key, "tags": ["a, b", "c"]}])

    feature.refresh_from_db()
    assert feature.tags == ["a, b", "c"]


def test_a_known_feature_keeps_its_stage() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    entries: list[FeatureEntry] = [
        {"key": feature.key, "stage": s} for s in ("DISCOVERY", "LAUNCH")
    ]

    with pytest.raises(RowsRefusedError) as refused:
        upsert_features(feature.product, entries)

    assert find_faults(refused) == [(1, "stage", "INVALID")]
    feature.refresh_from_db()
    assert feature.stage == Stage.DISCOVERY


@pytest.mark.parametrize(
    ("exposure", "unknown"), [(Exposure.UP_VOTES, True), (Exposure.ASKED, False)]
)
def test_a_new_feature_of_an_up_votes_product_is_marked(
    exposure: Exposure, *, unknown: bool
) -> None:
    product = build_product(exposure=exposure)

    upsert_features(product, [{"key": "a", "name": "A"}])

    assert Feature.objects.get().exposure_unknown is unknown


def test_a_known_feature_found_by_its_source_keeps_its_mark() -> None:
    product = build_product()
    entry: FeatureEntry = {"source": "jira", "external_id": "7", "name": "A"}
    upsert_features(product, [entry | {"key": "a", "exposure_unknown": True}])

    written = upsert_features(product, [entry])

    assert written[0].outcome is Outcome.UNCHANGED
    assert Feature.objects.get().exposure_unknown is True


def test_an_insight_is_found_again_by_its_source() -> None:
    product = build_product()
    build_feature("sso", product=product)
    entry: InsightEntry = {
        "kind": "MARKET_TREND",
        "title": "Passwords are going away",
        "source": "press",
        "external_id": "1",
        "features": ["sso"],
    }

    written = upsert_insights(product, [entry, entry | {"mood": "EXCITED"}])

    assert [item.outcome for item in written] == ["CREATED", "CHANGED"]
    insight = Insight.objects.get()
    assert insight.mood == "EXCITED"
    assert [feature.key for feature in insight.features.all()] == ["sso"]


def test_an_insight_about_an_unknown_feature_is_refused() -> None:
    build_feature("sso")

    with pytest.raises(RowsRefusedError) as refused:
        upsert_insights(
            build_product(), [{"kind": "INTERNAL", "title": "A", "features": ["sso", "b"]}]
        )

    assert find_faults(refused) == [(0, "features", "UNKNOWN"), (0, "features", "UNKNOWN")]
    assert not Insight.objects.exists()


def test_features_with_objectives_cost_the_same_queries_however_many_they_are() -> None:
    product = build_product()
    for key in ("grow", "keep"):
        build_objective(key, product=product)
    counts = []
    for rows in (1, 3, 50):
        entries: list[FeatureEntry] = [
            {"key": f"f-{rows}-{n}", "name": "A", "objectives": ["grow"]} for n in range(rows)
        ]
        upsert_features(product, entries)
        with CaptureQueriesContext(connection) as queries:
            upsert_features(product, [entry | {"objectives": ["keep"]} for entry in entries])
        counts.append(len(queries))

    assert counts == counts[:1] * 3


def test_a_move_leaves_a_line_with_its_reason() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)

    move_feature(feature, LifecycleStage.VALIDATION, reason="Ten customers asked.", actor="Ada")

    feature.refresh_from_db()
    assert feature.stage == Stage.VALIDATION
    line = StageChange.objects.values_list("from_stage", "to_stage", "reason", "actor").get()
    assert line == ("DISCOVERY", "VALIDATION", "Ten customers asked.", "Ada")


def test_a_move_goes_by_where_the_feature_stands_now() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    Feature.objects.update(stage=Stage.LAUNCH)

    with pytest.raises(StageMoveError, match="A feature in LAUNCH cannot move to VALIDATION"):
        move_feature(feature, LifecycleStage.VALIDATION, reason="A", actor="Ada")

    assert not StageChange.objects.exists()


def test_a_reason_is_kept_without_the_space_around_it() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)

    move_feature(feature, LifecycleStage.VALIDATION, reason=" Asked for.\n", actor="Ada")

    assert StageChange.objects.get().reason == "Asked for."


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "A move needs a reason."),
        ("  \n", "A move needs a reason."),
        ("a\0", "This holds U+0000, which no database keeps."),
        ("half \ud800 pair", "This holds U+D800, which no database keeps."),
    ],
)
def test_a_move_without_a_reason_that_can_be_kept_is_refused(reason: str, told: str) -> None:
    feature = build_feature(stage=Stage.DISCOVERY)

    with pytest.raises(MoveReasonError, match=f"^{re.escape(told)}$"):
        move_feature(feature, LifecycleStage.VALIDATION, reason=reason, actor="Ada")

    assert not StageChange.objects.exists()
