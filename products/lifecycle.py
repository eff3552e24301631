"""The stages of a feature, and the moves allowed between them."""

from enum import StrEnum
from typing import Final


class LifecycleStage(StrEnum):
    """Where a feature stands between the first idea and its end."""

    CONCEPTION = "CONCEPTION"
    DISCOVERY = "DISCOVERY"
    VALIDATION = "VALIDATION"
    DEVELOPMENT = "DEVELOPMENT"
    LAUNCH = "LAUNCH"
    GROWTH = "GROWTH"
    MATURITY = "MATURITY"
    SUNSET = "SUNSET"
    DECLINED = "DECLINED"


S = LifecycleStage

# Work may fall back when it teaches something; what customers use grows, rests or is retired.
MOVES: Final[dict[LifecycleStage, frozenset[LifecycleStage]]] = {
    S.CONCEPTION: frozenset({S.DISCOVERY, S.DECLINED}),
    S.DISCOVERY: frozenset({S.CONCEPTION, S.VALIDATION, S.DECLINED}),
    S.VALIDATION: frozenset({S.DISCOVERY, S.DEVELOPMENT, S.DECLINED}),
    S.DEVELOPMENT: frozenset({S.VALIDATION, S.LAUNCH, S.DECLINED}),
    S.LAUNCH: frozenset({S.DEVELOPMENT, S.GROWTH, S.SUNSET}),
    S.GROWTH: frozenset({S.MATURITY, S.SUNSET}),
    S.MATURITY: frozenset({S.GROWTH, S.SUNSET}),
    S.SUNSET: frozenset({S.MATURITY}),
    S.DECLINED: frozenset({S.CONCEPTION}),
}

# A feature is open while it can still be chosen: not yet launched, not declined. Ranks count these.
OPEN_STAGES: Final = frozenset({S.CONCEPTION, S.DISCOVERY, S.VALIDATION, S.DEVELOPMENT})


class StageMoveError(ValueError):
    """Says that a feature may not go from one stage to another, and where it may go."""


def next_stages(stage: LifecycleStage) -> frozenset[LifecycleStage]:
    """Tell where a feature in STAGE may go; never STAGE itself, never empty."""
    return MOVES[stage]


def find_way(before: LifecycleStage, after: LifecycleStage) -> tuple[LifecycleStage, ...]:
    """Give the stages on the shortest way from BEFORE to AFTER, AFTER last; none if there is none.

    Of two ways as short, it is the one whose stages come first in the lifecycle.
    """
    ways: dict[LifecycleStage, tuple[LifecycleStage, ...]] = {before: ()}
    level = [before]
    while level and after not in ways:
        steps = [(here, there) for here in level for there in S if there in MOVES[here]]
        level = []
        for here, there in steps:
            if there not in ways:
                ways[there] = (*ways[here], there)
                level.append(there)
    return ways.get(after, ())


def check_move(before: LifecycleStage, after: LifecycleStage) -> None:
    """Let the move from BEFORE to AFTER pass, or say what is allowed instead.

    :raises StageMoveError: when the lifecycle has no such move.
    """
    if after not in MOVES[before]:
        allowed = ", ".join(sorted(MOVES[before]))
        raise StageMoveError(f"A feature in {before} cannot move to {after}; it can to: {allowed}.")
