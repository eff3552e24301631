"""Lists that are the same whenever their version is, and what they were completed to."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, TypeAlias, TypeVar, overload

from backend.access.answers import Completed
from backend.access.memory import Memory
from backend.api.completing.repeating import keep_nothing

T = TypeVar("T")
Complete: TypeAlias = Callable[[Any, Any, Any], list[Any]]

ANSWERS: Final = 1_000  # completed lists that are kept


class Versioned(Sequence[T]):
    """A list that is completed once, and then for good, for as long as its version stays."""

    def __init__(
        self, read: Callable[[], list[T]], version: Callable[[frozenset[str]], Hashable]
    ) -> None:
        """Take the rows from READ when they are needed.

        VERSION tells the list from all others as far as the fields that it is given show it; None
        when they show what no version can tell.
        """
        self._read = read
        self.version = version

    @cached_property
    def rows(self) -> list[T]:
        """Read the rows."""
        return self._read()

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        return self.rows[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


_answers: Memory[tuple[object, Hashable], Completed] = Memory(ANSWERS)


def recall(complete: Complete, names: frozenset[str], rows: Versioned[Any]) -> list[Any]:
    """Give what COMPLETE makes of ROWS, of whose fields it reads NAMES, from memory if possible."""
    version = rows.version(names)
    key = (complete, version)
    known = None if version is None else _answers.recall(key)
    if known is not None:
        return known
    if version is not None:
        keep_nothing()  # next time less is read, and that is the answer to keep
    done = complete(None, rows.rows, None)
    if version is None or rows.version(names) != version:  # it may have changed in the meantime
        return done
    return _answers.keep(key, Completed(done))
