"""What a file is made of: columns, and rows that are read some at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from django.db.models import QuerySet

from backend.integrations.exports.columns import Column, Row
from backend.integrations.exports.sights import Sight

AT_ONCE: Final = 2_000  # rows in memory


@dataclass(frozen=True, slots=True)
class Part:
    """What of all rows is exported: what SIGHT shows, of what has CHANGED_SINCE.

    DATABASE is the alias of the connection that sees the snapshot.
    """

    sight: Sight
    database: str
    changed_since: datetime | None = None


class Table(Protocol):
    """Rows of one noun."""

    columns: tuple[Column, ...]

    def count(self, part: Part) -> int:
        """Tell how many rows are read for PART, to say how far it is."""

    def read(self, part: Part) -> Iterator[tuple[int, list[Row]]]:
        """Yield of PART how many rows were read since, and what of them is written."""


def page(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """Yield ROWS, tuples that begin with their key, some at a time in the order of keys."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield found
        last = found[-1][0]
