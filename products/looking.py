"""Keeps what a page says beside its own rows to what whoever looks at it may see.

Who that is, only those who stand higher know: they say so for the length of each request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Narrow: TypeAlias = Callable[[QuerySet[Any]], QuerySet[Any]]

_NARROW: ContextVar[Narrow | None] = ContextVar("narrow", default=None)


@contextmanager
def looking(narrow: Narrow) -> Iterator[None]:
    """Show meanwhile what NARROW leaves of any rows."""
    before = _NARROW.set(narrow)
    try:
        yield
    finally:
        _NARROW.reset(before)


def shown(rows: QuerySet[M]) -> QuerySet[M]:
    """Keep those of ROWS that may be shown; none of them where nobody is known to look."""
    narrow = _NARROW.get()
    return rows.none() if narrow is None else narrow(rows)
