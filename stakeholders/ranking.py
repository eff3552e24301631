"""Puts features in the order of their backing, and tells the rank of each."""

from typing import Final

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from products.lifecycle import OPEN_STAGES
from products.models import Feature

# Broadest backing first: what is sure counts before what is likely; the unheard come last.
BY_BACKING: Final = (
    F("alignment__low").desc(nulls_last=True),
    F("alignment__score").desc(nulls_last=True),
    F("pk").asc(),
)


def ranked(features: QuerySet[Feature]) -> QuerySet[Feature]:
    """Put FEATURES in the order of their backing, broadest first."""
    return features.order_by(*BY_BACKING)


def with_rank(features: QuerySet[Feature]) -> QuerySet[Feature]:
    """Give each of FEATURES its `rank`: its place by backing among the open ones of its product.

    From 1; empty for features that are unheard, launched, declined or merged into another.
    """
    low, score = OuterRef("alignment__low"), OuterRef("alignment__score")
    ahead = (
        Feature.objects.open()
        .filter(
            Q(alignment__low__gt=low)
            | Q(alignment__low=low, alignment__score__gt=score)
            | Q(alignment__low=low, alignment__score=score, pk__lt=OuterRef("pk")),
            product=OuterRef("product"),
        )
        .order_by()
        .values("product")
        .values(number=Count("pk"))
    )
    is_open = Q(stage__in=OPEN_STAGES, merged_into=None, alignment__low__isnull=False)
    place = Coalesce(Subquery(ahead, output_field=IntegerField()), 0) + 1
    return features.annotate(rank=Case(When(is_open, then=place)))
