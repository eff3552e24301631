"""Lets cells and scores follow people and accounts who come, move, fall silent or go."""

from collections.abc import Collection, Iterable

from products.chunks import split
from stakeholders.electorates import refresh_electorates
from stakeholders.keeping import shift_cells
from stakeholders.models import Account, Preference, Stakeholder
from stakeholders.recounting import find_drift
from stakeholders.say import find_reach, find_scored
from stakeholders.scoring import Occasion, rescore


def find_stated(relation: str, keys: Iterable[int]) -> set[int]:
    """Give the features about which those with KEYS in RELATION to a preference stated anything."""
    features: set[int] = set()
    for chunk in split(keys):
        stated = Preference.objects.filter(**{f"{relation}__in": chunk}).order_by()
        features |= set(stated.values_list("feature", flat=True).distinct())
    return features


def find_homes(people: Collection[Stakeholder]) -> set[int]:
    """Give the groups in which PEOPLE count, alone or through their accounts."""
    homes = {person.team_id for person in people if person.team_id is not None}
    accounts = {person.account_id for person in people if person.account_id is not None}
    for keys in split(accounts):
        homes |= set(Account.objects.filter(pk__in=keys).values_list("segment", flat=True))
    return homes


def recount_moved(features: Collection[int], groups: Iterable[object], occasion: Occasion) -> None:
    """Count anew what was stated about FEATURES in GROUPS, some of whose people moved.

    All features in which GROUPS have a say are scored anew on this OCCASION. What is no group's key
    is left out.
    """
    touched = [group for group in groups if isinstance(group, int)]
    if not touched:
        return
    shift_cells(find_drift(features, touched), at=occasion.at)
    refresh_electorates(at=occasion.at)
    rescore({*features, *find_scored(find_reach(touched))}, occasion)
