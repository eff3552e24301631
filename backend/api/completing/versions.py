"""Lists that are the same whenever their version is, and what they were completed to."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, TypeAlias, TypeVar, overload

from backend.access.memory import Memory

T = TypeVar("T")
Complete: TypeAlias = Callable[[Any, Any, Any], list[Any]]

ANSWERS: Final = 1_000  # completed lists that are kept


class Versioned(Sequence[T]):
    """A list that is completed once, and then for good, for as long as its version stays."""

    def version(self, names: frozenset[str]) -> Hashable:
        """Tell this list from all others, as far as the fields NAMES of its rows show it.

        None when they show what no version can tell.
        """
        raise NotImplementedError

    def read(self) -> list[T]:
        """Give the rows."""
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        return self.read()[place]

    def __len__(self) -> int:
        return len(self.read())


class Completed(list[Any]):
    """A list as it was completed. It is shared by many answers, so nobody may change it."""

    __slots__ = ("text",)

    def __init__(self, rows: list[Any]) -> None:
        super().__init__(rows)
        self.text: bytes | None = None  # the same as JSON, once somebody has written it


_answers: Memory[tuple[object, Hashable], Completed] = Memory(ANSWERS)


def recall(complete: Complete, names: frozenset[str], rows: Versioned[Any]) -> list[Any]:
    """Give what COMPLETE makes of ROWS, of whose fields it reads NAMES, from memory if possible."""
    version = rows.version(names)
    if version is None:
        return complete(None, rows.read(), None)
    key = (complete, version)
    found = _answers.recall(key)
    return (
        _answers.keep(key, Completed(complete(None, rows.read(), None))) if found is None else found
    )
