"""Tells how far an import is to whoever asks, as it reads its file."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from rich.progress import Progress, TaskID

PAUSE: Final = 0.5  # seconds between two words of how far it is


@dataclass(frozen=True, slots=True)
class Reading:
    """How far an import is: DONE of TOTAL of what a STEP reads, and how much it READ in all steps.

    All are bytes, or rows where a form has no bytes that could be counted. A step is told as in
    `reading posts.json`: each file is read several times, and rows are written as it is read last.
    """

    step: str
    done: int
    total: int
    read: int


class ToldProgress(Progress):
    """Draws nothing, and TELLs now and then how far it is."""

    def __init__(
        self, tell: Callable[[Reading], object], *, clock: Callable[[], float] = monotonic
    ) -> None:
        """Begin with nothing read."""
        super().__init__(disable=True)
        self.tell, self.clock = tell, clock
        self.reading = Reading("", 0, 0, 0)
        self.told_at = float("-inf")

    def add_task(self, description: str, *args: Any, **options: Any) -> TaskID:  # noqa: ANN401 -- rich's signature
        """Begin a step."""
        total = int(options.get("total") or 0)
        self.reading = Reading(description, 0, total, self.reading.read)
        self._tell()
        return super().add_task(description, *args, **options)

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        """Go on by ADVANCE in the step that is under way."""
        super().advance(task_id, advance)
        more, last = int(advance), self.reading
        self.reading = Reading(last.step, last.done + more, last.total, last.read + more)
        self._tell()

    def _tell(self) -> None:
        if self.clock() - self.told_at >= PAUSE:
            self.told_at = self.clock()
            self.tell(self.reading)
