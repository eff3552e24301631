"""What the one door refuses, how much a refusal undoes, and what a stream may say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from products.chunks import CHUNK
from products.models import Feature
from stakeholders import preferences
from stakeholders.counting import FIELDS
from stakeholders.models import (
    AlignmentScore,
    Cell,
    Group,
    Importance,
    Preference,
    PreferenceEvent,
    Stakeholder,
    Stance,
)
from stakeholders.preferences import HEARD_AT_ONCE, REFUSALS_AT_MOST, state
from stakeholders.statements import Outcome, Refusal, Report, Statement, StatementsRefusedError
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def say(person: Stakeholder, feature: Feature, stance: int = 2) -> Statement:
    """Make the statement of PERSON about FEATURE."""
    return Statement(stakeholder=person.pk, feature=feature.pk, stance=stance)


def refuse(*statements: Statement, **options: Any) -> Report:  # noqa: ANN401 -- any option
    """State STATEMENTS, some of which are refused, and give the report."""
    with pytest.raises(StatementsRefusedError) as refused:
        state(statements, actor="Ada", **options)
    return refused.value.report


def test_an_unknown_stakeholder_and_an_unknown_feature_are_told_together() -> None:
    report = refuse(Statement(stakeholder=1, feature=2, stance=0))

    assert report.outcomes == [Outcome.REFUSED]
    assert report.refusals == [
        Refusal(0, "stakeholder", "UNKNOWN", "There is no such stakeholder."),
        Refusal(0, "feature", "UNKNOWN", "There is no such feature here."),
    ]


def test_a_value_that_is_none_is_refused_as_invalid() -> None:
    report = refuse(say(build_stakeholder(), build_feature(), stance=7))

    assert [(r.row, r.field, r.code) for r in report.refusals] == [(0, "stance", "INVALID")]


def test_a_merged_feature_is_refused() -> None:
    whole = build_feature()
    part = build_feature("part", product=whole.product, merged_into=whole)

    report = refuse(say(build_stakeholder(), part))

    assert report.refusals == [
        Refusal(0, "feature", "CONFLICT", "'part' was merged; name what it became part of.")
    ]


def test_a_group_without_a_say_is_refused() -> None:
    team, feature = build_team(), build_feature()
    team.products.add(build_product())

    report = refuse(say(build_stakeholder(team=team), feature))

    assert report.refusals == [
        Refusal(0, "stakeholder", "CONFLICT", "Their group has no say in this product.")
    ]


def test_an_account_speaks_with_the_say_of_its_segment() -> None:
    account, feature = build_account(), build_feature()
    account.segment.products.add(feature.product)
    build_team().products.add(build_product())

    report = state([say(build_stakeholder(account=account), feature)], actor="Ada")

    assert report.outcomes == [Outcome.CREATED]


def test_a_refused_row_undoes_all() -> None:
    person, feature = build_stakeholder(), build_feature()

    report = refuse(say(person, feature), say(person, feature, stance=7))

    assert report.outcomes == [Outcome.CREATED, Outcome.REFUSED]
    assert [refusal.row for refusal in report.refusals] == [1]
    assert not Preference.objects.exists()
    assert not PreferenceEvent.objects.exists()
    assert list(find_differences()) == []


def test_the_good_rows_are_kept_when_asked_for() -> None:
    person, feature = build_stakeholder(), build_feature()
    bad = say(person, feature, stance=7)

    report = state([bad, say(person, feature, 1), bad], actor="Ada", keep_good=True)

    assert report.outcomes == [Outcome.REFUSED, Outcome.CREATED, Outcome.REFUSED]
    assert [refusal.row for refusal in report.refusals] == [0, 2]
    assert Preference.objects.get().stance == 1
    assert list(find_differences()) == []


def test_a_hopeless_file_is_given_up_after_a_thousand_refusals() -> None:
    bad = say(Stakeholder(pk=1), build_feature())

    report = refuse(*[bad] * (2 * HEARD_AT_ONCE))

    assert len(report.refusals) == len(report.outcomes) == HEARD_AT_ONCE
    assert HEARD_AT_ONCE >= REFUSALS_AT_MOST


def test_within_a_product_a_stream_is_heard_as_it_comes() -> None:
    person, feature = build_stakeholder(), build_feature()
    heard_when_read = {}

    def speak() -> Iterator[Statement]:
        for place, stance in enumerate([1] * HEARD_AT_ONCE + [2]):
            if place in {0, HEARD_AT_ONCE - 1, HEARD_AT_ONCE}:
                heard_when_read[place] = Preference.objects.exists()
            yield say(person, feature, stance)

    report = state(speak(), actor="Ada", within=feature.product)

    assert heard_when_read == {0: False, HEARD_AT_ONCE - 1: False, HEARD_AT_ONCE: True}
    assert report.count(Outcome.UNCHANGED) == HEARD_AT_ONCE - 1
    assert Preference.objects.get().stance == 2
    assert list(find_differences()) == []


def test_within_a_product_what_is_about_another_is_refused() -> None:
    person, here, there = build_stakeholder(), build_feature(), build_feature()

    report = refuse(say(person, here), say(person, there), within=here.product)

    assert report.refusals == [Refusal(1, "feature", "UNKNOWN", "There is no such feature here.")]
    assert not Preference.objects.exists()


def test_a_stream_that_breaks_off_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "HEARD_AT_ONCE", 2)
    person, feature = build_stakeholder(), build_feature()
    heard = []

    def speak() -> Iterator[Statement]:
        yield from [say(person, feature)] * 3
        heard.append(Preference.objects.exists())
        raise ValidationError("The line went dead.")

    with pytest.raises(ValidationError, match="The line went dead"):
        state(speak(), actor="Ada", within=feature.product)

    assert heard == [True]
    assert not Preference.objects.exists()
    assert not Group.objects.filter(cells__isnull=False).exists()


def test_statements_across_the_chunks_of_a_batch_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "HEARD_AT_ONCE", CHUNK)
    team, feature = build_team(), build_feature()
    people = Stakeholder.objects.bulk_create(
        [Stakeholder(name="someone", team=team) for _ in range(CHUNK + 10)]
    )

    report = state([say(person, feature) for person in people], actor="Ada")

    assert report.count(Outcome.CREATED) == CHUNK + 10
    assert feature.cells.get().heads == CHUNK + 10
    assert list(find_differences()) == []


def test_a_batch_about_many_features_by_seats_of_one_large_account_is_heard() -> None:
    account, product = build_account(), build_product()
    seats = Stakeholder.objects.bulk_create(
        [Stakeholder(name="someone", account=account) for _ in range(6_000)]
    )
    features = [build_feature(product=product) for _ in range(50)]

    report = state([say(seats[0], feature) for feature in features], actor="Ada")

    assert report.count(Outcome.CREATED) == 50


utterances = st.tuples(
    st.integers(0, 3),  # which person
    st.integers(0, 1),  # which feature
    st.sampled_from(Stance.values),
    st.sampled_from(Importance.values),
    st.none() | st.integers(0, 3),  # minutes after noon, or now
)


@settings(deadline=None, max_examples=25)
@given(spoken=st.lists(utterances, max_size=8))
def test_a_batch_equals_its_statements_one_by_one(
    spoken: list[tuple[int, int, int, int, int | None]],
) -> None:
    assert hear_all(spoken, at_once=True) == hear_all(spoken, at_once=False)


def hear_all(spoken: list[tuple[int, int, int, int, int | None]], *, at_once: bool) -> list[Any]:
    """State what is SPOKEN in a world of its own, and give all that came of it, but the keys."""
    with transaction.atomic():
        account, team = build_account(), build_team()
        people = [build_stakeholder(account=account) for _ in range(2)]
        people += [build_stakeholder(team=team) for _ in range(2)]
        features = [build_feature() for _ in range(2)]
        statements = [
            Statement(
                stakeholder=people[person].pk,
                feature=features[feature].pk,
                stance=stance,
                importance=importance,
                stated_at=None if minute is None else NOON + timedelta(minutes=minute),
            )
            for person, feature, stance, importance, minute in spoken
        ]
        batches = [statements] if at_once else [[statement] for statement in statements]
        outcomes = [outcome for batch in batches for outcome in state(batch, actor="Ada").outcomes]
        names = ("stance", "importance", "source", "reason")
        found = [
            outcomes,
            list(PreferenceEvent.objects.order_by("pk").values_list("kind", *names)),
            list(Preference.objects.order_by("stakeholder", "feature").values_list(*names)),
            list(Cell.objects.order_by("feature", "group").values_list(*FIELDS)),
            list(AlignmentScore.objects.order_by("feature").values_list("score", "low", "high")),
        ]
        transaction.set_rollback(True)
    return found
