"""The catalogue's pages, with what is known of the backing."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, F, Model, Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from products.admin.columns import START
from products.admin.feature import BY_OPEN, CatalogueFeatureAdmin
from products.admin.forms import AnyForm
from products.admin.insight import CatalogueDecisionAdmin
from products.admin.product import CatalogueObjectiveAdmin, CatalogueProductAdmin
from products.decisions import Choice
from products.models import Decision, Feature, Objective, Outcome, Product
from stakeholders.admin.advocacy import CommitmentInline
from stakeholders.admin.alignment import draw_breakdown, list_marks, show_measure, show_score
from stakeholders.admin.facets import FEATURE_FACETS
from stakeholders.admin.holds import find_bare_evidence, find_spoken
from stakeholders.admin.links import link_lists, link_row
from stakeholders.admin.puzzle import draw_feature_puzzle
from stakeholders.deciding import decide
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    Champion,
    Group,
    Outreach,
    Preference,
    PreferenceEvent,
)
from stakeholders.ranking import BY_BACKING


def find_score(feature: Feature) -> AlignmentScore | None:
    """Give the score of FEATURE, None while nobody has spoken."""
    return getattr(feature, "alignment", None)


@admin.register(Product)
class ProductAdmin(CatalogueProductAdmin):
    """Products, which go only when nobody spoke about them and no group leans on them alone."""

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Hold a product that was spoken about, or is all that some group has a say in.

        Without it that group would have a say in all.
        """
        keys = [row.pk for row in objs]
        if spoken := find_spoken(Feature.objects.filter(product__in=keys)):
            return [], {}, set(), spoken
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        going = Count("products", distinct=True, filter=Q(products__in=keys))
        named = Group.objects.annotate(all=Count("products", distinct=True), going=going)
        alone = named.filter(all__gt=0, all=F("going")).order_by("name", "pk")
        held = [f"The say of {group}, which would become a say in every product" for group in alone]
        held += find_bare_evidence(insight__product__in=keys)
        return listed, counts, missing, [*protected, *held]


@admin.register(Objective)
class ObjectiveAdmin(CatalogueObjectiveAdmin):
    """Objectives, with what teams commit to."""

    inlines = (CommitmentInline,)


@admin.register(Decision)
class DecisionAdmin(CatalogueDecisionAdmin):
    """Decisions, with the backing as it stood when they were made."""

    standing = (*CatalogueDecisionAdmin.standing, "known_then")
    readonly_fields = (*CatalogueDecisionAdmin.readonly_fields, "known_then")

    @admin.display(description="backing then")
    def known_then(self, decision: Decision) -> SafeString | str:
        """Show the score and the breakdown that DECISION was made with."""
        if decision.score is None:
            return "Nobody had spoken."
        return format_html("<p>{}</p>{}", show_score(decision), draw_breakdown(decision.breakdown))

    def save_model(self, request: HttpRequest, obj: Decision, form: AnyForm, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Decide now, with what is known at this moment; later, write what was edited."""
        if change:
            super().save_model(request, obj, form, change)
            return
        choice = Choice(
            outcome=Outcome(obj.outcome),
            rationale=obj.rationale,
            promise=obj.promise,
            review_on=obj.review_on,
            decided_by=obj.decided_by,
        )
        made = decide(obj.feature, choice, actor=request.user.get_username()).row
        obj.pk, obj.decided_at = made.pk, made.decided_at  # what the page goes on to name


@admin.register(Feature)
class FeatureAdmin(CatalogueFeatureAdmin):
    """Features in the order of their backing."""

    list_display = ("name", "product", "stage", "score", "low", "high", "marks", "effort")
    list_filter = (
        BY_OPEN,
        "stage",
        "product",
        *FEATURE_FACETS,
        ("merged_into", admin.EmptyFieldListFilter),
        "exposure_unknown",
    )
    list_select_related = ("product", "alignment", "merged_into")
    ordering: ClassVar[Any] = BY_BACKING
    readonly_fields = (*CatalogueFeatureAdmin.readonly_fields, "backing", "belongings", "learned")

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Hold a feature about which anybody has stated anything, even if it was withdrawn."""
        if spoken := find_spoken(Feature.objects.filter(pk__in=[row.pk for row in objs])):
            return [], {}, set(), spoken
        return super().get_deleted_objects(objs, request)

    def get_fieldsets(self, request: HttpRequest, obj: Feature | None = None) -> Any:  # noqa: ANN401 -- as Django writes it
        """Show the backing of a feature, once it exists."""
        about, *rest = super().get_fieldsets(request, obj)
        if obj is None:
            return (about, *rest)
        backing = ("Who stands behind it", {"fields": ("backing", "belongings")})
        learned = ("What was learned about it", {"fields": ("learned",)})
        return (about, rest[0], backing, learned, *rest[1:])

    @admin.display(ordering=F("alignment__score").asc(nulls_first=True))
    def score(self, feature: Feature) -> str | None:
        """Show the score of FEATURE."""
        return show_measure(find_score(feature), "score")

    @admin.display(ordering=F("alignment__low").asc(nulls_first=True))
    def low(self, feature: Feature) -> str | None:
        """Show the lower end of its interval."""
        return show_measure(find_score(feature), "low")

    @admin.display(ordering=F("alignment__high").asc(nulls_first=True))
    def high(self, feature: Feature) -> str | None:
        """Show the upper end of its interval."""
        return show_measure(find_score(feature), "high")

    @admin.display(description="beware", ordering="alignment__contested")
    def marks(self, feature: Feature) -> str:
        """Say what to beware of in the score of FEATURE, or which other one answers for it."""
        if feature.merged_into is not None:
            return Truncator(f"merged into {feature.merged_into}").chars(START)
        return list_marks(find_score(feature))

    @admin.display
    def backing(self, feature: Feature) -> SafeString | str:
        """Show the score of FEATURE and its breakdown; of a duplicate, where to find them."""
        if (target := feature.merged_into) is not None:
            link = link_row(target, str(target))
            return format_html("Part of {}, which answers for it.", link)
        score = find_score(feature)
        if score is None:
            return "Nobody has spoken yet."
        return format_html("<p>{}</p>{}", show_score(score), draw_breakdown(score.breakdown))

    @admin.display(description="insights")
    def learned(self, feature: Feature) -> SafeString:
        """Show what was learned about FEATURE, and who stands behind it."""
        return draw_feature_puzzle(feature)

    @admin.display(description="see also")
    def belongings(self, feature: Feature) -> SafeString:
        """Link to what hangs on FEATURE."""
        trails: tuple[type[Model], ...] = (
            Preference,
            PreferenceEvent,
            AlignmentChange,
            Decision,
            Champion,
            Outreach,
        )
        return link_lists([(model, "feature", feature.pk) for model in trails])
