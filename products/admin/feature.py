"""Features, and the way they move from stage to stage."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from products import catalogue
from products.admin.facets import facet
from products.admin.forms import AnyForm, RecordForm
from products.admin.logs import ReadInline
from products.admin.records import ORIGIN, CuratedAdmin
from products.admin.similar import VIEW, answer_similar, mark_fields
from products.admin.tags import TagsField
from products.dating import MoveDateError
from products.feature_filters import CatalogueFeatureFilterSet
from products.lifecycle import LifecycleStage, StageMoveError, next_stages
from products.models import Exposure, Feature, Stage, StageChange
from products.naming import find_tag_faults

EXPOSED: Final = "exposure_unknown"


class FeatureForm(RecordForm):
    """A feature, with a move to another stage where one is wanted."""

    # A move is one from where the feature stood when the page was shown.
    watched = ("stage",)
    tags = TagsField(
        required=False,
        label=capfirst(gettext_lazy("tags")),
        help_text=gettext_lazy("Free words to find it by, with commas between."),
    )
    move_to = forms.ChoiceField(required=False)
    move_reason = forms.CharField(
        required=False,
        label=gettext_lazy("Because"),
        widget=AdminTextareaWidget({"rows": 2}),
        help_text=gettext_lazy("Kept with the move, for those who ask later."),
    )

    move_at = forms.SplitDateTimeField(
        required=False,
        label=gettext_lazy("On"),
        widget=AdminSplitDateTime(),
        help_text=gettext_lazy("When it moved, where that was before today; now if left empty."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Offer the stages that come next."""
        super().__init__(*args, **kwargs)
        mark_fields(self.fields, self.instance)
        after = next_stages(LifecycleStage(self.instance.stage)) if self.instance.pk else ()
        before = Stage(self.instance.stage).label
        stay = ("", gettext("stay in %(stage)s") % {"stage": before})
        none = gettext("No move leads there from %(stage)s.")
        offered = [(stage.value, stage.label) for stage in Stage if stage in after]
        self.fields["move_to"] = forms.ChoiceField(
            choices=[stay, *offered],
            required=False,
            label=gettext("Move to"),
            error_messages={"invalid_choice": none % {"stage": before}},
            help_text=gettext("Only the moves that the lifecycle allows."),
        )
        if self.instance.pk is None and EXPOSED in self.fields:
            self.fields[EXPOSED] = forms.TypedChoiceField(
                choices=[
                    ("", gettext("as the product is shown to people")),
                    ("yes", gettext("yes")),
                    ("no", gettext("no")),
                ],
                coerce=lambda value: value == "yes",
                empty_value=None,
                required=False,
                label=self.fields[EXPOSED].label,
                help_text=self.fields[EXPOSED].help_text,
            )

    def clean_tags(self) -> list[str]:
        """Leave alone what is not edited, and refuse what cannot be a tag."""
        before: list[str] = self.initial.get("tags") or []
        if "tags" not in self.changed_data:
            return before
        tags: list[str] = self.cleaned_data["tags"]
        if faults := list(find_tag_faults(tags, before)):
            raise forms.ValidationError(faults)
        return tags

    def clean(self) -> dict[str, Any]:
        """Ask for a reason with a move, and for objectives of the feature's own product."""
        cleaned = super().clean()
        if cleaned.get("move_to") and not cleaned.get("move_reason"):
            self.add_error("move_reason", gettext("Say why it moves."))
        is_known = "move_to" not in self.errors
        if cleaned.get("move_reason") and not cleaned.get("move_to") and is_known:
            self.add_error("move_to", gettext("Say where it moves to, or leave the reason out."))
        if cleaned.get("move_at") and not cleaned.get("move_to"):
            self.add_error("move_to", gettext("Say where it moved to, or leave the date out."))
        product = cleaned.get("product") or getattr(self.instance, "product", None)
        if cleaned.get(EXPOSED, False) is None:
            cleaned[EXPOSED] = product is not None and product.exposure == Exposure.UP_VOTES
        self.check_product("objectives", product)
        return cleaned


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
        offered.choices = [(stage.value, stage.label) for stage in Stage if stage.value in after]

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
