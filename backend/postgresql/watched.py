"""Connections to PostgreSQL that never wait for an answer which cannot come.

They look up twice a second while they wait, so that a statement which is answered sooner costs
nothing more.
"""

import select
from collections.abc import Generator
from itertools import count
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg.conninfo import make_conninfo

from backend.postgresql.patience import has_ended, is_awaited
from backend.postgresql.reach import SLOW, Finding, OutOfReachError, Reach, look

T = TypeVar("T")

GLANCE: Final = 0.5  # seconds between two looks at whether to wait on
WORRYING: Final = 2  # glances at nothing, after which the server is asked; then after as many again
_known: Final[dict[tuple[str, ...], Reach]] = {}  # what this process knows, by place


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server does not know of what it was asked."""

    is_shared = False  # a pooler stands between, which has sessions of its own
    reach: Reach

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:  # noqa: ANN401 -- as psycopg has them
        """Connect, unless it is known that nobody would answer.

        :raises OutOfReachError: when it is.
        """
        reach = _known.setdefault(_locate(options), Reach())
        reach.enter()
        try:
            connection = super().connect(conninfo, **options)
        except psycopg.errors.ConnectionTimeout:
            reach.note_silence()
            raise
        reach.note_answer()
        connection.reach = reach
        return connection

    def wait(
        self,
        gen: Generator[Any, Any, T],
        interval: float = GLANCE,  # noqa: ARG002 -- psycopg's signature
        timeout: float | None = None,
    ) -> T:
        """Wait for what GEN waits for, for as long as there is hope.

        :raises OutOfReachError: when there is none.
        """
        if timeout is not None:
            return super().wait(gen, timeout=timeout)
        for glances in count(1):
            try:
                return super().wait(gen, timeout=GLANCE)
            except psycopg.errors._WaitTimeout:  # noqa: SLF001 -- what psycopg says that it raises
                self._worry(glances)
        raise AssertionError

    def _worry(self, glances: int) -> None:
        """Find out whether to wait on, after so many GLANCES at nothing.

        :raises OutOfReachError: when there is no hope.
        """
        if is_awaited() and self.reach.rests:
            self._give_up("PostgreSQL did not answer others")
        is_late = has_ended()
        if not is_late and glances % WORRYING:
            return
        try:
            finding, seconds = look(self._conninfo, self.info.backend_pid)
        except OutOfReachError as error:
            self.reach.note_silence()
            self._give_up(str(error))
        except psycopg.Error:
            return  # somebody has answered, if only that there are too many already
        if not self.is_shared and finding is not Finding.WORKS and not self._is_heard():
            self._give_up(f"The session {finding.name.lower()}: what it was asked is lost")
        if is_late and seconds >= SLOW:
            self._give_up(f"PostgreSQL takes {seconds:.1f} s for anything")

    def _is_heard(self) -> bool:
        """Tell whether an answer has come meanwhile, which nobody has read yet."""
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def _give_up(self, why: str) -> None:
        """Close the connection, for the reason WHY.

        :raises OutOfReachError: always.
        """
        if not self.is_shared:
            self.reach.abandoned.add(self.info.backend_pid, self._conninfo)
        self.pgconn.finish()
        raise OutOfReachError(why)

    @property
    def _conninfo(self) -> str:
        """Give where the server is, for another connection."""
        known = self.info.get_parameters() | {"options": "", "application_name": "tutti pulse"}
        return make_conninfo(**known, password=self.info.password or None)


def _locate(options: dict[str, Any]) -> tuple[str, ...]:
    """Give what OPTIONS say of where the server is, and which database is meant."""
    names = ("host", "port", "dbname", "user")
    return tuple(str(options.get(name, "")) for name in names)
