"""The one door: what is written when something is stated, and what is refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.models import Feature
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Importance,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
)
from stakeholders.preferences import state
from stakeholders.say import set_reference_weight
from stakeholders.statements import Outcome, Report, Statement
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def say(person: Stakeholder, feature: Feature, stance: int = 2, **values: Any) -> Statement:  # noqa: ANN401 -- any
    """Make the statement of PERSON about FEATURE."""
    return Statement(stakeholder=person.pk, feature=feature.pk, stance=stance, **values)


def tell(*statements: Statement, **options: Any) -> Report:  # noqa: ANN401 -- any option
    """State STATEMENTS as Ada."""
    return state(statements, actor="Ada", **options)


def count_rows() -> list[int]:
    """Count all that the door writes."""
    models = (Preference, PreferenceEvent, AlignmentScore, AlignmentChange)
    return [model._default_manager.count() for model in models]  # noqa: SLF001 -- four models


def test_a_statement_is_kept_with_all_it_says() -> None:
    person, feature = build_stakeholder(), build_feature()
    values = {
        "importance": Importance.CRITICAL,
        "willingness_to_pay": Decimal("12.50"),
        "reason": "We sign in daily.",
        "source": "interview",
        "stated_at": NOON,
        "entered_by": "Grace",
        "heard_at": NOON + timedelta(hours=1),
        "heard_in": "A call",
    }

    report = tell(say(person, feature, -1, **values))

    assert report.outcomes == [Outcome.CREATED]
    row = Preference.objects.values("stakeholder", "feature", "stance", *values).get()
    assert row == {"stakeholder": person.pk, "feature": feature.pk, "stance": -1} | values


def test_an_event_keeps_the_statement_with_actor_source_and_group() -> None:
    team = build_team()
    person, feature = build_stakeholder(team=team), build_feature()

    tell(say(person, feature, reason="So."), say(person, feature, 1, source="mail"), source="form")

    names = ("kind", "stance", "reason", "actor", "source", "group")
    assert list(PreferenceEvent.objects.order_by("pk").values_list(*names)) == [
        ("STATED", 2, "So.", "Ada", "form", team.pk),
        ("STATED", 1, "", "Ada", "mail", team.pk),
    ]


def test_the_event_of_a_customer_names_their_segment() -> None:
    segment = build_segment()
    person = build_stakeholder(account=build_account(segment=segment))

    tell(say(person, build_feature()))

    assert PreferenceEvent.objects.get().group == segment


def test_a_score_and_its_change_are_written_with_the_statement() -> None:
    feature = build_feature()

    tell(say(build_stakeholder(), feature), source="form")

    score, change = AlignmentScore.objects.get(), AlignmentChange.objects.get()
    assert (score.feature, round(score.score or 0, 3)) == (feature, 66.667)
    assert (change.feature, change.score, change.low) == (feature, score.score, score.low)
    assert (change.cause, change.actor, change.source) == ("PREFERENCES", "Ada", "form")


def test_the_same_statement_again_writes_nothing() -> None:
    statement = say(build_stakeholder(), build_feature(), reason="So.", stated_at=NOON)
    tell(statement)
    before = (Preference.objects.get().updated_at, AlignmentScore.objects.get().updated_at)

    report = tell(statement, statement)

    assert report.outcomes == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert count_rows() == [1, 1, 1, 1]
    after = (Preference.objects.get().updated_at, AlignmentScore.objects.get().updated_at)
    assert after == before


def test_the_same_said_now_again_writes_nothing() -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(say(person, feature))
    before = count_rows()

    report = tell(say(person, feature, source="another"))

    assert report.outcomes == [Outcome.UNCHANGED]
    assert count_rows() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reason", "Because."),
        ("entered_by", "Grace"),
        ("heard_at", NOON),
        ("heard_in", "The autumn visit"),
    ],
)
def test_what_does_not_count_changes_the_preference_but_not_the_score(
    name: str,
    value: Any,  # noqa: ANN401 -- of any column
) -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(say(person, feature))

    report = tell(say(person, feature, **{name: value}))

    assert report.outcomes == [Outcome.CHANGED]
    assert Preference.objects.values_list(name, flat=True).get() == value
    assert count_rows() == [1, 2, 1, 1]


@pytest.mark.parametrize(
    ("minutes", "outcome", "stance"),
    [(-1, Outcome.UNCHANGED, 2), (0, Outcome.CHANGED, -2), (1, Outcome.CHANGED, -2)],
)
def test_an_older_statement_never_replaces_a_newer_one(
    minutes: int, outcome: Outcome, stance: int
) -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(say(person, feature, 2, stated_at=NOON))

    report = tell(say(person, feature, -2, stated_at=NOON + timedelta(minutes=minutes)))

    assert report.outcomes == [outcome]
    assert Preference.objects.get().stance == stance


def test_within_a_batch_the_newest_stands_whatever_the_order() -> None:
    person, feature = build_stakeholder(), build_feature()
    dates = {-2: 1, 1: 3, 0: 2}
    spoken = [say(person, feature, s, stated_at=NOON + timedelta(d)) for s, d in dates.items()]

    report = tell(*spoken)

    assert report.outcomes == [Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED]
    assert Preference.objects.get().stance == 1
    assert PreferenceEvent.objects.count() == 2


def test_what_is_said_now_replaces_what_a_clock_that_is_ahead_has_dated() -> None:
    person, feature = build_stakeholder(), build_feature()
    tell(say(person, feature, 2, stated_at=datetime.now(UTC) + timedelta(hours=12)))

    report = tell(say(person, feature, -2))

    assert report.outcomes == [Outcome.CHANGED]
    assert Preference.objects.get().stance == -2


def test_hundred_seats_of_one_account_are_one_voice() -> None:
    account, feature = build_account(), build_feature()
    seats = [build_stakeholder(account=account) for _ in range(100)]

    tell(*(say(seat, feature) for seat in seats))

    score = AlignmentScore.objects.get()
    assert (score.voices, round(score.score or 0, 3)) == (1, 66.667)
    assert score.revenue == 1000


def test_a_voice_of_weight_0_is_heard_but_gives_no_score() -> None:
    feature = build_feature()

    tell(say(build_stakeholder(weight=0), feature))

    assert feature.cells.get().heads == 1
    assert count_rows() == [1, 1, 0, 0]


def test_the_reference_of_segments_is_the_median_once_and_never_again_silently() -> None:
    accounts = [build_account(annual_value=value) for value in (0, 10, 30, 50)]
    people, feature = [build_stakeholder(account=a) for a in accounts], build_feature()
    segments = ReferenceWeight.objects.filter(kind="SEGMENT").values_list("w_ref", flat=True)
    assert segments.get() is None

    tell(say(people[1], feature))
    build_account(annual_value=1_000_000)
    tell(say(people[2], feature))

    assert segments.get() == 30
    set_reference_weight("SEGMENT", Decimal(10), actor="Ada")
    tell(say(people[3], feature))
    assert segments.get() == 10


def test_nothing_said_writes_nothing() -> None:
    assert tell().outcomes == []

    assert count_rows() == [0, 0, 0, 0]


def test_only_the_features_spoken_about_are_scored_again() -> None:
    product, team = build_product(), build_team()
    spoken, other = build_feature(product=product), build_feature(product=product)
    people = [build_stakeholder(team=team) for _ in range(2)]
    tell(say(people[0], spoken), say(people[0], other))

    tell(say(people[1], spoken))

    assert AlignmentChange.objects.filter(feature=spoken).count() == 2
    assert AlignmentChange.objects.filter(feature=other).count() == 1


def measure(number: int) -> int:
    """Count the queries of one batch of NUMBER statements, each of one person on one feature."""
    product, team = build_product(), build_team()
    features = [build_feature(product=product) for _ in range(5)]
    people = [build_stakeholder(team=team) for _ in range(number)]
    spoken = [say(p, features[place % 5], stated_at=NOON) for place, p in enumerate(people)]
    with CaptureQueriesContext(connection) as queries:
        tell(*spoken)
    told = [query["sql"] or "" for query in queries]  # Django cannot write down every statement
    # SQLite cuts an insert or update of many rows into batches of 999 values: these count as one.
    written = {sql.split("VALUES")[0] for sql in told if sql.startswith("INSERT")}
    return len(written) + sum(not sql.startswith("INSERT") for sql in told)


def test_a_batch_costs_the_same_queries_however_many_it_holds() -> None:
    assert len({measure(number) for number in (1, 3, 50, 500)}) == 1
