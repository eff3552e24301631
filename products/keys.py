"""Reads keys of rows out of what browsers and people send."""

from typing import Final

DIGITS: Final = 18  # of a key at most, which every database can look for


def read_key(text: str | None) -> int | None:
    """Read TEXT as the key of a row, a whole number from 0; None where no row can have it."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > DIGITS:
        return None
    return int(text)
