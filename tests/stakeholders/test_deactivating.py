"""People fall silent for a while: what they stated stays, and counts only while they speak."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.models import Feature
from stakeholders.deactivating import activate_stakeholders, deactivate_stakeholders
from stakeholders.filters import StakeholderFilterSet
from stakeholders.membership import upsert_stakeholders
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Preference,
    PreferenceEvent,
    Stakeholder,
)
from stakeholders.preferences import withdraw
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.slow_count import count_slowly, read_cells

pytestmark = pytest.mark.django_db


def find_heads(feature: Feature) -> dict[int, int]:
    """Give how many voices of each group are counted for FEATURE."""
    return dict(feature.cells.values_list("group", "heads"))


def test_someone_silent_counts_no_more_and_what_they_stated_stays() -> None:
    team, feature = build_team(), build_feature()
    silent, speaking = (build_stakeholder(team=team) for _ in range(2))
    for person in (silent, speaking):
        build_preference(person, feature)

    assert deactivate_stakeholders([silent.pk], actor="Ada") == 1

    score = AlignmentScore.objects.get()
    assert (score.voices, score.reach) == (1, 1)  # one of one, where it was two of two
    assert find_heads(feature) == {team.pk: 1}
    assert (Preference.objects.count(), PreferenceEvent.objects.count()) == (2, 2)
    assert list(find_differences()) == []


def test_the_reason_why_a_score_moved_is_told() -> None:
    feature = build_feature()
    person = build_stakeholder()
    build_preference(person, feature)

    deactivate_stakeholders([person.pk], actor="Ada")

    assert not AlignmentScore.objects.exists()
    names = ("score", "cause", "actor")
    assert AlignmentChange.objects.values_list(*names).last() == (None, "MEMBERSHIP", "Ada")


def test_the_other_seats_of_an_account_speak_for_it_meanwhile() -> None:
    account, feature = build_account(), build_feature()
    seats = [build_stakeholder(account=account) for _ in range(2)]
    for seat, stance in zip(seats, (-2, 2), strict=True):
        build_preference(seat, feature, stance=stance)

    deactivate_stakeholders([seats[0].pk], actor="Ada")

    cell = feature.cells.get()
    assert (cell.count_strongly_oppose, cell.count_strongly_support) == (0, 1)
    assert read_cells() == count_slowly()
    assert list(find_differences()) == []


def test_someone_activated_counts_as_before() -> None:
    account, feature = build_account(), build_feature()
    people = [build_stakeholder(account=account), build_stakeholder()]
    for person in people:
        build_preference(person, feature)
    before = read_cells()
    keys = [person.pk for person in people]
    deactivate_stakeholders(keys, actor="Ada")

    assert activate_stakeholders(keys, actor="Ada") == 2

    assert read_cells() == before
    assert not Stakeholder.objects.exclude(deactivated_at=None).exists()
    assert list(find_differences()) == []


def test_doing_it_again_changes_nothing() -> None:
    people = [build_stakeholder() for _ in range(2)]
    build_preference(people[0], build_feature())
    deactivate_stakeholders([people[0].pk], actor="Ada")
    since = Stakeholder.objects.get(pk=people[0].pk).deactivated_at
    lines = AlignmentChange.objects.count()

    assert deactivate_stakeholders([people[0].pk, 0], actor="Ada") == 0
    assert activate_stakeholders([people[1].pk], actor="Ada") == 0

    assert Stakeholder.objects.get(pk=people[0].pk).deactivated_at == since
    assert AlignmentChange.objects.count() == lines


def test_someone_who_moves_while_silent_counts_where_they_are_once_activated() -> None:
    team, feature, person = build_team(), build_feature(), build_stakeholder()
    build_preference(person, feature)
    deactivate_stakeholders([person.pk], actor="Ada")

    upsert_stakeholders([{"id": person.pk, "team": team.pk}], actor="Ada")

    assert find_heads(feature) == {}
    activate_stakeholders([person.pk], actor="Ada")
    assert find_heads(feature) == {team.pk: 1}
    assert list(find_differences()) == []


def test_what_someone_silent_withdraws_moves_no_cell() -> None:
    account, feature = build_account(), build_feature()
    silent, speaking = (build_stakeholder(account=account) for _ in range(2))
    for seat in (silent, speaking):
        build_preference(seat, feature)
    deactivate_stakeholders([silent.pk], actor="Ada")
    before = read_cells()

    withdraw([(silent.pk, feature.pk)], actor="Ada")

    assert Preference.objects.get().stakeholder == speaking
    assert read_cells() == before
    assert list(find_differences()) == []


@pytest.mark.parametrize(("active", "names"), [(True, ["here"]), (False, ["gone"])])
def test_people_are_narrowed_to_those_with_a_voice(active: bool, names: list[str]) -> None:  # noqa: FBT001 -- a parameter
    build_stakeholder("here")
    deactivate_stakeholders([build_stakeholder("gone").pk], actor="Ada")

    found = StakeholderFilterSet({"active": active}, queryset=Stakeholder.objects.all()).qs

    assert [person.name for person in found] == names


def test_people_cost_the_same_queries_however_many_they_are() -> None:
    product, counts = build_product(), []
    for number in (1, 3, 50):
        team, feature = build_team(), build_feature(product=product)
        people = [build_stakeholder(team=team) for _ in range(number)]
        for person in people:
            build_preference(person, feature)
        with CaptureQueriesContext(connection) as queries:
            deactivate_stakeholders([person.pk for person in people], actor="Ada")
        counts.append(len(queries))

    assert counts == counts[:1] * 3
