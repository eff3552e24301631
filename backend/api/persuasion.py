"""What a score would be if a group stood otherwise, and whom to win over, as GraphQL fields."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

import strawberry

from backend.access.batching import shared, together
from backend.access.breakdowns import (
    Breakdown,
    read_alignment,
    read_breakdown,
)
from backend.access.errors import RefusedError
from backend.access.ids import read_id_of
from backend.access.lines import read_moment_of
from backend.api import types
from backend.api.fields import computed, identify
from products.models import Feature
from stakeholders import persuading
from stakeholders.alignment.score import SupportError
from stakeholders.explaining import Climb, explain_climb
from stakeholders.models import AlignmentScore, Group
from stakeholders.persuading import find_lifts, suppose

NOBODY = 0  # no group has this key

GroupId = Annotated[strawberry.ID, strawberry.argument(description="The id of the group.")]
Support = Annotated[float, strawberry.argument(description="The support supposed, 0..1.")]


@strawberry.type(description="What would lift a feature above the one that ranks before it.")
class Lift:
    """The smallest change of one group."""

    id: strawberry.ID = strawberry.field(description="Names this lift, for caches.")
    neighbour: types.Feature = strawberry.field(description="The feature that ranks before it.")
    ahead: bool = strawberry.field(
        description="Whether its score is above the neighbour's already, so that only certainty "
        "lacks: ask more voices."
    )
    group: types.Group | None = strawberry.field(
        description="The group that has the least way to go to lift the score; null where no "
        "single group can, or the score is ahead."
    )
    support: float | None = strawberry.field(
        description="What its support would have to exceed, 0..1; null with `group`."
    )
    explanation: str = strawberry.field(
        description="Whom to win over, and how far, in a plain sentence; in the language of the "
        "request."
    )


@strawberry.type(description="Fields of a feature.")
class FeaturePersuasion:
    """What if."""

    @computed(
        "What its score would be if the support of one group were another and all else stayed as "
        "it is, 0..100; null while nobody has spoken, or where the group has no say."
    )
    def what_if(
        self, root: strawberry.Parent[Any], group: GroupId, support: Support
    ) -> float | None:
        """Work the score out from the breakdowns of all features read together.

        :raises RefusedError: when there can be no such group or support.
        """
        public_id = read_id_of(group, "Group")
        score = read_alignment(root)
        found = Breakdown() if score is None else read_breakdown(score)
        groups = found.directory.groups.items()
        pk = next((pk for pk, row in groups if row.public_id == public_id), NOBODY)
        try:
            return suppose(found.lines, pk, support)
        except SupportError as error:
            raise RefusedError(str(error), path=["support"]) from error


@strawberry.type(description="Fields of an alignment.")
class AlignmentPersuasion:
    """Whom to win over."""

    @computed(
        "What would lift it above the feature that ranks before it; null where none does, it "
        "has no rank, or it is past."
    )
    def lift(self, root: strawberry.Parent[Any]) -> Lift | None:
        """Find it for all scores read together; the past is beyond lifting."""
        if read_moment_of(root) is not None:
            return None
        return shared(root, "lift", _load_lifts, default=None)


def _load_lifts(scores: Sequence[AlignmentScore]) -> Mapping[int, Lift | None]:
    """Find what would lift the features of SCORES, and read the rows that it names."""
    found = find_lifts([score.pk for score in scores])
    # Asked for even where there is none, so that a page costs the same whatever stands on it.
    ahead = {NOBODY, *(lift.neighbour for lift in found.values())}
    wanted = {NOBODY, *(lift.group for lift in found.values() if lift.group)}
    neighbours, named = Feature.objects.filter(pk__in=ahead), Group.objects.filter(pk__in=wanted)
    features = {row.pk: row for row in together(neighbours)}
    groups = {row.pk: row for row in together(named)}
    return {
        score.pk: _show(score, lift, features[lift.neighbour], groups.get(lift.group or NOBODY))
        for score in scores
        if (lift := found.get(score.pk)) is not None
    }


def _show(
    score: AlignmentScore, lift: persuading.Lift, neighbour: Feature, group: Group | None
) -> Lift:
    """Show LIFT of SCORE, with the rows that it names."""
    climb = Climb(
        neighbour=neighbour.name,
        ahead=lift.ahead,
        group=None if group is None else group.name,
        now=lift.now or 0,
        needed=lift.support or 0,
        heard=lift.heard,
    )
    return Lift(
        id=identify("Lift", vars(score)["public_id"]),
        neighbour=cast("types.Feature", neighbour),
        ahead=lift.ahead,
        group=cast("types.Group | None", group),
        support=lift.support,
        explanation=explain_climb(climb),
    )
