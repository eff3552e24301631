"""Counts stored preferences anew, whatever the stored cells say."""

from collections.abc import Collection
from typing import Final

from django.db.models import Q

from products.chunks import split
from stakeholders.counting import Spoken, Sums, count, subtract
from stakeholders.keeping import load_cells
from stakeholders.models import Preference
from stakeholders.voices import load_people, load_references

FEATURES_AT_ONCE: Final = 50  # so that counting a large product needs little memory


def recount(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Count the preferences about FEATURES anew, in GROUPS where given; cells stay as they are."""
    sums: Sums = {}
    for keys in split(sorted(features), FEATURES_AT_ONCE):
        rows = Preference.objects.filter(feature__in=keys)
        if groups is not None:
            rows = rows.filter(
                Q(stakeholder__team__in=groups) | Q(stakeholder__account__segment__in=groups)
            )
        spoken = [
            Spoken(*row)
            for row in rows.values_list("feature", "stakeholder", "stance", "importance")
        ]
        people = load_people({row.stakeholder for row in spoken})
        sums |= count(spoken, people, load_references(people.values()))
    return sums


def find_drift(features: Collection[int], groups: Collection[int] | None = None) -> Sums:
    """Tell what the stored cells lack, against a recount; nothing where both are equal."""
    return subtract(recount(features, groups), load_cells(features, groups))
