"""Reads scores and breakdowns off the engine: cells to arrays, arrays to rows not yet written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from products.models import Product
from stakeholders.alignment.cells import COUNTS, Column
from stakeholders.alignment.measures import Measures, measure
from stakeholders.alignment.score import Alignments, align
from stakeholders.keeping import load_cells
from stakeholders.models import Account, AlignmentScore, Group, Stakeholder

# What a line of a score's breakdown says of its group.
BREAKDOWN: Final = (
    "group",
    "kind",
    "support",
    "weight",
    "loss",
    "voices",
    "heard",
    "stances",
    "agreement",
    "backing",
    "objecting",
    "evidence",
)


@dataclass(frozen=True, slots=True)
class Electorate:
    """The groups with a say in one product, in order of their keys, and their numbers of voices."""

    groups: Sequence[Group]
    voices: NDArray[np.int64]

    @property
    def kinds(self) -> list[str]:
        """Give the kind of each group."""
        return [group.kind for group in self.groups]


def load_electorate(product: Product) -> Electorate:
    """Read the groups with a say in PRODUCT and count their voices: people, or accounts."""
    groups = list(Group.objects.with_say_in(product).order_by("pk"))
    voices: dict[int, int] = {}
    for model, owner in ((Stakeholder, "team"), (Account, "segment")):
        rows = model._default_manager.filter(**{f"{owner}__in": groups})  # noqa: SLF001 -- either model
        voices |= dict(rows.order_by().values_list(owner).annotate(Count("pk")))
    return Electorate(groups, np.array([voices.get(g.pk, 0) for g in groups], np.int64))


def read_features(features: Sequence[int], electorate: Electorate) -> dict[int, AlignmentScore]:
    """Score FEATURES of one product from their cells; those that nobody spoke about have none."""
    rows = {feature: place for place, feature in enumerate(features)}
    columns = {group.pk: place for place, group in enumerate(electorate.groups)}
    cells = np.zeros((len(rows), len(columns), len(Column)), np.int64)
    for (feature, group), sums in load_cells(features).items():
        if group in columns:
            cells[rows[feature], columns[group]] = sums
    alignments = align(cells, electorate.voices, electorate.kinds)
    measures = measure(cells, electorate.voices, electorate.kinds, alignments)
    reading = Reading(electorate, cells, alignments, measures)
    heard = np.flatnonzero(~np.isnan(alignments.score)).tolist()
    return {features[row]: reading.draft(features[row], row) for row in heard}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine found for the features of a batch; ROW is a feature's place in it."""

    electorate: Electorate
    cells: NDArray[np.int64]
    alignments: Alignments
    measures: Measures

    def draft(self, feature: int, row: int) -> AlignmentScore:
        """Make the score of FEATURE, not yet written."""
        scores, measures = self.alignments, self.measures
        return AlignmentScore(
            feature_id=feature,
            score=float(scores.score[row]),
            low=float(scores.low[row]),
            high=float(scores.high[row]),
            provisional=bool(scores.provisional[row]),
            contested=bool(measures.contested[row]),
            evenness=float(measures.evenness[row]),
            reach=float(measures.reach[row]),
            polarization=float(measures.polarization[row]),
            internal=_known(scores.internal[row]),
            external=_known(scores.external[row]),
            voices=int(measures.voices_heard[row]),
            revenue=Decimal(int(measures.revenue[row])) / 1000,
            backing_groups=int(measures.backing[row].sum()),
            objecting_groups=int(measures.objecting[row].sum()),
            heard_groups=int(measures.heard_groups[row]),
            breakdown=self.break_down(row),
        )

    def break_down(self, row: int) -> list[dict[str, object]]:
        """Tell what each group with a say gives to a feature, in the order of the electorate."""
        columns = (
            [group.pk for group in self.electorate.groups],
            self.electorate.kinds,
            self.alignments.support[row].tolist(),
            self.alignments.omega.tolist(),
            self.alignments.loss[row].tolist(),
            self.electorate.voices.tolist(),
            self.cells[row, :, Column.HEADS].tolist(),
            self.cells[row, :, COUNTS].tolist(),
            [_known(agreement) for agreement in self.measures.agreement[row]],
            self.measures.backing[row].tolist(),
            self.measures.objecting[row].tolist(),
            self.alignments.heard[row].tolist(),
        )
        return [dict(zip(BREAKDOWN, line, strict=True)) for line in zip(*columns, strict=True)]


def _known(value: np.float64) -> float | None:
    """Give VALUE for a column that is empty where the engine has no number."""
    return None if np.isnan(value) else float(value)
