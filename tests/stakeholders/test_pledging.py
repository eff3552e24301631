"""Which teams committed themselves to objectives, and how far groups stand behind these."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.models import Objective, Stage
from stakeholders.advocacy import commit, withdraw_commitment
from stakeholders.merging import merge_features
from stakeholders.models import Commitment, Group, Stance
from stakeholders.pledging import CommitmentStanding, find_duties, find_standings
from stakeholders.pursuing import Pursuit, pursue
from stakeholders.talks import Pledge
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

SILENT, STATED, ACKNOWLEDGED = CommitmentStanding
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = Pledge(statement="We draw it.")
STOOD_BY = Pledge(statement="We build it.", acknowledged_by="Ada")


def tell(objective: Objective) -> list[tuple[str, CommitmentStanding]]:
    """Tell how far each team committed itself to OBJECTIVE."""
    return [(each.team.name, each.standing) for each in find_standings([objective])[objective.pk]]


def test_each_team_with_a_say_is_silent_until_it_says_something() -> None:
    objective = build_objective()
    build_segment("customers")
    build_team(name="Sales")
    drawing, building = build_team(name="Design"), build_team(name="Engineering")
    elsewhere = build_team(name="Elsewhere")
    elsewhere.products.add(build_product())

    commit(objective, drawing, WORDS)
    commit(objective, building, STOOD_BY)

    assert tell(objective) == [
        ("Design", STATED),
        ("Engineering", ACKNOWLEDGED),
        ("Sales", SILENT),
    ]


def test_a_team_without_a_say_that_committed_itself_is_told_of() -> None:
    objective, guest = build_objective(), build_team(name="Guests")
    guest.products.add(build_product())

    commit(objective, guest, WORDS)

    assert tell(objective) == [("Guests", STATED)]


def test_a_commitment_is_taken_back_once() -> None:
    objective, team = build_objective(), build_team(name="Sales")
    commit(objective, team, STOOD_BY)

    taken = [withdraw_commitment(objective, team) for _ in range(2)]

    assert (taken, Commitment.objects.count()) == ([True, False], 0)
    assert tell(objective) == [("Sales", SILENT)]


def test_the_duties_of_a_team_are_what_is_still_to_be_achieved_soonest_first() -> None:
    product, team = build_product(), build_team(name="Sales")
    later, sooner, done, some_day = (build_objective(key, product=product) for key in "abcd")
    for row, day in ((later, 9), (sooner, 2)):
        row.target_date = date(2026, 12, day)
        row.save()
    Objective.objects.filter(pk=done.pk).update(achieved_at=MARCH)
    commit(some_day, team, WORDS)

    (duty,) = find_duties([product.pk])[product.pk]

    assert duty.team == team
    assert duty.objectives == {SILENT: [sooner, later], STATED: [some_day], ACKNOWLEDGED: []}


def test_a_product_without_objectives_gives_nobody_a_duty() -> None:
    product = build_product()
    build_team()

    assert find_duties([product.pk]) == {product.pk: []}


def speak(objective: Objective, team: Group, *stances: int) -> None:
    """Let a feature serve OBJECTIVE for each of STANCES, that one person of TEAM takes."""
    person = build_stakeholder(team=team)
    for stance in stances:
        feature = build_feature(product=objective.product)
        feature.objectives.add(objective)
        build_preference(person, feature, stance=stance)


def test_an_objective_is_as_aligned_as_the_groups_are_behind_its_features() -> None:
    objective, team = build_objective(), build_team(name="Sales")
    speak(objective, team, Stance.STRONGLY_SUPPORT, Stance.STRONGLY_OPPOSE)
    build_feature(product=objective.product).objectives.add(objective)

    found = pursue([objective])[objective.pk]

    assert found.score == pytest.approx(100 * (2 / 3 + 1 / 4) / 2)
    assert found.evenness == pytest.approx(1)
    assert (found.heard, found.serving, found.provisional) == (2, 3, False)
    (stand,) = found.stands
    assert (stand.group.name, stand.weight, stand.heard) == ("Sales", 1, True)


def test_what_was_declined_or_retired_serves_nothing_and_a_duplicate_counts_once() -> None:
    objective, person = build_objective(), build_stakeholder()
    features = [
        build_feature(product=objective.product, stage=stage)
        for stage in (Stage.DISCOVERY, Stage.DISCOVERY, Stage.DECLINED, Stage.SUNSET)
    ]
    for feature in features:
        feature.objectives.add(objective)
        build_preference(person, feature)
    merge_features(features[1], features[0], actor="tests")

    found = pursue([objective])[objective.pk]

    assert (found.heard, found.serving) == (1, 1)
    assert found.score == pytest.approx(200 / 3)


def test_an_objective_that_nothing_heard_serves_has_no_alignment() -> None:
    bare, unheard = build_objective(), build_objective()
    build_feature(product=unheard.product).objectives.add(unheard)
    build_stakeholder()

    assert pursue([bare, unheard]) == {bare.pk: Pursuit(), unheard.pk: Pursuit(serving=1)}
    assert pursue([]) == {}


def test_many_objectives_of_many_products_cost_as_many_queries_as_one() -> None:
    team = build_team()
    objectives = [build_objective() for _ in range(4)]
    for objective in objectives:
        speak(objective, team, Stance.SUPPORT)

    counts = []
    for asked in (objectives[:1], objectives):
        with CaptureQueriesContext(connection) as queries:
            pursue(asked)
            find_standings(asked)
            find_duties([row.product_id for row in asked])
        counts.append(len(queries))

    assert counts == [3 + 3 + 4] * 2
