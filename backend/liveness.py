"""Spares a request the question whether its connection is still there, where that can be seen.

Django asks `SELECT 1` before the first statement of each request, a round trip of which all but a
few bring nothing. A server that closes a connection makes its socket readable, which costs nothing
to look at; what was idle for longer, and may have been cut off silently on the way, is still asked.
"""

import select
from time import monotonic
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

RECENT: Final = 5.0  # seconds since the last request, after which a connection is asked
USED: Final = "_tutti_used"
ASKED: Final = "health_check_done"  # where Django notes that a connection need not be asked


def trust_recent(**_: Any) -> None:  # noqa: ANN401 -- what Django's signal sends along
    """Have no connection of this thread asked that was used a moment ago and is silent since."""
    for connection in connections.all(initialized_only=True):
        used = vars(connection).get(USED, -RECENT)
        if monotonic() - used < RECENT and is_silent(connection) and not was_lost(connection, used):
            setattr(connection, ASKED, True)


def note_use(**_: Any) -> None:  # noqa: ANN401 -- as above
    """Note for each connection of this thread that it has just been used."""
    for connection in connections.all(initialized_only=True):
        setattr(connection, USED, monotonic())


def was_lost(connection: BaseDatabaseWrapper, used: float) -> bool:
    """Tell whether the server of CONNECTION was out of reach for anybody since it was USED."""
    reach = getattr(connection.connection, "reach", None)
    return reach is not None and reach.silent_at > used


def is_silent(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether CONNECTION, on which nothing is asked, is open and has said nothing."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return False
    if connection.connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.connection.fileno(), select.POLLIN)
    return not poll.poll(0)
