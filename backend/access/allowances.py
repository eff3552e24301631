"""Allowances: how much of something anyone may have in an hour, and how much of it is left.

Taking and asking whether there was enough left is one step; so no number of processes takes more
than there is.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final
from zlib import crc32

from backend.access.counters import find_counters
from backend.access.errors import Code, RefusedError

WINDOW: Final = 3_600  # seconds


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may spend in an hour: the LIMIT, the COST of this request, and what is LEFT.

    LEFT is None where nobody can tell, as Redis is out of reach. Seconds are counted since 1970.
    """

    limit: int
    cost: int
    left: int | None
    is_spent: bool
    asked_at: float
    resets_at: float

    @property
    def wait(self) -> int:
        """Give the seconds until all of it is there again."""
        return ceil(self.resets_at - self.asked_at)


class SpentError(RefusedError):
    """Says that somebody has used up their allowance, and for how many seconds to WAIT."""

    def __init__(self, message: str, *, wait: int) -> None:
        """Refuse with MESSAGE, and tell programs the same."""
        super().__init__(message, code=Code.RATE_LIMITED)
        self.extensions = {"code": Code.RATE_LIMITED.value, "retryAfter": wait}
        self.wait = wait


def count(key: str, cost: int, *, limit: int, at: float, alone: bool = False) -> Allowance:
    """Take COST from what KEY has left of LIMIT in the hour around AT, if it is enough.

    ALONE counts in this process where Redis is out of reach; else nothing is counted there.
    """
    number, gone = divmod(at + find_offset(key), WINDOW)
    name, counters = f"{key}:{number:.0f}", find_counters()
    used = counters.add(name, cost, expiry=WINDOW)
    if used is None and alone:
        used = counters.memory.incr(name, WINDOW, cost)
    is_spent = used is not None and used > limit
    if is_spent and used is not None:
        # Taken back, as it was not used. Until then others may be refused, but never let through.
        counters.add(name, -cost, expiry=WINDOW)
        used -= cost
    left = None if used is None else max(0, limit - used)
    return Allowance(limit, cost, left, is_spent, at, at + WINDOW - gone)


def find_offset(key: str) -> int:
    """Find by how many seconds the hours of KEY run ahead of the clock's.

    Everyone's begin at another moment, so that not all come back at once.
    """
    return crc32(key.encode()) % WINDOW
