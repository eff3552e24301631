"""Scores and what they are read from: shown, never edited."""

from typing import ClassVar, Final

from django.contrib import admin
from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from stakeholders.admin.breakdowns import draw_breakdown, draw_measures, list_marks, show_score
from stakeholders.models import AlignmentChange, AlignmentScore
from stakeholders.models.alignment import Cause, Measures

CAUSES: Final = {
    Cause.PREFERENCES: gettext_lazy("preferences"),
    Cause.MEMBERSHIP: gettext_lazy("membership"),
    Cause.SAY: gettext_lazy("say"),
    Cause.REFERENCE: gettext_lazy("reference"),
    Cause.MERGE: gettext_lazy("merge"),
    Cause.ERASURE: gettext_lazy("erasure"),
    Cause.RECOUNT: gettext_lazy("recount"),
}


class MeasuresAdmin(LogAdmin):
    """A page for measures, with no more decimals than they deserve."""

    readonly_fields: ClassVar[tuple[str, ...]] = ("measures", "beware")

    @admin.display(description=gettext_lazy("score"), ordering=F("score").asc(nulls_first=True))
    def listed_score(self, row: Measures) -> str:
        """Show the score of ROW and its interval, briefly."""
        return gettext("unheard") if row.score is None else row.brief()

    @admin.display(description=gettext_lazy("beware"), ordering="contested")
    def marks(self, row: Measures) -> str:
        """Say what to beware of in the score of ROW."""
        return list_marks(row)

    @admin.display(description=gettext_lazy("beware"))
    def beware(self, row: Measures) -> str:
        """Say what to beware of in the score of ROW, if anything."""
        return list_marks(row) or gettext("nothing")

    @admin.display(description=gettext_lazy("measures"))
    def measures(self, row: Measures) -> SafeString:
        """Show all measures of ROW."""
        return draw_measures(row)


@admin.register(AlignmentScore)
class AlignmentScoreAdmin(MeasuresAdmin):
    """How broadly each feature is backed today, and which groups cost it most."""

    list_display = ("feature", "listed_score", "voices", "marks", show_moment("updated_at"))
    list_filter = ("contested", "provisional", "feature__product", "feature__stage")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key")
    search_help_text = gettext_lazy("Name or key of the feature.")
    ordering = (F("low").desc(nulls_last=True), F("score").desc(nulls_last=True), "pk")
    fieldsets = (
        (None, {"fields": ("feature", "shown_score", "beware", "updated_at")}),
        (gettext_lazy("Group by group, the costliest first"), {"fields": ("groups",)}),
        (gettext_lazy("Every measure"), {"fields": ("measures",)}),
    )
    readonly_fields = (*MeasuresAdmin.readonly_fields, "shown_score", "groups")

    @admin.display(description=gettext_lazy("score"))
    def shown_score(self, score: AlignmentScore) -> str:
        """Show SCORE and its interval."""
        return show_score(score)

    @admin.display(description=gettext_lazy("breakdown"))
    def groups(self, score: AlignmentScore) -> SafeString:
        """Show the breakdown of SCORE."""
        return draw_breakdown(score.breakdown)


@admin.register(AlignmentChange)
class AlignmentChangeAdmin(MeasuresAdmin):
    """How scores have moved, when, and through whom."""

    list_display = (
        "feature",
        "listed_score",
        "marks",
        "brief_cause",
        "actor",
        show_moment("created_at"),
    )
    list_filter = ("cause", "contested", "feature__product")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key", "actor", "source")
    search_help_text = gettext_lazy("Feature, who moved it or the source.")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("feature", "cause", "actor", "source", "created_at", "public_id")}),
        (gettext_lazy("What held from then on"), {"fields": ("beware", "measures")}),
    )

    @admin.display(description=gettext_lazy("cause"), ordering="cause")
    def brief_cause(self, change: AlignmentChange) -> str:
        """Say in a word what moved the score; its page says it in a sentence."""
        return str(CAUSES[Cause(change.cause)])
