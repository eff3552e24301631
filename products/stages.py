"""Tells where features stayed and for how long, and where they may go from where they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.utils.translation import gettext as _

from products.chunks import split
from products.decisions import MOVES
from products.lifecycle import LifecycleStage, find_way, next_stages
from products.models import Feature, Outcome, Stage, StageChange
from products.stays import Move, StageFlow, Stay, list_stays, measure_flow

NEEDS: Final = ("reason",)  # what every move takes beside the feature and the stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A STAGE that a feature could stand in next, or not.

    NEEDS names what the move takes, OUTCOME the decision that makes it, if one does; both are empty
    where it IS not ALLOWED. WAY lists the stages that lead there, the last included.
    """

    stage: LifecycleStage
    is_allowed: bool
    needs: Sequence[str]
    outcome: Outcome | None
    way: Sequence[LifecycleStage]

    @property
    def explanation(self) -> str:
        """Say in a sentence what the move takes, or why it is not allowed."""
        if self.is_allowed and self.outcome is not None:
            named = _(Outcome(self.outcome).label)
            return _("Say why it moves, or decide: %(outcome)s.") % {"outcome": named}
        if self.is_allowed:
            return _("Say why it moves.")
        if not self.way:
            return _("No way leads there from where it stands.")
        names = ", ".join(_(Stage(stage).label) for stage in self.way)
        return _("Not at once; the way there is: %(stages)s.") % {"stages": names}


def list_prospects(stage: LifecycleStage) -> list[Prospect]:
    """List every stage other than STAGE, where a feature stands: those that may come next first."""
    after = next_stages(stage)
    others = [each for each in LifecycleStage if each != stage]
    ordered = sorted(others, key=lambda each: each not in after)
    return [_look_ahead(stage, each, is_allowed=each in after) for each in ordered]


def _look_ahead(stage: LifecycleStage, goal: LifecycleStage, *, is_allowed: bool) -> Prospect:
    outcomes = (outcome for outcome, moves in MOVES.items() if moves.get(stage) == goal)
    return Prospect(
        stage=goal,
        is_allowed=is_allowed,
        needs=NEEDS if is_allowed else (),
        outcome=next(outcomes, None),
        way=find_way(stage, goal),
    )


def read_stays(features: Iterable[Feature]) -> dict[int, list[Stay]]:
    """Tell where each of FEATURES stayed, by its key, in one query."""
    rows = {feature.pk: feature for feature in features}
    moves = _read_moves(rows)
    return {
        pk: list_stays(row.created_at, LifecycleStage(row.stage), moves[pk])
        for pk, row in rows.items()
    }


def read_flows(
    products: Collection[int], *, start: datetime, end: datetime
) -> Mapping[int, list[StageFlow]]:
    """Tell how the features of PRODUCTS passed through the stages from START to END.

    Those that became part of another are left out: the other one stands for them.
    """
    rows = list(Feature.objects.current().filter(product__in=products))
    stays = read_stays(rows)
    mine: defaultdict[int, list[list[Stay]]] = defaultdict(list)
    for row in rows:
        mine[row.product_id].append(stays[row.pk])
    return {
        product: measure_flow(chain.from_iterable(mine[product]), start=start, end=end)
        for product in products
    }


def _read_moves(features: Iterable[int]) -> Mapping[int, list[Move]]:
    """Read the moves of FEATURES, of each in their order."""
    moves: defaultdict[int, list[Move]] = defaultdict(list)
    for keys in split(features):
        rows = StageChange.objects.filter(feature__in=keys).order_by("moved_at", "pk")
        for feature, at, before, after in rows.values_list(
            "feature", "moved_at", "from_stage", "to_stage"
        ):
            moves[feature].append(Move(at, LifecycleStage(before), LifecycleStage(after)))
    return moves
