"""Finds keys that are free, where a tool has ids and titles but no keys."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from products.naming import KEY_LENGTH, derive_key

ROOM: Final = 8  # characters for a dash and a number


class FreeKeys:
    """The keys that are taken, in small letters, and the next number for each of them."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Begin with the keys TAKEN."""
        self.taken = {key.lower() for key in taken}
        self.numbers: defaultdict[str, int] = defaultdict(lambda: 2)

    def take(self, name: str, spare: str) -> str:
        """Take a key made of NAME, or of SPARE where NAME makes none, with a number if need be."""
        key = base = derive_key(name) or derive_key(spare) or "x"
        base = base[: KEY_LENGTH - ROOM].rstrip("-")
        while key.lower() in self.taken:
            key = f"{base}-{self.numbers[base]}"
            self.numbers[base] += 1
        self.taken.add(key.lower())
        return key
