"""Tries again where another database on the same PostgreSQL server may have been written to."""

from collections.abc import Callable
from typing import Final, TypeVar

from django.db import connection

T = TypeVar("T")

# The state of a PostgreSQL database is that of its server, on which other tests may be running.
TRIES: Final = {"postgresql": 100, "sqlite": 1}


def in_a_quiet_moment(find: Callable[[], T], wanted: T) -> T:
    """Give what FIND finds, once it is WANTED, or what it found last."""
    for _ in range(TRIES[connection.vendor]):
        found = find()
        if found == wanted:
            break
    return found
