"""Comparisons of measures: of a feature's score of today, and of each line of its history."""

from typing import Final

from django_filters import Filter, NumberFilter

from products.narrowing import NUMBER

COMPARED: Final = (
    "score",
    "low",
    "high",
    "evenness",
    "reach",
    "polarization",
    "internal",
    "external",
    "voices",
    "revenue",
    "backing_groups",
    "objecting_groups",
    "heard_groups",
)


def compare_measures(prefix: str = "") -> dict[str, Filter]:
    """Make filters that compare each measure, which PREFIX leads to, under its own name."""
    return {
        f"{measure}__{lookup}": NumberFilter(f"{prefix}{measure}", lookup)
        for measure in COMPARED
        for lookup in NUMBER
    }
