"""Taking a preference back: what goes, what stays in the history, and what cannot return."""

from datetime import UTC, datetime, timedelta

import pytest

from products.models import Feature
from stakeholders.merging import merge_features
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Cell,
    EventKind,
    Preference,
    PreferenceEvent,
    Stakeholder,
)
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Outcome, Statement
from stakeholders.verification import find_differences
from tests.builders import build_account, build_feature, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tell(
    person: Stakeholder, feature: Feature, stance: int = 2, stated_at: datetime | None = None
) -> list[Outcome]:
    """State what PERSON says about FEATURE, and tell what became of it."""
    statement = Statement(
        stakeholder=person.pk,
        feature=feature.pk,
        stance=stance,
        stated_at=stated_at,
        source="form",
        reason="So.",
    )
    return state([statement], actor="Ada").outcomes


def test_the_last_withdrawal_removes_score_and_cell_and_says_so() -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(person, feature)

    report = withdraw([(person.pk, feature.pk)], actor="Grace", source="mail")

    assert report.outcomes == [Outcome.WITHDRAWN]
    assert not Preference.objects.exists()
    assert not Cell.objects.exists()
    assert not AlignmentScore.objects.exists()
    names = ("score", "low", "high", "voices", "provisional", "cause", "actor", "source")
    change = AlignmentChange.objects.order_by("pk").values_list(*names)[1]
    assert change == (None, None, None, 0, True, "PREFERENCES", "Grace", "mail")


def test_a_withdrawal_leaves_the_others_to_speak() -> None:
    team, feature = build_team(), build_feature()
    people = [build_stakeholder(team=team) for _ in range(2)]
    for person in people:
        tell(person, feature)

    withdraw([(people[0].pk, feature.pk)], actor="Ada")

    assert AlignmentScore.objects.get().voices == 1
    assert list(find_differences()) == []


def test_a_seat_that_withdraws_leaves_the_account_to_speak() -> None:
    account, feature = build_account(), build_feature()
    seats = [build_stakeholder(account=account) for _ in range(2)]
    tell(seats[0], feature, -2)
    tell(seats[1], feature, 2)

    withdraw([(seats[0].pk, feature.pk)], actor="Ada")

    score = AlignmentScore.objects.get()
    assert (score.voices, round(score.score or 0, 3)) == (1, 66.667)
    assert list(find_differences()) == []


def test_the_event_keeps_what_was_withdrawn_by_whom_and_from_where() -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(person, feature, -1, NOON)

    withdraw([(person.pk, feature.pk)], actor="Grace", source="mail")

    names = ("stakeholder", "feature", "stance", "reason", "actor", "source", "group")
    event = PreferenceEvent.objects.filter(kind=EventKind.WITHDRAWN)
    assert event.values_list(*names).get() == (
        person.pk,
        feature.pk,
        -1,
        "So.",
        "Grace",
        "mail",
        person.team_id,
    )
    assert event.get().stated_at > NOON


def test_what_was_never_stated_or_is_named_twice_is_unchanged() -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(person, feature)
    pair = (person.pk, feature.pk)

    report = withdraw(
        [pair, pair, (person.pk, feature.pk + 1), (person.pk + 1, feature.pk)], actor="A"
    )

    assert report.outcomes == [Outcome.WITHDRAWN, *[Outcome.UNCHANGED] * 3]
    assert PreferenceEvent.objects.filter(kind=EventKind.WITHDRAWN).count() == 1


def test_withdrawing_nothing_writes_nothing() -> None:
    person, feature = build_stakeholder(), build_feature()

    report = withdraw([(person.pk, feature.pk)], actor="Ada")

    assert report.outcomes == [Outcome.UNCHANGED]
    assert not PreferenceEvent.objects.exists()
    assert not AlignmentChange.objects.exists()


@pytest.mark.parametrize("stated_at", [NOON - timedelta(days=1), NOON, NOON + timedelta(days=1)])
def test_an_older_statement_does_not_bring_back_what_was_withdrawn(stated_at: datetime) -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(person, feature, 2, NOON)
    withdraw([(person.pk, feature.pk)], actor="Ada")

    assert tell(person, feature, 2, stated_at) == [Outcome.UNCHANGED]

    assert not Preference.objects.exists()


def test_what_a_clock_that_was_ahead_dated_does_not_come_back_either() -> None:
    person, feature = build_stakeholder(), build_feature()
    ahead = datetime.now(UTC) + timedelta(hours=12)
    tell(person, feature, 2, ahead)
    withdraw([(person.pk, feature.pk)], actor="Ada")

    assert tell(person, feature, 2, ahead) == [Outcome.UNCHANGED]

    assert not Preference.objects.exists()


@pytest.mark.parametrize("minutes", [None, 1])
def test_a_newer_statement_after_a_withdrawal_counts(minutes: int | None) -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(person, feature, 2, NOON)
    withdraw([(person.pk, feature.pk)], actor="Ada")
    later = None if minutes is None else datetime.now(UTC) + timedelta(minutes=minutes)

    assert tell(person, feature, 2, later) == [Outcome.CREATED]

    assert list(PreferenceEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "STATED",
        "WITHDRAWN",
        "STATED",
    ]


def test_the_withdrawal_of_one_feature_does_not_silence_another() -> None:
    person, one, other = build_stakeholder(), build_feature(), build_feature()
    tell(person, one, 2, NOON)
    withdraw([(person.pk, one.pk)], actor="Ada")

    assert tell(person, other, 2, NOON) == [Outcome.CREATED]


def test_a_preference_about_a_merged_feature_can_still_be_withdrawn() -> None:
    person, whole = build_stakeholder(), build_feature()
    part = build_feature(product=whole.product)
    tell(person, part)
    merge_features(part, whole, actor="Ada")

    report = withdraw([(person.pk, part.pk)], actor="Ada")

    assert report.outcomes == [Outcome.WITHDRAWN]
    assert list(find_differences()) == []
