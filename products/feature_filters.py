"""How callers narrow features by what the catalogue knows of them."""

from typing import ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import BooleanFilter, CharFilter
from django_filters.filters import BaseInFilter

from products.models import Decision, Feature, Insight, Objective, Product
from products.narrowing import (
    CHOICE,
    LONG_TEXT,
    OPTIONAL,
    ROW,
    TEXT,
    HasFilter,
    NounFilterSet,
    SearchFilter,
    by_id,
    by_link,
    links_of,
)

SERVING = links_of(Feature.objectives)
BEARING = links_of(Insight.features)
DECIDED = Decision.objects.all


class TextsFilter(BaseInFilter, CharFilter):
    """Takes a list of texts."""


class CatalogueFeatureFilterSet(NounFilterSet):
    """Narrows features by what the catalogue knows of them."""

    search = SearchFilter("name", "key", "summary", "problem")
    product = by_id(Product, help_text="Features of this product.")
    objective = by_link(
        Objective, SERVING, mine="feature", help_text="Features that serve this objective."
    )
    has_objective = HasFilter(
        SERVING, mine="feature", help_text="Features that serve any objective, or that serve none."
    )
    insight = by_link(
        Insight, BEARING, mine="feature", help_text="Features that this insight bears on."
    )
    has_insight = HasFilter(
        BEARING, mine="feature", help_text="Features that any insight bears on, or that none does."
    )
    has_decision = HasFilter(
        DECIDED, mine="feature", help_text="Features about which anything was decided, or nothing."
    )
    tag = CharFilter("tags", "has_element", help_text="Features with this tag.")
    tags__any = TextsFilter(
        "tags", method="tagged", help_text="Features with at least one of these tags."
    )
    tags__isnull = BooleanFilter(
        "tags", method="untagged", help_text="Features without a tag, or with any."
    )
    open = BooleanFilter(
        method="still_open", help_text="Features that can still be chosen, or that cannot."
    )

    class Meta:
        model = Feature
        fields: ClassVar = {
            "key": TEXT,
            "name": TEXT,
            "summary": LONG_TEXT,
            "problem": LONG_TEXT,
            "stage": CHOICE,
            "effort": OPTIONAL,
            "exposure_unknown": ("exact",),
        } | ROW

    def tagged(self, rows: QuerySet[Feature], _name: str, tags: list[str]) -> QuerySet[Feature]:
        """Keep the features with any of TAGS."""
        ways = Q(pk__in=[])
        for tag in tags:
            ways |= Q(tags__has_element=tag)
        return rows.filter(ways)

    def untagged(self, rows: QuerySet[Feature], _name: str, wanted: bool) -> QuerySet[Feature]:  # noqa: FBT001 -- django-filter's signature
        """Keep the features without a tag, or the others."""
        return rows.filter(tags=[]) if wanted else rows.exclude(tags=[])

    def still_open(self, rows: QuerySet[Feature], _name: str, wanted: bool) -> QuerySet[Feature]:  # noqa: FBT001 -- as above
        """Keep the features that are open, or those that are not."""
        found = Exists(Feature.objects.open().filter(pk=OuterRef("pk")))
        return rows.filter(found if wanted else ~found)
