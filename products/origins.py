"""Tells who is writing, from where and by which interface, to the log that the database keeps.

Whoever takes a request or a command in says so once, with `acting`; below nobody passes it on. It
reaches PostgreSQL as a setting of the transaction, and SQLite as a function that its triggers call.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from django.db import connection

# Settings of a PostgreSQL transaction. The database need not know them: without a value they are
# empty, and so is what the log says of whoever wrote past Tutti.
ORIGIN: Final = "tutti.origin"
BATCH: Final = "tutti.batch"
TELL_ORIGIN: Final = f"set_config('{ORIGIN}', %s, true)"
SURE: Final = "+"  # begins what is told of a batch, where the end of it is told too
TELL_BATCH: Final = f"SELECT set_config('{BATCH}', %s, true)"


class Interface(StrEnum):
    """By which way a write came in."""

    GRAPHQL = "GRAPHQL"
    ADMIN = "ADMIN"
    REVERT = "REVERT"  # the admin, where a row is put back to how it stood
    RESTORE = "RESTORE"  # the admin, where a row that was deleted comes back
    WEB = "WEB"  # other pages, such as those for signing in
    IMPORT = "IMPORT"
    COMMAND = "COMMAND"
    DIRECT = "DIRECT"  # code or SQL that said nothing of itself


def _nobody() -> str:
    return ""


@dataclass(frozen=True)
class Origin:
    """Where writes come from: by which INTERFACE, from which ADDRESS, and as whom.

    FIND_ACTOR gives the key of whoever acts; it is asked before the first write, if there is one.
    """

    interface: Interface = Interface.DIRECT
    address: str = ""
    find_actor: Callable[[], str] = field(default=_nobody, compare=False)

    @cached_property
    def actor(self) -> str:
        """Give the key of whoever acts, asked for once."""
        return self.find_actor()

    @cached_property
    def text(self) -> str:
        """Give all of it as the database reads it."""
        return json.dumps([self.actor, self.interface.value, self.address])


@dataclass(slots=True)
class _Batch:
    """A batch on its way: the moment of its lines of history, and whether the log has it."""

    at: str
    is_told: bool = False


NOWHERE: Final = Origin()
_origin: ContextVar[Origin] = ContextVar("tutti_origin", default=NOWHERE)
_batch: ContextVar[_Batch | None] = ContextVar("tutti_batch", default=None)


def find_origin() -> Origin:
    """Tell where what is written now comes from."""
    return _origin.get()


@contextmanager
def acting(
    interface: Interface, *, address: str = "", actor: Callable[[], str] = _nobody
) -> Iterator[None]:
    """Let what is written meanwhile come from INTERFACE and ADDRESS, by the ACTOR that is found."""
    token = _origin.set(Origin(interface, address, actor))
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Let what is written meanwhile be by ACTOR, unless it is known already who acts."""
    before = find_origin()
    with acting(before.interface, address=before.address, actor=lambda: before.actor or actor):
        yield


@contextmanager
def coming_by(interface: Interface) -> Iterator[None]:
    """Let what is written meanwhile come by INTERFACE, from whoever acts anyway."""
    before = find_origin()
    with acting(interface, address=before.address, actor=lambda: before.actor):
        yield


def importing() -> AbstractContextManager[None]:
    """Let what is written meanwhile be known as an import, by whoever acts anyway."""
    return coming_by(Interface.IMPORT)


@contextmanager
def batch(at: datetime, *, rows: int) -> Iterator[None]:
    """Let the log tell once of the preferences that are written meanwhile, not of each.

    Their history, written AT a moment, tells of each in full. Fewer than two ROWS are no batch;
    PostgreSQL, which is told all the same, sees that by itself.
    """
    told = _Batch(at.isoformat()) if rows > 1 else None
    token = _batch.set(told)
    _tell_batch(f"{SURE}{at.isoformat()}")
    try:
        yield
        _tell_batch("")  # a failure undoes the setting with all else
    finally:
        _batch.reset(token)


def describe_batch(at: datetime, *, rows: int) -> str:
    """Give what tells PostgreSQL, in the statement that writes them, of a batch of ROWS.

    It stays so until the transaction ends: the log sees by the rows which statement is meant.
    """
    return at.isoformat() if rows > 1 else ""


def _tell_batch(moment: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(TELL_BATCH, [moment])


def is_in_batch() -> bool:
    """Tell whether a batch is being written."""
    return _batch.get() is not None


def open_batch() -> bool:
    """Tell whether a batch is being written of which the log has no line, and has one now."""
    found = _batch.get()
    if found is None or found.is_told:
        return False
    found.is_told = True
    return True


def find_batch_moment() -> str:
    """Give the moment of the batch that is being written."""
    found = _batch.get()
    return found.at if found else ""
