"""Features, and the way they move from stage to stage."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy

from products import catalogue
from products.admin.facets import facet
from products.admin.feature_form import FeatureForm
from products.admin.forms import AnyForm
from products.admin.logs import ReadInline
from products.admin.records import ORIGIN, CuratedAdmin
from products.admin.similar import VIEW, answer_similar
from products.dating import MoveDateError
from products.feature_filters import CatalogueFeatureFilterSet
from products.lifecycle import LifecycleStage, StageMoveError, next_stages
from products.models import Feature, Stage, StageChange

BY_OPEN: Final = facet(
    CatalogueFeatureFilterSet,
    "open",
    title=gettext_lazy("whether it is open"),
    answers=(gettext_lazy("can still be chosen"), gettext_lazy("launched, declined or merged")),
)


class StageChangeInline(ReadInline):
    """How a feature came to its stage."""

    model = StageChange
    classes = ("tab-lifecycle",)
    fields = ("moved_at", "from_stage", "to_stage", "reason", "actor")
    readonly_fields = fields
    ordering = ("-moved_at", "-pk")
    verbose_name_plural = gettext_lazy("Moves so far")


class CatalogueFeatureAdmin(CuratedAdmin):
    """Features: what they are, where they stand and what they serve."""

    form = FeatureForm
    list_display: Any = ("name", "product", "stage", "effort")
    list_filter: ClassVar[tuple[Any, ...]] = (
        BY_OPEN,
        "stage",
        "product",
        "exposure_unknown",
    )
    list_select_related: ClassVar[tuple[str, ...]] = ("product",)
    search_fields = ("name", "key", "summary", "problem")
    search_help_text = gettext_lazy("Name, key, summary or problem.")
    autocomplete_fields = ("product", "objectives")
    ordering: ClassVar[Any] = ("name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    readonly_fields = (*CuratedAdmin.readonly_fields, "merged_into")
    # In another product other groups have a say, and a move of stage needs a reason.
    fixed_fields = ("product", "key", "stage")
    refusals = (
        *CuratedAdmin.refusals,
        StageMoveError,
        MoveDateError,
        catalogue.MoveReasonError,
    )
    together = (
        "move_to",
        "move_reason",
        "objectives",
        "effort",
        "tags",
        "exposure_unknown",
    )
    standing_for: ClassVar = {"move_to": "stage"}
    inlines: ClassVar[tuple[type[ReadInline], ...]] = (StageChangeInline,)
    move: Callable[..., StageChange] = staticmethod(catalogue.move_feature)
    about = (None, {"fields": ("product", "name", "key", "summary", "problem", "tags")})
    standing: ClassVar[tuple[str, ...]] = (
        "stage",
        "move_to",
        "move_reason",
        "move_at",
        "merged_into",
    )
    plan = (
        gettext_lazy("What it serves and takes"),
        {"fields": ("objectives", "effort", "exposure_unknown")},
    )

    class Media:
        js = ("products/similar.js",)

    def get_fieldsets(self, _request: HttpRequest, obj: Feature | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Follow the work; a new feature has no past and no move."""
        standing = self.standing if obj else ("stage",)
        return (
            self.about,
            (gettext("Where it stands"), {"classes": ("tab-lifecycle",), "fields": standing}),
            self.plan,
            ORIGIN,
        )

    def fit_together(self, form: AnyForm, rows: Sequence[Feature]) -> None:
        """Offer the stages that any of ROWS may move to next."""
        after = {str(to) for row in rows for to in next_stages(LifecycleStage(row.stage))}
        offered: Any = form.fields["move_to"]
        offered.choices = [
            (stage.value, gettext(stage.label)) for stage in Stage if stage.value in after
        ]

    def get_inlines(self, _request: HttpRequest, obj: Feature | None) -> Any:  # noqa: ANN401 -- as above
        """Show what hangs on a feature, once it exists."""
        return self.inlines if obj else ()

    def get_urls(self) -> list[URLPattern]:
        """Add the address where the script asks what a new name may mean."""
        view = self.admin_site.admin_view(self.show_similar)
        return [path("similar/", view, name=VIEW), *super().get_urls()]

    def show_similar(self, request: HttpRequest) -> JsonResponse:
        """Tell which features a name may mean."""
        allowed = self.has_add_permission(request) or self.has_change_permission(request)
        return answer_similar(request, allowed=allowed)

    def save_model(self, request: HttpRequest, obj: Feature, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Write a feature, and move it where that is asked for."""
        super().save_model(request, obj, form, change)
        if change and form.cleaned_data.get("move_to"):
            self.move(
                obj,
                LifecycleStage(form.cleaned_data["move_to"]),
                reason=form.cleaned_data["move_reason"],
                actor=request.user.get_username(),
                moved_at=form.cleaned_data.get("move_at"),
            )
