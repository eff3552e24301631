"""Counts everything anew and tells where the stored cells and scores differ from it."""

from collections.abc import Iterator

from django.db import transaction

from products.chunks import split
from products.models import Feature
from stakeholders.counting import FIELDS
from stakeholders.locking import lock_features
from stakeholders.models import Group
from stakeholders.recounting import find_drift
from stakeholders.scoring import find_stale

FEATURES_AT_ONCE = 50  # locked while they are compared, so that no writer comes between


def find_differences() -> Iterator[str]:
    """Yield a line for each cell and each score that a recount does not give; write nothing."""
    names = {
        key: f"{product}/{feature}"
        for key, product, feature in Feature.objects.values_list("pk", "product__key", "key")
    }
    for features in split(sorted(names), FEATURES_AT_ONCE):
        with transaction.atomic():
            lock_features(features)
            groups = {group.pk: f"{group.kind} {group.key}" for group in Group.objects.all()}
            drift = find_drift(features)
            stale = find_stale(features)
        for (feature, group), sums in sorted(drift.items(), key=lambda item: item[0]):
            columns = zip(FIELDS, sums.tolist(), strict=True)
            missing = ", ".join(f"{name} {number:+d}" for name, number in columns if number)
            yield f"{names[feature]}, {groups[group]}: the cell lacks {missing}"
        for feature in stale:
            yield f"{names[feature]}: the score is not the one that its cells give"
