"""Rows are judged where they are staged: few or many, once or turn by turn, as if one by one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from products.models import Feature
from stakeholders.hearing import TURNS_AT_MOST
from stakeholders.models import Cell, Preference, PreferenceEvent, Stakeholder
from stakeholders.preferences import MomentError, state, withdraw
from stakeholders.staging import FEW
from stakeholders.statements import Outcome, Refusal, Statement, StatementsRefusedError
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY = FEW + 10


def build_crowd(size: int) -> list[Stakeholder]:
    """Build SIZE people, most of them in one team and some in three accounts."""
    team, accounts = build_team(), [build_account(annual_value=v) for v in (10, 200, 35)]
    return Stakeholder.objects.bulk_create(
        Stakeholder(name="someone", account=accounts[place % 3])
        if place % 4 == 0
        else Stakeholder(name="someone", team=team)
        for place in range(size)
    )


def say(person: Stakeholder, feature: Feature, stance: int, minute: int | None = None) -> Statement:
    """Make the statement of PERSON about FEATURE, so many minutes after noon, or now."""
    stated_at = None if minute is None else NOON + timedelta(minutes=minute)
    return Statement(stakeholder=person.pk, feature=feature.pk, stance=stance, stated_at=stated_at)


def deactivate(person: Stakeholder) -> None:
    """Leave PERSON without a voice; whoever has spoken would have to be recounted."""
    Stakeholder.objects.filter(pk=person.pk).update(deactivated_at=NOON)


@pytest.mark.parametrize("size", [3, MANY])
def test_few_and_many_are_kept_word_for_word(size: int) -> None:
    people, feature = build_crowd(size), build_feature()
    values: dict[str, Any] = {
        "importance": 4,
        "willingness_to_pay": Decimal("9999999999.99"),
        "reason": "Übel, \"zitiert\" \\ 'so';\n\t100 % \N{PILE OF POO}",
        "source": "Umfrage",
        "stated_at": NOON + timedelta(microseconds=1),
        "entered_by": "Grace",
        "heard_at": NOON,
        "heard_in": "Gespräch, 2. Stock",
    }

    state(
        [Statement(stakeholder=p.pk, feature=feature.pk, stance=-1, **values) for p in people],
        actor="Ada",
    )

    names = ("feature", "stance", *values)
    for model in (Preference, PreferenceEvent):
        rows = set(model._default_manager.values_list(*names))  # noqa: SLF001 -- two models
        assert rows == {(feature.pk, -1, *values.values())}
        assert model._default_manager.count() == size  # noqa: SLF001 -- as above


@pytest.mark.parametrize("size", [3, MANY])
def test_few_and_many_change_and_go_with_all_sums_true(size: int) -> None:
    people, features = build_crowd(size), [build_feature() for _ in range(2)]
    pairs = [(p, f) for p in people for f in features]

    said = state([say(p, f, p.pk % 5 - 2, 0) for p, f in pairs], actor="Ada")
    again = state([say(p, f, p.pk % 3 - 1, p.pk % 2) for p, f in pairs], actor="Ada")
    true_between = list(find_differences()) == []
    gone = withdraw([(p.pk, f.pk) for p, f in pairs], actor="Ada")

    assert said.count(Outcome.CREATED) == gone.count(Outcome.WITHDRAWN) == len(pairs)
    assert again.count(Outcome.CHANGED) + again.count(Outcome.UNCHANGED) == len(pairs)
    assert true_between
    assert not Cell.objects.exists()


def test_someone_who_goes_on_and_on_is_heard_to_the_end() -> None:
    person, feature = build_stakeholder(), build_feature()
    stances = [place % 5 - 2 for place in range(3 * TURNS_AT_MOST)]

    report = state([say(person, feature, stance) for stance in stances], actor="Ada")

    assert report.outcomes == [Outcome.CREATED] + [Outcome.CHANGED] * (len(stances) - 1)
    events = PreferenceEvent.objects.order_by("pk")
    assert list(events.values_list("stance", flat=True)) == stances
    assert list(find_differences()) == []


def test_the_copy_of_a_refused_statement_is_refused_too() -> None:
    feature = build_feature()
    unknown = Statement(stakeholder=1, feature=feature.pk, stance=1)

    with pytest.raises(StatementsRefusedError) as refused:
        state([unknown, unknown], actor="Ada")

    assert refused.value.report.outcomes == [Outcome.REFUSED, Outcome.REFUSED]
    assert [refusal.row for refusal in refused.value.report.refusals] == [0, 1]


def test_seats_that_speak_by_turns_are_one_voice_throughout() -> None:
    account, feature = build_account(), build_feature()
    seats = [build_stakeholder(account=account) for _ in range(3)]
    build_preference(seats[2], feature, stance=-2)

    spoken = [(0, 1), (1, -1), (0, -2), (1, 2), (0, 2)]
    state([say(seats[place], feature, stance) for place, stance in spoken], actor="Ada")

    assert Cell.objects.get().heads == 1
    assert list(find_differences()) == []


def test_who_is_deactivated_is_refused_and_told_what_helps() -> None:
    person, feature = build_stakeholder(), build_feature()
    deactivate(person)

    with pytest.raises(StatementsRefusedError) as refused:
        state([say(person, feature, 1)], actor="Ada")

    assert refused.value.report.refusals == [
        Refusal(0, "stakeholder", "CONFLICT", "They are deactivated; activate them first.")
    ]


def test_who_is_deactivated_and_has_no_say_is_told_both() -> None:
    team, feature = build_team(), build_feature()
    team.products.add(build_product())
    person = build_stakeholder(team=team)
    deactivate(person)

    with pytest.raises(StatementsRefusedError) as refused:
        state([say(person, feature, 1)], actor="Ada")

    assert [refusal.message for refusal in refused.value.report.refusals] == [
        "They are deactivated; activate them first.",
        "Their group has no say in this product.",
    ]


def test_a_deactivated_seat_counts_nothing_when_another_speaks() -> None:
    account, feature = build_account(), build_feature()
    seats = [build_stakeholder(account=account) for _ in range(2)]
    build_preference(seats[0], feature, stance=-2)
    Cell.objects.all().delete()
    deactivate(seats[0])

    state([say(seats[1], feature, 2)], actor="Ada")

    cell = Cell.objects.get()
    assert (cell.count_strongly_oppose, cell.count_strongly_support) == (0, 1)


def test_the_ids_of_events_and_preferences_follow_their_order() -> None:
    people, feature = build_crowd(20), build_feature()

    state([say(person, feature, 1) for person in people], actor="Ada")

    events = list(PreferenceEvent.objects.order_by("pk").values_list("public_id", flat=True))
    kept = list(Preference.objects.order_by("pk").values_list("public_id", flat=True))
    assert (events, kept) == (sorted(events), sorted(kept))
    assert {(type(key), key.version, key.variant) for key in (*events, *kept)} == {
        (UUID, 7, "specified in RFC 4122")
    }
    assert len(set(kept)) == len(set(events)) == 20


def test_all_of_a_batch_is_recorded_at_one_moment_in_the_past() -> None:
    person, feature = build_stakeholder(), build_feature()

    state([say(person, feature, 1)], actor="Ada", at=NOON)
    withdraw([(person.pk, feature.pk)], actor="Ada", at=NOON + timedelta(days=1))

    moments = PreferenceEvent.objects.order_by("pk").values_list("created_at", "stated_at")
    assert list(moments) == [(NOON, NOON), (NOON + timedelta(days=1),) * 2]


@pytest.mark.parametrize("at", [NOON - timedelta(seconds=1), datetime(1969, 1, 1, tzinfo=UTC)])
def test_nothing_is_recorded_before_the_last_change(at: datetime) -> None:
    person, other, feature = build_stakeholder(), build_stakeholder(), build_feature()
    state([say(person, feature, 1)], actor="Ada", at=NOON)

    with pytest.raises(MomentError):
        state([say(other, feature, 1)], actor="Ada", at=at)

    assert Preference.objects.count() == 1


def test_nothing_is_recorded_ahead_of_the_clock() -> None:
    statement = say(build_stakeholder(), build_feature(), 1)

    with pytest.raises(MomentError, match="between 1970 and now"):
        state([statement], actor="Ada", at=timezone.now() + timedelta(minutes=1))
