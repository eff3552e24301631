"""Knows for how long whoever waits for the database still likes to: a request has a caller."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from time import monotonic
from typing import Any, Final

PATIENCE: Final = 2.5  # seconds that a request waits before it asks whether the database is slow

_mine = local()


def begin(**_: Any) -> None:  # noqa: ANN401 -- what Django's signal sends along
    """Note that this thread now works for somebody who waits for an answer."""
    _mine.ends = monotonic() + PATIENCE


def end(**_: Any) -> None:  # noqa: ANN401 -- as above
    """Note that nobody waits any more."""
    _mine.ends = None


def is_awaited() -> bool:
    """Tell whether somebody waits for what this thread does."""
    return getattr(_mine, "ends", None) is not None


def has_ended() -> bool:
    """Tell whether somebody has waited for this thread for long; then they wait as long again."""
    if not is_awaited() or monotonic() < _mine.ends:
        return False
    begin()
    return True


@contextmanager
def awaited() -> Iterator[None]:
    """Work for somebody who waits until the block ends."""
    begin()
    try:
        yield
    finally:
        end()
