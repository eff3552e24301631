"""Remembers rows of files, in one bit for each row."""

from collections import defaultdict
from dataclasses import dataclass, field

BITS = 8  # of a byte


@dataclass(slots=True)
class Marks:
    """Which rows of which files are marked."""

    bits: defaultdict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))

    def take(self, file: str, row: int) -> bool:
        """Mark ROW of FILE, and tell whether it was not marked yet."""
        marks, (place, bit) = self.bits[file], divmod(row, BITS)
        if place >= len(marks):
            marks.extend(bytes(place + 1 - len(marks)))
        is_new = not marks[place] >> bit & 1
        marks[place] |= 1 << bit
        return is_new
