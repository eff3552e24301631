"""The same answer by graphene-django's natural form: object types made of models.

What the documentation of graphene-django shows: `DjangoObjectType`, a resolver for each list, and
the queryset told what to prefetch, so that nothing is read row by row.
"""

from collections.abc import Iterable

import graphene
from django.db.models import QuerySet
from graphene_django import DjangoObjectType

from products.models import Feature
from stakeholders.models import AlignmentScore, Group
from tests.benchmarks.competitors.models import Line, list_features


class GroupType(DjangoObjectType):
    """A team or a segment."""

    class Meta:
        model = Group
        fields = ("name", "kind")


class StancesType(graphene.ObjectType):
    """The five counts of one group."""

    strongly_oppose = graphene.Int(required=True)
    oppose = graphene.Int(required=True)
    neutral = graphene.Int(required=True)
    support = graphene.Int(required=True, source="support_stance")
    strongly_support = graphene.Int(required=True)


class LineType(DjangoObjectType):
    """One line of a breakdown."""

    stances = graphene.Field(StancesType, required=True)

    class Meta:
        model = Line
        fields = ("group", "support", "voices", "heard")

    def resolve_stances(self, _info: object) -> object:
        """Read the five counts off the line itself."""
        return self


class AlignmentType(DjangoObjectType):
    """The score of a feature."""

    breakdown = graphene.List(graphene.NonNull(LineType), required=True)

    class Meta:
        model = AlignmentScore
        fields = ("score", "low", "high")

    def resolve_breakdown(self, _info: object) -> Iterable[Line]:
        """Give the lines that were prefetched."""
        lines: Iterable[Line] = self.lines.all()
        return lines


class FeatureType(DjangoObjectType):
    """A feature."""

    class Meta:
        model = Feature
        fields = ("name", "stage", "alignment")


class Query(graphene.ObjectType):
    """What can be asked."""

    features = graphene.List(
        graphene.NonNull(FeatureType),
        required=True,
        product=graphene.String(required=True),
        first=graphene.Int(required=True),
    )

    def resolve_features(self, _info: object, product: str, first: int) -> QuerySet[Feature]:
        """List features, broadest backing first."""
        rows = list_features().filter(product__key=product).select_related("alignment")
        return rows.prefetch_related("alignment__lines__group")[:first]  # type: ignore[misc]  # -- mypy knows the models of backend.settings


schema = graphene.Schema(query=Query)
