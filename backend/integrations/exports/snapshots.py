"""Reads the database as it stood at one place in the feed, while others write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max

from backend.feed.cursors import Cursor
from backend.feed.models import Change, Epoch
from backend.feed.reading import find_end

ALIAS: Final = "exports"
HOLD: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is seen through the connection DATABASE; it is all that lies before CURSOR."""

    database: str
    cursor: Cursor


@contextmanager
def look() -> Iterator[Snapshot]:
    """Open a snapshot: what is read of it stands still, and nobody waits for it.

    It is a connection of its own, so that progress can be written meanwhile. Within a transaction
    that is open already, it is that one.
    """
    end = find_end()  # lines get their places before, as nothing is written within
    if connection.in_atomic_block:
        yield Snapshot(connection.alias, end)
        return
    connections[ALIAS] = _copy()
    try:
        with transaction.atomic(using=ALIAS, durable=True):
            yield Snapshot(ALIAS, _begin(connections[ALIAS]))
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]


def _copy() -> BaseDatabaseWrapper:
    """Make a connection to the same database, which on SQLite does not keep others from writing."""
    copy = connection.copy(alias=ALIAS)
    options = copy.settings_dict["OPTIONS"]
    options.pop("pool", None)  # it would outlive the connection
    if copy.vendor == "sqlite":
        copy.settings_dict["OPTIONS"] = options | {"transaction_mode": "DEFERRED"}
    return copy


def _begin(snapshot: BaseDatabaseWrapper) -> Cursor:
    """Let SNAPSHOT stand, and find the end of the feed in it.

    Places come to light in their order: whoever sees one sees all that lies before it.
    """
    if snapshot.vendor == "postgresql":
        with snapshot.cursor() as cursor:
            cursor.execute(HOLD)
    placed = Change.objects.using(snapshot.alias).filter(seq__isnull=False)
    last = placed.aggregate(last=Max("seq"))["last"] or 0
    epoch, pruned_to = Epoch.objects.using(snapshot.alias).values_list("name", "pruned_to").get()
    return Cursor(epoch, max(last, pruned_to))
