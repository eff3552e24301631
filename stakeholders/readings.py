"""Reads scores and breakdowns off the engine: cells to arrays, arrays to what rows hold."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stakeholders.alignment.cells import COUNTS, Column
from stakeholders.alignment.certainty import weigh_evidence
from stakeholders.alignment.measures import Measures, measure
from stakeholders.alignment.score import Alignments, align
from stakeholders.counting import Sums
from stakeholders.electorates import Elector, Electorate
from stakeholders.models import AlignmentScore
from stakeholders.tables import stack

# The columns that scores and their history share.
MEASURES: Final = (
    "score",
    "low",
    "high",
    "provisional",
    "contested",
    "evenness",
    "reach",
    "polarization",
    "internal",
    "external",
    "voices",
    "revenue",
    "backing_groups",
    "objecting_groups",
    "heard_groups",
)
TRUTH: Final = ("false", "true")
Values: TypeAlias = tuple[object, ...]  # one for each of MEASURES


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine found for FEATURES of one product."""

    features: Sequence[int]
    electorate: Electorate
    cells: NDArray[np.int64]
    alignments: Alignments
    measures: Measures

    def list_measures(self) -> dict[int, Values]:
        """Give the measures of each feature that somebody spoke about."""
        scores, measures = self.alignments, self.measures
        columns = (
            scores.score.tolist(),
            scores.low.tolist(),
            scores.high.tolist(),
            scores.provisional.tolist(),
            measures.contested.tolist(),
            measures.evenness.tolist(),
            measures.reach.tolist(),
            measures.polarization.tolist(),
            _list_known(scores.internal),
            _list_known(scores.external),
            measures.voices_heard.tolist(),
            [Decimal(thousandths) / 1000 for thousandths in measures.revenue.tolist()],
            measures.backing.sum(axis=-1).tolist(),
            measures.objecting.sum(axis=-1).tolist(),
            measures.heard_groups.tolist(),
        )
        rows = zip(self.features, zip(*columns, strict=True), strict=True)
        return {feature: values for feature, values in rows if not math.isnan(values[0])}

    def write_breakdown(self, place: int) -> str:
        """Tell what each group with a say gives to the feature at PLACE, as JSON.

        Written by hand: this is most of what storing a score costs.
        """
        columns = (
            self.electorate.groups,
            self.alignments.omega.tolist(),
            self.alignments.support[place].tolist(),
            self.alignments.loss[place].tolist(),
            self.cells[place, :, Column.HEADS].tolist(),
            self.cells[place, :, COUNTS].tolist(),
            self.measures.agreement[place].tolist(),
            zip(
                self.measures.backing[place].tolist(),
                self.measures.objecting[place].tolist(),
                self.alignments.heard[place].tolist(),
                strict=True,
            ),
        )
        return f"[{', '.join(map(_write_line, *columns))}]"

    def break_down(self, place: int) -> list[dict[str, Any]]:
        """Give the same as `write_breakdown` does, to be looked at."""
        lines: list[dict[str, Any]] = json.loads(self.write_breakdown(place))
        return lines


def _write_line(  # noqa: PLR0913, PLR0917 -- a line has as many columns
    group: Elector,
    weight: float,
    support: float,
    loss: float,
    heard: int,
    stances: list[int],
    agreement: float,
    flags: tuple[bool, bool, bool],
) -> str:
    """Write what a group gives to a feature: numbers, and a kind that needs no quoting."""
    backing, objecting, evidence = (TRUTH[flag] for flag in flags)
    return (
        f'{{"group": {group.pk}, "kind": "{group.kind}", "voices": {group.voices}, '
        f'"weight": {weight!r}, "support": {support!r}, "loss": {loss!r}, "heard": {heard}, '
        f'"stances": {stances}, "agreement": {"null" if math.isnan(agreement) else agreement}, '
        f'"backing": {backing}, "objecting": {objecting}, "evidence": {evidence}}}'
    )


def read_table(
    features: Sequence[int], cells: NDArray[np.int64], electorate: Electorate
) -> Reading:
    """Score FEATURES of one product from CELLS, a table (features, groups, 14)."""
    voices, kinds, evidence = electorate.voices, electorate.kinds, weigh_evidence(cells)
    alignments = align(cells, voices, kinds, evidence=evidence)
    measures = measure(cells, voices, kinds, alignments, evidence=evidence)
    return Reading(features, electorate, cells, alignments, measures)


def read_sums(
    features: Sequence[int], sums: Sums, electorate: Electorate
) -> dict[int, AlignmentScore]:
    """Score FEATURES of one product from SUMS, today's or those of another day.

    The scores are not written; those that nobody spoke about have none.
    """
    reading = read_table(features, stack(sums, features, electorate.groups), electorate)
    places = {feature: place for place, feature in enumerate(features)}
    return {
        feature: AlignmentScore(
            feature_id=feature,
            breakdown=reading.break_down(places[feature]),
            **dict(zip(MEASURES, values, strict=True)),
        )
        for feature, values in reading.list_measures().items()
    }


def known(value: float) -> float | None:
    """Give VALUE as a plain number, or nothing where the engine has none."""
    return None if math.isnan(value) else float(value)


def _list_known(values: NDArray[np.float64]) -> list[float | None]:
    """Give VALUES as plain numbers, or nothing where the engine has none."""
    return [None if math.isnan(value) else value for value in values.tolist()]
