"""Sums up what is in each table, so that two databases can be compared by a line for each.

A sum does not depend on the order of rows. It depends on the database that tells them, so compare
like with like: the same Tutti, on SQLite or on PostgreSQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from django.db import connection, transaction

BYTES: Final = 16  # of a digest: among billions of rows no two are alike by chance
AT_ONCE: Final = 2_000  # rows


@dataclass(frozen=True, slots=True)
class Sum:
    """How many ROWS are in TABLE, and the sum of their DIGESTS."""

    table: str
    rows: int
    digest: str


def sum_tables() -> Iterator[Sum]:
    """Yield the sum of each table by name, all as one moment saw them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            tables = sorted(connection.introspection.table_names(cursor))
        for table in tables:
            yield _sum_table(table)


def _sum_table(table: str) -> Sum:
    rows = total = 0
    name = connection.ops.quote_name(table)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 -- a table that the database has named
        while found := cursor.fetchmany(AT_ONCE):
            rows += len(found)
            total += sum(_digest(row) for row in found)
    return Sum(table, rows, f"{total % 256**BYTES:0{2 * BYTES}x}")


def _digest(row: tuple[object, ...]) -> int:
    return int.from_bytes(blake2b(repr(row).encode(), digest_size=BYTES).digest())
