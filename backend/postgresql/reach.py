"""Finds out whether a PostgreSQL that says nothing is busy, or out of reach.

A connection can be cut in two without either end hearing of it; whoever has asked something would
wait for ever. So whoever has heard nothing for a while asks over a connection of its own, which a
server answers whatever else it is doing. What is found is known to all threads, so that they do
not all wait for a server that is gone.
"""

from dataclasses import dataclass, field
from enum import Enum
from threading import Lock
from time import monotonic
from typing import Final

import psycopg
from psycopg import errors, generators, pq, waiting

from backend.postgresql.abandoned import Abandoned

ANSWER: Final = 2.0  # seconds within which a server that is there has answered
REST: Final = 1.0  # seconds for which a server that did not answer is left alone
SLOW: Final = 1.0  # seconds for an answer, from which on a server is too slow to wait for
LATE: Final = 0.5  # seconds since which a session has to have been idle to count as forgotten
# Whether a session works, or is idle and has been so for a while; a row where there is one.
LOOK: Final = b"""SELECT state LIKE 'idle%%' AND clock_timestamp() - state_change > '%(late)s s'
FROM pg_stat_activity WHERE pid = %(pid)d"""


class OutOfReachError(psycopg.OperationalError):
    """Says that PostgreSQL does not answer."""


class Finding(Enum):
    """What became of a session that says nothing."""

    WORKS = b"f"
    IDLES = b"t"  # it waits for us, as we do for it: something was lost on the way
    GONE = b""


@dataclass
class Reach:
    """What this process knows of whether one PostgreSQL can be reached."""

    rests_until: float = 0.0
    silent_at: float = float("-inf")  # when it was last found so
    is_lost: bool = False
    abandoned: Abandoned = field(default_factory=Abandoned)
    _lock: Lock = field(default_factory=Lock)

    @property
    def rests(self) -> bool:
        """Tell whether it was found out of reach a moment ago."""
        return self.is_lost and monotonic() < self.rests_until

    def enter(self) -> None:
        """Let this thread connect, unless it is known that nobody answers.

        :raises OutOfReachError: when it is; one in a while tries all the same.
        """
        if not self.is_lost:
            return
        with self._lock:
            if self.rests:
                raise OutOfReachError("PostgreSQL did not answer a moment ago")
            self.rests_until = monotonic() + REST + ANSWER

    def note_silence(self) -> None:
        """Note that nobody has answered."""
        with self._lock:
            self.is_lost = True
            self.silent_at = monotonic()
            self.rests_until = self.silent_at + REST

    def note_answer(self) -> None:
        """Note that somebody has answered."""
        self.is_lost = False


def look(conninfo: str, pid: int) -> tuple[Finding, float]:
    """Ask at CONNINFO what the session PID does, and how many seconds it took to find out.

    :raises OutOfReachError: when there is no answer.
    :raises psycopg.Error: when it refuses to answer.
    """
    began = monotonic()
    sql = LOOK % {b"late": str(LATE).encode(), b"pid": pid}
    try:
        opening = generators.connect(conninfo)
        connection = waiting.wait_conn(opening, interval=0.1, timeout=ANSWER)
        try:
            finding = _ask(connection, sql, began + ANSWER - monotonic())
        finally:
            connection.finish()
    except errors._WaitTimeout as error:  # noqa: SLF001 -- what its `wait` says that it raises
        raise OutOfReachError("PostgreSQL does not answer") from error
    return finding, monotonic() - began


def _ask(connection: pq.abc.PGconn, sql: bytes, seconds: float) -> Finding:
    """Ask SQL over CONNECTION, and wait for as many SECONDS."""
    connection.send_query(sql)
    asking = generators.execute(connection)
    (result,) = waiting.wait(asking, connection.socket, interval=0.1, timeout=max(seconds, 0.01))
    return Finding((result.get_value(0, 0) or b"f") if result.ntuples else b"")
