"""Contrasts two breakdowns of a feature: what each group did to its score in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Line: TypeAlias = Mapping[str, Any]  # of a breakdown, as `readings` writes it


@dataclass(frozen=True, slots=True)
class Shift:
    """How one group stood BEFORE and AFTER, as lines of two breakdowns; none without a say.

    LOSS is by how much more it costs the score than before; unknown where one of the two scores is.
    """

    before: Line | None
    after: Line | None
    loss: float | None

    @property
    def line(self) -> Line:
        """Give the later of the two lines."""
        return self.after or self.before or {}

    def tell(self, name: str) -> tuple[float | None, float | None]:
        """Give what the lines tell under NAME, before and after."""
        before, after = self.before or {}, self.after or {}
        return before.get(name), after.get(name)


def contrast(before: Sequence[Line] | None, after: Sequence[Line] | None) -> list[Shift]:
    """Tell what each group did to a score between the breakdowns BEFORE and AFTER, most first.

    The losses sum to ln(before / 100) - ln(after / 100). A group that gained or lost its say in
    between costs nothing where it had none; where a feature was unheard nothing can be told.
    """
    old = {line["group"]: line for line in before or ()}
    new = {line["group"]: line for line in after or ()}
    known = before is not None and after is not None
    shifts = {
        group: Shift(
            old.get(group), new.get(group), _lose(new, group) - _lose(old, group) if known else None
        )
        for group in sorted(old.keys() | new.keys())
    }
    weights = {
        group: abs(_lose(new, group) + _lose(old, group) if shift.loss is None else shift.loss)
        for group, shift in shifts.items()
    }
    return [shifts[group] for group in sorted(shifts, key=lambda group: -weights[group])]


def _lose(lines: Mapping[int, Line], group: int) -> float:
    """Tell what GROUP costs by its line among LINES; nothing where it has none."""
    return float(lines[group]["loss"]) if group in lines else 0.0
