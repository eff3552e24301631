"""Bounds how many streams a caller has open."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from backend.access.errors import Code, RefusedError
from backend.access.metrics import REFUSED


class Places:
    """The streams that are open in this process, by who has them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, payer: str) -> Iterator[None]:
        """Let PAYER have one more for as long as this lasts.

        :raises RefusedError: when they have as many as anyone may.
        """
        most = settings.STREAMS_PER_CALLER
        if self._taken[payer] >= most:
            REFUSED.labels("stream").inc()
            told = f"You have {most} streams open, and no one may have more."
            raise RefusedError(told, code=Code.RATE_LIMITED)
        self._taken[payer] += 1
        try:
            yield
        finally:
            self._taken[payer] -= 1
            if not self._taken[payer]:
                del self._taken[payer]
