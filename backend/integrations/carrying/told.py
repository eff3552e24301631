"""What became of each row of a file, in a form that can be kept, compared and counted."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from backend.integrations.carrying.tables import Problem

Change: TypeAlias = tuple[str, str, str]  # column, old and new

LISTED: Final = 20  # refused rows of which the log keeps all problems
WORDS: Final = 200  # characters of one of them


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the row with NUMBER, which is about LABEL; a new one has nothing old."""

    number: int
    outcome: Outcome
    label: str = ""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    def write(self) -> str:
        """Write it in a line."""
        told = (self.number, self.outcome, self.label, self.changes, self.problems)
        return json.dumps(told, separators=(",", ":"))

    @property
    def sense(self) -> tuple[object, ...]:
        """Give what it says in any language: the same, if confirmed later, is the same again."""
        problems = tuple((column, code) for column, code, _ in self.problems)
        return self.number, self.outcome, self.changes, problems


def read_told(lines: Iterable[str]) -> Iterator[Told]:
    """Read what was written, line by line."""
    for line in lines:
        number, outcome, label, changes, problems = json.loads(line)
        yield Told(
            number,
            Outcome(outcome),
            label,
            tuple((name, old, new) for name, old, new in changes),
            tuple((name, code, message) for name, code, message in problems),
        )


@dataclass(slots=True)
class Tally:
    """How many rows ended how, and the first things that were wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    listed: list[str] = field(default_factory=list)

    def add(self, told: Told) -> None:
        """Count what was TOLD."""
        self.counts[told.outcome] += 1
        if told.outcome is Outcome.REFUSED and self.counts[told.outcome] <= LISTED:
            for column, code, message in told.problems:
                line = f"row {told.number}, {column or '-'}: {code}: {message[:WORDS]}"
                self.listed.append(" ".join(line.split()))

    @property
    def rows(self) -> int:
        """Count all rows."""
        return self.counts.total()

    @property
    def written(self) -> int:
        """Count the rows that are, or would be, written."""
        return self.counts[Outcome.CREATED] + self.counts[Outcome.CHANGED]
