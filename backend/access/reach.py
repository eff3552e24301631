"""Tells whether an error is that the database could not be reached, whichever database it is."""

from typing import Final

import psycopg
from django.db import Error, InterfaceError, OperationalError

# Why PostgreSQL, or a pooler before it, ends a session or begins none. All of class 08 do, too.
ENDED: Final = frozenset({"25P03", "25P04", "53300", "57P01", "57P02", "57P03", "57P05"})
BROKEN: Final = "08"
# What SQLite says when it cannot reach its file, or the disk that this is on.
UNREACHABLE: Final = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY")


def is_out_of_reach(cause: BaseException | None) -> bool:
    """Tell whether CAUSE came about because the database was not there to answer.

    That is so of a server that is gone or lets nobody in, and of a file that cannot be read or
    written; not of one that is busy.
    """
    if not isinstance(cause, Error):
        return False
    driver = cause.__cause__
    if driver is None:  # Django says so by itself where its connection is gone
        return isinstance(cause, InterfaceError)
    if not isinstance(driver, psycopg.Error):
        return str(getattr(driver, "sqlite_errorname", "")).startswith(UNREACHABLE)
    if driver.sqlstate is None:  # nothing that the server has said
        return isinstance(cause, OperationalError | InterfaceError)
    return driver.sqlstate in ENDED or driver.sqlstate.startswith(BROKEN)
