"""Insights, and the decisions that rest on them."""

from typing import Any, ClassVar

from django.db.models import F
from django.http import HttpRequest

from products.admin.columns import show_moment
from products.admin.forms import RecordForm
from products.admin.records import ORIGIN, CuratedAdmin
from products.models import Decision, Feature


class InsightForm(RecordForm):
    """An insight bears on features of its own product."""

    def clean(self) -> dict[str, Any]:
        """Refuse features of another product."""
        cleaned = super().clean()
        product = cleaned.get("product") or getattr(self.instance, "product", None)
        self.check_product("features", product)
        return cleaned


class CatalogueInsightAdmin(CuratedAdmin):
    """The pieces of the puzzle: what was heard, seen and measured."""

    form = InsightForm
    list_display: Any = ("title", "product", "kind", "mood", show_moment("occurred_at"))
    list_filter = ("kind", "mood", "product")
    list_select_related = ("product",)
    show_full_result_count = False
    search_fields = ("title", "body", "url")
    search_help_text = "Title, text or address."
    autocomplete_fields = ("product", "features")
    date_hierarchy = "occurred_at"
    ordering = (F("occurred_at").desc(nulls_last=True), "-pk")
    fixed_fields = ("product",)
    fieldsets = (
        (None, {"fields": ("product", "title", "kind", "mood")}),
        ("What was said or seen", {"fields": ("body", "url", "occurred_at")}),
        ("What it bears on", {"fields": ("features",)}),
        ORIGIN,
    )


class DecisionForm(RecordForm):
    """A decision rests on insights of the feature's own product."""

    def clean(self) -> dict[str, Any]:
        """Refuse insights of another product."""
        cleaned = super().clean()
        feature: Feature | None = cleaned.get("feature") or getattr(self.instance, "feature", None)
        self.check_product("insights", feature.product if feature else None)
        return cleaned


class CatalogueDecisionAdmin(CuratedAdmin):
    """What was chosen, why, and later what came of it."""

    form = DecisionForm
    list_display = ("feature", "outcome", "decided_by", show_moment("decided_at"), "review_on")
    list_filter = ("outcome", "feature__product", "review_on")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key", "rationale", "promise", "decided_by")
    search_help_text = "Feature, rationale, promise or who decided."
    autocomplete_fields = ("feature", "insights")
    date_hierarchy = "decided_at"
    ordering = ("-decided_at", "-pk")
    standing: ClassVar[tuple[str, ...]] = ("decided_at", "rank")
    readonly_fields = (*CuratedAdmin.readonly_fields, *standing)
    # A choice and its promise stay as they were made, or the result could not be compared.
    fixed_fields = ("feature", "outcome", "rationale", "promise", "decided_by")

    def get_fieldsets(self, _request: HttpRequest, obj: Decision | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Follow the work: choose and promise, later review."""
        choice = ("feature", "outcome", "rationale", "insights", "decided_by")
        review = ("promise", "review_on", *(("outcome_note",) if obj else ()))
        then = (("What was known then", {"fields": self.standing}), ORIGIN) if obj else ()
        return (
            ("The choice", {"fields": choice}),
            ("Promise and result", {"fields": review}),
            *then,
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose whoever is logged in as the one who decided."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"decided_by": request.user.get_username()} | initial
