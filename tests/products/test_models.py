"""The databases themselves refuse what no row may say: every constraint of every model."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from products.models import Decision, Feature, Insight, Objective, Product, StageChange
from stakeholders.counting import FIELDS
from stakeholders.models import (
    Account,
    AlignmentChange,
    AlignmentScore,
    Cell,
    Champion,
    Commitment,
    Evidence,
    Group,
    GroupKind,
    News,
    Outreach,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
    Tally,
)
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

Values: TypeAlias = dict[str, Any]

NOON: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
INTERVAL: Final = {"score": 60.0, "low": 20.0, "high": 90.0}


def speak() -> Values:
    """Give what a preference, or a line of its history, says."""
    return {
        "stakeholder_id": build_stakeholder().pk,
        "feature_id": build_feature().pk,
        "stance": 1,
        "stated_at": NOON,
    }


def find_feature() -> Values:
    """Give a feature, for what is about one."""
    return {"feature_id": build_feature().pk}


def build_move() -> StageChange:
    """Build a move of a feature."""
    return StageChange.objects.create(**VALID[StageChange]())


def find_preference() -> Values:
    """Give a preference, for what shows one."""
    preference = build_preference(build_stakeholder(), build_feature())
    return {"preference_id": preference.pk, "quote": "We need it."}


# What a row of each model may say.
VALID: Final[Mapping[type[models.Model], Callable[[], Values]]] = {
    Product: lambda: {"key": "a", "name": "A"},
    Objective: lambda: {"product": build_product(), "key": "a", "title": "A"},
    Feature: lambda: {"product": build_product(), "key": "a", "name": "A"},
    StageChange: lambda: (
        find_feature()
        | {"from_stage": "LAUNCH", "to_stage": "GROWTH", "reason": "It sells.", "actor": "Ada"}
    ),
    Insight: lambda: {"product": build_product(), "kind": "INTERNAL", "title": "A"},
    Decision: lambda: (
        find_feature()
        | {"outcome": "COMMIT", "rationale": "All ask.", "decided_by": "Ada", "decided_at": NOON}
    ),
    Group: lambda: {"kind": "TEAM", "key": "a", "name": "A"},
    Account: lambda: {"key": "a", "name": "A", "segment": build_segment()},
    Stakeholder: lambda: {"name": "Ada", "team": build_team()},
    Champion: lambda: (
        find_feature() | {"stakeholder": build_stakeholder(), "since_date": date(2026, 1, 1)}
    ),
    Commitment: lambda: {
        "team": build_team(),
        "objective": build_objective(),
        "statement": "We test it.",
    },
    Outreach: lambda: (
        find_feature() | {"group": build_team(), "contacted_by": "Ada", "contacted_at": NOON}
    ),
    News: lambda: {"stage_change": build_move(), "stakeholder": build_stakeholder()},
    Cell: lambda: find_feature() | {"group": build_team()} | dict.fromkeys(FIELDS, 1),
    AlignmentScore: lambda: find_feature() | INTERVAL | {"breakdown": [], "updated_at": NOON},
    AlignmentChange: lambda: find_feature() | INTERVAL | {"cause": "RECOUNT", "actor": "Ada"},
    Preference: speak,
    PreferenceEvent: lambda: speak() | {"kind": "STATED", "actor": "Ada"},
    Evidence: find_preference,
    Tally: lambda: find_feature() | {"source": "canny", "count": 3, "seen_at": NOON},
}

# What it may not say: the model, the constraint that says so, and the values that break it.
REFUSED: Final[list[tuple[type[models.Model], str, Values]]] = [
    (Product, "product_exposure_known", {"exposure": "SOME"}),
    (Product, "product_key_not_empty", {"key": ""}),
    (Objective, "objective_key_not_empty", {"key": ""}),
    (Feature, "feature_key_not_empty", {"key": ""}),
    (Feature, "feature_stage_known", {"stage": "DONE"}),
    (Feature, "feature_effort_not_negative", {"effort": -1}),
    (StageChange, "stagechange_stages_known", {"from_stage": "DONE"}),
    (StageChange, "stagechange_stages_known", {"to_stage": "DONE"}),
    (StageChange, "stagechange_moves", {"to_stage": "LAUNCH"}),
    (StageChange, "stagechange_reason_not_empty", {"reason": ""}),
    (Insight, "insight_kind_known", {"kind": "RUMOUR"}),
    (Insight, "insight_mood_known", {"mood": "SAD"}),
    (Decision, "decision_outcome_known", {"outcome": "MAYBE"}),
    (Decision, "decision_rationale_not_empty", {"rationale": ""}),
    (Decision, "decision_interval_whole", INTERVAL | {"high": 100.1}),
    (Decision, "decision_interval_whole", INTERVAL | {"low": -0.1}),
    (Decision, "decision_interval_whole", INTERVAL | {"low": None}),
    (Decision, "decision_interval_whole", INTERVAL | {"high": None}),
    (Decision, "decision_line_within_bounds", INTERVAL | {"line": -0.1}),
    (Decision, "decision_line_within_bounds", INTERVAL | {"line": 100.1}),
    (Decision, "decision_against_a_score", {"against_backing": True, "line": 50}),
    (Decision, "decision_against_a_score", INTERVAL | {"against_backing": True}),
    (Outreach, "outreach_result_known", {"result": "LOST"}),
    (Group, "group_kind_known", {"kind": "CLUB"}),
    (Group, "group_key_not_empty", {"key": ""}),
    (Account, "account_key_not_empty", {"key": ""}),
    (Account, "account_annual_value_not_negative", {"annual_value": -1}),
    (Stakeholder, "stakeholder_team_or_account", {"team": None}),
    (Stakeholder, "stakeholder_weight_not_negative", {"weight": -1}),
    (Commitment, "commitment_says_something", {"statement": ""}),
    (Commitment, "commitment_acknowledged_by_someone", {"acknowledged_by": "Ada"}),
    (Commitment, "commitment_acknowledged_by_someone", {"acknowledged_at": NOON}),
    (Cell, "cell_heard", {"heads": 0}),
    (AlignmentScore, "alignmentscore_interval_within_bounds", {"score": None}),
    (AlignmentScore, "alignmentscore_interval_within_bounds", {"low": None}),
    (AlignmentScore, "alignmentscore_interval_within_bounds", {"high": None}),
    (AlignmentScore, "alignmentscore_interval_within_bounds", {"low": -0.1}),
    (AlignmentScore, "alignmentscore_interval_within_bounds", {"high": 100.1}),
    (AlignmentScore, "alignmentscore_interval_holds_score", {"low": 61.0}),
    (AlignmentScore, "alignmentscore_interval_holds_score", {"high": 59.0}),
    (AlignmentChange, "alignmentchange_cause_known", {"cause": "CHANCE"}),
    (Preference, "preference_stance_known", {"stance": 3}),
    (Preference, "preference_stance_known", {"stance": -3}),
    (Preference, "preference_importance_known", {"importance": 3}),
    (Preference, "preference_willingness_to_pay_not_negative", {"willingness_to_pay": -1}),
    (PreferenceEvent, "preferenceevent_stance_known", {"stance": 3}),
    (PreferenceEvent, "preferenceevent_importance_known", {"importance": 3}),
    (
        PreferenceEvent,
        "preferenceevent_willingness_to_pay_not_negative",
        {"willingness_to_pay": -1},
    ),
    (PreferenceEvent, "preferenceevent_kind_known", {"kind": "HEARD"}),
    (Evidence, "evidence_shows_something", {"quote": ""}),
    (Tally, "tally_count_not_negative", {"count": -1}),
    (Tally, "tally_of_some_source", {"source": ""}),
]

# What no two rows may share, beside what `test_an_external_id_is_unique_within_its_source` shows.
SHARED: Final[list[tuple[type[models.Model], str]]] = [
    (Objective, "objective_key_unique"),
    (Feature, "feature_key_unique"),
    (Group, "group_key_unique"),
    (Champion, "champion_one_per_stakeholder_and_feature"),
    (Commitment, "commitment_one_per_team_and_objective"),
    (News, "news_one_per_move_and_stakeholder"),
    (Cell, "cell_one_per_feature_group"),
    (Preference, "preference_one_per_stakeholder_and_feature"),
    (Tally, "tally_one_per_feature_and_source"),
]
# What no two keys may differ by in nothing but capitals.
FOLDED: Final[list[tuple[type[models.Model], str]]] = [
    (Product, "product_key_unique_in_any_case"),
    (Objective, "objective_key_unique_in_any_case"),
    (Feature, "feature_key_unique_in_any_case"),
    (Group, "group_key_unique_in_any_case"),
    (Account, "account_key_unique_in_any_case"),
]
SOURCED: Final = [Product, Objective, Feature, Insight, Decision, Group, Account, Stakeholder]
ELSEWHERE: Final = {  # in tests of their own
    "feature_not_merged_into_itself",
    "merge_of_two",
    "merge_one_at_a_time",
    "referenceweight_kind_known",
    "referenceweight_positive",
}


def create(model: type[models.Model], values: Values) -> None:
    """Write a row of MODEL, with no check but the database's."""
    with transaction.atomic():
        model._default_manager.bulk_create([model(**values)])  # noqa: SLF001 -- generic over models


def rename(values: Values, key: str) -> Values:
    """Give VALUES with another KEY, where they have one."""
    return values | ({"key": key} if "key" in values else {})


@pytest.mark.django_db
@pytest.mark.parametrize("model", VALID)
def test_a_valid_row_of_each_model_is_kept(model: type[models.Model]) -> None:
    create(model, VALID[model]())


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint", "values"), REFUSED)
def test_a_row_that_breaks_a_rule_is_refused(
    model: type[models.Model], constraint: str, values: Values
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        create(model, VALID[model]() | values)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), SHARED)
def test_a_second_row_of_the_same_name_is_refused(
    model: type[models.Model], constraint: str
) -> None:
    values = VALID[model]()
    create(model, values)

    with pytest.raises(IntegrityError, match=rf"(?i)unique constraint (failed|.*{constraint})"):
        create(model, values)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), FOLDED)
def test_keys_differ_by_more_than_capitals(model: type[models.Model], constraint: str) -> None:
    values = VALID[model]() | {"key": "a-key"}
    create(model, values)

    with pytest.raises(IntegrityError, match=constraint):
        create(model, values | {"key": "A-Key"})


@pytest.mark.django_db
@pytest.mark.parametrize("model", SOURCED)
def test_an_external_id_is_unique_within_its_source(model: type[models.Model]) -> None:
    create(model, VALID[model]() | {"source": "jira", "external_id": "7"})
    create(model, rename(VALID[model](), "b") | {"source": "trello", "external_id": "7"})

    with pytest.raises(IntegrityError, match=r"(?i)unique constraint"):
        create(model, rename(VALID[model](), "c") | {"source": "jira", "external_id": "7"})


@pytest.mark.django_db
@pytest.mark.parametrize("model", SOURCED)
def test_rows_without_an_external_id_are_many(model: type[models.Model]) -> None:
    create(model, VALID[model]() | {"source": "jira"})

    create(model, rename(VALID[model](), "b") | {"source": "jira"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"w_ref": 0}, "referenceweight_positive"),
        ({"w_ref": -1}, "referenceweight_positive"),
        ({"kind": "CLUB"}, "referenceweight_kind_known"),
    ],
)
def test_a_reference_weight_is_positive_and_of_a_known_kind(
    values: Values, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        ReferenceWeight.objects.filter(kind=GroupKind.TEAM).update(**values)


def test_each_constraint_of_each_model_is_broken_here() -> None:
    broken = {constraint for _, constraint, _ in REFUSED}
    broken |= {constraint for _, constraint in (*SHARED, *FOLDED)}
    sourced = {f"{model.__name__.lower()}_source_and_external_id_unique" for model in SOURCED}

    assert broken | sourced | ELSEWHERE == {
        constraint.name
        for label in ("products", "stakeholders")
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints  # noqa: SLF001 -- documented model API
    }
