"""Reads which part of a file is asked for, as RFC 9110 has it."""

import re
from dataclasses import dataclass
from typing import Final

RANGE: Final = re.compile(r"bytes=\s*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\s*", re.ASCII)


class UnsatisfiableError(ValueError):
    """Says that nothing of a file lies in the part that was asked for."""


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes of a file from FIRST to LAST, both of them."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Tell how many they are."""
        return self.last - self.first + 1


def read_range(text: str, size: int) -> Span | None:
    """Read the header TEXT as a part of a file of SIZE; None when the whole is to be sent.

    That is so for what is no range of bytes, and for several at once, as a server may choose.

    :raises UnsatisfiableError: when nothing lies in it.
    """
    found = RANGE.fullmatch(text)
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:  # so many from the end
        first, last = max(size - int(found["last"]), 0), size - 1
    else:
        first = int(found["first"])
        last = min(int(found["last"]), size - 1) if found["last"] else size - 1
        if found["last"] and int(found["last"]) < first:
            return None  # it is no range at all
    if first >= size or last < first:
        raise UnsatisfiableError(text)
    return Span(first, last)
