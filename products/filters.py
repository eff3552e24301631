"""How callers narrow the catalogue: one FilterSet per noun, for every interface."""

from typing import ClassVar

from django.db.models import QuerySet
from django_filters import BooleanFilter

from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Product,
    StageChange,
)
from products.narrowing import (
    CHOICE,
    LONG_TEXT,
    NUMBER,
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
RESTING = links_of(Decision.insights)


class ProductFilterSet(NounFilterSet):
    """Narrows products."""

    search = SearchFilter("name", "key", "vision")

    class Meta:
        model = Product
        fields: ClassVar = {
            "key": TEXT,
            "name": TEXT,
            "vision": LONG_TEXT,
            "north_star_metric": LONG_TEXT,
            "currency": TEXT,
            "exposure": CHOICE,
        } | ROW


class ObjectiveFilterSet(NounFilterSet):
    """Narrows objectives."""

    search = SearchFilter("title", "key")
    product = by_id(Product, help_text="Objectives of this product.")
    feature = by_link(
        Feature, SERVING, mine="objective", help_text="Objectives that this feature serves."
    )
    has_feature = HasFilter(
        SERVING,
        mine="objective",
        help_text="Objectives that any feature serves, or that none does.",
    )

    class Meta:
        model = Objective
        fields: ClassVar = {
            "key": TEXT,
            "title": TEXT,
            "target_date": OPTIONAL,
            "achieved_at": OPTIONAL,
        } | ROW


class StageChangeFilterSet(NounFilterSet):
    """Narrows the moves of features."""

    feature = by_id(Feature, help_text="Moves of this feature.")
    product = by_id(Product, "feature__product", help_text="Moves of features of this product.")

    class Meta:
        model = StageChange
        fields: ClassVar = {
            "from_stage": CHOICE,
            "to_stage": CHOICE,
            "reason": LONG_TEXT,
            "actor": TEXT,
            "created_at": NUMBER,
        }


class CatalogueInsightFilterSet(NounFilterSet):
    """Narrows insights by what the catalogue knows of them."""

    search = SearchFilter("title", "body")
    product = by_id(Product, help_text="Insights about this product.")
    feature = by_link(
        Feature, BEARING, mine="insight", help_text="Insights that bear on this feature."
    )
    has_feature = HasFilter(
        BEARING, mine="insight", help_text="Insights that bear on any feature, or on none yet."
    )
    has_decision = HasFilter(
        RESTING, mine="insight", help_text="Insights that any decision rests on, or none does."
    )

    class Meta:
        model = Insight
        fields: ClassVar = {
            "kind": CHOICE,
            "mood": CHOICE,
            "title": TEXT,
            "body": LONG_TEXT,
            "url": TEXT,
            "occurred_at": OPTIONAL,
        } | ROW


class DecisionFilterSet(NounFilterSet):
    """Narrows decisions."""

    search = SearchFilter("rationale", "promise", "outcome_note")
    feature = by_id(Feature, help_text="Decisions about this feature.")
    product = by_id(
        Product, "feature__product", help_text="Decisions about features of this product."
    )
    insight = by_link(
        Insight, RESTING, mine="decision", help_text="Decisions that rest on this insight."
    )
    reviewed = BooleanFilter(
        method="compared",
        help_text="Decisions of which the outcome was noted beside the promise, or was not.",
    )

    class Meta:
        model = Decision
        fields: ClassVar = {
            "outcome": CHOICE,
            "rationale": LONG_TEXT,
            "promise": LONG_TEXT,
            "decided_by": TEXT,
            "decided_at": NUMBER,
            "review_on": OPTIONAL,
            "score": OPTIONAL,
            "low": OPTIONAL,
            "high": OPTIONAL,
            "rank": OPTIONAL,
        } | ROW

    def compared(self, rows: QuerySet[Decision], _name: str, wanted: bool) -> QuerySet[Decision]:  # noqa: FBT001 -- django-filter's signature
        """Keep the decisions with a note of their outcome, or those without."""
        return rows.exclude(outcome_note="") if wanted else rows.filter(outcome_note="")


class MergeFilterSet(NounFilterSet):
    """Narrows merges of duplicates."""

    feature = by_id(Feature, help_text="Merges of this duplicate.")
    into = by_id(Feature, help_text="Merges into this feature.")
    undone = BooleanFilter(
        "undone_at", "isnull", exclude=True, help_text="Merges that were undone, or that hold."
    )

    class Meta:
        model = Merge
        fields: ClassVar = {"reason": LONG_TEXT, "actor": TEXT, "created_at": NUMBER}
