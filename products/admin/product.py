"""Products, with their vision and objectives."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from products.admin.columns import show_moment
from products.admin.forms import RecordForm
from products.admin.logs import TableInline
from products.admin.records import ORIGIN, CuratedAdmin
from products.models import Feature, Objective, Product
from products.moments import find_moment_fault
from products.objectives import achieve, reopen


class ObjectiveForm(RecordForm):
    """An objective on the page of its product; its key is chosen once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Hold the key of an objective that exists."""
        super().__init__(*args, **kwargs)
        self.fields["key"].disabled = self.instance.pk is not None


class ObjectiveInline(TableInline):
    """The objectives of a product; the rest of one is edited on its own page."""

    model = Objective
    form = ObjectiveForm
    classes = ("tab-objectives",)
    fields = ("title", "key", "target_date")
    ordering = (F("target_date").asc(nulls_last=True), "pk")
    prepopulated_fields = {"key": ("title",)}  # noqa: RUF012 -- Django's declared type is no ClassVar


class CatalogueProductAdmin(CuratedAdmin):
    """Products and what they are for; the vision comes first."""

    list_display = ("name", "key", "north_star_metric", "exposure", "feature_count")
    list_filter = ("exposure", "currency")
    search_fields = ("name", "key", "vision", "north_star_metric")
    search_help_text = gettext_lazy("Name, key, vision or North-Star metric.")
    ordering = ("name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    fixed_fields = ("key",)
    inlines = (ObjectiveInline,)
    tabs = (
        ("about", _("What it is")),
        ("vision", _("Vision")),
        ("objectives", _("Objectives")),
        ("features", _("Features")),
        ("voices", _("How people are heard")),
    )
    fieldsets = (
        (None, {"fields": ("name", "key")}),
        (_("Vision"), {"classes": ("tab-vision",), "fields": ("vision", "north_star_metric")}),
        (
            _("How people are heard"),
            {"classes": ("tab-voices",), "fields": ("exposure", "currency")},
        ),
        ORIGIN,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """Count the features of each product."""
        features = Feature.objects.filter(product=OuterRef("pk")).order_by().values("product")
        number = Subquery(features.values(number=Count("pk")))
        rows: QuerySet[Product] = super().get_queryset(request)
        return rows.annotate(number_of_features=Coalesce(number, 0))

    @admin.display(description=gettext_lazy("features"), ordering="number_of_features")
    def feature_count(self, product: Product) -> int:
        """Tell how many features PRODUCT has."""
        return int(vars(product)["number_of_features"])


class AchievementForm(RecordForm):
    """An objective on its own page: what was achieved was achieved by now."""

    def clean(self) -> dict[str, Any]:
        """Refuse a moment that has not come."""
        cleaned = super().clean()
        at = cleaned.get("achieved_at")
        if at is not None and (told := find_moment_fault(at, timezone.now())):
            self.add_error("achieved_at", told)
        return cleaned


class CatalogueObjectiveAdmin(CuratedAdmin):
    """What a product is to achieve."""

    form = AchievementForm
    actions = ("mark_as_achieved", "mark_as_open")
    list_display = ("title", "product", "key", "target_date", show_moment("achieved_at"))
    list_filter = ("product", ("achieved_at", admin.EmptyFieldListFilter), "target_date")
    list_select_related = ("product",)
    search_fields = ("title", "key", "product__name")
    search_help_text = gettext_lazy("Title, key or product.")
    autocomplete_fields = ("product",)
    ordering = (F("target_date").asc(nulls_last=True), "pk")
    prepopulated_fields = {"key": ("title",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    fixed_fields = ("product", "key")
    together = ("target_date", "achieved_at")
    fieldsets = (
        (None, {"fields": ("product", "title", "key")}),
        (gettext_lazy("When"), {"fields": ("target_date", "achieved_at")}),
        ORIGIN,
    )

    @admin.action(description=_("Say that these were achieved now"), permissions=["change"])
    def mark_as_achieved(self, _request: HttpRequest, objectives: QuerySet[Objective]) -> None:
        """Say that OBJECTIVES were achieved; those that were before keep their date."""
        for objective in objectives.order_by("pk"):
            achieve(objective)

    @admin.action(description=_("Say that these are still to be achieved"), permissions=["change"])
    def mark_as_open(self, _request: HttpRequest, objectives: QuerySet[Objective]) -> None:
        """Say that OBJECTIVES are still to be achieved."""
        for objective in objectives.order_by("pk"):
            reopen(objective)
