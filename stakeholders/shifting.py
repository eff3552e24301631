"""Tells how cells move when people speak: what their voices say now, less what they said before."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from stakeholders.counting import Sums, Voiced, count_voiced, number
from stakeholders.models import GroupKind
from stakeholders.standing import load_seats
from stakeholders.voices import settle_references

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Moves:
    """What people said before and say now, as arrays with an entry each time someone spoke.

    Entries about the same pair of person and feature follow one another in time. An importance of
    0 stands for nothing said. VOICE is an account's key negated, or any other number above 0.
    """

    feature: Integers
    stakeholder: Integers
    group: Integers
    voice: Integers
    weight: Integers
    reference: Integers
    old_stance: Integers
    old_importance: Integers
    stance: Integers
    importance: Integers

    def keep(self, chosen: NDArray[np.bool_] | Integers) -> Self:
        """Keep the entries that are CHOSEN."""
        return type(self)(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def voice_now(self) -> Voiced:
        """Give what is said now, to be added."""
        return self._voice(self.stance, self.importance, 1)

    def voice_before(self) -> Voiced:
        """Give what was said before, to be taken off."""
        return self._voice(self.old_stance, self.old_importance, -1)

    def _voice(self, stance: Integers, importance: Integers, sign: int) -> Voiced:
        said = np.flatnonzero(importance)
        return Voiced(
            self.feature[said],
            self.group[said],
            self.voice[said],
            stance[said],
            importance[said],
            self.weight[said],
            self.reference[said],
            np.full(len(said), sign),
        )


def find_shifts(moves: Moves) -> Sums:
    """Tell how the cells move by MOVES, which are written already."""
    moves = moves.keep(
        (moves.voice != 0)
        & ((moves.stance != moves.old_stance) | (moves.importance != moves.old_importance))
    )
    if not len(moves.feature):
        return {}
    if not moves.reference.all():
        _settle(moves)
    accounts = moves.voice < 0
    parts = []
    if not accounts.all():
        people = moves.keep(~accounts)
        # Each time that a person spoke is counted by itself: the sums add up.
        people.voice[:] = np.arange(1, len(people.voice) + 1)
        parts += [people.voice_now(), people.voice_before()]
    if accounts.any():
        parts += _voice_seats(moves.keep(accounts))
    return count_voiced(_join(parts))


def _settle(moves: Moves) -> None:
    """Fill in, and set once and for all, the reference weights that were not known."""
    for kind, of_kind in (
        (GroupKind.SEGMENT, moves.voice < 0),
        (GroupKind.TEAM, moves.voice > 0),
    ):
        missing = of_kind & (moves.reference == 0)
        if missing.any():
            moves.reference[missing] = settle_references([kind])[kind]


def _voice_seats(moves: Moves) -> list[Voiced]:
    """Give what all seats say of the accounts that MOVES are of, and what they said before."""
    pairs, _ = number(moves.feature, moves.voice)
    feature, account, stakeholder, stance, importance = load_seats(
        moves.feature[pairs], -moves.voice[pairs]
    )
    # The seats of one account weigh the same and are in the same group.
    one_of_each, _ = number(moves.voice)
    like = one_of_each[np.searchsorted(moves.voice[one_of_each], -account)]
    seats = Moves(
        feature,
        stakeholder,
        moves.group[like],
        -account,
        moves.weight[like],
        moves.reference[like],
        stance,
        importance,
        stance,
        importance,
    )
    _, numbers = number(
        np.concatenate((moves.stakeholder, stakeholder)), np.concatenate((moves.feature, feature))
    )
    spoke, seated = np.split(numbers, [len(moves.feature)])
    first, _ = number(spoke)
    silent = seats.keep(~np.isin(seated, spoke))
    return [seats.voice_now(), silent.voice_before(), moves.keep(first).voice_before()]


def _join(parts: list[Voiced]) -> Voiced:
    """Join PARTS into one."""
    return Voiced(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Voiced))
    )
