"""Features, and the way they move from stage to stage."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path

from products import catalogue
from products.admin.columns import show_moment
from products.admin.facets import facet
from products.admin.forms import AnyForm, RecordForm
from products.admin.logs import LogAdmin, ReadInline
from products.admin.records import ORIGIN, CuratedAdmin
from products.admin.similar import VIEW, answer_similar, mark_fields
from products.admin.tags import TagsField
from products.feature_filters import CatalogueFeatureFilterSet
from products.lifecycle import LifecycleStage, StageMoveError, next_stages
from products.models import Exposure, Feature, Stage, StageChange

EXPOSED: Final = "exposure_unknown"


class FeatureForm(RecordForm):
    """A feature, with a move to another stage where one is wanted."""

    tags = TagsField(required=False, help_text="Free words to find it by, with commas between.")
    move_to = forms.ChoiceField(required=False)
    move_reason = forms.CharField(
        required=False,
        label="Because",
        widget=AdminTextareaWidget({"rows": 2}),
        help_text="Kept with the move, for those who ask later.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Offer the stages that come next."""
        super().__init__(*args, **kwargs)
        mark_fields(self.fields, self.instance)
        after = next_stages(LifecycleStage(self.instance.stage)) if self.instance.pk else ()
        stay = ("", f"stay in {Stage(self.instance.stage).label}")
        offered = [(stage.value, stage.label) for stage in Stage if stage in after]
        self.fields["move_to"] = forms.ChoiceField(
            choices=[stay, *offered],
            required=False,
            label="Move to",
            help_text="Only the moves that the lifecycle allows.",
        )
        if self.instance.pk is None and EXPOSED in self.fields:
            self.fields[EXPOSED] = forms.TypedChoiceField(
                choices=[("", "as the product is shown to people"), ("yes", "yes"), ("no", "no")],
                coerce=lambda value: value == "yes",
                empty_value=None,
                required=False,
                help_text=self.fields[EXPOSED].help_text,
            )

    def clean_tags(self) -> list[str]:
        """Leave alone what is not edited, and refuse what cannot be a tag."""
        before: list[str] = self.initial.get("tags") or []
        if "tags" not in self.changed_data:
            return before
        tags: list[str] = self.cleaned_data["tags"]
        if faults := list(catalogue.find_tag_faults(tags, before)):
            raise forms.ValidationError(faults)
        return tags

    def clean(self) -> dict[str, Any]:
        """Ask for a reason with a move, and for objectives of the feature's own product."""
        cleaned = super().clean()
        if cleaned.get("move_to") and not cleaned.get("move_reason"):
            self.add_error("move_reason", "Say why it moves.")
        if cleaned.get("move_reason") and not cleaned.get("move_to"):
            self.add_error("move_to", "Say where it moves to, or leave the reason out.")
        product = cleaned.get("product") or getattr(self.instance, "product", None)
        if cleaned.get(EXPOSED, False) is None:
            cleaned[EXPOSED] = product is not None and product.exposure == Exposure.UP_VOTES
        self.check_product("objectives", product)
        return cleaned


BY_OPEN: Final = facet(
    CatalogueFeatureFilterSet,
    "open",
    title="whether it is open",
    yes="can still be chosen",
    no="launched, declined or merged",
)


class StageChangeInline(ReadInline):
    """How a feature came to its stage."""

    model = StageChange
    fields = ("created_at", "from_stage", "to_stage", "reason", "actor")
    readonly_fields = fields
    ordering = ("-created_at", "-pk")
    verbose_name_plural = "Moves so far"


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
    show_full_result_count = False
    search_fields = ("name", "key", "summary", "problem")
    search_help_text = "Name, key, summary or problem."
    autocomplete_fields = ("product", "objectives")
    ordering: ClassVar[Any] = ("name", "pk")
    prepopulated_fields = {"key": ("name",)}  # noqa: RUF012 -- Django's declared type is no ClassVar
    readonly_fields = (*CuratedAdmin.readonly_fields, "merged_into")
    # In another product other groups have a say, and a move of stage needs a reason.
    fixed_fields = ("product", "key", "stage")
    refusals = (*CuratedAdmin.refusals, StageMoveError)
    inlines: ClassVar[tuple[type[ReadInline], ...]] = (StageChangeInline,)
    about = (None, {"fields": ("product", "name", "key", "summary", "problem", "tags")})
    standing: ClassVar[tuple[str, ...]] = ("stage", "move_to", "move_reason", "merged_into")
    plan = ("What it serves and takes", {"fields": ("objectives", "effort", "exposure_unknown")})

    class Media:
        js = ("products/similar.js",)

    def get_fieldsets(self, _request: HttpRequest, obj: Feature | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Follow the work; a new feature has no past and no move."""
        standing = self.standing if obj else ("stage",)
        return (self.about, ("Where it stands", {"fields": standing}), self.plan, ORIGIN)

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
            catalogue.move_feature(
                obj,
                LifecycleStage(form.cleaned_data["move_to"]),
                reason=form.cleaned_data["move_reason"],
                actor=request.user.get_username(),
            )


@admin.register(StageChange)
class StageChangeAdmin(LogAdmin):
    """Every move of every feature."""

    list_display = ("feature", "from_stage", "to_stage", "actor", show_moment("created_at"))
    list_filter = ("to_stage", "from_stage", "feature__product")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key", "reason", "actor")
    search_help_text = "Feature, reason or who moved it."
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = ("feature", "from_stage", "to_stage", "reason", "actor", "created_at", "public_id")
