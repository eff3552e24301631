"""Takes the locks under which cells move, so that no writer counts what another is changing."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection

from products.chunks import split
from products.models import Feature

MEMBERSHIP: Final = 8_711  # names the lock among the database's advisory ones


def lock_features(keys: Iterable[int]) -> Mapping[int, Feature]:
    """Lock the features of KEYS until the transaction ends, and give them by key.

    Whoever moves a cell comes here before reading anything else; nobody moves people meanwhile.
    Rows are locked in the order of their keys, so that no two writers wait for each other.
    """
    _wait_for_turn("SELECT pg_advisory_xact_lock_shared(%s)")
    features: dict[int, Feature] = {}
    for chunk in split(sorted(set(keys))):
        rows = Feature.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk")
        features |= {row.pk: row for row in rows.only("product_id", "merged_into_id", "key")}
    return features


def lock_membership() -> None:
    """Wait until nobody states anything, and keep it so until the transaction ends.

    People who come, go or move change the say behind all features, also behind those that another
    transaction is still creating. A transaction that also states has to come here first.
    """
    _wait_for_turn("SELECT pg_advisory_xact_lock(%s)")


def _wait_for_turn(sql: str) -> None:
    """Take the lock as SQL says, on PostgreSQL; SQLite has locked its whole file already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, [MEMBERSHIP])
