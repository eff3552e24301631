"""How many rows a page of a list has."""

from typing import Final

from backend.access.errors import RefusedError

PAGE: Final = 20  # rows of a connection when neither `first` nor `last` is given
PAGE_MAX: Final = 100


def read_size(first: int | None, last: int | None) -> int:
    """Read how many rows a page has, of which FIRST or LAST were asked for.

    :raises RefusedError: when both are given, or one is out of bounds.
    """
    if first is not None and last is not None:
        raise RefusedError("Give first or last, not both.", path=["last"])
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= PAGE_MAX:
            raise RefusedError(f"{name} is {size}; it may be 0 to {PAGE_MAX}.", path=[name])
    return next((size for size in (first, last) if size is not None), PAGE)
