"""A database that is not there is told from one that is busy, and from a bug."""

import sqlite3

import psycopg
import pytest
from django.db import DataError, InterfaceError, InternalError, OperationalError

from backend.access.reach import is_out_of_reach
from backend.postgresql.reach import OutOfReachError


class FileError(Exception):
    """What sqlite3 raises, as far as it is looked at."""

    def __init__(self, name: str) -> None:
        self.sqlite_errorname = name


def wrap(kind: type[Exception], cause: BaseException | None) -> Exception:
    """Wrap CAUSE as Django does."""
    error = kind("as Django says it")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "absent"),
    [
        (wrap(OperationalError, psycopg.OperationalError("server closed the connection")), True),
        (wrap(OperationalError, OutOfReachError("silent")), True),
        (wrap(OperationalError, psycopg.errors.AdminShutdown()), True),
        (wrap(OperationalError, psycopg.errors.TooManyConnections()), True),
        (wrap(OperationalError, psycopg.errors.ConnectionFailure()), True),
        (wrap(InternalError, psycopg.errors.IdleInTransactionSessionTimeout()), True),
        (wrap(OperationalError, psycopg.errors.LockNotAvailable()), False),
        (wrap(OperationalError, psycopg.errors.DeadlockDetected()), False),
        (wrap(DataError, psycopg.errors.NumericValueOutOfRange()), False),
        (wrap(InterfaceError, psycopg.InterfaceError("the connection is closed")), True),
        (wrap(InterfaceError, None), True),
        (wrap(OperationalError, None), False),
        (wrap(OperationalError, FileError("SQLITE_CANTOPEN")), True),
        (wrap(OperationalError, FileError("SQLITE_IOERR_READ")), True),
        (wrap(OperationalError, FileError("SQLITE_FULL")), True),
        (wrap(OperationalError, FileError("SQLITE_BUSY")), False),
        (wrap(InterfaceError, sqlite3.InterfaceError("such a value is not supported")), False),
        (RuntimeError("a bug"), False),
        (None, False),
    ],
    ids=repr,
)
def test_what_is_out_of_reach(error: Exception | None, *, absent: bool) -> None:
    assert is_out_of_reach(error) is absent
