"""People speak for features, and teams stand by what they contribute; twice is once."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from products.faults import RowsRefusedError
from products.upserts import Outcome
from stakeholders.advocacy import add_champion, commit, record_outreach, remove_champion
from stakeholders.models import Champion, Commitment, Outreach, OutreachResult
from stakeholders.talks import Pledge, Talk
from tests.builders import (
    build_feature,
    build_objective,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
NOW = timezone.now()


def test_a_champion_speaks_since_today_unless_it_is_said_otherwise() -> None:
    added = add_champion(build_stakeholder(), build_feature())

    assert (added.outcome, added.row.since_date) == (Outcome.CREATED, timezone.localdate())


@pytest.mark.parametrize(
    ("since", "outcome", "kept"),
    [
        (None, Outcome.UNCHANGED, MARCH),
        (MARCH, Outcome.UNCHANGED, MARCH),
        (MAY, Outcome.CHANGED, MAY),
    ],
)
def test_adding_a_champion_twice_keeps_one(since: date, outcome: Outcome, kept: date) -> None:
    person, feature = build_stakeholder(), build_feature()
    add_champion(person, feature, since_date=MARCH)

    again = add_champion(person, feature, since_date=since)

    assert (again.outcome, Champion.objects.get().since_date) == (outcome, kept)


def test_nobody_speaks_since_tomorrow() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(RowsRefusedError, match="since_date"):
        add_champion(build_stakeholder(), build_feature(), since_date=tomorrow)


def test_a_champion_who_is_removed_leaves_what_they_talked_about() -> None:
    person, feature = build_stakeholder(), build_feature()
    champion = add_champion(person, feature).row
    record_outreach(feature, build_team(), Talk(contacted_by="Ada", champion=champion))

    assert remove_champion(person, feature) is True
    assert remove_champion(person, feature) is False
    assert Outreach.objects.get().champion is None


@pytest.mark.parametrize(
    ("second", "outcome", "number"),
    [
        (Talk(contacted_by="Ada", contacted_at=NOW, outcome="Fine."), Outcome.UNCHANGED, 1),
        (Talk(contacted_by="Ada", contacted_at=NOW, outcome="Not yet."), Outcome.CHANGED, 1),
        (Talk(contacted_by="Bo", contacted_at=NOW, outcome="Fine."), Outcome.CREATED, 2),
        (Talk(contacted_by="Ada", outcome="Fine."), Outcome.CREATED, 2),
        (
            Talk(contacted_by="Ada", contacted_at=NOW, outcome="Fine.", result=OutreachResult.WON),
            Outcome.CHANGED,
            1,
        ),
    ],
)
def test_the_same_talk_is_written_down_once(second: Talk, outcome: Outcome, number: int) -> None:
    feature, team = build_feature(), build_team()
    record_outreach(feature, team, Talk(contacted_by="Ada", contacted_at=NOW, outcome="Fine."))

    written = record_outreach(feature, team, second)

    assert (written.outcome, Outreach.objects.count()) == (outcome, number)
    assert written.row.outcome == second.outcome


@pytest.mark.parametrize(
    ("talk", "field"),
    [
        (Talk(contacted_by=" "), "contacted_by"),
        (Talk(contacted_by="x" * 201), "contacted_by"),
        (Talk(contacted_by="Ada", contacted_at=NOW + timedelta(days=1)), "contacted_at"),
        (Talk(contacted_by="Ada", contacted_at=NOW.replace(tzinfo=None)), "contacted_at"),
        (Talk(contacted_by="Ada", outcome="a\0b"), "outcome"),
        (Talk(contacted_by="Ada", follow_up_date=MARCH), "follow_up_date"),
        (Talk(contacted_by="Ada", result="LOST"), "result"),  # type: ignore[arg-type]  # -- from outside
    ],
)
def test_a_talk_that_cannot_have_been_is_refused(talk: Talk, field: str) -> None:
    with pytest.raises(RowsRefusedError) as caught:
        record_outreach(build_feature(), build_team(), talk)

    assert [fault.field for fault in caught.value.faults] == [field]
    assert Outreach.objects.count() == 0


def test_a_talk_is_known_by_who_held_it_however_they_are_padded() -> None:
    feature, team = build_feature(), build_team()
    record_outreach(feature, team, Talk(contacted_by="Ada", contacted_at=NOW))

    again = record_outreach(feature, team, Talk(contacted_by=" Ada ", contacted_at=NOW))

    assert again.outcome is Outcome.UNCHANGED
    assert Outreach.objects.get().contacted_by == "Ada"


@pytest.mark.parametrize("at", [NOW + timedelta(days=1), NOW.replace(tzinfo=None)])
def test_nobody_has_stood_by_a_pledge_since_tomorrow(at: datetime) -> None:
    pledge = Pledge(statement="We draw it.", acknowledged_by="Ada", acknowledged_at=at)

    with pytest.raises(RowsRefusedError, match="acknowledged_at"):
        commit(build_objective(), build_team(), pledge)

    assert Commitment.objects.count() == 0


def test_a_champion_talks_about_their_own_feature() -> None:
    champion = add_champion(build_stakeholder(), build_feature()).row

    with pytest.raises(RowsRefusedError, match="champion"):
        record_outreach(build_feature(), build_team(), Talk(contacted_by="A", champion=champion))


def test_a_team_commits_and_somebody_stands_by_it_later() -> None:
    objective, team = build_objective(), build_team()
    first = commit(objective, team, Pledge(statement="We draw it."))
    second = commit(objective, team, Pledge(acknowledged_by="Ada"))
    third = commit(objective, team, Pledge(acknowledged_by="Ada"))

    kept = Commitment.objects.get()
    assert [each.outcome for each in (first, second, third)] == [
        Outcome.CREATED,
        Outcome.CHANGED,
        Outcome.UNCHANGED,
    ]
    assert (kept.statement, kept.acknowledged_by) == ("We draw it.", "Ada")
    assert kept.acknowledged_at == second.row.acknowledged_at


def test_other_words_have_to_be_acknowledged_anew() -> None:
    objective, team = build_objective(), build_team()
    commit(objective, team, Pledge(statement="We draw it.", acknowledged_by="Ada"))

    commit(objective, team, Pledge(statement="We build it."))

    told = ("statement", "acknowledged_by", "acknowledged_at")
    assert Commitment.objects.values_list(*told).get() == ("We build it.", "", None)


def test_a_commitment_is_a_teams_and_has_words() -> None:
    objective = build_objective()

    with pytest.raises(RowsRefusedError, match="team"):
        commit(objective, build_segment(), Pledge(statement="We pay for it."))
    with pytest.raises(RowsRefusedError, match="statement"):
        commit(objective, build_team(), Pledge(acknowledged_by="Ada"))
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize(
    ("result", "later", "due"),
    [
        (OutreachResult.OPEN, None, True),
        (OutreachResult.CONDITIONAL, None, True),
        (OutreachResult.WON, None, False),
        (OutreachResult.REFUSED, None, False),
        (OutreachResult.OPEN, "the same group", False),
        (OutreachResult.OPEN, "another group", True),
    ],
)
def test_a_talk_is_followed_up_until_it_was_or_is_settled(
    result: OutreachResult, later: str | None, *, due: bool
) -> None:
    feature, team = build_feature(), build_team()
    before = NOW - timedelta(days=9)
    today = timezone.localdate()
    talk = Talk(
        contacted_by="Ada", contacted_at=before, result=result, follow_up_date=before.date()
    )
    row = record_outreach(feature, team, talk).row
    if later:
        group = team if later == "the same group" else build_team()
        record_outreach(feature, group, Talk(contacted_by="Bo", contacted_at=NOW))

    assert list(Outreach.objects.due(today)) == ([row] if due else [])
    assert list(Outreach.objects.due(before.date() - timedelta(days=1))) == []
