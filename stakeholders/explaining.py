"""Says in a sentence or two what an alignment score means, built from its numbers alone."""

from collections.abc import Iterator, Sequence
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
    parts += _say_losses(heard, [line for line in lines if not line.evidence])
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
    if not numbers.backing and not numbers.objecting:
        return "No group clearly backs or opposes it."
    backing = _count(numbers.backing, "group clearly backs", "groups clearly back")
    objecting = _count(numbers.objecting, "objects", "object")
    return f"{backing} it and {objecting}."


def _say_losses(heard: Sequence[Line], silent: Sequence[Line]) -> Iterator[str]:
    """Say with whom most is lost, and how many were SILENT; to name all would tell nothing."""
    costly = sorted(heard, key=lambda line: (-line.loss, line.name))
    named = costly[: min(NAMED_AT_MOST, len(heard) + len(silent) - 1)]
    rest = max((line.loss for line in costly[len(named) :]), default=0.0)
    told = [line for line in named if line.loss >= TELLING_LOSS and line.loss > rest]
    unheard = sum(line.loss for line in silent)
    if unheard >= TELLING_LOSS and unheard > sum(line.loss for line in told):
        silence = _count(len(silent), "group that has", "groups that have")
        yield f"Most is lost with the {silence} not been heard."
        return
    if told:
        names = " and ".join(f"{line.name} ({100 * line.support:.0f} % support)" for line in told)
        yield f"Most is lost with {names}."
    if silent:
        yield f"{_count(len(silent), 'group has', 'groups have')} not been heard."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
