"""Hears statements: vets them, lets the database judge them, tells how cells move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from products.models import Feature
from stakeholders.batches import Batch, Pair, name_pairs, prepare, take_turns
from stakeholders.counting import Sums, add
from stakeholders.judging import (
    DEACTIVATED,
    NO_SAY,
    NOBODY,
    STAGED,
    UNCHANGED,
)
from stakeholders.scoring import Occasion
from stakeholders.shifting import Moves, find_shifts
from stakeholders.staging import Terms, draw_id_part, judge
from stakeholders.statements import Outcome, Refusal, Report, Statement, find_faults
from stakeholders.vetting import are_sound, take_apart

# A statement in its turn meets what the same person said about the same feature before it. Where
# someone goes on and on, the batch is halved: a turn of a few rows costs as much as one of many.
TURNS_AT_MOST: Final = 16
# The outcomes by number; anything below 0 is a refusal too.
OUTCOMES: Final = np.array(
    [Outcome.REFUSED, Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.WITHDRAWN],
    object,
)


@dataclass(slots=True)
class Hearing:
    """Hears chunk after chunk within one transaction; FEATURES are locked and all that may move."""

    occasion: Occasion
    features: Mapping[int, Feature]
    report: Report = field(default_factory=Report)
    drawn: str = field(default_factory=draw_id_part)
    products: dict[int, int] = field(init=False)  # of the features that can be spoken about

    def __post_init__(self) -> None:
        """Find the features that can be spoken about."""
        self.products = {
            key: feature.product_id
            for key, feature in self.features.items()
            if feature.merged_into_id is None
        }

    def hear(self, statements: Sequence[Statement]) -> Sums:
        """Write what is new among STATEMENTS, report on each, and tell how cells move."""
        parts = take_apart(statements)
        faults: dict[int, list[tuple[str, str]]] = {}
        if not are_sound(parts, self.occasion.at):
            said = enumerate(statements)
            found = ((place, list(find_faults(s, self.occasion.at))) for place, s in said)
            faults = {place: told for place, told in found if told}
        products = [self.products.get(feature) for feature in parts["feature"]]
        mute = {place for place, product in enumerate(products) if product is None}
        batch = prepare(parts, products, mute | faults.keys())
        take_turns(batch, statements, mute | faults.keys())
        if max(batch.columns["turn"]) > TURNS_AT_MOST:
            return self._halve(statements)
        codes, shifts = self._judge(batch, withdraws=False)
        for place in np.flatnonzero(codes <= 0).tolist():
            reasons = self._explain(statements[place], -codes[place], faults.get(place, ()))
            row = len(self.report.outcomes) + place
            self.report.refusals += [Refusal(row, *reason) for reason in reasons]
        self.report.outcomes += OUTCOMES[np.maximum(codes, 0)].tolist()
        return shifts

    def withdraw(self, pairs: Sequence[Pair]) -> Sums:
        """Delete the preferences of PAIRS, report on each, and tell how cells move."""
        codes, shifts = self._judge(name_pairs(pairs), withdraws=True)
        self.report.outcomes += OUTCOMES[codes].tolist()
        return shifts

    def _halve(self, statements: Sequence[Statement]) -> Sums:
        """Hear the first half of STATEMENTS, then the second."""
        middle = len(statements) // 2
        shifts = self.hear(statements[:middle])
        add(shifts, self.hear(statements[middle:]))
        return shifts

    def _judge(self, batch: Batch, *, withdraws: bool) -> tuple[NDArray[np.int64], Sums]:
        """Let the database judge BATCH; give the outcomes in numbers, and how cells move."""
        occasion = self.occasion
        terms = Terms(occasion.actor, occasion.source, occasion.at, self.drawn)
        columns = {name: batch.columns[name] for name in STAGED if name != "place"}
        told = judge(columns, terms, start=len(self.report.outcomes), withdraws=withdraws)
        codes = np.full(len(columns["turn"]), UNCHANGED)
        codes[told["place"]] = told["outcome"]
        for place, origin in batch.copies.items():
            codes[place] = min(codes[origin], 0) or UNCHANGED
        moves = _find_moves(columns, told)
        if len(self.products) < len(self.features):
            # A merged feature counts nothing, and can be withdrawn from all the same.
            moves = moves.keep(np.isin(moves.feature, list(self.products)))
        return codes, find_shifts(moves)

    def _explain(
        self, statement: Statement, reasons: int, faults: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield field, code and message for each of the REASONS and FAULTS."""
        for name, message in faults:
            yield name, "INVALID", message
        if reasons & NOBODY:
            yield "stakeholder", "UNKNOWN", gettext("There is no such stakeholder.")
        if reasons & DEACTIVATED:
            yield "stakeholder", "CONFLICT", gettext("They are deactivated; activate them first.")
        feature = self.features.get(statement.feature)
        if feature is None:
            yield "feature", "UNKNOWN", gettext("There is no such feature here.")
        elif feature.merged_into_id is not None:
            yield (
                "feature",
                "CONFLICT",
                gettext("%(feature)r was merged; name what it became part of.")
                % {"feature": feature.key},
            )
        elif reasons & NO_SAY:
            yield "stakeholder", "CONFLICT", gettext("Their group has no say in this product.")


def _find_moves(
    columns: Mapping[str, Sequence[Any]], told: Mapping[str, NDArray[np.int64]]
) -> Moves:
    """Tell what those of whom something was written said before, and say now."""
    written = told["outcome"] > 0
    place = told["place"][written]
    said = {
        name: np.array([value or 0 for value in columns[name]], np.int64)[place]
        for name in ("stakeholder_id", "feature_id", "stance", "importance")
    }
    group, voice, weight, reference, old_stance, old_importance = (
        told[name][written]
        for name in ("group", "voice", "weight", "reference", "old_stance", "old_importance")
    )
    return Moves(
        feature=said["feature_id"],
        stakeholder=said["stakeholder_id"],
        group=group,
        voice=voice,
        weight=weight,
        reference=reference,
        old_stance=old_stance,
        old_importance=old_importance,
        stance=said["stance"],
        importance=said["importance"],
    )
