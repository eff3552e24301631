"""Preferences become sums by feature and group, and sums become stored cells."""

import numpy as np
import pytest
from django.utils import timezone

from stakeholders.alignment.cells import Column
from stakeholders.counting import (
    FIELDS,
    Spoken,
    Sums,
    Voiced,
    add,
    count,
    count_voiced,
    subtract,
)
from stakeholders.keeping import load_cells, shift_cells
from stakeholders.models import Cell, GroupKind
from stakeholders.recounting import find_drift, recount
from stakeholders.voices import Person
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

REFERENCES = {GroupKind.TEAM: 1000, GroupKind.SEGMENT: 2000}
PEOPLE = {
    1: Person(voice=1, group=10, kind=GroupKind.TEAM, weight=1000),
    2: Person(voice=-5, group=20, kind=GroupKind.SEGMENT, weight=4000),
    3: Person(voice=-5, group=20, kind=GroupKind.SEGMENT, weight=4000),
}


def build_sums(**columns: int) -> Sums:
    """Build the sums of feature 1 and group 10 with these COLUMNS."""
    row = np.zeros(len(Column), np.int64)
    for name, value in columns.items():
        row[FIELDS.index(name)] = value
    return {(1, 10): row}


def to_lists(sums: Sums) -> dict[tuple[int, int], list[int]]:
    """Give SUMS as plain lists."""
    return {place: row.tolist() for place, row in sums.items()}


def test_the_fields_of_a_cell_are_in_the_order_of_the_engine() -> None:
    assert [f.removeprefix("mass_").removeprefix("count_") for f in FIELDS] == [
        column.name.lower().removeprefix("count_") for column in Column
    ]


def test_what_is_spoken_is_summed_by_feature_and_group() -> None:
    spoken = [Spoken(1, 1, 2, 2), Spoken(1, 2, 1, 4), Spoken(1, 3, -2, 2), Spoken(2, 1, 0, 1)]

    assert to_lists(count(spoken, PEOPLE, REFERENCES)) == {
        (1, 10): [0, 0, 0, 0, 1000, 1000, 1_000_000, 1, 0, 0, 0, 0, 1, 1000],
        (1, 20): [2000, 0, 0, 1000, 0, 3000, 9_000_000, 1, 1, 0, 0, 1, 0, 0],
        (2, 10): [0, 0, 500, 0, 0, 500, 250_000, 1, 0, 0, 1, 0, 0, 0],
    }


def test_nothing_spoken_counts_to_nothing() -> None:
    assert count([], PEOPLE, REFERENCES) == {}


def test_a_difference_names_only_what_differs() -> None:
    now, before = build_sums(heads=3), build_sums(heads=1)

    assert to_lists(subtract(now, before)) == to_lists(build_sums(heads=2))
    assert to_lists(subtract({}, before)) == to_lists(build_sums(heads=-1))
    assert subtract(now, build_sums(heads=3)) == {}


def test_shifts_add_up() -> None:
    total: Sums = {}

    add(total, build_sums(heads=2))
    add(total, build_sums(heads=3, sum_m=1))

    assert to_lists(total) == to_lists(build_sums(heads=5, sum_m=1))


@pytest.mark.django_db
def test_cells_are_made_changed_and_dropped_by_what_is_added() -> None:
    feature, team = build_feature(), build_team()
    place = (feature.pk, team.pk)
    one = {place: build_sums(heads=1, sum_m=500)[1, 10]}
    found = []

    for shift in (one, one, {place: -2 * one[place]}):
        shift_cells(shift, at=timezone.now())
        found.append({key: row[5:8] for key, row in read_cells().items()})

    assert found == [{place: [500, 0, 1]}, {place: [1000, 0, 2]}, {}]


@pytest.mark.django_db
def test_cells_are_read_by_feature_and_group() -> None:
    product = build_product()
    features = [build_feature(product=product) for _ in range(2)]
    people = [build_stakeholder() for _ in range(2)]
    for feature in features:
        for person in people:
            build_preference(person, feature)

    team = people[0].team_id or 0

    assert set(load_cells([features[0].pk], [team])) == {(features[0].pk, team)}
    assert set(load_cells([features[0].pk])) == {(features[0].pk, p.team_id) for p in people}
    assert len(load_cells([feature.pk for feature in features])) == 4


@pytest.mark.django_db
def test_a_recount_equals_a_plain_count_and_leaves_the_cells() -> None:
    segment = build_segment()
    accounts = [build_account(segment=segment, annual_value=value) for value in (10, 35)]
    people = [build_stakeholder(account=account) for account in accounts for _ in range(2)]
    people += [build_stakeholder(weight=3)]
    features = [build_feature() for _ in range(60)]
    for place, feature in enumerate(features):
        for person in people[place % 3 :]:
            build_preference(person, feature, stance=place % 5 - 2)
    Cell.objects.all().delete()

    sums = to_lists(recount([feature.pk for feature in features]))

    assert sums == count_slowly()
    assert not Cell.objects.exists()


@pytest.mark.django_db
def test_a_recount_of_some_groups_leaves_out_the_others() -> None:
    feature, inside = build_feature(), build_stakeholder()
    customer = build_stakeholder(account=build_account())
    for person in (inside, customer):
        build_preference(person, feature)
    segment = customer.account.segment_id if customer.account else 0

    assert set(recount([feature.pk], [segment])) == {(feature.pk, segment)}
    assert set(recount([feature.pk], [inside.team_id or 0])) == {(feature.pk, inside.team_id)}


@pytest.mark.django_db
def test_drift_is_what_the_cells_lack() -> None:
    feature, person = build_feature(), build_stakeholder()
    build_preference(person, feature)
    assert find_drift([feature.pk]) == {}

    Cell.objects.update(heads=3)

    drift = find_drift([feature.pk])
    assert to_lists(drift)[feature.pk, person.team_id or 0] == [0] * 7 + [-2] + [0] * 6
    shift_cells(drift, at=timezone.now())
    assert find_drift([feature.pk]) == {}


def test_what_is_taken_off_and_what_is_added_meet_in_one_count() -> None:
    both = np.array([1, 1], np.int64)
    voiced = Voiced(
        feature=both,
        group=both * 10,
        voice=both * 7,
        stance=np.array([-2, 2], np.int64),
        importance=both * 2,
        weight=both * 1000,
        reference=both * 1000,
        sign=np.array([-1, 1], np.int64),
    )

    assert to_lists(count_voiced(voiced)) == {
        (1, 10): [-2000, 0, 0, 0, 1000, 0, 0, 0, -1, 0, 0, 0, 1, 1000]
    }


def test_what_is_taken_off_and_added_again_moves_nothing() -> None:
    both = np.array([1, 1], np.int64)
    sign = np.array([-1, 1], np.int64)

    assert count_voiced(Voiced(both, both, both, both, both, both, both, sign)) == {}
