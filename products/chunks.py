"""Cuts long lists into what one statement to the database can hold."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

T = TypeVar("T")

CHUNK: Final = 5_000  # keys in one statement; SQLite bounds them by 32,766 since 2020


def split(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut ITEMS into lists of at most SIZE."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
