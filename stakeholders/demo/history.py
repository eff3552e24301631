"""Draws how each feature came to its stage: the moves, their days, who moved it and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from products.lifecycle import LifecycleStage
from products.models import Outcome
from stakeholders.demo.dice import Dice
from stakeholders.demo.sketches import (
    Content,
    DecisionSketch,
    FeatureSketch,
    Past,
    ProductSketch,
)

# The move that a decision makes; one to defer makes none.
DECIDED_MOVES: Final = {
    Outcome.COMMIT: LifecycleStage.DEVELOPMENT,
    Outcome.DECLINE: LifecycleStage.DECLINED,
    Outcome.RETIRE: LifecycleStage.SUNSET,
}
QUIET: Final = timedelta(days=14)
CLOSED_STAGES: Final = frozenset({LifecycleStage.SUNSET, LifecycleStage.DECLINED})
ASKED_FOR: Final = timedelta(days=500)  # older preferences have been asked for again since
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One move of a feature: to which stage, when, why and by whom."""

    stage: LifecycleStage
    at: datetime
    reason: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturePast:
    """How a feature came to its stage SINCE it was thought of, and when people spoke about it."""

    since: datetime
    moves: Sequence[Move]
    asked_from: datetime
    asked_until: datetime


def draw_pasts(content: Content) -> Mapping[tuple[str, str], FeaturePast]:
    """Draw the past of every feature, by product and feature."""
    return {
        (product.key, feature.key): draw_past(product, feature, content.past)
        for product in content.products
        for feature in product.features
    }


def draw_past(product: ProductSketch, feature: FeatureSketch, past: Past) -> FeaturePast:
    """Draw the past of one FEATURE of PRODUCT."""
    dice = Dice("past", product.key, feature.key)
    way = dice.pick(past.ways[feature.stage])
    usual = past.days | past.days_of_old if way[-1] == LifecycleStage.SUNSET else past.days
    stays = [timedelta(days=dice.between(*usual[stage])) for stage in way]
    stays[-1] *= dice.between(0.4, 0.95)  # it is still there
    decision = next((d for d in product.decisions if d.feature == feature.key), None)
    starts = _date_stages(way, stays, decision, past.anchor)
    if _find_pin(way, decision) is None:
        starts = _move_before(starts, _find_first_talk(product, feature))
    until = starts[-1] if way[-1] in CLOSED_STAGES else past.anchor
    return FeaturePast(
        since=starts[0],
        moves=[
            Move(
                stage=after,
                at=at,
                reason=_find_reason(at, decision, past.reasons[before].get(after, ()), dice),
                actor=product.manager,
            )
            for (before, after), at in zip(pairwise(way), starts[1:], strict=True)
        ],
        asked_from=max(starts[0], until - ASKED_FOR),
        asked_until=until,
    )


def _date_stages(
    way: Sequence[LifecycleStage],
    stays: Sequence[timedelta],
    decision: DecisionSketch | None,
    anchor: datetime,
) -> list[datetime]:
    """Tell when each stage of WAY began, from how long it STAYS in each; all before ANCHOR.

    What was decided happened on that day; a decision to defer moved nothing, nor did anything
    move since.
    """
    place = _find_pin(way, decision)
    if place is None or decision is None:
        place = len(way) - 1
        starts = [(decision.decided_at if decision else anchor) - stays[-1]]
    else:
        starts = [decision.decided_at]
    for stay in reversed(stays[:place]):
        starts.insert(0, move_to_work_hours(starts[0] - stay))
    room = (anchor - starts[-1]) / sum(stays[place:], timedelta())
    for stay in stays[place:-1]:
        starts.append(move_to_work_hours(starts[-1] + stay * min(1, room)))
    return starts


def _find_first_talk(product: ProductSketch, feature: FeatureSketch) -> datetime | None:
    """Find when people first spoke for FEATURE, or about it, as far as the files say."""
    talks = [c.since for c in product.champions if c.feature == feature.key]
    talks += [o.at for o in product.outreach if o.feature == feature.key]
    return min(talks, default=None)


def _move_before(starts: list[datetime], talk: datetime | None) -> list[datetime]:
    """Move all STARTS back so far that the feature was there before the first TALK about it."""
    late = starts[0] - (talk - QUIET) if talk else timedelta()
    return [move_to_work_hours(start - max(late, timedelta())) for start in starts]


def _find_pin(way: Sequence[LifecycleStage], decision: DecisionSketch | None) -> int | None:
    """Find the place in WAY that DECISION dates; none where it moved nothing."""
    stage = DECIDED_MOVES.get(Outcome(decision.outcome)) if decision else None
    return None if stage is None else way.index(stage)


def move_to_work_hours(at: datetime) -> datetime:
    """Give a moment near AT, in whole minutes, on a working day between eight and six."""
    at -= timedelta(days=max(0, at.weekday() - SATURDAY + 1))
    return at.replace(hour=8 + at.hour * 10 // 24, second=0, microsecond=0)


def _find_reason(
    at: datetime, decision: DecisionSketch | None, reasons: Sequence[str], dice: Dice
) -> str:
    """Give the rationale of the DECISION that made a move AT that moment, or one of REASONS."""
    if decision is not None and at == decision.decided_at:
        return decision.rationale
    return dice.pick(reasons)
