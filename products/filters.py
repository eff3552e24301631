"""How callers narrow the catalogue: one FilterSet per noun, for every interface.

Filters through to-many relations use `Exists`, never joins, so that no row is found twice.
"""

from typing import ClassVar, Final

from django.db.models import Exists, JSONField, OuterRef, QuerySet
from django_filters import BooleanFilter, CharFilter, FilterSet, ModelChoiceFilter

from products.lifecycle import OPEN_STAGES
from products.lookups import HasElement
from products.models import (
    Decision,
    Feature,
    Insight,
    LogRecord,
    Merge,
    Objective,
    Product,
    StageChange,
)

TEXT: Final = ("exact", "in", "icontains")
CHOICE: Final = ("exact", "in")
NUMBER: Final = ("gt", "gte", "lt", "lte")
OPTIONAL: Final = (*NUMBER, "isnull")
ROW: Final = {"source": TEXT, "external_id": TEXT, "created_at": NUMBER, "updated_at": NUMBER}


JSONField.register_lookup(HasElement)


class NounFilterSet(FilterSet):
    """Narrows the rows of one noun; every interface reads what it may be asked from here."""


def by_id(
    model: type[LogRecord], field_name: str | None = None, *, help_text: str, method: str = ""
) -> ModelChoiceFilter:
    """Filter by one row of MODEL, named by its public id."""
    return ModelChoiceFilter(
        field_name=field_name,
        method=method or None,
        queryset=lambda _request: model._default_manager.all(),  # noqa: SLF001 -- generic over models
        to_field_name="public_id",
        help_text=help_text,
    )


class ProductFilterSet(NounFilterSet):
    """Narrows products."""

    class Meta:
        model = Product
        fields: ClassVar = {"key": TEXT, "name": TEXT, "exposure": CHOICE} | ROW


class ObjectiveFilterSet(NounFilterSet):
    """Narrows objectives."""

    product = by_id(Product, help_text="Objectives of this product.")

    class Meta:
        model = Objective
        fields: ClassVar = {
            "key": TEXT,
            "title": TEXT,
            "target_date": OPTIONAL,
            "achieved_at": OPTIONAL,
        } | ROW


class CatalogueFeatureFilterSet(NounFilterSet):
    """Narrows features by what the catalogue knows of them."""

    product = by_id(Product, help_text="Features of this product.")
    objective = by_id(Objective, method="serving", help_text="Features that serve this objective.")
    insight = by_id(Insight, method="touched", help_text="Features that this insight bears on.")
    tag = CharFilter("tags", "has_element", help_text="Features with this tag.")
    open = BooleanFilter(
        method="still_open", help_text="Features that can still be chosen, or that cannot."
    )

    class Meta:
        model = Feature
        fields: ClassVar = {
            "key": TEXT,
            "name": TEXT,
            "stage": CHOICE,
            "effort": OPTIONAL,
            "exposure_unknown": ("exact",),
        } | ROW

    def serving(
        self, rows: QuerySet[Feature], _name: str, objective: Objective
    ) -> QuerySet[Feature]:
        """Keep the features that serve OBJECTIVE."""
        links = Feature.objectives.through._default_manager.filter(  # noqa: SLF001 -- a bare link table
            objective=objective, feature=OuterRef("pk")
        )
        return rows.filter(Exists(links))

    def touched(self, rows: QuerySet[Feature], _name: str, insight: Insight) -> QuerySet[Feature]:
        """Keep the features that INSIGHT bears on."""
        links = Insight.features.through._default_manager.filter(  # noqa: SLF001 -- a bare link table
            insight=insight, feature=OuterRef("pk")
        )
        return rows.filter(Exists(links))

    def still_open(self, rows: QuerySet[Feature], _name: str, wanted: bool) -> QuerySet[Feature]:  # noqa: FBT001 -- django-filter's signature
        """Keep the features that are open, or those that are not."""
        return rows.filter(stage__in=OPEN_STAGES) if wanted else rows.exclude(stage__in=OPEN_STAGES)


class StageChangeFilterSet(NounFilterSet):
    """Narrows the moves of features."""

    feature = by_id(Feature, help_text="Moves of this feature.")

    class Meta:
        model = StageChange
        fields: ClassVar = {
            "from_stage": CHOICE,
            "to_stage": CHOICE,
            "actor": TEXT,
            "created_at": NUMBER,
        }


class InsightFilterSet(NounFilterSet):
    """Narrows insights."""

    product = by_id(Product, help_text="Insights about this product.")
    feature = by_id(Feature, method="bearing", help_text="Insights that bear on this feature.")

    class Meta:
        model = Insight
        fields: ClassVar = {
            "kind": CHOICE,
            "mood": CHOICE,
            "title": TEXT,
            "occurred_at": OPTIONAL,
        } | ROW

    def bearing(self, rows: QuerySet[Insight], _name: str, feature: Feature) -> QuerySet[Insight]:
        """Keep the insights that bear on FEATURE."""
        links = Insight.features.through._default_manager.filter(  # noqa: SLF001 -- a bare link table
            feature=feature, insight=OuterRef("pk")
        )
        return rows.filter(Exists(links))


class DecisionFilterSet(NounFilterSet):
    """Narrows decisions."""

    feature = by_id(Feature, help_text="Decisions about this feature.")
    product = by_id(
        Product, "feature__product", help_text="Decisions about features of this product."
    )

    class Meta:
        model = Decision
        fields: ClassVar = {
            "outcome": CHOICE,
            "decided_by": TEXT,
            "decided_at": NUMBER,
            "review_on": OPTIONAL,
        }


class MergeFilterSet(NounFilterSet):
    """Narrows merges of duplicates."""

    feature = by_id(Feature, help_text="Merges of this duplicate.")
    into = by_id(Feature, help_text="Merges into this feature.")
    undone = BooleanFilter(
        "undone_at", "isnull", exclude=True, help_text="Merges that were undone, or that hold."
    )

    class Meta:
        model = Merge
        fields: ClassVar = {"reason": TEXT, "actor": TEXT, "created_at": NUMBER}
