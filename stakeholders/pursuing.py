"""Tells how far the groups stand behind objectives, by the features that serve them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from products.chunks import split
from products.lifecycle import LifecycleStage
from products.models import Feature, Objective
from stakeholders.alignment.score import align
from stakeholders.alignment.serving import Objectives, align_objectives
from stakeholders.electorates import Elector, Electorate, load_electorates
from stakeholders.keeping import read_cells
from stakeholders.readings import known
from stakeholders.tables import tabulate

# What was declined or retired serves nothing any more, whoever stands behind it.
ENDED: Final = frozenset({LifecycleStage.DECLINED, LifecycleStage.SUNSET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How far one GROUP stands behind an objective: SUPPORT 0..1, and what its lack costs."""

    group: Elector
    support: float
    weight: float
    loss: float
    heard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuit:
    """How far all groups stand behind an objective.

    SCORE, 0..100, and EVENNESS, 0..1, are None where no feature that serves it was heard. HEARD of
    its SERVING features were. STANDS has a line for each group with a say, the costliest first; it
    is empty with the score.
    """

    score: float | None = None
    evenness: float | None = None
    provisional: bool = True
    heard: int = 0
    serving: int = 0
    stands: Sequence[Stand] = ()


def pursue(objectives: Sequence[Objective]) -> dict[int, Pursuit]:
    """Tell how far all groups stand behind each of OBJECTIVES, by its key.

    A duplicate counts as what it became part of, once. It takes three queries, however many there
    are, and four more for products in which nobody spoke yet.
    """
    serving = _find_serving([row.pk for row in objectives])
    features = sorted(set().union(*serving.values()))
    cells = read_cells(features)
    mine: defaultdict[int, list[int]] = defaultdict(list)
    for row in objectives:
        mine[row.product_id].append(row.pk)
    found: dict[int, Pursuit] = {}
    for product, electorate in load_electorates(list(mine)).items():
        named = sorted(set().union(*(serving[pk] for pk in mine[product])))
        table = tabulate(cells, named, [group.pk for group in electorate.groups])
        alignments = align(table, electorate.voices, electorate.kinds)
        flags = np.array([[pk in serving[each] for pk in named] for each in mine[product]], bool)
        told = align_objectives(alignments, flags.reshape(len(mine[product]), len(named)))
        for place, pk in enumerate(mine[product]):
            found[pk] = _tell(told, place, electorate, serving=len(serving[pk]))
    return found


def _find_serving(objectives: Collection[int]) -> dict[int, set[int]]:
    """Find the features that still serve each of OBJECTIVES, by its key."""
    serving: dict[int, set[int]] = {pk: set() for pk in objectives}
    links: QuerySet[Any] = Feature.objectives.through._default_manager.all()  # noqa: SLF001 -- bare links
    for keys in split(objectives):
        rows = links.filter(objective__in=keys).annotate(
            whole=Coalesce("feature__merged_into", "feature"),
            stage=Coalesce("feature__merged_into__stage", F("feature__stage")),
        )
        for objective, feature in rows.filter(~Q(stage__in=ENDED)).values_list(
            "objective", "whole"
        ):
            serving[objective].add(feature)
    return serving


def _tell(told: Objectives, place: int, electorate: Electorate, *, serving: int) -> Pursuit:
    """Tell what is TOLD of the objective at PLACE, which so many features are SERVING."""
    score = known(told.score[place])
    if score is None:
        return Pursuit(serving=serving)
    columns = (told.omega, told.support[place], told.loss[place], told.heard[place])
    stands = [
        Stand(
            group=group,
            support=float(support),
            weight=float(weight),
            loss=float(loss),
            heard=bool(heard),
        )
        for group, weight, support, loss, heard in zip(electorate.groups, *columns, strict=True)
    ]
    return Pursuit(
        score=score,
        evenness=known(told.evenness[place]),
        provisional=bool(told.provisional[place]),
        heard=int(told.features[place]),
        serving=serving,
        stands=sorted(stands, key=lambda stand: (-stand.loss, stand.group.pk)),
    )
