"""Counts everything anew and tells where what is stored differs from it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from django.core.cache import cache
from django.db import transaction

from products.chunks import split
from products.models import Feature, Product
from stakeholders.counting import FIELDS, subtract
from stakeholders.electorates import find_stale_electorates
from stakeholders.keeping import load_cells, load_past
from stakeholders.locking import lock_features
from stakeholders.models import Group
from stakeholders.recounting import find_drift
from stakeholders.scoring import find_stale

KEPT: Final = "tutti.verification"  # where the latest stands, for those who watch the server
FEATURES_AT_ONCE = 50  # locked while they are compared, so that no writer comes between


@dataclass(slots=True)
class Verification:
    """What a comparison has found: how many CELLS there were, and how many DIFFERENCES.

    It began at BEGAN_AT, in seconds since 1970.
    """

    began_at: float = 0.0
    cells: int = 0
    differences: int = 0


def verify(*, at: float) -> Iterator[str]:
    """Yield a line for each difference; once it is through, leave what was found, beginning AT."""
    found = Verification(at)
    for line in find_differences(found):
        found.differences += 1
        yield line
    cache.set(KEPT, asdict(found), timeout=None)


def find_latest() -> Verification | None:
    """Find what the latest comparison has found; None where nobody has compared, or not of late."""
    kept = cache.get(KEPT)
    return None if kept is None else Verification(**kept)


def find_differences(found: Verification | None = None) -> Iterator[str]:
    """Yield a line for each part of what is stored that a recount does not give; write nothing.

    These are the electorates of products and, for each feature, its cells, the end of their past,
    and its score. The cells that were compared are counted in FOUND.
    """
    found = found or Verification()
    yield from _find_electorates()
    names = {
        key: f"{product}/{feature}"
        for key, product, feature in Feature.objects.values_list("pk", "product__key", "key")
    }
    for features in split(sorted(names), FEATURES_AT_ONCE):
        with transaction.atomic():
            lock_features(features)
            groups = {group.pk: f"{group.kind} {group.key}" for group in Group.objects.all()}
            drift = find_drift(features)
            cells = load_cells(features)
            forgotten = subtract(cells, load_past(features))
            stale = find_stale(features)
        found.cells += len(cells)
        for (feature, group), sums in sorted(drift.items(), key=lambda item: item[0]):
            columns = zip(FIELDS, sums.tolist(), strict=True)
            missing = ", ".join(f"{name} {number:+d}" for name, number in columns if number)
            yield f"{names[feature]}, {groups[group]}: the cell lacks {missing}"
        for feature, group in sorted(forgotten):
            name = groups.get(group, f"group {group}, which is gone")
            yield f"{names[feature]}, {name}: the past does not end with the cell"
        for feature in stale:
            yield f"{names[feature]}: the score is not the one that its cells give"


def _find_electorates() -> Iterator[str]:
    """Yield a line for each product whose electorate is another one than was last counted."""
    with transaction.atomic():
        lock_features(())  # nobody moves people meanwhile
        names = dict(Product.objects.values_list("pk", "key"))
        stale = find_stale_electorates()
    for product in stale:
        yield f"{names[product]}: the electorate is not the one that its groups give"
