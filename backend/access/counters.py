"""Keeps count, in the memory of this process or in a Redis that all processes share.

A Redis that is out of reach holds nobody up: it is left alone for a while, then one request tries
it again while the others go on. What would have been counted there is not.
"""

import logging
from collections import deque
from functools import lru_cache
from threading import Lock
from time import monotonic, time
from typing import Final

from django.conf import settings
from limits.errors import StorageError
from limits.storage import RedisStorage, Storage

from backend.access.metrics import FAILED, UNCOUNTED

PREFIX: Final = "tutti"  # of the names of all that is kept in Redis
PATIENCE: Final = 0.2  # seconds for an answer of Redis, which mostly takes less than one thousandth
REST: Final = 5.0  # seconds for which a Redis that failed is left alone

logger = logging.getLogger("tutti.limits")


class ProcessStorage(Storage):
    """Counts in memory, exactly: one lock, no threads.

    The one that limits brings begins a thread with nearly each count, which looks at every key: a
    hundred thousand callers would take half a processor. Here all keys last as long, so that the
    oldest expire first, and no others have to be looked at.
    """

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, int] = {}
        self._ends: deque[tuple[float, str]] = deque()
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Name what may go wrong: nothing."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add AMOUNT to KEY, which lasts EXPIRY seconds, as all of them do; give the sum."""
        now = time()
        with self._lock:
            while self._ends and self._ends[0][0] <= now:
                self._counts.pop(self._ends.popleft()[1], None)
            if key not in self._counts:
                self._ends.append((now + expiry, key))
            self._counts[key] = self._counts.get(key, 0) + amount
            return self._counts[key]

    def get(self, key: str) -> int:
        """Give the sum of KEY."""
        return self._counts.get(key, 0)

    def get_expiry(self, key: str) -> float:
        """Tell when KEY is forgotten, in seconds since 1970; now, if it is not known."""
        return next((end for end, known in self._ends if known == key), time())

    def check(self) -> bool:
        """Tell that all is well."""
        return True

    def clear(self, key: str) -> None:
        """Forget KEY."""
        with self._lock:
            self._counts.pop(key, None)
            self._ends = deque(each for each in self._ends if each[1] != key)

    def reset(self) -> int:
        """Forget all, and tell how much that was."""
        with self._lock:
            known = len(self._counts)
            self._counts.clear()
            self._ends.clear()
        return known


class Counters:
    """Counts for the callers of a Redis at ADDRESS, or of this process where that is empty."""

    def __init__(self, address: str) -> None:
        self.memory = ProcessStorage()
        self._redis = _open_redis(address) if address else None
        self._rests_until = 0.0
        self._is_down = False

    def add(self, key: str, amount: int, *, expiry: int) -> int | None:
        """Add AMOUNT to KEY, and give the sum; None where Redis is out of reach.

        It is forgotten EXPIRY seconds after its first time, which have to be the same for all.
        """
        if self._redis is None:
            return self.memory.incr(key, expiry, amount)
        if monotonic() >= self._rests_until:
            if self._is_down:  # this one tries, the others go on meanwhile
                self._rests_until = monotonic() + REST
            try:
                count = self._redis.incr(key, expiry, amount)
            except StorageError as error:
                self._note_failure(error)
            else:
                self._note_success()
                return count
        UNCOUNTED.inc()
        return None

    def answers(self) -> bool | None:
        """Tell whether Redis answers; None where there is none to ask."""
        return None if self._redis is None else self._redis.check()

    def _note_failure(self, error: StorageError) -> None:
        FAILED.inc()
        self._rests_until = monotonic() + REST
        if not self._is_down:
            self._is_down = True
            cause = error.__cause__ or error
            logger.error("Redis is out of reach, requests go on uncounted: %s", cause)

    def _note_success(self) -> None:
        if self._is_down:
            self._is_down = False
            logger.warning("Redis answers again, requests are counted")


def _open_redis(address: str) -> Storage:
    """Open the Redis at ADDRESS, which is asked once for each request and never twice."""
    return RedisStorage(
        address,
        key_prefix=PREFIX,
        wrap_exceptions=True,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
    )


@lru_cache
def _open_counters(address: str) -> Counters:
    return Counters(address)


def find_counters() -> Counters:
    """Find where this process counts: where REDIS_URL says."""
    return _open_counters(settings.REDIS_URL)


def forget_counts() -> None:
    """Forget what this process has counted, and whether Redis was out of reach; for tests."""
    _open_counters.cache_clear()
