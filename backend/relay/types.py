"""The node types. Host projects on Graphene import them, and list them by `FilterField`.

Their global ids and numbers are those of the main schema. A host's own `relay.Node.Field()` finds
them, for they implement Graphene's `Node`.
"""

from decimal import Decimal
from typing import Any, Final

import graphene
from django.db.models import QuerySet

from backend.access.answering import withhold
from backend.access.batching import one
from backend.access.breakdowns import (
    explain_score,
    read_alignment,
    read_alignments,
    read_breakdown,
    read_rank,
)
from backend.access.decimals import write_decimal
from backend.access.sight import GUARDED, may
from backend.access.smallness import hides_counts
from backend.relay.asking import caller_of
from backend.relay.fields import FilterField
from backend.relay.groups import GroupBacking, GroupKind, GroupNode, StanceCounts, show_line
from backend.relay.rows import SOURCED, RowNode, enum_of, many, sure
from products import models as catalogue
from products.filters import ProductFilterSet
from stakeholders.feature_filters import FeatureFilterSet
from stakeholders.models import AlignmentScore, Group
from stakeholders.ranking import ranked

__all__ = [
    "AlignmentNode",
    "Exposure",
    "FeatureNode",
    "FeatureStage",
    "FilterField",
    "GroupBacking",
    "GroupKind",
    "GroupNode",
    "ProductNode",
    "StanceCounts",
]

MEASURES: Final = (
    *("provisional", "contested", "reach", "internal", "external", "voices"),
    *("backing_groups", "objecting_groups", "heard_groups", "updated_at"),
)

Exposure: Final = enum_of(catalogue.Exposure, "Exposure")
FeatureStage: Final = enum_of(catalogue.Stage, "FeatureStage")


class ProductNode(RowNode):
    """Something that customers use, with a vision that its features serve."""

    class Meta:
        model = catalogue.Product
        name = "Product"
        fields = ("key", "name", "vision", "north_star_metric", "currency", *SOURCED)
        filterset_class = ProductFilterSet

    exposure = sure(Exposure, "What the silence of those who stated nothing means.")


class AlignmentNode(RowNode):
    """Every measure of one feature, and its breakdown by group."""

    class Meta:
        model = AlignmentScore
        name = "Alignment"
        fields = MEASURES

    score = sure(graphene.Float, "Mean support of all groups, less where uneven, 0..100.")
    low = sure(graphene.Float, "Lower end of the score's interval; lists sort by it.")
    high = sure(graphene.Float, "Upper end of the score's interval, 0..100.")
    evenness = sure(graphene.Float, "Score over mean support, 0..1.")
    polarization = sure(graphene.Float, "Disagreement between groups beyond noise, 0..1.")
    revenue = graphene.Decimal(description="What its backers pay; null without read:commercial.")
    rank = graphene.Int(description="Its place among the open features of its product, if any.")
    explanation = sure(graphene.String, "What the numbers say, in plain sentences.")
    breakdown = sure(many(GroupBacking), "The backing of each group with a say.")
    not_heard = sure(many(GroupNode), "The groups with a say that have given no evidence yet.")

    @classmethod
    def all_rows(cls) -> QuerySet[Any]:
        """Give all scores."""
        return read_alignments()

    def resolve_revenue(self, info: object) -> Decimal | None:
        """Write it as the main schema does, for who may read it."""
        if not may(caller_of(info), GUARDED["revenue"], self):
            withhold("Alignment.revenue", GUARDED["revenue"])
            return None
        return Decimal(write_decimal(self.revenue))

    def resolve_rank(self, _info: object) -> int | None:
        """Rank all features whose scores were read together."""
        return read_rank(self)

    def resolve_explanation(self, _info: object) -> str:
        """Explain the score by its numbers."""
        return explain_score(self)

    def resolve_breakdown(self, info: object) -> list[GroupBacking]:
        """Read the lines of all scores read together."""
        found, hides = read_breakdown(self), hides_counts(self, caller_of(info))
        return [show_line(self, line, found, hides=hides) for line in found.lines]

    def resolve_not_heard(self, _info: object) -> list[Group]:
        """Find the groups of the lines without evidence."""
        return read_breakdown(self).silent()


class FeatureNode(RowNode):
    """A capability that a product has or could gain."""

    class Meta:
        model = catalogue.Feature
        name = "Feature"
        fields = ("key", "name", "summary", "problem", "effort", "exposure_unknown", *SOURCED)
        filterset_class = FeatureFilterSet

    stage = sure(FeatureStage, "Where it stands in its lifecycle.")
    tags = sure(many(graphene.String), "Free words to find it by.")
    product = sure(ProductNode, "Where it belongs.")
    alignment = graphene.Field(
        AlignmentNode, description="Its score and who stands where; null while nobody has spoken."
    )

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """List the features that stand for themselves, broadest backing first."""
        return ranked(catalogue.Feature.objects.current())

    def resolve_effort(self, _info: object) -> Decimal | None:
        """Write it as the main schema does."""
        return None if self.effort is None else Decimal(write_decimal(self.effort))

    def resolve_product(self, _info: object) -> object:
        """Read the products of all features read together."""
        return one(self, "product")

    def resolve_alignment(self, _info: object) -> object:
        """Read the scores of all features read together, or of what they were merged into."""
        return read_alignment(self)
