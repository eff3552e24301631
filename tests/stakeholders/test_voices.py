"""Through which voice someone speaks, what it weighs, and what that is relative to."""

from decimal import Decimal

import pytest

from stakeholders.models import GroupKind, ReferenceWeight
from stakeholders.voices import Person, load_people, load_references
from tests.builders import build_account, build_segment, build_stakeholder, build_team

INSIDE = Person(voice=1, group=1, kind=GroupKind.TEAM, weight=1000)
CUSTOMER = Person(voice=-1, group=2, kind=GroupKind.SEGMENT, weight=1000)


@pytest.mark.django_db
def test_someone_in_a_team_is_a_voice_of_their_own() -> None:
    team = build_team()
    person = build_stakeholder(team=team, weight=Decimal("2.5"))
    build_stakeholder(team=team)

    assert load_people([person.pk]) == {
        person.pk: Person(person.pk, team.pk, GroupKind.TEAM, weight=2500)
    }


@pytest.mark.django_db
def test_all_who_speak_through_an_account_come_with_the_one_asked_for() -> None:
    segment = build_segment()
    account = build_account(segment=segment, annual_value=Decimal("0.125"))
    seats = [build_stakeholder(account=account, weight=7) for _ in range(3)]
    build_stakeholder(account=build_account(segment=segment))

    voice = Person(-account.pk, segment.pk, GroupKind.SEGMENT, weight=125)
    assert load_people([seats[0].pk]) == {seat.pk: voice for seat in seats}


@pytest.mark.django_db
def test_an_unknown_stakeholder_is_left_out() -> None:
    person = build_stakeholder()

    assert load_people([person.pk + 1]) == {}


@pytest.mark.django_db
def test_the_reference_of_teams_is_1() -> None:
    assert load_references([INSIDE])[GroupKind.TEAM] == 1000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "reference"),
    [
        ([], "1"),
        ([0, 0], "1"),
        ([0, 10, 30, 50], "30"),
        ([10, 20], "15"),
        ([Decimal("0.001")], "0.001"),
        ([Decimal("0.001"), Decimal("0.002")], "0.002"),  # 0.0015, half to even
    ],
)
def test_the_reference_of_segments_is_the_median_of_the_positive_weights(
    values: list[Decimal | int], reference: str
) -> None:
    for value in values:
        build_account(annual_value=value)

    found = load_references([CUSTOMER])

    stored = ReferenceWeight.objects.get(kind=GroupKind.SEGMENT).w_ref
    assert stored == Decimal(reference)
    assert found[GroupKind.SEGMENT] == stored * 1000


@pytest.mark.django_db
def test_the_reference_of_segments_is_not_set_before_a_customer_is_counted() -> None:
    build_account()

    assert load_references([INSIDE]) == {GroupKind.TEAM: 1000}
    assert ReferenceWeight.objects.get(kind=GroupKind.SEGMENT).w_ref is None


@pytest.mark.django_db
def test_references_are_written_anew_where_their_rows_are_missing() -> None:
    ReferenceWeight.objects.all().delete()
    build_account(annual_value=40)

    found = load_references([INSIDE, CUSTOMER])

    assert found == {GroupKind.TEAM: 1000, GroupKind.SEGMENT: 40_000}
    assert ReferenceWeight.objects.count() == 2
