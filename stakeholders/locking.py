"""Takes the locks under which cells move, so that no writer counts what another is changing."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection

from products.chunks import split
from products.models import Feature
from products.origins import TELL_ORIGIN, find_origin
from products.plans import mark

MEMBERSHIP: Final = 8_711  # names the lock among the database's advisory ones
NO_KEY: Final = 0  # of no row
# In the order of the model, as `from_db` takes them.
LOCKED: Final = tuple(
    field.attname
    for field in Feature._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    if field.attname in {"id", "product_id", "merged_into_id", "key"}
)
SELECT: Final = f"SELECT {', '.join(LOCKED)} FROM products_feature WHERE id IN ({{}}) ORDER BY id"  # noqa: S608 -- a model's columns
# Whoever speaks runs the same few statements each time: PostgreSQL need not ask itself whether to
# plan them anew. Until the transaction ends. Who they are goes with it, which spares a trip.
PLAN_ONCE: Final = "set_config('plan_cache_mode', 'force_generic_plan', true)"
# SQLite has locked its whole file already. PostgreSQL is sent both statements at once; it begins
# the second, and looks at the rows, when it holds the lock of the first.
LOCK: Final = {
    "postgresql": f"SELECT {TELL_ORIGIN}, {PLAN_ONCE},"
    f" pg_advisory_xact_lock_shared({MEMBERSHIP}); {SELECT} FOR NO KEY UPDATE",
    "sqlite": SELECT,
}


def lock_features(keys: Iterable[int]) -> Mapping[int, Feature]:
    """Lock the features of KEYS until the transaction ends, and give them by key.

    Whoever moves a cell comes here before reading anything else; nobody moves people meanwhile.
    Rows are locked in the order of their keys, so that no two writers wait for each other. Without
    KEYS people are kept from moving all the same.
    """
    features: dict[int, Feature] = {}
    with connection.cursor() as cursor:
        for chunk in [*split(sorted(set(keys)))] or [[NO_KEY]]:
            told = [find_origin().text] if connection.vendor == "postgresql" else []
            cursor.execute(LOCK[connection.vendor].format(mark(chunk)), [*told, *chunk])
            if connection.vendor == "postgresql":
                cursor.nextset()  # what was waited for says nothing
            rows = cursor.fetchall()
            found = (Feature.from_db(connection.alias, LOCKED, row) for row in rows)
            features |= {feature.pk: feature for feature in found}
    return features


def lock_membership() -> None:
    """Wait until nobody states anything, and keep it so until the transaction ends.

    People who come, go or move change the say behind all features, also behind those that another
    transaction is still creating. A transaction that also states has to come here first.
    """
    if connection.vendor == "postgresql":  # SQLite has locked its whole file already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MEMBERSHIP])
