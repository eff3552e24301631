"""Tell where few conversations would move much: what winning the next voices would bring."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from stakeholders.alignment.cells import INT64_MAX, Column, Integers
from stakeholders.alignment.certainty import Floats, believe
from stakeholders.alignment.listening import MILLIONTHS, build_voice, find_ends, list_terms
from stakeholders.alignment.say import weigh_groups
from stakeholders.alignment.score import refuse_negative

NOBODY = -1
STEPS = 3  # conversations: as many as one person holds in a week
SURE = 1e-9  # points; a rise below it is a rounding of nothing


@dataclass(frozen=True, eq=False)
class Rallies:
    """What the next conversations about each of F features would bring, one after the other.

    GROUP (F, STEPS) is whom to talk to, or NOBODY (-1); CHANCE is that of winning that voice, and
    RISE what LOW gains if it is won, in points of the score, after those before it were: 0 where
    there is nobody. WORTH (F) is the sum of chance and rise multiplied. LOW, SCORE, LOW_THEN and
    SCORE_THEN (F) stand before all of them and after.
    """

    group: Integers
    chance: Floats
    rise: Floats
    worth: Floats
    low: Floats
    score: Floats
    low_then: Floats
    score_then: Floats


def rally(cells: Integers, voices: Integers, kinds: ArrayLike, *, steps: int = STEPS) -> Rallies:
    """Choose for each feature of CELLS (F, G, 14) the next STEPS conversations that promise most.

    A conversation is with a voice that has said nothing yet, as in `listening`: of unit influence,
    to whom it is important. It is won when the voice strongly supports the feature, for which the
    chance is a / (a + b), the mean of its group's posterior; then low rises. Each step takes the
    group with the greatest product of chance and rise, the first of equals, and goes on from there
    as if it had been won. Nobody is asked where all VOICES of a group have spoken, where it has no
    say, and where low would not rise. Without any evidence low is that of the prior alone.
    :raises CellsError: when a sum of CELLS is negative.
    """
    refuse_negative(cells)
    omega = weigh_groups(np.asarray(voices, np.int64), kinds)
    table = np.minimum(cells, INT64_MAX - (steps + 1) * MILLIONTHS)
    won, rows = build_voice(Column.STRONGLY_SUPPORT), np.arange(len(table))
    won[Column.HEADS] = 1
    before = first = _find_standing(table, omega)
    shape = (len(table), steps)
    group, chance, rise = np.full(shape, NOBODY), np.zeros(shape), np.zeros(shape)
    for step in range(steps if table.shape[1] else 0):
        likely, rises = _weigh(table, omega, won, before[0])
        able = (table[..., Column.HEADS] < voices) & (omega > 0) & (rises > SURE)
        best = np.where(able, likely * rises, -1).argmax(axis=1)
        open_ = able[rows, best]
        group[:, step] = np.where(open_, best, NOBODY)
        chance[:, step] = np.where(open_, likely[rows, best], 0)
        rise[:, step] = np.where(open_, rises[rows, best], 0)
        table[rows[open_], best[open_]] += won
        before = _find_standing(table, omega)
    worth = (chance * rise).sum(axis=1)
    return Rallies(group, chance, rise, worth, first[0], first[1], before[0], before[1])


def _weigh(table: Integers, omega: Floats, won: Integers, low: Floats) -> tuple[Floats, Floats]:
    """Give for each group of TABLE the chance that its next voice is WON, and what LOW gains."""
    now = list_terms(table, omega)
    whole = now.sum(axis=-1)[..., None]
    then, _ = find_ends(whole - now + list_terms(table + won, omega))
    posterior = believe(table)
    return posterior.a / (posterior.a + posterior.b), then - low[:, None]


def _find_standing(table: Integers, omega: Floats) -> tuple[Floats, Floats]:
    """Give low and score of each feature of TABLE."""
    sums = list_terms(table, omega).sum(axis=-1)
    return find_ends(sums)[0], np.asarray(100 * np.exp(sums[0]))
