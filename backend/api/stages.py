"""How features stand in their lifecycle and pass through it, as GraphQL fields."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry

from backend.access.batching import shared
from backend.access.errors import RefusedError
from backend.access.pasts import read_moment
from backend.api import enums
from backend.api.fields import computed, identify
from backend.api.history import From
from products.lifecycle import LifecycleStage
from products.models import Feature, Outcome, Product, Stage
from products.stages import list_prospects, read_flows, read_stays
from products.stays import StageFlow, Stay, sum_stays
from stakeholders.foreseeing import Option, list_options

Until = Annotated[
    datetime,
    strawberry.argument(
        name="at", description="Up to which moment days count, with its time zone."
    ),
]
FlowEnd = Annotated[
    datetime, strawberry.argument(name="to", description="The later one, included.")
]
Allowed = Annotated[
    bool | None,
    strawberry.argument(description="Only those that it may move to, or that it may not."),
]


@strawberry.type(
    description="A stage that a feature does not stand in, and whether it may move there."
)
class NextStage:
    """One stage."""

    id: strawberry.ID = strawberry.field(description="Names this stage of the feature, for caches.")
    stage: enums.Stage = strawberry.field(description="The stage.")
    allowed: bool = strawberry.field(description="Whether the lifecycle has this move.")
    needs: list[str] = strawberry.field(
        description="What `moveFeature` takes beside feature and stage; empty where not allowed."
    )
    outcome: enums.Outcome | None = strawberry.field(
        description="The outcome with which `decide` makes this move; null if none does."
    )
    way: list[enums.Stage] = strawberry.field(
        description="The stages on the shortest way there, the last included; empty if there is "
        "none."
    )
    explanation: str = strawberry.field(
        description="What the move takes, or why it is not allowed, in a sentence; in the language "
        "of the request."
    )


@strawberry.type(
    description="What choosing an outcome about a feature would come to, as it stands now."
)
class DecisionOption:
    """One outcome."""

    id: strawberry.ID = strawberry.field(
        description="Names this outcome of the feature, for caches."
    )
    outcome: enums.Outcome = strawberry.field(description="What `decide` would be told.")
    allowed: bool = strawberry.field(
        description="Whether the choice makes sense in the stage where the feature stands."
    )
    stage: enums.Stage | None = strawberry.field(
        description="Where the feature would stand then; null where not allowed."
    )
    moves: bool = strawberry.field(description="Whether that is another stage than now.")
    against_backing: bool = strawberry.field(
        description="Whether the decision would be marked as going against the backing."
    )
    explanation: str = strawberry.field(
        description="The same in plain sentences, or what to do instead; in the language of the "
        "request."
    )


@strawberry.type(description="The time that a feature spent in one stage.")
class StageTime:
    """One stage."""

    id: strawberry.ID = strawberry.field(description="Names this time, for caches.")
    stage: enums.Stage = strawberry.field(description="The stage.")
    visits: int = strawberry.field(description="How often it came there.")
    days: float | None = strawberry.field(
        description="How long it was there, all visits together, in days of 24 hours; null where "
        "it is unknown since when."
    )
    since: datetime | None = strawberry.field(
        description="When it came there first; null where that is unknown."
    )
    until: datetime | None = strawberry.field(
        description="When it left it last; null while it was there."
    )


@strawberry.type(description="How features passed through one stage between two moments.")
class StageThroughput:
    """One stage."""

    id: strawberry.ID = strawberry.field(description="Names this stage of the product, for caches.")
    stage: enums.Stage = strawberry.field(description="The stage.")
    entered: int = strawberry.field(
        description="How often a feature came there, or was written down there."
    )
    left: int = strawberry.field(description="How often a feature left it.")
    standing: int = strawberry.field(description="How many features stood there at the end.")
    median_days: float | None = strawberry.field(
        description="How long half of the visits that ended had lasted at most, in days of 24 "
        "hours; null where none ended whose beginning is known."
    )


@strawberry.type(description="Fields of a feature.")
class FeatureStages:
    """Where it stood, and may stand next."""

    @computed(
        "Every other stage: first those that it may move to next, with what that takes, then those "
        "that it may not, with the way there."
    )
    def next_stages(self, root: strawberry.Parent[Any], allowed: Allowed = None) -> list[NextStage]:
        """Look ahead."""
        return [
            NextStage(
                id=identify("NextStage", root.public_id, each.stage),
                stage=Stage(each.stage),
                allowed=each.is_allowed,
                needs=list(each.needs),
                outcome=None if each.outcome is None else Outcome(each.outcome),
                way=[Stage(stage) for stage in each.way],
                explanation=each.explanation,
            )
            for each in list_prospects(LifecycleStage(root.stage))
            if allowed is None or each.is_allowed is allowed
        ]

    @computed(
        "Every outcome that `decide` knows: whether it makes sense now, to which stage it leads "
        "and whether it would go against the backing."
    )
    def decision_options(self, root: strawberry.Parent[Any]) -> list[DecisionOption]:
        """Look ahead for all features read together."""
        options: Sequence[Option] = shared(root, "options", _load_options, default=())
        return [
            DecisionOption(
                id=identify("DecisionOption", root.public_id, each.outcome),
                outcome=Outcome(each.outcome),
                allowed=each.is_allowed,
                stage=Stage(each.after) if each.is_allowed else None,
                moves=each.after != each.before,
                against_backing=each.is_against,
                explanation=each.explanation,
            )
            for each in options
        ]

    @computed(
        "How long it was in each stage that it came to, in the order of the lifecycle. A visit "
        "begins with the move there or, the first, when the feature was written down; the next "
        "move ends it."
    )
    def time_in_stages(self, root: strawberry.Parent[Any], at: Until) -> list[StageTime]:
        """Sum up the visits of all features read together.

        :raises RefusedError: when the moment has no time zone.
        """
        moment = read_moment(at, path="at")
        stays: Sequence[Stay] = shared(root, "stays", _load_stays, default=())
        return [
            StageTime(
                id=identify("StageTime", root.public_id, each.stage, moment.isoformat()),
                stage=Stage(each.stage),
                visits=each.visits,
                days=each.days,
                since=each.since,
                until=each.until,
            )
            for each in sum_stays(stays, moment)
        ]


@strawberry.type(description="Fields of a product.")
class ProductStages:
    """How its features pass through the lifecycle."""

    @computed(
        "How its features passed through each stage between two moments, in the order of the "
        "lifecycle; those that became part of another are left out."
    )
    def stage_flow(
        self, root: strawberry.Parent[Any], from_: From, to: FlowEnd
    ) -> list[StageThroughput]:
        """Count for all products read together.

        :raises RefusedError: when the earlier moment is the later one, or one has no time zone.
        """
        start, end = read_moment(from_, path="from"), read_moment(to, path="to")
        if start > end:
            raise RefusedError("`from` is after `to`.", path=["from"])

        def load(products: Sequence[Product]) -> Mapping[int, Sequence[StageFlow]]:
            return read_flows([row.pk for row in products], start=start, end=end)

        flows: Sequence[StageFlow] = shared(root, ("flow", start, end), load, default=())
        place = (root.public_id, start.isoformat(), end.isoformat())
        return [
            StageThroughput(
                id=identify("StageThroughput", *place, each.stage),
                stage=Stage(each.stage),
                entered=each.entered,
                left=each.left,
                standing=each.standing,
                median_days=each.median_days,
            )
            for each in flows
        ]


def _load_stays(features: Sequence[Feature]) -> Mapping[int, Sequence[Stay]]:
    return read_stays(features)


def _load_options(features: Sequence[Feature]) -> Mapping[int, Sequence[Option]]:
    return list_options(features)
