"""Champions, the conversations they hold and what teams contribute, as GraphQL types."""

import uuid

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import UNSET, relay

from backend.api import enums, listings, types
from backend.api.connections import Connection, listed, nested, related
from backend.api.guarded import guarded_name
from backend.api.queries import InProduct, within
from stakeholders import models as backing


@strawberry_django.type(backing.Champion, fields=["since_date", *types.ROW])
class Champion(relay.Node):
    """A stakeholder who speaks for a feature."""

    public_id: relay.NodeID[uuid.UUID]
    stakeholder: types.Stakeholder = related(
        "stakeholder", "Who speaks.", rows=listings.read_people()
    )
    feature: types.Feature = related("feature", "What they speak for.")
    outreach: "Connection[Outreach]" = nested(
        listings.outreach, "champion", "The conversations that they held, latest first."
    )


@strawberry_django.type(
    backing.Outreach,
    fields=["contacted_by", "contacted_at", "outcome", "follow_up_date", *types.ROW],
)
class Outreach(relay.Node):
    """A conversation with a group about a feature."""

    public_id: relay.NodeID[uuid.UUID]
    result: enums.OutreachResult
    feature: types.Feature = related("feature", "What it was about.")
    group: types.Group = related("group", "Who was contacted.")
    champion: Champion | None = related("champion", "The champion who held it, if one did.")


@strawberry_django.type(backing.Commitment, fields=["statement", "acknowledged_at", *types.ROW])
class Commitment(relay.Node):
    """What a team contributes to an objective."""

    public_id: relay.NodeID[uuid.UUID]
    acknowledged_by: str = guarded_name(backing.Commitment, "acknowledged_by")
    team: types.Group = related("team", "The team that contributes.")
    objective: types.Objective = related("objective", "What it contributes to.")


@strawberry_django.type(backing.ReferenceWeight, fields=["w_ref", *types.ROW])
class ReferenceWeight(relay.Node):
    """What an ordinary voice weighs in the groups of one kind."""

    public_id: relay.NodeID[uuid.UUID]
    kind: enums.GroupKind


@strawberry.type(description="Fields of a feature.")
class FeatureAdvocacy:
    """Who speaks for it, and to whom."""

    champions: Connection[Champion] = nested(
        listings.champions, "feature", "Who speaks for it, those who have done so longest first."
    )
    outreach: Connection[Outreach] = nested(
        listings.outreach, "feature", "The conversations about it, latest first."
    )


@strawberry.type(description="Fields of a stakeholder.")
class StakeholderAdvocacy:
    """What they speak for."""

    championships: Connection[Champion] = nested(
        listings.champions, "stakeholder", "What they speak for, longest first."
    )


@strawberry.type(description="Fields of a group.")
class GroupAdvocacy:
    """Who spoke to it, and what it contributes."""

    outreach: Connection[Outreach] = nested(
        listings.outreach, "group", "The conversations with it, latest first."
    )
    commitments: Connection[Commitment] = nested(
        listings.commitments, "team", "What a team contributes to objectives."
    )


@strawberry.type(description="Fields of an objective.")
class ObjectiveAdvocacy:
    """Who contributes to it."""

    commitments: Connection[Commitment] = nested(
        listings.commitments, "objective", "What teams contribute to it."
    )


@strawberry.type(description="What can be asked.")
class AdvocacyQueries:
    """How people rally."""

    @listed(
        listings.champions,
        Connection[Champion],
        "Who speaks for which feature, those who have done so longest first.",
    )
    def champions(self, product: InProduct = UNSET) -> QuerySet[backing.Champion]:
        """List champions."""
        return within(listings.champions().rows(), product, "feature__product")

    @listed(listings.outreach, Connection[Outreach], "The conversations with groups, latest first.")
    def outreach(self, product: InProduct = UNSET) -> QuerySet[backing.Outreach]:
        """List conversations."""
        return within(listings.outreach().rows(), product, "feature__product")

    @listed(
        listings.commitments,
        Connection[Commitment],
        "What teams contribute to objectives, the acknowledged first.",
    )
    def commitments(self, product: InProduct = UNSET) -> QuerySet[backing.Commitment]:
        """List commitments."""
        return within(listings.commitments().rows(), product, "objective__product")

    @listed(
        listings.reference_weights,
        Connection[ReferenceWeight],
        "What an ordinary voice weighs, by kind of group.",
    )
    def reference_weights(self) -> QuerySet[backing.ReferenceWeight]:
        """List reference weights."""
        return listings.reference_weights().rows()
