"""Takes the locks under which cells move: the features' rows first, in the order of their keys."""

from collections.abc import Iterable, Mapping

from products.models import Feature
from stakeholders.voices import split


def lock_features(keys: Iterable[int]) -> Mapping[int, Feature]:
    """Lock the features of KEYS until the transaction ends, and give them by key.

    Whoever moves a cell comes here before reading anything else, so that no two writers wait for
    each other and none counts what the other is changing. SQLite locks the whole file instead.
    """
    features: dict[int, Feature] = {}
    for chunk in split(sorted(set(keys))):
        rows = Feature.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk")
        features |= {row.pk: row for row in rows.only("product_id", "merged_into_id", "key")}
    return features


def lock_all_features() -> None:
    """Lock every feature: people who come, go or move change the say behind all of them."""
    lock_features(Feature.objects.values_list("pk", flat=True))
