"""The page of a feature: what it is, who stands behind it, and all that hangs on it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from products.admin.columns import START
from products.admin.feature import BY_OPEN, CatalogueFeatureAdmin
from products.models import Feature, Merge
from stakeholders import news
from stakeholders.admin.alignment import find_score, list_marks, show_measure
from stakeholders.admin.backing import draw_backing, draw_past
from stakeholders.admin.briefs import BriefPages
from stakeholders.admin.counted import FeatureTallies
from stakeholders.admin.facets import FEATURE_FACETS
from stakeholders.admin.feature_merging import MergingAdmin
from stakeholders.admin.feature_panels import FeaturePanels
from stakeholders.admin.holds import find_spoken
from stakeholders.admin.links import link_row
from stakeholders.admin.practice import FeaturePractice, Parts
from stakeholders.admin.puzzle import draw_feature_puzzle
from stakeholders.ranking import BY_BACKING


@admin.register(Feature)
class FeatureAdmin(
    FeaturePractice,
    BriefPages,
    FeaturePanels,
    FeatureTallies,
    MergingAdmin,
    CatalogueFeatureAdmin,
):
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
    move = staticmethod(news.move)
    tabs = (
        ("about", _("What it is")),
        ("backing", _("Alignment")),
        ("preferences", _("Preferences")),
        ("insights", _("Insights")),
        ("decisions", _("Decisions")),
        ("lifecycle", _("Lifecycle")),
        ("advocacy", _("Champions and outreach")),
        ("merges", _("Merges")),
    )
    worked_out: ClassVar[Parts] = (
        ("backing", _("Who stands behind it"), ("backing", "past")),
        ("preferences", _("What was stated"), ("stated", "counted", "trails")),
        ("insights", _("What was learned about it"), ("learned", "heard")),
        ("decisions", _("What was decided"), ("decided",)),
        ("advocacy", _("Who speaks for it"), ("speakers", "talks", "briefs")),
        ("merges", _("Duplicates"), ("merging",)),
        *FeaturePractice.worked_out,
    )

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401 -- a QuerySet
        """Read along what each page shows of a feature."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_deleted_objects(
        self,
        objs: Any,  # noqa: ANN401 -- a list or a QuerySet
        request: HttpRequest,
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        """Hold a feature about which anybody has stated anything, even if it was withdrawn."""
        if spoken := find_spoken(Feature.objects.filter(pk__in=[row.pk for row in objs])):
            return [], {}, set(), spoken
        return super().get_deleted_objects(objs, request)

    @admin.display(description=_("score"), ordering=F("alignment__score").asc(nulls_first=True))
    def score(self, feature: Feature) -> str | None:
        """Show the score of FEATURE."""
        return show_measure(find_score(feature), "score")

    @admin.display(description=_("low"), ordering=F("alignment__low").asc(nulls_first=True))
    def low(self, feature: Feature) -> str | None:
        """Show the lower end of its interval."""
        return show_measure(find_score(feature), "low")

    @admin.display(description=_("high"), ordering=F("alignment__high").asc(nulls_first=True))
    def high(self, feature: Feature) -> str | None:
        """Show the upper end of its interval."""
        return show_measure(find_score(feature), "high")

    @admin.display(description=_("beware"), ordering="alignment__contested")
    def marks(self, feature: Feature) -> str:
        """Say what to beware of in the score of FEATURE, or which other one answers for it."""
        if feature.merged_into is not None:
            told = gettext("merged into %(feature)s") % {"feature": feature.merged_into}
            return Truncator(told).chars(START)
        return list_marks(find_score(feature))

    @admin.display(description=_("backing"))
    def backing(self, feature: Feature) -> SafeString | str:
        """Show the score of FEATURE and its breakdown; of a duplicate, where to find them."""
        if (target := feature.merged_into) is not None:
            link = link_row(target, str(target))
            return format_html(gettext("Part of {}, which answers for it."), link)
        score = find_score(feature)
        return gettext("Nobody has spoken yet.") if score is None else draw_backing(score)

    @admin.display(description=_("over time"))
    def past(self, feature: Feature) -> SafeString:
        """Draw how the score of FEATURE moved."""
        return draw_past(feature)

    @admin.display(description=_("at a glance"))
    def learned(self, feature: Feature) -> SafeString:
        """Show what was learned about FEATURE, and who stands behind it."""
        return draw_feature_puzzle(feature)

    @admin.display(description=_("merges"))
    def merging(self, feature: Feature) -> SafeString:
        """Show the merges of FEATURE, and offer another."""
        rows = Merge.objects.filter(Q(feature=feature) | Q(into=feature))
        return self.draw_merges(feature, rows.select_related("feature", "into"))
