"""Says in a sentence or two what an alignment score means, built from its numbers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

NAMED_AT_MOST: Final = 2  # groups named as what holds a score back
TELLING_LOSS: Final = 0.05  # of -ln(score / 100); below it a group costs the score under 5 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One group's part in a score."""

    name: str
    support: float
    loss: float
    evidence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What there is to be explained; score, low and high go from 0 to 100."""

    score: float
    low: float
    high: float
    voices: int
    provisional: bool
    backing: int
    objecting: int


def explain(numbers: Numbers, lines: Sequence[Line]) -> str:
    """Say what NUMBERS mean, and which of the groups in LINES hold the score back."""
    heard = [line for line in lines if line.evidence]
    parts = [_say_score(numbers, len(heard), len(lines)), _say_sides(numbers)]
    costly = sorted(heard, key=lambda line: (-line.loss, line.name))[:NAMED_AT_MOST]
    told = [line for line in costly if line.loss >= TELLING_LOSS]
    if told:
        names = " and ".join(f"{line.name} ({100 * line.support:.0f} % support)" for line in told)
        parts.append(f"Most is lost with {names}.")
    silent = len(lines) - len(heard)
    if silent:
        parts.append(f"{_count(silent, 'group has', 'groups have')} not been heard.")
    if numbers.provisional:
        parts.append("This is provisional: less than half of the say has been heard.")
    return " ".join(parts)


def _say_score(numbers: Numbers, heard: int, groups: int) -> str:
    voices = _count(numbers.voices, "voice", "voices")
    return (
        f"{numbers.score:.0f} of 100, most likely {numbers.low:.0f} to {numbers.high:.0f}: across "
        f"{_count(groups, 'group', 'groups')}, each with an equal say in its kind, of which "
        f"{heard} spoke with {voices}, typically {numbers.score:.0f} % stand behind it."
    )


def _say_sides(numbers: Numbers) -> str:
    backing = _count(numbers.backing, "group clearly backs", "groups clearly back")
    objecting = _count(numbers.objecting, "objects", "object")
    return f"{backing} it and {objecting}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
