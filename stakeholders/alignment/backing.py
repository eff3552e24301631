"""Who backs which features: the voices of a product, put together where they are alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stakeholders.alignment.cells import INT64_MAX, Integers
from stakeholders.alignment.certainty import Floats
from stakeholders.alignment.say import FULL_SAY, Flags

Places = NDArray[np.intp]


class VoicesError(ValueError):
    """Says why a table of voices cannot be read."""


@dataclass(frozen=True, eq=False)
class Classes:
    """K sets of voices that are of one group, weigh the same and back the same of F features.

    GROUP, INFLUENCE (of each voice) and HEADS (voices) are (K), BACKS is (F, K).
    """

    group: Integers
    influence: Integers
    heads: Integers
    backs: Flags

    @cached_property
    def backers(self) -> list[Places]:
        """Give the classes behind each feature."""
        return [np.flatnonzero(backs) for backs in self.backs]

    @cached_property
    def votes(self) -> list[int]:
        """Count the voices behind each feature."""
        return [int(self.heads[backers].sum()) for backers in self.backers]

    @cached_property
    def twins(self) -> list[int]:
        """Give for each feature the first that the very same voices back; mostly itself."""
        first: dict[bytes, int] = {}
        return [first.setdefault(backs.tobytes(), f) for f, backs in enumerate(self.backs)]


@dataclass(frozen=True, eq=False)
class Voices:
    """The V voices of G groups, the silent ones too, and which of F features they back.

    GROUP (V) is a place in KINDS (G). INFLUENCE (V), 0 or more, counts in any unit that a group's
    voices have in common. BACKS (V, F) tells where the mean stance of a voice is above 0.
    :raises VoicesError: when shapes, types or ranges do not fit, or a sum does not fit 64 bits.
    """

    group: Integers
    influence: Integers
    backs: Flags
    kinds: Sequence[str]

    def __post_init__(self) -> None:
        lengths = {self.group.shape, self.influence.shape, self.backs.shape[:1]}
        if len(lengths) > 1 or self.group.ndim != 1 or self.backs.ndim != self.group.ndim + 1:
            raise VoicesError("group, influence and backs differ in length")
        if "".join(part.dtype.kind for part in (self.group, self.influence, self.backs)) != "iib":
            raise VoicesError("group and influence are whole numbers, backs is yes or no")
        if ((self.group < 0) | (self.group >= len(self.kinds))).any():
            raise VoicesError(f"a group is not in 0..{len(self.kinds) - 1}")
        if (self.influence < 0).any():
            raise VoicesError("an influence is below 0")
        if self.influence.sum(dtype=np.float64) > INT64_MAX / 2:
            raise VoicesError("the influences do not fit 64 bits")

    def merge(self) -> Classes:
        """Put together the voices that are of one group, weigh the same and back the same."""
        columns = np.stack([self.group, self.influence], axis=1).astype(np.int64).view(np.uint8)
        rows = np.concatenate([columns, np.packbits(self.backs, axis=1)], axis=1)
        keys = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1])))[:, 0]
        _, first, heads = np.unique(keys, return_index=True, return_counts=True)
        backs = np.ascontiguousarray(self.backs[first].T)
        return Classes(self.group[first], self.influence[first], heads, backs)

    def share_out(self) -> list[Fraction]:
        """Give what one unit of influence in each group has of a budget of 1.

        A group has its omega and splits it by influence; 0 where nobody has any.
        """
        groups = len(self.kinds)
        influence = np.zeros(groups, np.int64)
        np.add.at(influence, self.group, self.influence)
        omega = weigh_exactly(np.bincount(self.group, minlength=groups), self.kinds)
        return [w / int(i) if i else Fraction() for w, i in zip(omega, influence, strict=True)]


def find_servable(voices: Voices) -> list[int]:
    """Give the places of the groups of which any of VOICES backs any of the features."""
    return sorted(set(voices.group[voices.backs.any(axis=1)].tolist()))


@dataclass(frozen=True, eq=False)
class Coverage:
    """The share of voices that get a feature they back, 0..1, in TOTAL and of each of the GROUPS.

    NaN where there are no voices.
    """

    total: float
    groups: Floats


def weigh_exactly(voices: Integers, kinds: ArrayLike) -> list[Fraction]:
    """Give the omega of `weigh_groups` as fractions, from the VOICES and KINDS of groups."""
    capped = np.minimum(voices, FULL_SAY)
    names, kind = np.unique(np.asarray(kinds, np.str_), return_inverse=True)
    totals = np.zeros(len(names), np.int64)
    np.add.at(totals, kind, capped)
    whole = np.maximum(totals[kind] * np.count_nonzero(totals), 1)
    return [Fraction(int(part), int(w)) for part, w in zip(capped, whole, strict=True)]


def cover(voices: Voices, bought: Sequence[int]) -> Coverage:
    """Tell which share of VOICES, the silent ones among them, back a feature that is BOUGHT."""
    served: Flags = np.asarray(voices.backs[:, list(bought)].any(axis=1))
    heads = np.bincount(voices.group, minlength=len(voices.kinds))
    reached = np.bincount(voices.group, served, len(voices.kinds))
    unknown = np.full(len(heads), np.nan)
    return Coverage(
        total=float(served.mean()) if len(served) else float("nan"),
        groups=np.divide(reached, heads, out=unknown, where=heads > 0),
    )
