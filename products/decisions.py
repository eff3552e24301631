"""Decides what becomes of a feature: the catalogue's part of it.

What was known of its backing is read in `stakeholders.deciding`, which is where callers go.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from products.catalogue import move_feature
from products.faults import RowsRefusedError, vet
from products.lifecycle import OPEN_STAGES, LifecycleStage
from products.models import Decision, Feature, Insight, Outcome, StageChange
from products.wording import Words

S = LifecycleStage
MOST_INSIGHTS: Final = 100

# Where a feature goes by what was chosen; from any other stage that is allowed it stays. A
# commitment skips nothing that is still to be learned, and takes nothing back from customers.
MOVES: Final[Mapping[Outcome, Mapping[LifecycleStage, LifecycleStage]]] = {
    Outcome.COMMIT: {S.VALIDATION: S.DEVELOPMENT},
    Outcome.DECLINE: dict.fromkeys(OPEN_STAGES, S.DECLINED),
    Outcome.RETIRE: dict.fromkeys((S.LAUNCH, S.GROWTH, S.MATURITY), S.SUNSET),
    Outcome.DEFER: {},
}
# What makes no sense, and what to do instead.
INSTEAD: Final[Mapping[Outcome, Mapping[LifecycleStage, Words]]] = {
    Outcome.COMMIT: {
        S.DECLINED: gettext_lazy("It was declined; move it to CONCEPTION first."),
        S.SUNSET: gettext_lazy("It was retired; move it to MATURITY first."),
    },
    Outcome.DECLINE: dict.fromkeys(
        (S.LAUNCH, S.GROWTH, S.MATURITY, S.SUNSET),
        gettext_lazy("Customers use it; retire it instead."),
    ),
    Outcome.RETIRE: dict.fromkeys(
        (*OPEN_STAGES, S.DECLINED), gettext_lazy("Nobody uses it yet; decline it instead.")
    ),
    Outcome.DEFER: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen, why, and what it is expected to bring.

    DECIDED_AT is now where it is None; INSIGHTS are primary keys.
    """

    outcome: Outcome
    rationale: str
    decided_by: str
    promise: str = ""
    review_on: date | None = None
    outcome_note: str = ""
    decided_at: datetime | None = None
    insights: Collection[int] = ()
    source: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """How a feature was backed at a moment; all is empty while nobody had spoken."""

    score: float | None = None
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    breakdown: Sequence[Mapping[str, Any]] = ()
    line: float | None = None

    def refuses(self, outcome: Outcome) -> bool:
        """Tell whether OUTCOME goes against it.

        A commitment does where the score lies below the LINE: it takes less than that to be in
        doubt about spending. To decline or retire does where even the low end reaches the line,
        for one lone fan is no backing. To defer chooses nothing, and where nobody has spoken there
        is nothing to go against.
        """
        if self.score is None or self.low is None or self.line is None:
            return False
        if outcome == Outcome.COMMIT:
            return self.score < self.line
        return outcome in {Outcome.DECLINE, Outcome.RETIRE} and self.low >= self.line


def find_decision(feature: Feature, choice: Choice) -> Decision | None:
    """Find the decision that CHOICE about FEATURE has been written as before, by its source.

    :raises RowsRefusedError: when that says something else: a choice stays as it was made.
    """
    if not choice.external_id:
        return None
    known = Decision.objects.filter(source=choice.source, external_id=choice.external_id).first()
    if known is None:
        return None
    told = (known.feature_id, known.outcome, known.rationale, known.promise)
    if told != (feature.pk, choice.outcome, choice.rationale.strip(), choice.promise.strip()):
        told_else = gettext("This names a decision that says something else.")
        raise RowsRefusedError.of("external_id", "CONFLICT", told_else)
    return known


def record(feature: Feature, choice: Choice, backing: Backing, *, at: datetime) -> Decision:
    """Write down CHOICE about FEATURE, which was made AT a moment, with its BACKING then.

    :raises RowsRefusedError: when it makes no sense for the feature, or cannot be stored.
    """
    decision = Decision(
        feature=feature,
        outcome=choice.outcome,
        rationale=choice.rationale.strip(),
        promise=choice.promise.strip(),
        review_on=choice.review_on,
        outcome_note=choice.outcome_note.strip(),
        decided_by=choice.decided_by,
        decided_at=at,
        score=backing.score,
        low=backing.low,
        high=backing.high,
        rank=backing.rank,
        breakdown=list(backing.breakdown),
        line=None if backing.score is None else backing.line,
        against_backing=backing.refuses(choice.outcome),
        source=choice.source,
        external_id=choice.external_id,
    )
    vet(decision)
    wanted = set(choice.insights)
    if len(wanted) > MOST_INSIGHTS:
        told = gettext("A decision rests on %(number)s insights at most.")
        raise RowsRefusedError.of("insights", "INVALID", told % {"number": MOST_INSIGHTS})
    found = Insight.objects.filter(pk__in=wanted, product=feature.product_id).order_by("pk")
    if len(found) < len(wanted):
        told = gettext("The product has no such insight.")
        raise RowsRefusedError.of("insights", "UNKNOWN", told)
    decision.grounds = [tell_ground(insight) for insight in found]
    decision.save()
    decision.insights.set(wanted)
    return decision


def tell_ground(insight: Insight) -> dict[str, Any]:
    """Tell what INSIGHT says, to be kept: it may be edited or deleted later."""
    at = insight.occurred_at
    return {
        "insight": str(insight.public_id),
        "kind": insight.kind,
        "mood": insight.mood,
        "title": insight.title,
        "body": insight.body,
        "url": insight.url,
        "occurred_at": None if at is None else at.isoformat(),
    }


def reads_otherwise(ground: Mapping[str, Any], insight: Insight | None) -> bool:
    """Tell whether INSIGHT, on which a decision rests, says what it did not when it was its GROUND.

    What is gone says nothing.
    """
    return insight is None or tell_ground(insight) != ground


def follow(feature: Feature, choice: Choice, *, actor: str) -> StageChange | None:
    """Move FEATURE, as it stands now, to the stage that CHOICE brings it to; give the move, if any.

    :raises RowsRefusedError: when the choice makes no sense in the stage where it stands.
    """
    stage = LifecycleStage(feature.stage)
    instead = INSTEAD[choice.outcome].get(stage)
    if instead is not None:
        raise RowsRefusedError.of("outcome", "CONFLICT", str(instead))
    goal = MOVES[choice.outcome].get(stage)
    if goal is None:
        return None
    return move_feature(feature, goal, reason=choice.rationale.strip(), actor=actor)


def review(decision: Decision, note: str) -> Decision:
    """Write down in NOTE what came of DECISION, beside its promise.

    :raises RowsRefusedError: when the note says nothing, or cannot be stored.
    """
    decision.outcome_note = note.strip()
    if not decision.outcome_note:
        raise RowsRefusedError.of("outcome_note", "REQUIRED", gettext("Say what came of it."))
    vet(decision)
    decision.save(update_fields=["outcome_note", "updated_at"])
    return decision
