"""Insights, and the decisions that rest on them."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from products.admin.columns import show_moment
from products.admin.forms import RecordForm
from products.admin.records import ORIGIN, CuratedAdmin
from products.filters import DecisionFilterSet
from products.models import Decision, Feature

SOON: Final = 30  # days ahead for which to prepare a review


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
    list_filter = ("kind", "mood", "occurred_at", "product")
    list_select_related = ("product",)
    search_fields = ("title", "body", "url")
    search_help_text = gettext_lazy("Title, text or address.")
    autocomplete_fields = ("product", "features")
    ordering = (F("occurred_at").desc(nulls_last=True), "-pk")
    fixed_fields = ("product",)
    together = ("kind", "mood", "occurred_at", "url", "features")
    fieldsets = (
        (None, {"fields": ("product", "title", "kind", "mood")}),
        (gettext_lazy("What was said or seen"), {"fields": ("body", "url", "occurred_at")}),
        (gettext_lazy("What it bears on"), {"fields": ("features",)}),
        ORIGIN,
    )


class ReviewFilter(admin.SimpleListFilter):
    """Narrows decisions by when they are to be compared with their promise."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, _request: HttpRequest, _page: object) -> list[tuple[str, Any]]:
        """Offer what is due, soon or now, and what was looked back at."""
        soon = gettext("due within %(days)s days") % {"days": SOON}
        return [("due", _("due")), ("soon", soon), ("done", _("reviewed"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the decisions that meet what was chosen, as the APIs do."""
        today = timezone.localdate()
        choices: dict[str | None, dict[str, object]] = {
            "due": {"due_by": today},
            "soon": {"due_by": today + timedelta(days=SOON)},
            "done": {"reviewed": True},
        }
        asked = choices.get(self.value(), {})
        found: QuerySet[Any] = DecisionFilterSet(asked, queryset=queryset).qs
        return found


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
    list_display: Any = (
        "feature",
        "outcome",
        "went",
        "decided_by",
        show_moment("decided_at"),
        "review_on",
    )
    list_filter = (
        ReviewFilter,
        "outcome",
        "against_backing",
        "decided_at",
        "feature__product",
        "review_on",
    )
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key", "rationale", "promise", "decided_by")
    search_help_text = gettext_lazy("Feature, rationale, promise or who decided.")
    autocomplete_fields = ("feature", "insights")
    ordering = ("-decided_at", "-pk")
    standing: ClassVar[tuple[str, ...]] = ("decided_at", "rank", "went")
    reviewing: ClassVar[tuple[str, ...]] = ()
    readonly_fields = (*CuratedAdmin.readonly_fields, *standing)
    # A choice, what it rests on and its promise stay as they were made, or the result could not be
    # compared.
    fixed_fields = ("feature", "outcome", "rationale", "insights", "promise", "decided_by")

    @admin.display(description=_("with the backing"), ordering="against_backing")
    def went(self, decision: Decision) -> str:
        """Say in words which way DECISION went: a green tick would not mean that all is well."""
        if decision.score is None:
            return gettext("nobody had spoken")
        return gettext("against it") if decision.against_backing else gettext("with it")

    def get_fieldsets(self, _request: HttpRequest, obj: Decision | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Follow the work: choose and promise, later review."""
        choice = ("feature", "outcome", "rationale", "insights", "decided_by")
        review = ("promise", "review_on", *(("outcome_note", *self.reviewing) if obj else ()))
        then = ((gettext("What was known then"), {"fields": self.standing}), ORIGIN) if obj else ()
        return (
            (gettext("The choice"), {"fields": choice}),
            (gettext("Promise and result"), {"fields": review}),
            *then,
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose whoever is logged in as the one who decided."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"decided_by": request.user.get_username()} | initial
