"""How far groups stand behind objectives, and which teams committed themselves, in GraphQL."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, cast

import strawberry

from backend.access.batching import shared, together
from backend.access.lines import Directory
from backend.api import advocacy, enums, types
from backend.api.fields import computed, identify
from products.models import Objective, Product
from stakeholders.pledging import (
    CommitmentStanding,
    TeamDuty,
    TeamStanding,
    find_duties,
    find_standings,
)
from stakeholders.pursuing import Pursuit, pursue

NOTHING: Final = (Pursuit(), Directory())

Day = Annotated[date, strawberry.argument(description="The day to look at it, such as today.")]
Standings = Annotated[
    list[enums.CommitmentStanding] | None,
    strawberry.argument(description="Only teams that stand so; all when left out."),
]


@strawberry.type(description="How far one group stands behind an objective.")
class ObjectiveBacking:
    """One group's part."""

    pk: strawberry.Private[int]
    directory: strawberry.Private[Directory]
    id: strawberry.ID = strawberry.field(description="Names this part, for caches.")
    name: str = strawberry.field(description="What the group is called.")
    kind: enums.GroupKind = strawberry.field(description="What the group is made of.")
    support: float = strawberry.field(
        description="How far it stands behind the features that serve it, 0..1: their mean."
    )
    weight: float = strawberry.field(description="Its share of the say, 0..1; they sum to 1.")
    loss: float = strawberry.field(
        description="What its lack of support costs: the losses sum to -ln(score / 100)."
    )
    heard: bool = strawberry.field(
        description="Whether it gave evidence about any of the features that serve it."
    )

    @computed("Whose part it is.")
    def group(self) -> types.Group | None:
        """Find the group among those that were read together."""
        return cast("types.Group | None", self.directory.groups.get(self.pk))


@strawberry.type(
    description="How far all groups, each with an equal say, stand behind what serves an objective."
)
class ObjectiveAlignment:
    """The measures of one objective."""

    id: strawberry.ID = strawberry.field(description="Names this alignment, for caches.")
    score: float = strawberry.field(
        description="Mean support of all groups for the features that serve it, marked down where "
        "uneven, 0..100. In a group every feature counts alike, however many spoke about it."
    )
    evenness: float = strawberry.field(
        description="Score over mean support, 0..1: 1 when all groups stand equally."
    )
    provisional: bool = strawberry.field(
        description="Groups with less than half of the say have been heard."
    )
    heard_features: int = strawberry.field(
        description="How many of the features that serve it were heard; they make the score."
    )
    serving_features: int = strawberry.field(
        description="How many features serve it: neither declined nor retired, a duplicate and "
        "what it became part of once."
    )
    groups: list[ObjectiveBacking] = strawberry.field(
        description="The part of each group with a say, the one that costs most first."
    )


@strawberry.type(description="How far a team has committed itself to an objective.")
class ObjectiveTeam:
    """One team."""

    id: strawberry.ID = strawberry.field(description="Names this line, for caches.")
    team: types.Group = strawberry.field(description="The team.")
    standing: enums.CommitmentStanding = strawberry.field(description="How far.")
    commitment: advocacy.Commitment | None = strawberry.field(
        description="What it contributes; null while it has not said so."
    )


@strawberry.type(description="How far a team has committed itself to what is to be achieved.")
class TeamDuties:
    """One team and the objectives of a product that are still to be achieved, soonest first."""

    id: strawberry.ID = strawberry.field(description="Names this line, for caches.")
    team: types.Group = strawberry.field(description="The team.")
    silent: list[types.Objective] = strawberry.field(
        description="The objectives of which it has not said what it contributes."
    )
    stated: list[types.Objective] = strawberry.field(
        description="Those of which it has, and nobody stands by it yet."
    )
    acknowledged: list[types.Objective] = strawberry.field(
        description="Those where somebody stands by it for the team."
    )


@strawberry.type(description="Fields of an objective.")
class ObjectivePursuit:
    """Who stands behind it."""

    @computed("How far all groups stand behind it; null while no feature that serves it was heard.")
    def alignment(self, root: strawberry.Parent[Any]) -> ObjectiveAlignment | None:
        """Work it out for all objectives read together."""
        pursuit, directory = shared(root, "pursuit", _load_pursuits, default=NOTHING)
        if pursuit.score is None:
            return None
        return _show_pursuit(root, pursuit, directory)

    @computed(
        "Each team with a say, and how far it has committed itself; by name. Those that are SILENT "
        "or only STATED are to be asked."
    )
    def teams(
        self, root: strawberry.Parent[Any], standing: Standings = None
    ) -> list[ObjectiveTeam]:
        """Tell of the teams of all objectives read together."""
        lines: Sequence[TeamStanding] = shared(root, "standings", _load_standings, default=())
        return [
            ObjectiveTeam(
                id=identify("ObjectiveTeam", root.public_id, each.team.public_id),
                team=cast("types.Group", each.team),
                standing=each.standing,
                commitment=cast("advocacy.Commitment | None", each.commitment),
            )
            for each in lines
            if standing is None or each.standing in standing
        ]

    @computed("Whether it was to be achieved before a day, and is not.")
    def overdue(self, root: strawberry.Parent[Any], on: Day) -> bool:
        """Compare the day with its target date."""
        return bool(root.is_overdue(on))


@strawberry.type(description="Fields of a product.")
class ProductDuties:
    """Who contributes to what."""

    @computed(
        "Each team with a say, and how far it has committed itself to each objective that is still "
        "to be achieved; by name."
    )
    def team_duties(self, root: strawberry.Parent[Any]) -> list[TeamDuties]:
        """Tell of the teams of all products read together."""
        duties: Sequence[TeamDuty] = shared(root, "duties", _load_duties, default=())
        return [_show_duty(root, duty) for duty in duties]


def _load_pursuits(
    objectives: Sequence[Objective],
) -> Mapping[int, tuple[Pursuit, Directory]]:
    """Tell how far groups stand behind OBJECTIVES, and find the groups together."""
    found = pursue(objectives)
    pks = {stand.group.pk for pursuit in found.values() for stand in pursuit.stands}
    directory = Directory(frozenset(pks))
    return {pk: (pursuit, directory) for pk, pursuit in found.items()}


def _load_standings(objectives: Sequence[Objective]) -> Mapping[int, Sequence[TeamStanding]]:
    """Tell how far teams committed themselves to OBJECTIVES, and keep what is shown together."""
    found = find_standings(objectives)
    lines = [line for mine in found.values() for line in mine]
    together({id(line.team): line.team for line in lines}.values())
    together(line.commitment for line in lines if line.commitment is not None)
    return found


def _load_duties(products: Sequence[Product]) -> Mapping[int, Sequence[TeamDuty]]:
    """Tell how far teams committed themselves in PRODUCTS, and keep what is shown together."""
    found = find_duties([row.pk for row in products])
    duties = [duty for mine in found.values() for duty in mine]
    together({id(duty.team): duty.team for duty in duties}.values())
    listed = [rows for duty in duties for rows in duty.objectives.values()]
    together({row.pk: row for rows in listed for row in rows}.values())
    return found


def _show_pursuit(
    objective: Objective, pursuit: Pursuit, directory: Directory
) -> ObjectiveAlignment:
    """Show PURSUIT of OBJECTIVE, whose groups are in DIRECTORY."""
    return ObjectiveAlignment(
        id=identify("ObjectiveAlignment", objective.public_id),
        score=pursuit.score or 0,
        evenness=pursuit.evenness or 0,
        provisional=pursuit.provisional,
        heard_features=pursuit.heard,
        serving_features=pursuit.serving,
        groups=[
            ObjectiveBacking(
                id=identify("ObjectiveBacking", objective.public_id, stand.group.pk),
                pk=stand.group.pk,
                directory=directory,
                name=stand.group.name,
                kind=enums.GroupKind(stand.group.kind),
                support=stand.support,
                weight=stand.weight,
                loss=stand.loss,
                heard=stand.heard,
            )
            for stand in pursuit.stands
        ],
    )


def _show_duty(product: Product, duty: TeamDuty) -> TeamDuties:
    """Show DUTY of a team in PRODUCT."""
    told = {
        standing.name.lower(): cast("list[types.Objective]", duty.objectives[standing])
        for standing in CommitmentStanding
    }
    return TeamDuties(
        id=identify("TeamDuties", product.public_id, duty.team.public_id),
        team=cast("types.Group", duty.team),
        **told,
    )
