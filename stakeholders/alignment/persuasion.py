"""Tell whom to win over: the one group that would lift a feature above another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.score import Alignments

NOBODY = -1


class TargetError(ValueError):
    """Says that a score to be exceeded is not in 0..100."""


@dataclass(frozen=True, eq=False)
class Lifts:
    """What would lift each of F features above its target.

    NEEDED (F, G) is the support that each group alone would have to exceed, or NaN where that does
    not do. GROUP (F) is the one with the least way to go, or NOBODY (-1), and SUPPORT (F) is what
    it has to exceed, or NaN.
    """

    needed: Floats
    group: Integers
    support: Floats


def lift(alignments: Alignments, targets: ArrayLike) -> Lifts:
    """Give the smallest change of a single group that lifts each score above its target, 0..100.

    S (p' / p)^omega = target, so ln p' = ln p + (ln target - ln S) / omega with all else as in
    ALIGNMENTS. At p' the score equals that of TARGETS (F), beyond it is above. No p' where a group
    has no say, where p' is 1 or more (no group ever stands there), where the score is above its
    target already, and where either is unknown (NaN). Of groups with as far to go, p' - p, the
    first is named.
    :raises TargetError: when a target is not in 0..100.
    """
    target = np.asarray(targets, np.float64)
    if ((target < 0) | (target > 100)).any():  # noqa: PLR2004 -- the score's own scale
        raise TargetError("a target is not in 0..100")
    below = np.asarray(alignments.score <= target)
    missing = np.log(np.where(below, target, 1) / np.where(below, alignments.score, 1))
    able = below[:, None] & (alignments.omega > 0)
    exponent = missing[:, None] / np.where(alignments.omega > 0, alignments.omega, 1)
    log_needed = np.log(alignments.support) + exponent
    raised = np.exp(np.minimum(log_needed, 0))
    needed = np.where(able & (raised < 1), raised, np.nan)
    # One place more for nobody: at 1 it is farther than any group can go, and nearer than 2.
    way = _append(np.nan_to_num(needed - alignments.support, nan=2), 1)
    group = way.argmin(axis=1)
    return Lifts(
        needed=needed,
        group=np.where(group < len(alignments.omega), group, NOBODY),
        support=np.take_along_axis(_append(needed, np.nan), group[:, None], axis=1)[:, 0],
    )


def _append(table: Floats, value: float) -> Floats:
    """Give TABLE with a column of VALUE at its end."""
    return np.pad(table, ((0, 0), (0, 1)), constant_values=value)
