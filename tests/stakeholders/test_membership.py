"""People and accounts come, move and go, and what they have stated follows them."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.faults import RowsRefusedError
from products.models import Feature
from products.upserts import Outcome
from stakeholders.membership import (
    AccountEntry,
    StakeholderEntry,
    upsert_accounts,
    upsert_stakeholders,
)
from stakeholders.models import (
    Account,
    AlignmentChange,
    AlignmentScore,
    Stakeholder,
)
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.slow_count import count_slowly, read_cells

pytestmark = pytest.mark.django_db

Fault = tuple[int, str, str]


def find_heads(feature: Feature) -> dict[int, int]:
    """Give how many voices of each group are counted for FEATURE."""
    return dict(feature.cells.values_list("group", "heads"))


def refuse_people(*entries: StakeholderEntry) -> list[Fault]:
    """Write ENTRIES, some of which are refused, and give row, field and code of each fault."""
    with pytest.raises(RowsRefusedError) as refused:
        upsert_stakeholders(entries, actor="Ada")
    return [(fault.row, fault.field, fault.code) for fault in refused.value.faults]


def refuse_accounts(*entries: AccountEntry) -> list[Fault]:
    """Do the same with accounts."""
    with pytest.raises(RowsRefusedError) as refused:
        upsert_accounts(entries, actor="Ada")
    return [(fault.row, fault.field, fault.code) for fault in refused.value.faults]


def test_a_person_is_found_by_source_and_by_id() -> None:
    team = build_team()
    entry: StakeholderEntry = {"name": "Ada", "team": team.pk, "source": "hr", "external_id": "7"}

    made = upsert_stakeholders([entry, entry], actor="Ada")
    again = upsert_stakeholders([{"id": made[0].row.pk, "title": "Engineer"}], actor="Ada")

    assert [item.outcome for item in made] == [Outcome.CREATED, Outcome.UNCHANGED]
    assert again[0].changes == {"title"}
    row = Stakeholder.objects.values_list("name", "title", "team").get()
    assert row == ("Ada", "Engineer", team.pk)


def test_what_a_person_has_stated_moves_with_them_to_another_team() -> None:
    person, feature, team = build_stakeholder(), build_feature(), build_team()
    build_stakeholder(team=person.team)
    build_preference(person, feature)

    upsert_stakeholders([{"id": person.pk, "team": team.pk}], actor="Ada")

    assert find_heads(feature) == {team.pk: 1}
    assert AlignmentChange.objects.latest("pk").cause == "MEMBERSHIP"
    assert AlignmentChange.objects.latest("pk").actor == "Ada"
    assert list(find_differences()) == []


def test_someone_who_joins_an_account_speaks_through_it_from_then_on() -> None:
    account, feature = build_account(), build_feature()
    people = [build_stakeholder(account=account), build_stakeholder()]
    for person, stance in zip(people, (2, -2), strict=True):
        build_preference(person, feature, stance=stance)

    written = upsert_stakeholders([{"id": people[1].pk, "account": account.pk}], actor="Ada")

    assert written[0].changes == {"team_id", "account_id"}
    assert find_heads(feature) == {account.segment_id: 1}
    assert read_cells() == count_slowly()
    assert list(find_differences()) == []


def test_someone_who_joins_a_team_leaves_their_account_behind() -> None:
    account, feature, team = build_account(), build_feature(), build_team()
    seats = [build_stakeholder(account=account) for _ in range(2)]
    for seat in seats:
        build_preference(seat, feature)

    upsert_stakeholders([{"id": seats[0].pk, "team": team.pk}], actor="Ada")

    assert find_heads(feature) == {team.pk: 1, account.segment_id: 1}
    assert read_cells() == count_slowly()
    assert list(find_differences()) == []


def test_a_weight_that_changes_recounts_what_was_stated() -> None:
    person, feature = build_stakeholder(), build_feature()
    build_preference(person, feature)

    upsert_stakeholders([{"id": person.pk, "weight": Decimal("0.5")}], actor="Ada")

    assert feature.cells.get().mass_strongly_support == 500
    assert list(find_differences()) == []


def test_a_newcomer_lowers_the_reach_of_their_group() -> None:
    team, feature = build_team(), build_feature()
    build_preference(build_stakeholder(team=team), feature)

    upsert_stakeholders([{"name": "New", "team": team.pk}], actor="Ada")

    assert AlignmentScore.objects.get().reach == 0.5
    assert list(find_differences()) == []


def test_a_new_name_recounts_nothing() -> None:
    person = build_stakeholder()
    build_preference(person, build_feature())

    upsert_stakeholders([{"id": person.pk, "name": "Ada L."}], actor="Ada")

    assert AlignmentChange.objects.count() == 1


def test_all_faulty_people_are_told_and_nobody_is_written() -> None:
    team, segment, person = build_team(), build_segment(), build_stakeholder()

    faults = refuse_people(
        {"name": "Good", "team": team.pk},
        {"name": "Segment", "team": segment.pk},
        {"name": "Nowhere", "account": segment.pk},
        {"name": "Odd", "team": team.pk, "email": "no address"},
        {"id": 1_000_000, "name": "Unknown"},
    )

    assert faults == [
        (1, "team", "UNKNOWN"),
        (2, "account", "UNKNOWN"),
        (3, "email", "INVALID"),
        (4, "id", "UNKNOWN"),
    ]
    assert Stakeholder.objects.get() == person


def test_a_person_belongs_to_exactly_one_of_team_and_account() -> None:
    team, account, person = build_team(), build_account(), build_stakeholder()

    faults = refuse_people(
        {"name": "Both", "team": team.pk, "account": account.pk},
        {"name": "Neither"},
        {"id": person.pk, "team": None},
    )

    assert faults == [(row, "team", "INVALID") for row in range(3)]


def test_an_account_that_moves_takes_its_voice_along() -> None:
    account, feature, segment = build_account(), build_feature(), build_segment()
    build_preference(build_stakeholder(account=account), feature)

    upsert_accounts([{"key": account.key, "segment": segment.pk}], actor="Ada")

    assert find_heads(feature) == {segment.pk: 1}
    assert list(find_differences()) == []


def test_an_account_that_moves_twice_in_a_batch_ends_where_the_last_says() -> None:
    account, feature = build_account(), build_feature()
    segments = [build_segment() for _ in range(2)]
    build_preference(build_stakeholder(account=account), feature)

    entries: list[AccountEntry] = [{"id": account.pk, "segment": s.pk} for s in segments]
    upsert_accounts(entries, actor="Ada")

    assert find_heads(feature) == {segments[1].pk: 1}
    assert list(find_differences()) == []


def test_an_annual_value_that_changes_recounts_what_was_stated() -> None:
    account, feature = build_account(annual_value=100), build_feature()
    build_preference(build_stakeholder(account=account), feature)

    upsert_accounts([{"id": account.pk, "annual_value": Decimal(50)}], actor="Ada")

    cell = feature.cells.get()
    assert (cell.mass_strongly_support, cell.backing_weight) == (500, 50_000)
    assert AlignmentScore.objects.get().revenue == 50
    assert list(find_differences()) == []


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, (0, "segment", "REQUIRED")),
        ({"segment": None}, (0, "segment", "REQUIRED")),
        ({"segment": 0}, (0, "segment", "REQUIRED")),
        ({"segment": 1_000_000}, (0, "segment", "UNKNOWN")),
    ],
)
def test_an_account_needs_a_segment_that_is_there(values: Any, fault: Fault) -> None:  # noqa: ANN401 -- any
    assert refuse_accounts({"key": "a", "name": "A"} | values) == [fault]


def test_a_team_is_no_segment() -> None:
    account = build_account()

    faults = refuse_accounts({"id": account.pk, "segment": build_team().pk})

    assert faults == [(0, "segment", "UNKNOWN")]


@pytest.mark.parametrize("newcomers", [1, 3])
def test_a_second_currency_is_refused_however_many_bring_it(newcomers: int) -> None:
    segment = build_account().segment_id
    entries: list[AccountEntry] = [
        {"key": f"new-{n}", "name": "New", "segment": segment, "currency": "USD"}
        for n in range(newcomers)
    ]

    assert refuse_accounts(*entries) == [(n, "currency", "CONFLICT") for n in range(newcomers)]
    assert Account.objects.count() == 1


def test_all_accounts_can_be_valued_anew_in_another_currency() -> None:
    entries: list[AccountEntry] = [{"id": build_account().pk, "currency": "USD"} for _ in range(2)]

    upsert_accounts(entries, actor="Ada")

    assert set(Account.objects.values_list("currency", flat=True)) == {"USD"}
    assert refuse_accounts(entries[0] | {"currency": "CHF"}) == [(0, "currency", "CONFLICT")]


def test_people_cost_the_same_queries_however_many_they_are() -> None:
    product, counts = build_product(), []
    for number in (1, 3, 50):
        teams, feature = [build_team() for _ in range(2)], build_feature(product=product)
        build_preference(build_stakeholder(team=teams[0]), feature)
        people = [build_stakeholder(team=teams[0]) for _ in range(number)]
        for person in people:
            build_preference(person, feature)
        entries: list[StakeholderEntry] = [{"id": p.pk, "team": teams[1].pk} for p in people]
        with CaptureQueriesContext(connection) as queries:
            upsert_stakeholders(entries, actor="Ada")
        counts.append(len(queries))

    assert counts == counts[:1] * 3
