"""How long features stay in their stages, and how they pass through them: arithmetic alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from products.lifecycle import LifecycleStage

SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Move:
    """One move from a stage to another, and when it was made."""

    moved_at: datetime
    from_stage: LifecycleStage
    to_stage: LifecycleStage


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit to a STAGE.

    SINCE is None where nobody knows when it began, UNTIL where it has not ended.
    """

    stage: LifecycleStage
    since: datetime | None
    until: datetime | None

    def count_days(self, at: datetime) -> float | None:
        """Give its length in days, up to AT where it went on then; None where that is unknown."""
        if self.since is None:
            return None
        end = at if self.until is None or self.until > at else self.until
        return (end - self.since).total_seconds() / SECONDS_A_DAY

    def holds(self, at: datetime) -> bool:
        """Tell whether it is known to have gone on AT a moment."""
        begun = self.since is not None and self.since <= at
        return begun and (self.until is None or self.until > at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """The time of one feature in one STAGE, over all its VISITS.

    SINCE is when it came there first, UNTIL when it left it last, None while it is there. DAYS and
    SINCE are None where it is unknown when a visit, or the first, began.
    """

    stage: LifecycleStage
    visits: int
    days: float | None
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFlow:
    """How many features ENTERED and LEFT a STAGE in a span, and how many are STANDING at its end.

    MEDIAN_DAYS is how long half of the visits that ended in the span had lasted at most; None where
    none did whose beginning is known.
    """

    stage: LifecycleStage
    entered: int
    left: int
    standing: int
    median_days: float | None


def list_stays(began_at: datetime, stage: LifecycleStage, moves: Sequence[Move]) -> list[Stay]:
    """Tell where a feature stayed, one visit after the other, from its MOVES in their order.

    It was written down at BEGAN_AT and stands in STAGE. Where its first move was made before it was
    written down, nobody knows when it began. Each visit is to the stage from which the next move
    was made, the last one to STAGE.
    """
    known = not moves or moves[0].moved_at >= began_at
    since: datetime | None = began_at if known else None
    stays: list[Stay] = []
    for move in moves:
        stays.append(Stay(move.from_stage, since, move.moved_at))
        since = move.moved_at
    return [*stays, Stay(stage, since, None)]


def sum_stays(stays: Iterable[Stay], at: datetime) -> list[StageTime]:
    """Sum up the STAYS of one feature by stage, in the order of the lifecycle, as of AT.

    What began after AT is left out.
    """
    visits: defaultdict[LifecycleStage, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.since is None or stay.since <= at:
            visits[stay.stage].append(stay)
    return [_sum_visits(stage, visits[stage], at) for stage in LifecycleStage if visits[stage]]


def _sum_visits(stage: LifecycleStage, visits: Sequence[Stay], at: datetime) -> StageTime:
    days = [visit.count_days(at) for visit in visits]
    known = [number for number in days if number is not None]
    last = visits[-1].until
    return StageTime(
        stage=stage,
        visits=len(visits),
        days=sum(known) if len(known) == len(days) else None,
        since=visits[0].since,
        until=None if last is None or last > at else last,
    )


def measure_flow(stays: Iterable[Stay], *, start: datetime, end: datetime) -> list[StageFlow]:
    """Count how the STAYS of many features passed between START, not included, and END.

    A visit is entered at its beginning and left at its end; what is written down enters the stage
    that it begins in. Every stage has a line, in the order of the lifecycle.
    """
    visits: defaultdict[LifecycleStage, list[Stay]] = defaultdict(list)
    for stay in stays:
        visits[stay.stage].append(stay)
    return [_measure_stage(stage, visits[stage], start, end) for stage in LifecycleStage]


def _measure_stage(
    stage: LifecycleStage, visits: Sequence[Stay], start: datetime, end: datetime
) -> StageFlow:
    left = [each for each in visits if each.until is not None and start < each.until <= end]
    days = [number for each in left if (number := each.count_days(end)) is not None]
    return StageFlow(
        stage=stage,
        entered=sum(each.since is not None and start < each.since <= end for each in visits),
        left=len(left),
        standing=sum(each.holds(end) for each in visits),
        median_days=median(days) if days else None,
    )
