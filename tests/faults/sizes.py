"""How often and how long the faults are tried: shortly with all other tests, or in full."""

import os
from typing import Final

from backend.env import read_number

# What the table of faults asks for: `python -m tests.faults` sets both to more than any row has.
KILLS: Final = "FAULT_KILLS"
SECONDS: Final = "FAULT_SECONDS"


def count(short: int, *, full: int) -> int:
    """Tell how often to kill: SHORT of the FULL number, unless FAULT_KILLS asks for more."""
    return min(read_number(KILLS, default=short), full)


def last(short: int, *, full: int) -> int:
    """Tell for how many seconds a fault lasts, like `count`."""
    return min(read_number(SECONDS, default=short), full)


def is_full() -> bool:
    """Tell whether the faults are tried in full."""
    return KILLS in os.environ
