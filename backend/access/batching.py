"""Loads for all rows that were read together what one of them is asked for.

GraphQL completes a list row by row, so a resolver sees one row at a time; asking the database
there would cost a query for each. Rows that a query brought together stay together here: the
first to be asked for its product, or for a page of its preferences, asks for all of them, and the
others find their answer ready. What is loaded so is in turn together, over all its parents. Each
place in a document therefore costs one query however many rows are listed, aliases, fragments and
nesting included, and nothing has to look ahead into the document.

This is for synchronous resolvers; strawberry's own `DataLoader` needs an event loop, and its
Django optimizer asks row by row again when a connection is nested twice with other arguments.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast

from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

M = TypeVar("M", bound=Model)
T = TypeVar("T")

ATTRIBUTE: Final = "_tutti_batch"


class Batch:
    """Rows that were read together, and what has been loaded for all of them."""

    def __init__(self, rows: Sequence[Model]) -> None:
        self.rows = rows
        self.loaded: dict[Hashable, Mapping[Any, Any]] = {}


def together(rows: Iterable[M]) -> list[M]:
    """Keep ROWS, which one query has brought, together."""
    kept = list(rows)
    batch = Batch(kept)
    for row in kept:
        setattr(row, ATTRIBUTE, batch)
    return kept


def shared(
    row: M, key: Hashable, load: Callable[[Sequence[M]], Mapping[Any, T]], *, default: T
) -> T:
    """Take ROW's part of what LOAD finds, by primary key, for all rows together with it.

    It is loaded once for each KEY; DEFAULT stands for a row that LOAD says nothing about.
    """
    batch: Batch | None = getattr(row, ATTRIBUTE, None)
    if batch is None:
        together([row])
        batch = getattr(row, ATTRIBUTE)
    if key not in batch.loaded:
        batch.loaded[key] = load(cast("Sequence[M]", batch.rows))
    found: T = batch.loaded[key].get(row.pk, default)
    return found


def is_loaded(row: Model, key: Hashable) -> bool:
    """Tell whether KEY was loaded already for ROW, and for all rows together with it."""
    batch: Batch | None = getattr(row, ATTRIBUTE, None)
    return batch is not None and key in batch.loaded


def is_joined(row: Model, name: str) -> bool:
    """Tell whether the row at the end of the relation NAME came along with ROW."""
    return name in row._state.fields_cache  # noqa: SLF001 -- where Django keeps what it joined


def one(row: Model, name: str, *, rows: QuerySet[Any] | None = None) -> Model | None:
    """Follow the relation NAME from ROW to the one row at its end, or to None.

    ROWS, when given, says how that row is read.
    """

    def load(parents: Sequence[Model]) -> dict[Any, Model | None]:
        if not all(is_joined(parent, name) for parent in parents):
            fresh = None if rows is None else rows.all()  # a prefetch leaves hints on it
            prefetch_related_objects(parents, Prefetch(name, queryset=fresh))
        found = {parent.pk: getattr(parent, name, None) for parent in parents}
        together({id(each): each for each in found.values() if each is not None}.values())
        return found

    return shared(row, ("one", name), load, default=None)
