"""What shows preferences, and what decisions rest on, as GraphQL types."""

import uuid

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import UNSET, relay

from backend.api import listings, types
from backend.api.connections import Connection, listed, nested, related
from backend.api.queries import InProduct, within
from stakeholders import models as backing


@strawberry_django.type(backing.Evidence, fields=["quote", "url", "occurred_at", *types.ROW])
class Evidence(relay.Node):
    """A quote or link that shows a preference."""

    public_id: relay.NodeID[uuid.UUID]
    preference: types.Preference = related("preference", "What it shows.")
    insight: types.Insight | None = related(
        "insight", "The insight it is part of, if of one.", is_elsewhere=True
    )


@strawberry.type(description="Fields of a preference.")
class PreferenceEvidence:
    """What shows it."""

    evidence: Connection[Evidence] = nested(
        listings.evidence, "preference", "What shows it, latest first."
    )


@strawberry.type(description="Fields of an insight.")
class InsightEvidence:
    """What it shows, and what rests on it."""

    evidence: Connection[Evidence] = nested(
        listings.evidence, "insight", "The preferences that it shows, latest first."
    )
    decisions: Connection[types.Decision] = nested(
        listings.decisions, "insights", "The decisions that rest on it, latest first."
    )


@strawberry.type(description="Fields of a product.")
class ProductDecisions:
    """What became of its features."""

    decisions: Connection[types.Decision] = nested(
        listings.decisions, "feature__product", "What was decided about its features, latest first."
    )


@strawberry.type(description="What can be asked.")
class EvidenceQueries:
    """What shows what."""

    @listed(listings.evidence, Connection[Evidence], "What shows preferences, latest first.")
    def evidence(self, product: InProduct = UNSET) -> QuerySet[backing.Evidence]:
        """List evidence."""
        return within(listings.evidence().rows(), product, "preference__feature__product")
