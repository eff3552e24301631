"""The same answers by Strawberry's natural form: typed lists of model instances.

What the documentation of strawberry-django shows: types made of models, the optimizer, which reads
only what is asked for and prefetches the rest, and the extensions that keep what was parsed and
validated.
"""

from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import auto
from strawberry.extensions import ParserCache, ValidationCache
from strawberry_django.optimizer import DjangoOptimizerExtension

from products import models as catalogue
from stakeholders import models as backing
from tests.benchmarks.competitors.models import Line as LineRow
from tests.benchmarks.competitors.models import list_features

STANCES = ["strongly_oppose", "oppose", "neutral", "support_stance", "strongly_support"]


@strawberry_django.type(catalogue.Product)
class Product:
    """A product."""

    key: auto
    name: auto


@strawberry_django.type(backing.Group)
class Group:
    """A team or a segment."""

    name: auto
    kind: auto


@strawberry.type
class Stances:
    """The five counts of one group."""

    strongly_oppose: int
    oppose: int
    neutral: int
    support: int
    strongly_support: int


@strawberry_django.type(LineRow)
class Line:
    """One line of a breakdown."""

    group: Group
    support: auto
    voices: auto
    heard: auto

    @strawberry_django.field(only=STANCES)  # type: ignore[untyped-decorator]  # -- given arguments it has no type
    def stances(self) -> Stances:
        """Put the five counts together."""
        row = cast("LineRow", self)
        return Stances(
            strongly_oppose=row.strongly_oppose,
            oppose=row.oppose,
            neutral=row.neutral,
            support=row.support_stance,
            strongly_support=row.strongly_support,
        )


@strawberry_django.type(backing.AlignmentScore)
class Alignment:
    """The score of a feature."""

    score: float
    low: float
    high: float
    breakdown: list[Line] = strawberry_django.field(field_name="lines")


@strawberry_django.type(catalogue.Feature)
class Feature:
    """A feature."""

    name: auto
    stage: auto
    product: Product
    alignment: Alignment | None


@strawberry_django.type(backing.Stakeholder)
class Stakeholder:
    """A person."""

    name: auto
    email: auto


@strawberry_django.type(backing.Preference)
class Preference:
    """What a person has stated about a feature."""

    reason: auto
    stated_at: auto
    stakeholder: Stakeholder


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry_django.field
    def features(self, first: int, product: str | None = None) -> list[Feature]:
        """List features, broadest backing first."""
        rows = list_features() if product is None else list_features().filter(product__key=product)
        return cast("list[Feature]", rows[:first])

    @strawberry_django.field
    def preferences(self, first: int) -> list[Preference]:
        """List preferences, latest first."""
        rows: QuerySet[backing.Preference] = backing.Preference.objects.order_by("-stated_at", "pk")
        return cast("list[Preference]", rows[:first])


schema = strawberry.Schema(
    query=Query, extensions=[DjangoOptimizerExtension, ParserCache, ValidationCache]
)
