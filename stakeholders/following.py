"""Follows the history of scores while others write it: each line once, in the order of its keys.

A key is given when a line is written, and the line is seen when its transaction commits; so a line
with a smaller key may come to light after one with a greater. Whoever reads behind the greatest key
seen misses it. A follower therefore reads only up to its horizon, a key up to which nothing more
can come to light:

- SQLite has one writer at a time, so keys come to light in their order.
- On PostgreSQL a transaction locks the table (ROW EXCLUSIVE) before it is given a key, and lets go
  when what it wrote can be seen. So read the greatest key given, and then who holds that lock: when
  all of those have let go, every key up to that one has come to light or never will. Other writers
  may have begun meanwhile; their keys are greater.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import F

from stakeholders.models import AlignmentChange

TABLE: Final = AlignmentChange._meta.db_table  # noqa: SLF001 -- a table's name
GIVEN: Final = {
    "postgresql": f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {TABLE}_id_seq",  # noqa: S608 -- constants
    "sqlite": f"SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '{TABLE}'",  # noqa: S608 -- constants
}
UNKNOWN: Final = -1
MOST_READ: Final = 100
# What this connection writes itself it sees at once. A prepared transaction has no process.
WRITERS: Final = (
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation'"  # noqa: S608 -- constants
    f" AND relation = CAST('{TABLE}' AS regclass) AND mode = 'RowExclusiveLock' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND pid IS DISTINCT FROM pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Barrier:
    """Writers who began before the keys up to KEY were given, and may have some of them."""

    key: int
    writers: frozenset[str]


class Follower:
    """Knows how far the history is complete; its connection must be to where others write."""

    def __init__(self) -> None:
        self.horizon = UNKNOWN
        self._barrier: Barrier | None = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether there are keys beyond the horizon that a writer may still hold."""
        return self._barrier is not None

    def advance(self) -> int:
        """Move the horizon on as far as can be, and give it; UNKNOWN at first, while others write.

        No line with a key up to it can come to light any more, whoever is writing.
        """
        if self._barrier is not None:
            if self._barrier.writers & find_writers():
                return self.horizon
            self.horizon, self._barrier = self._barrier.key, None
        given = read_last_key()
        if given > self.horizon:
            writers = find_writers()
            if writers:
                self._barrier = Barrier(given, writers)
            else:
                self.horizon = given
        return self.horizon


def read_last_key() -> int:
    """Give the greatest key that any line of the history was ever given; 0 when none was."""
    ((key,),) = _ask(GIVEN[connection.vendor])
    return int(key)


def find_writers() -> frozenset[str]:
    """Tell which other transactions may have been given keys whose lines are not to be seen yet."""
    if connection.vendor == "sqlite":
        return frozenset()
    return frozenset(str(name) for (name,) in _ask(WRITERS))


def read_changes(
    *, after: int, until: int, products: Collection[int] | None = None, most: int = MOST_READ
) -> list[AlignmentChange]:
    """Read the first lines behind the key AFTER and up to UNTIL, MOST of them at most.

    Only those of PRODUCTS, their keys, where given. Each names its product's key as `product_id`.
    """
    rows = AlignmentChange.objects.filter(pk__gt=after, pk__lte=until)
    if products is not None:
        rows = rows.filter(feature__product__in=products)
    return list(rows.annotate(product_id=F("feature__product")).order_by("pk")[:most])


def _ask(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
