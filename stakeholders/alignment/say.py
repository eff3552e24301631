"""Give each group its say: what it weighs among all, and among those of its kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.certainty import Floats

Flags = NDArray[np.bool_]

TEAM = "TEAM"
SEGMENT = "SEGMENT"
FULL_SAY = 3  # voices that a group needs to have as much say as any other of its kind
KEPT_AT_MOST = 512  # says that a process keeps


@dataclass(frozen=True, eq=False)
class Say:
    """What each of G groups weighs: OMEGA (G), and which of them are SEGMENTS.

    WEIGHTS (10, 1, G) are those of the ten terms whose sums over groups make a score.
    """

    omega: Floats
    segments: Flags
    weights: Floats


def weigh_groups(voices: Integers, kinds: ArrayLike) -> Floats:
    """Give each group its say from the number of its VOICES and the KINDS of groups.

    A group of three or more voices has a full say, a smaller one a third for each voice; every
    kind with members gets the same total. The sum is 1, or all is 0 where no group has members.
    """
    capped = np.minimum(np.asarray(voices, np.int64), FULL_SAY)
    names, kind = np.unique(np.asarray(kinds), return_inverse=True)
    totals = np.zeros(len(names), np.int64)
    np.add.at(totals, kind, capped)
    omega: Floats = capped / np.maximum(totals[kind] * np.count_nonzero(totals), 1)
    return omega


def find_say(voices: Integers, kinds: ArrayLike) -> Say:
    """Find what each group weighs; worked out once for the same VOICES and KINDS."""
    names = kinds.tolist() if isinstance(kinds, np.ndarray) else kinds
    return _find_say(np.asarray(voices, np.int64).tobytes(), tuple(cast("Iterable[str]", names)))


@lru_cache(KEPT_AT_MOST)
def _find_say(voices: bytes, kinds: tuple[str, ...]) -> Say:
    """Find what each group weighs."""
    numbers, names = np.frombuffer(voices, np.int64), np.array(kinds, np.str_)
    omega = weigh_groups(numbers, names)
    inside, outside = (
        weigh_groups(np.where(names == kind, numbers, 0), np.zeros(len(names)))
        for kind in (TEAM, SEGMENT)
    )
    rows = [omega, inside, outside] * 2 + [omega, omega, omega**2, omega**2]
    say = Say(omega=omega, segments=names == SEGMENT, weights=np.array(rows)[:, None])
    for array in (say.omega, say.segments, say.weights):
        array.flags.writeable = False  # they are shared
    return say
