"""What each choice about a feature would come to is told before it is made, and came about."""

import pytest
from pytest_django import DjangoAssertNumQueries

from products.decisions import Choice
from products.faults import RowsRefusedError
from products.models import Feature, Outcome, Stage
from stakeholders.deciding import decide
from stakeholders.foreseeing import Option, list_options, tell_moved
from stakeholders.merging import merge_features
from stakeholders.models import Stance
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

STAY = "It stays in {}."


def foresee(feature: Feature) -> dict[Outcome, Option]:
    """Tell what each outcome would come to for FEATURE."""
    return {each.outcome: each for each in list_options([feature])[feature.pk]}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("stance", [Stance.STRONGLY_OPPOSE, None, Stance.STRONGLY_SUPPORT])
def test_what_was_told_before_is_what_comes_about(
    stage: Stage, outcome: Outcome, stance: Stance | None
) -> None:
    feature = build_feature(stage=stage)
    if stance is not None:
        build_preference(build_stakeholder(), feature, stance=stance)
    option = foresee(feature)[outcome]
    choice = Choice(outcome=outcome, rationale="Why.", decided_by="Ada")

    try:
        done = decide(feature, choice, actor="tests")
    except RowsRefusedError as refusal:
        told = [fault.message for fault in refusal.faults]
        assert (option.is_allowed, [option.instead]) == (False, told)
        return

    after = Feature.objects.get().stage
    assert (option.is_allowed, option.after) == (True, after)
    assert option.is_against == done.row.against_backing
    assert (done.change is None) == (after == stage)


def test_the_sentences_tell_the_way_and_the_duty() -> None:
    waiting = build_feature(stage=Stage.DISCOVERY)
    ready = build_feature(product=waiting.product, stage=Stage.VALIDATION)
    build_preference(build_stakeholder(), ready, stance=Stance.STRONGLY_OPPOSE)

    assert foresee(waiting)[Outcome.COMMIT].explanation == "It stays in discovery."
    assert foresee(ready)[Outcome.DECLINE].explanation == "It moves from validation to declined."
    assert foresee(ready)[Outcome.COMMIT].explanation == (
        "It moves from validation to development. "
        "This goes against the backing: tell why in the rationale."
    )
    assert foresee(ready)[Outcome.RETIRE].explanation == "Nobody uses it yet; decline it instead."


def test_nothing_is_to_be_decided_about_a_part_of_another() -> None:
    product = build_product()
    whole, part = build_feature("whole", product=product), build_feature("part", product=product)
    merge_features(part, whole, actor="tests")
    part.refresh_from_db()

    told = {option.explanation for option in foresee(part).values()}

    assert told == {"It was merged into 'whole'; decide about that one."}


def test_what_came_about_is_told() -> None:
    feature = build_feature(stage=Stage.VALIDATION)
    choice = Choice(outcome=Outcome.COMMIT, rationale="Why.", decided_by="Ada")

    moved = decide(feature, choice, actor="tests")
    stayed = decide(feature, choice, actor="tests")

    assert tell_moved(moved.change, "") == "It moved from validation to development."
    assert tell_moved(stayed.change, "DEVELOPMENT") == "It stays in development."


@pytest.mark.parametrize("number", [1, 3])
def test_many_are_looked_at_as_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    product = build_product()
    for _ in range(number):
        build_feature(product=product)
    features = list(Feature.objects.all())

    with django_assert_num_queries(1):
        list_options(features)
