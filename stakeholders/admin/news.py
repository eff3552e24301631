"""Moves of features, and who is to be told of them."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from products.admin.columns import START, show_moment, show_start
from products.admin.logs import LogAdmin
from products.admin.stages import CatalogueStageChangeAdmin
from products.models import StageChange
from stakeholders.admin.links import link_lists
from stakeholders.models import News


@admin.register(StageChange)
class StageChangeAdmin(CatalogueStageChangeAdmin):
    """Every move of every feature, and who is to be told."""

    fields = (*CatalogueStageChangeAdmin.fields, "told")
    readonly_fields = ("told",)

    @admin.display(description=_("backers to be told"))
    def told(self, change: StageChange) -> SafeString:
        """Link to the news that CHANGE is for those who backed the feature then."""
        return link_lists([(News, "stage_change", change.pk)])


@admin.register(News)
class NewsAdmin(LogAdmin):
    """That features moved, for each of those who backed them then; nothing is sent by it."""

    list_display = (
        show_start("stakeholder", ordering="stakeholder__name"),
        "feature",
        "stage_change",
        show_start("group", ordering="group__name"),
        show_moment("created_at"),
    )
    list_filter = ("stage_change__to_stage", "stage_change__feature__product")
    list_select_related = ("stage_change__feature", "stakeholder", "group")
    search_fields = ("stakeholder__name", "stage_change__feature__name")
    search_help_text = _("Stakeholder or feature.")
    ordering = ("-created_at", "-pk")
    fields = ("stage_change", "feature", "stakeholder", "group", "created_at", "public_id")
    readonly_fields = ("feature",)

    @admin.display(description=_("feature"), ordering="stage_change__feature__name")
    def feature(self, news: News) -> str:
        """Name the feature that NEWS is of."""
        return Truncator(str(news.stage_change.feature)).chars(START)
