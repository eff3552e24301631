"""How two features would be backed together is what merging them makes of it."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from products.models import Feature
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.electorates import refresh_electorates
from stakeholders.merging import merge_features
from stakeholders.models import AlignmentScore, Preference, Stakeholder
from stakeholders.preferences import state, withdraw
from stakeholders.readings import MEASURES
from stakeholders.statements import Statement
from stakeholders.trying import try_merge
from tests.builders import build_account, build_segment, build_stakeholder, build_team
from tests.stakeholders.twins import build_twins, read_all, say

pytestmark = pytest.mark.django_db


def tell(score: AlignmentScore | None) -> list[object] | None:
    """Give what SCORE measures, None where nobody is heard."""
    if score is None:
        return None
    values = [getattr(score, name) for name in MEASURES]
    return [pytest.approx(value) if isinstance(value, float) else value for value in values]


def build_people() -> list[Stakeholder]:
    """Build people of two teams and of two accounts of one segment."""
    segment = build_segment()
    teams = [build_team(), build_team()]
    accounts = [build_account(segment=segment) for _ in range(2)]
    insiders = [build_stakeholder(team=teams[place % 2]) for place in range(6)]
    return insiders + [build_stakeholder(account=accounts[place % 2]) for place in range(6)]


def speak_at_random(twin: Feature, whole: Feature, seed: int) -> None:
    """Let people speak about TWIN and WHOLE, take some of it back, and leave."""
    drawn, people = random.Random(seed), build_people()  # noqa: S311 -- no secret
    for person in people:
        for feature in (twin, whole):
            if drawn.random() < 0.7:
                say(person, feature, drawn.randint(-2, 2), day=drawn.randint(0, 3))
    for row in list(Preference.objects.filter(feature=whole)):
        if drawn.random() < 0.3:
            withdraw([(row.stakeholder_id, whole.pk)], actor="tests")
            if drawn.random() < 0.5:  # and has second thoughts
                again = Statement(stakeholder=row.stakeholder_id, feature=twin.pk, stance=2)
                state([again], actor="tests")
    deactivate_stakeholders([drawn.choice(people).pk], actor="tests")


@pytest.mark.parametrize("seed", range(8))
def test_it_tells_what_the_merge_makes(seed: int) -> None:
    twin, whole = build_twins()
    speak_at_random(twin, whole, seed)
    before = read_all()

    trial = try_merge(twin, whole)

    assert read_all() == before
    stand = AlignmentScore.objects.in_bulk([twin.pk, whole.pk])
    assert (trial.there, trial.here) == (stand.get(twin.pk), stand.get(whole.pk))
    merge_features(twin, whole, actor="tests")
    assert tell(trial.together) == tell(AlignmentScore.objects.filter(pk=whole.pk).first())


def test_what_nobody_spoke_about_stays_unheard() -> None:
    twin, whole = build_twins()

    trial = try_merge(twin, whole)

    assert (trial.there, trial.here, trial.together) == (None, None, None)


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_few_questions(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    twin, whole = build_twins()
    team = build_team()
    for place in range(number):
        say(build_stakeholder(team=team), twin, 2, day=place)
    refresh_electorates(at=timezone.now() + timedelta(seconds=1))

    with django_assert_num_queries(7):
        try_merge(twin, whole)
