"""Keeps the stored cells and their past, few or many at a time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from products.models import Feature
from stakeholders.alignment.cells import Column
from stakeholders.counting import Sums
from stakeholders.keeping import FEW, load_cells, load_past, shift_cells
from stakeholders.models import Cell, CellChange, Group
from stakeholders.tables import load_table, stack
from tests.builders import build_feature, build_product, build_team

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = MOMENT + timedelta(days=1)


def build_sums(feature: Feature, group: Group, heads: int, *, mass: int = 1000) -> Sums:
    """Build what HEADS voices of GROUP add to its cell of FEATURE."""
    row = np.zeros(len(Column), np.int64)
    row[[Column.HEADS, Column.STRONGLY_SUPPORT]] = [heads, heads * mass]
    return {(feature.pk, group.pk): row}


def list_cells(sums: Sums) -> dict[tuple[int, int], list[int]]:
    """List SUMS as plain numbers."""
    return {place: row.tolist() for place, row in sums.items()}


def test_a_shift_is_added_to_the_cell_and_its_sums_are_remembered() -> None:
    feature, group = build_feature(), build_team()
    shift_cells(build_sums(feature, group, 2), at=MOMENT)

    shift_cells(build_sums(feature, group, -1), at=LATER)

    assert list_cells(load_cells([feature.pk])) == list_cells(build_sums(feature, group, 1))
    past = CellChange.objects.order_by("pk").values_list("heads", "mass_strongly_support")
    assert list(past) == [(2, 2000), (1, 1000)]
    moments = CellChange.objects.order_by("pk").values_list("counted_at", flat=True)
    assert list(moments) == [MOMENT, LATER]


def test_an_emptied_cell_has_no_row_but_a_past_that_ends_with_nothing() -> None:
    feature, group = build_feature(), build_team()
    shift_cells(build_sums(feature, group, 2), at=MOMENT)

    shift_cells(build_sums(feature, group, -2), at=LATER)

    assert not Cell.objects.exists()
    last = CellChange.objects.latest("pk")
    assert (last.feature_id, last.group, last.heads) == (feature.pk, group.pk, 0)
    assert load_past([feature.pk]) == {}


def test_many_cells_at_once_come_out_like_few() -> None:
    product = build_product()
    features = [build_feature(product=product) for _ in range(FEW // 2)]
    groups = [build_team() for _ in range(3)]
    first: Sums = {}
    for place, feature in enumerate(features):
        for group in groups:
            first |= build_sums(feature, group, place + 1)
    shift_cells(first, at=MOMENT)
    for feature in features:
        shift_cells(build_sums(feature, groups[0], 1), at=LATER)

    shift_cells({place: -row for place, row in first.items()}, at=LATER)

    left: Sums = {}
    for feature in features:
        left |= build_sums(feature, groups[0], 1)
    assert list_cells(load_cells([f.pk for f in features])) == list_cells(left)
    assert list_cells(load_past([f.pk for f in features])) == list_cells(left)
    assert CellChange.objects.count() == 2 * len(first) + len(features)


@pytest.mark.parametrize("number", [1, FEW + 1])
def test_a_sum_that_outgrows_64_bits_is_refused(number: int) -> None:
    product, group = build_product(), build_team()
    shifts: Sums = {}
    for _ in range(number):
        shifts |= build_sums(build_feature(product=product), group, 1, mass=2**62)
    shift_cells(shifts, at=MOMENT)

    with pytest.raises(DatabaseError), transaction.atomic():
        shift_cells(shifts, at=LATER)

    assert set(Cell.objects.values_list("mass_strongly_support", flat=True)) == {2**62}


def test_nothing_to_shift_takes_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        shift_cells({}, at=MOMENT)


def test_cells_are_read_of_the_named_groups_alone() -> None:
    feature, groups = build_feature(), [build_team() for _ in range(2)]
    for group in groups:
        shift_cells(build_sums(feature, group, 1), at=MOMENT)

    found = load_cells([feature.pk], {groups[1].pk})

    assert list_cells(found) == list_cells(build_sums(feature, groups[1], 1))
    assert load_cells([feature.pk], set()) == {}


def test_a_table_holds_the_cells_of_its_groups_and_zeros() -> None:
    feature, silent = build_feature(), build_feature()
    mine, other = build_team(), build_team()
    shifts = build_sums(feature, mine, 1) | build_sums(feature, other, 2)
    shift_cells(shifts, at=MOMENT)

    table = load_table([silent.pk, feature.pk], [mine])

    assert table[:, 0, Column.HEADS].tolist() == [0, 1]
    assert stack(shifts, [silent.pk, feature.pk], [mine]).tolist() == table.tolist()
