"""What stood at a moment is told as it was told then, whatever happened since."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.models import Feature, Merge, StageChange
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.erasing import erase_stakeholders
from stakeholders.membership import upsert_accounts, upsert_stakeholders
from stakeholders.models import (
    AlignmentScore,
    CellChange,
    ElectorateChange,
    Group,
    Stakeholder,
    Stance,
)
from stakeholders.preferences import state, withdraw
from stakeholders.ranking import with_rank
from stakeholders.readings import MEASURES
from stakeholders.remembering import find_answering, remember, remember_ranks
from stakeholders.say import remove_groups
from stakeholders.statements import Statement
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NOON: Final = datetime(2025, 3, 1, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)
WALKS: Final = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# Who says what about which feature; without a stance it is withdrawn.
step = st.tuples(st.integers(0, 5), st.integers(0, 2), st.none() | st.sampled_from(Stance.values))

Told = dict[int, dict[str, Any]]


def build_world() -> tuple[list[Stakeholder], list[Feature]]:
    """Build two teams and a segment with two people each, and three features of a product."""
    teams = [build_team() for _ in range(2)]
    accounts = [build_account(segment=build_segment(), annual_value=90)] * 2
    people = [build_stakeholder(team=team) for team in (*teams, *teams)]
    people += [build_stakeholder(account=account) for account in accounts]
    product = build_product()
    return people, [build_feature(product=product) for _ in range(3)]


def say(person: Stakeholder, feature: Feature, at: datetime, stance: int = 2) -> None:
    """Let PERSON say something about FEATURE, AT a moment."""
    state([Statement(stakeholder=person.pk, feature=feature.pk, stance=stance)], actor="Ada", at=at)


def tell(scores: Mapping[int, AlignmentScore]) -> Told:
    """Tell every measure of SCORES and every line of their breakdowns, by feature."""
    return {
        key: {name: getattr(score, name) for name in MEASURES}
        | {"lines": [dict(line) | {"name": None} for line in score.breakdown]}
        for key, score in scores.items()
    }


def tell_today() -> Told:
    """Tell what is stored now."""
    return tell(AlignmentScore.objects.in_bulk())


def turn_the_house_over(people: list[Stakeholder]) -> None:
    """Move one person, change the weight of others, remove one and a whole group."""
    mover, leaver, account = people[0], people[2], people[4].account
    upsert_stakeholders(
        [{"id": mover.pk, "team": build_team().pk, "weight": Decimal(4)}], actor="Ada"
    )
    if account is not None:
        upsert_accounts([{"id": account.pk, "annual_value": Decimal(7)}], actor="Ada")
    deactivate_stakeholders([leaver.pk], actor="Ada")
    team = [person.pk for person in people if person.team == people[1].team is not None]
    erase_stakeholders(team, actor="Ada")
    remove_groups([people[1].team_id or 0], actor="Ada")


@given(walk=st.lists(step, min_size=1, max_size=12))
@WALKS
def test_the_past_is_told_as_it_was_told_then(walk: list[tuple[int, int, int | None]]) -> None:
    with transaction.atomic():
        people, features = build_world()
        told: dict[datetime, Told] = {}
        for number, (person, feature, stance) in enumerate(walk):
            at = NOON + number * DAY
            if stance is None:
                withdraw([(people[person].pk, features[feature].pk)], actor="Ada", at=at)
            else:
                say(people[person], features[feature], at, stance)
            told[at] = tell_today()

        turn_the_house_over(people)

        assert {at: tell(remember(features, at)) for at in told} == told
        transaction.set_rollback(True)


def test_between_two_moments_the_earlier_one_holds() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    first = tell_today()
    say(people[1], features[0], NOON + DAY)

    assert tell(remember(features, NOON + DAY - timedelta(microseconds=1))) == first
    assert tell(remember(features, NOON - timedelta(microseconds=1))) == {}


def test_a_moment_to_come_is_told_as_today() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    upsert_stakeholders([{"id": people[0].pk, "team": build_team().pk}], actor="Ada")

    assert tell(remember(features, datetime(2999, 1, 1, tzinfo=UTC))) == tell_today()


def test_what_moved_twice_in_one_moment_is_told_as_it_ended() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    say(people[0], features[0], NOON, stance=-2)

    assert tell(remember(features, NOON)) == tell_today()


def test_groups_are_named_as_they_were_called_then() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    team = people[0].team
    Group.objects.update(name="renamed")

    (line, *_) = remember(features, NOON)[features[0].pk].breakdown

    assert team is not None
    assert (line["group"], line["name"]) == (team.pk, team.name)


def test_a_score_of_the_past_has_stood_since_what_it_was_read_from() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    say(people[1], features[1], NOON + DAY)

    assert remember(features, NOON + 2 * DAY)[features[0].pk].updated_at == NOON


def test_of_what_was_counted_before_electorates_were_kept_today_decides_who_has_a_say() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    ElectorateChange.objects.all().delete()

    assert tell(remember(features, NOON)) == tell_today()


def test_remembering_writes_nothing() -> None:
    people, features = build_world()
    say(people[0], features[0], NOON)
    before = list(CellChange.objects.values()), tell_today()

    remember(features, NOON)

    assert (list(CellChange.objects.values()), tell_today()) == before


def test_of_no_features_nothing_is_remembered() -> None:
    assert remember([], NOON) == {}


def move(feature: Feature, before: str, after: str, at: datetime) -> None:
    """Move FEATURE from the stage BEFORE to AFTER, AT a moment."""
    change = StageChange.objects.create(
        feature=feature, from_stage=before, to_stage=after, reason="So it is.", actor="Ada"
    )
    StageChange.objects.filter(pk=change.pk).update(created_at=at, moved_at=at)
    Feature.objects.filter(pk=feature.pk).update(stage=after)


def build_ranking() -> tuple[Feature, Feature, Feature]:
    """Let the first of three features be backed by two, the second by one, the third by none."""
    people, (first, second, third) = build_world()
    say(people[0], first, NOON)
    say(people[1], first, NOON)
    say(people[0], second, NOON)
    say(people[0], third, NOON, stance=-2)
    return first, second, third


def test_ranks_of_today_are_those_of_the_list() -> None:
    build_ranking()
    listed = {row.pk: getattr(row, "rank") for row in with_rank(Feature.objects.all())}  # noqa: B009 -- annotated

    assert remember_ranks(Feature.objects.all(), NOON) == listed


@pytest.mark.parametrize(
    ("days", "ranks"), [(0, [1, 2, 3]), (1, [None, 1, 2]), (3, [None, 1, 2]), (4, [1, 2, 3])]
)
def test_only_what_was_open_then_has_a_rank(days: int, ranks: list[int | None]) -> None:
    rows = build_ranking()
    move(rows[0], "DEVELOPMENT", "LAUNCH", NOON + DAY)
    move(rows[0], "LAUNCH", "DEVELOPMENT", NOON + 4 * DAY)

    found = remember_ranks(rows, NOON + days * DAY)

    assert [found.get(row.pk) for row in rows] == ranks


def test_before_its_first_move_a_feature_stood_where_that_began() -> None:
    rows = build_ranking()
    move(rows[0], "LAUNCH", "DEVELOPMENT", NOON + DAY)

    assert remember_ranks(rows, NOON) == {rows[1].pk: 1, rows[2].pk: 2}


def merge(feature: Feature, into: Feature, at: datetime, undone_at: datetime | None) -> None:
    """Make FEATURE part of INTO, AT a moment, until UNDONE_AT."""
    made = Merge.objects.create(feature=feature, into=into, actor="Ada", undone_at=undone_at)
    Merge.objects.filter(pk=made.pk).update(created_at=at)


@pytest.mark.parametrize(
    ("days", "ranks", "answering"),
    [(0, [1, 2, 3], 0), (1, [None, None, 1], 2), (2, [None, None, 1], 2), (3, [1, None, 2], 0)],
)
def test_what_was_part_of_another_then_has_no_rank(
    days: int, ranks: list[int | None], answering: int
) -> None:
    rows = build_ranking()
    merge(rows[0], rows[1], NOON + DAY, NOON + 3 * DAY)
    merge(rows[1], rows[2], NOON + DAY, None)

    found = remember_ranks(rows, NOON + days * DAY)

    assert [found.get(row.pk) for row in rows] == ranks
    assert find_answering(rows, NOON + days * DAY)[rows[0].pk] == rows[answering]
