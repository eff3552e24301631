"""Lets a worker stop: it begins nothing more, and what it has in hand ends soon or goes back."""

import time
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from backend.queue.kinds import Turn

LAST_WORK: Final = 5.0  # seconds to finish in; then a task goes back when it says how far it is
LAST_MOMENT: Final = 8.0  # seconds after which it goes back although it says nothing


@dataclass(slots=True)
class Stop:
    """Whether a worker was asked to stop, and what its threads have in hand, by key of the task."""

    asked: Event = field(default_factory=Event)
    held: dict[int, Turn] = field(default_factory=dict)
    asked_at: float = 0.0  # on the clock of time.monotonic
    has_failed: bool = False

    def ask(self, *_: object) -> None:
        """Ask; the first time counts."""
        if not self.asked.is_set():
            self.asked_at = time.monotonic()
            self.asked.set()

    def is_late(self) -> bool:
        """Tell whether work that could have finished should have by now."""
        return self.asked.is_set() and self.find_left(LAST_WORK) <= 0

    def find_left(self, seconds: float) -> float:
        """Tell how many of SECONDS since it was asked are left."""
        return self.asked_at + seconds - time.monotonic()
