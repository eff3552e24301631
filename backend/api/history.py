"""What stood at a moment, and what moved it from one to another, as GraphQL fields."""

import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, cast

import strawberry
import strawberry_django
from strawberry import relay

from backend.access.breakdowns import Breakdown, read_breakdown
from backend.access.errors import RefusedError
from backend.access.pasts import read_moment, read_past
from backend.api import enums, listings, types
from backend.api.connections import Connection, Listing, Paged, Scope, nested, related
from backend.api.fields import computed, identify
from backend.api.guarded import guarded_amount
from products.models import Feature
from stakeholders import models as backing
from stakeholders.contrasting import Shift, contrast

NOTHING: Final = Breakdown()
BOTH: Final = 2

At = Annotated[
    datetime,
    strawberry.argument(description="The moment, with its time zone; one to come shows today."),
]
From = Annotated[
    datetime, strawberry.argument(name="from", description="The earlier moment, not included.")
]
To = Annotated[
    datetime,
    strawberry.argument(description="The later moment, included; one to come shows today."),
]


@strawberry_django.type(backing.PreferenceEvent, fields=[*types.UTTERANCE, "actor", "created_at"])
class PreferenceEvent(relay.Node):
    """One statement or withdrawal, with its full values: the past is never overwritten."""

    public_id: relay.NodeID[uuid.UUID]
    kind: enums.EventKind
    stance: enums.Stance
    importance: enums.Importance
    willingness_to_pay: Decimal | None = guarded_amount(
        backing.PreferenceEvent, "willingness_to_pay"
    )
    feature: types.Feature = related("feature", "What it was about.")
    stakeholder: types.Stakeholder | None = related(
        "stakeholder", "Whose view it was; null once they were erased.", rows=listings.read_people()
    )
    group: types.Group | None = related(
        "group", "The group it counted in at that time; null once that was removed."
    )


@strawberry.type(description="What one group did to a score between two moments.")
class GroupShift:
    """One group before and after."""

    shift: strawberry.Private[Shift]
    found: strawberry.Private[Breakdown]
    id: strawberry.ID = strawberry.field(description="Names this shift, for caches.")
    support_before: float | None = strawberry.field(
        description="How far it stood behind the feature, 0..1; null where it had no say."
    )
    support_after: float | None = strawberry.field(
        description="How far it stands behind the feature since, 0..1; null where it has no say."
    )
    loss_before: float | None = strawberry.field(
        description="What its lack of support cost; null where it had no say."
    )
    loss_after: float | None = strawberry.field(
        description="What its lack of support costs since; null where it has no say."
    )
    loss_difference: float | None = strawberry.field(
        description="By how much more it costs than before: they sum to "
        "ln(before / 100) - ln(after / 100); null where one of the two is."
    )

    @computed("Which group; null when it was removed since.")
    def group(self) -> types.Group | None:
        """Find the group among those that were read together."""
        return cast("types.Group | None", self.found.find(self.shift.line))

    @computed("What the group was called.")
    def name(self) -> str:
        """Name the group."""
        return self.found.name(self.shift.line)

    @computed("What the group is made of.")
    def kind(self) -> enums.GroupKind:
        """Tell its kind."""
        return enums.GroupKind(self.shift.line["kind"])


def _logged(listing: Callable[[], Listing], description: str) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a connection of the rows of LISTING about a feature that were written in a span."""

    def rows(root: strawberry.Parent[Any]) -> object:
        return root.feature, "feature", root.span

    return strawberry.field(
        resolver=rows, description=f"{description} Page by page.", extensions=[Paged(listing)]
    )


@strawberry.type(description="How a score moved from one moment to another, and what moved it.")
class AlignmentDifference:
    """Two moments of one feature."""

    feature: strawberry.Private[Feature]
    span: strawberry.Private[Scope]
    id: strawberry.ID = strawberry.field(description="Names this difference, for caches.")
    before: types.Alignment | None = strawberry.field(
        description="As it stood at the earlier moment; null when nobody had spoken."
    )
    after: types.Alignment | None = strawberry.field(
        description="As it stood at the later moment; null when nobody's word counted."
    )
    score_difference: float | None = strawberry.field(
        description="By how many points the score rose; null where one of the two is."
    )
    groups: list[GroupShift] = strawberry.field(
        description="What each group did to the score, the one that moved it most first."
    )
    changes: Connection[types.AlignmentChange] = _logged(
        listings.alignment_changes, "How the score moved in between, and why, oldest first."
    )
    statements: Connection[PreferenceEvent] = _logged(
        listings.preference_events, "What was stated and withdrawn in between, oldest first."
    )


@strawberry.type(description="Fields of a feature.")
class FeatureHistory:
    """What stood, and what was said."""

    preference_events: Connection[PreferenceEvent] = nested(
        listings.preference_events,
        "feature",
        "Everything that was ever stated or withdrawn about it, oldest first.",
    )

    @computed(
        "Its score, and who stood where, at a moment: counted from the people and groups of then, "
        "whoever moved, left or was removed since; null before anybody had spoken."
    )
    def alignment_at(self, root: strawberry.Parent[Any], date: At) -> types.Alignment | None:
        """Remember for all features read together."""
        return cast("types.Alignment | None", read_past(root, read_moment(date, path="date")))

    @computed("How its score moved from one moment to another, group by group, and what moved it.")
    def alignment_difference(
        self, root: strawberry.Parent[Any], from_: From, to: To
    ) -> AlignmentDifference:
        """Compare for all features read together.

        :raises RefusedError: when the earlier moment is the later one.
        """
        start, end = read_moment(from_, path="from"), read_moment(to, path="to")
        if start > end:
            raise RefusedError("`from` is after `to`.", path=["from"])
        return _differ(root, start, end)


@strawberry.type(description="Fields of a stakeholder.")
class StakeholderHistory:
    """What was said."""

    preference_events: Connection[PreferenceEvent] = nested(
        listings.preference_events,
        "stakeholder",
        "Everything that they ever stated or withdrew, oldest first.",
    )


def _differ(feature: Feature, start: datetime, end: datetime) -> AlignmentDifference:
    """Compare the score of FEATURE at START with that at END."""
    before, after = read_past(feature, start), read_past(feature, end)
    scores = [each.score for each in (before, after) if each is not None and each.score is not None]
    place = (feature.public_id, start.isoformat(), end.isoformat())
    return AlignmentDifference(
        id=identify("AlignmentDifference", *place),
        feature=feature,
        span=(("created_at__gt", start), ("created_at__lte", end)),
        before=cast("types.Alignment | None", before),
        after=cast("types.Alignment | None", after),
        score_difference=scores[1] - scores[0] if len(scores) == BOTH else None,
        groups=_show_shifts(place, before, after),
    )


def _show_shifts(
    place: tuple[object, ...],
    before: backing.AlignmentScore | None,
    after: backing.AlignmentScore | None,
) -> list[GroupShift]:
    """Show what each group did between BEFORE and AFTER, the two at this PLACE."""
    old = None if before is None else read_breakdown(before)
    new = None if after is None else read_breakdown(after)
    shifts = contrast(None if old is None else old.lines, None if new is None else new.lines)
    return [_show_shift(place, shift, (new if shift.after else old) or NOTHING) for shift in shifts]


def _show_shift(place: tuple[object, ...], shift: Shift, found: Breakdown) -> GroupShift:
    """Show SHIFT, at this PLACE, of a group that is FOUND in the later of its two breakdowns."""
    supports, losses = shift.tell("support"), shift.tell("loss")
    return GroupShift(
        id=identify("GroupShift", *place, shift.line["group"]),
        shift=shift,
        found=found,
        support_before=supports[0],
        support_after=supports[1],
        loss_before=losses[0],
        loss_after=losses[1],
        loss_difference=shift.loss,
    )
