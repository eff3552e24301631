"""Ends sessions of PostgreSQL that were given up, and may not have heard of it.

What they have locked stays locked until the server finds out by itself that nobody is there. So a
thread asks it to end them, again and again until it is there to hear it.
"""

from contextlib import closing, suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Final

import psycopg

PAUSE: Final = 0.5  # seconds between two tries
# A session of that number that began later is somebody else's.
END: Final = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = %s AND usename = current_user
AND clock_timestamp() - backend_start > make_interval(secs => %s)"""


@dataclass
class Abandoned:
    """The sessions of one PostgreSQL that this process has given up."""

    _sessions: dict[int, float] = field(default_factory=dict)  # by number, when each was given up
    _is_at_work: bool = False
    _lock: Lock = field(default_factory=Lock)

    def add(self, pid: int, conninfo: str) -> None:
        """Have the session PID ended by whoever can be reached at CONNINFO."""
        with self._lock:
            self._sessions[pid] = monotonic()
            if self._is_at_work:
                return
            self._is_at_work = True
        Thread(target=self._end_all, args=[conninfo], daemon=True).start()

    def _end_all(self, conninfo: str) -> None:
        """Try until all have ended."""
        while True:
            sleep(PAUSE)
            with suppress(psycopg.Error):
                self._end(conninfo)
            with self._lock:
                if not self._sessions:
                    self._is_at_work = False
                    return

    def _end(self, conninfo: str) -> None:
        """Try once."""
        with closing(psycopg.connect(conninfo, connect_timeout=2, autocommit=True)) as connection:
            for pid, at in list(self._sessions.items()):
                with suppress(psycopg.errors.InsufficientPrivilege):
                    connection.execute(END, [pid, monotonic() - at])
                self._forget(pid, at)

    def _forget(self, pid: int, at: float) -> None:
        with self._lock:
            if self._sessions.get(pid) == at:
                del self._sessions[pid]
