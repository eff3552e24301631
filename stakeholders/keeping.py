"""Keeps the stored cells: rows to arrays, arrays to rows."""

from collections.abc import Collection

import numpy as np

from products.chunks import split
from stakeholders.alignment.cells import Column
from stakeholders.counting import FIELDS, Sums, integers
from stakeholders.models import Cell


def load_cells(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Read the cells of FEATURES, only those of GROUPS where given."""
    sums: Sums = {}
    for keys in split(features):
        rows = Cell.objects.filter(feature__in=keys)
        if groups is not None:
            rows = rows.filter(group__in=groups)
        for feature, group, *values in rows.values_list("feature", "group", *FIELDS):
            sums[feature, group] = integers(values)
    return sums


def shift_cells(shifts: Sums) -> None:
    """Add SHIFTS to the stored cells; the caller has locked their features."""
    stored = load_cells({f for f, _ in shifts}, {g for _, g in shifts})
    nothing = np.zeros(len(Column), np.int64)
    after = {place: stored.get(place, nothing) + shift for place, shift in shifts.items()}
    spoken = {place: sums for place, sums in after.items() if sums.any()}
    cells = (
        Cell(feature_id=feature, group_id=group, **dict(zip(FIELDS, sums.tolist(), strict=True)))
        for (feature, group), sums in sorted(spoken.items(), key=lambda item: item[0])
    )
    for chunk in split(cells):
        Cell.objects.bulk_create(
            chunk,
            update_conflicts=True,
            unique_fields=["feature", "group"],
            update_fields=FIELDS,
        )
    _delete_cells(after.keys() - spoken.keys())


def _delete_cells(places: Collection[tuple[int, int]]) -> None:
    """Delete the cells at PLACES, at most one statement for each group."""
    for group in sorted({group for _, group in places}):
        features = [feature for feature, owner in places if owner == group]
        for keys in split(features):
            Cell.objects.filter(group=group, feature__in=keys).delete()
