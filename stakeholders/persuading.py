"""Tells what a score would be if a group stood otherwise, and whom to win over to rise in rank."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from products.models import Feature
from stakeholders.alignment.persuasion import NOBODY, lift
from stakeholders.alignment.score import Alignments, check_support, what_if
from stakeholders.models import AlignmentScore
from stakeholders.ranking import ranked
from stakeholders.readings import known


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """What would lift a feature above its NEIGHBOUR, the one that ranks just before it.

    GROUP is the one with the least way to go, NOW its support and SUPPORT what it has to exceed;
    all are empty where no single group can, and where the score is AHEAD already, so that only
    certainty lacks. HEARD tells whether anybody of it was; else NOW is but the middle.
    """

    neighbour: int
    ahead: bool
    group: int | None
    now: float | None
    support: float | None
    heard: bool


def suppose(lines: Sequence[Mapping[str, Any]], group: int, support: float) -> float | None:
    """Give the score if GROUP's support were SUPPORT, from the LINES of a stored breakdown.

    Nothing is known where the group is in none of the lines.
    :raises SupportError: when SUPPORT is not in 0..1.
    """
    check_support(support)
    supports = np.array([line["support"] for line in lines], np.float64)
    omega = np.array([line["weight"] for line in lines], np.float64)
    places = [place for place, line in enumerate(lines) if line["group"] == group]
    return known(float(what_if(supports, omega, places[0], support))) if places else None


def find_lifts(features: Collection[int]) -> dict[int, Lift]:
    """Find what would lift each of FEATURES above its neighbour, in two queries.

    Those without a rank, and the first of each product, have none before them and are left out.
    """
    before = _find_neighbours(features)
    wanted = [NOBODY, *(feature for feature in features if feature in before)]  # as many queries
    scores = AlignmentScore.objects.filter(pk__in=wanted)
    return {score.pk: _lift(score, *before[score.pk]) for score in scores}


def _find_neighbours(features: Collection[int]) -> dict[int, tuple[int, float]]:
    """Give for each open feature in the products of FEATURES the one before it, and its score."""
    owners = Feature.objects.filter(pk__in=features).values("product")
    rows = ranked(
        Feature.objects.open().filter(product__in=owners, alignment__score__isnull=False)
    ).values_list("product", "pk", "alignment__score")
    last: dict[int, tuple[int, float]] = {}
    before: dict[int, tuple[int, float]] = {}
    for product, feature, score in rows:
        if product in last:
            before[feature] = last[product]
        last[product] = (feature, cast("float", score))
    return before


def _lift(score: AlignmentScore, neighbour: int, target: float) -> Lift:
    """Find what would lift SCORE above TARGET, the score of NEIGHBOUR."""
    alignments = restore(score)
    found = lift(alignments, [target])
    place = int(found.group[0])
    line = None if place == NOBODY else score.breakdown[place]
    return Lift(
        neighbour=neighbour,
        ahead=bool(alignments.score[0] > target),
        group=None if line is None else line["group"],
        now=None if line is None else line["support"],
        support=known(found.support[0]),
        heard=line is not None and bool(line["evidence"]),
    )


def restore(score: AlignmentScore) -> Alignments:
    """Turn SCORE, as stored with its breakdown, back into the engine's arrays, of one feature."""
    lines = score.breakdown
    support = np.array([[line["support"] for line in lines]], np.float64)
    omega = np.array([line["weight"] for line in lines], np.float64)
    names = ("score", "low", "high", "internal", "external")
    numbers = {name: np.array([getattr(score, name)], np.float64) for name in names}
    return Alignments(
        **numbers,
        mean=100 * (omega * support).sum(axis=-1),
        provisional=np.array([score.provisional]),
        support=support,
        loss=np.array([[line["loss"] for line in lines]], np.float64),
        heard=np.array([[line["evidence"] for line in lines]], np.bool_),
        omega=omega,
    )
