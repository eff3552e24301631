"""Scores and what they are read from: shown, never edited."""

from typing import ClassVar, Final

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from products.figures import write_number
from products.models import Decision, Feature
from stakeholders.admin.breakdowns import draw_breakdown
from stakeholders.admin.drawing import draw_row, draw_table
from stakeholders.models import AlignmentChange, AlignmentScore
from stakeholders.models.alignment import Cause, Measures

HUNDREDS: Final = ("score", "low", "high", "internal", "external")  # from 0 to 100; others to 1
TOLD: Final = (
    *HUNDREDS,
    "reach",
    "evenness",
    "polarization",
    "voices",
    "heard_groups",
    "backing_groups",
    "objecting_groups",
    "revenue",
)
COLUMNS: Final = (gettext_lazy("measure"), gettext_lazy("value"), gettext_lazy("meaning"))
MARKS: Final = {
    "contested": gettext_lazy("contested"),
    "provisional": gettext_lazy("provisional"),
}
CAUSES: Final = {
    Cause.PREFERENCES: gettext_lazy("preferences"),
    Cause.MEMBERSHIP: gettext_lazy("membership"),
    Cause.SAY: gettext_lazy("say"),
    Cause.REFERENCE: gettext_lazy("reference"),
    Cause.MERGE: gettext_lazy("merge"),
    Cause.ERASURE: gettext_lazy("erasure"),
    Cause.RECOUNT: gettext_lazy("recount"),
}


def draw_measures(row: Measures) -> SafeString:
    """Draw all measures of ROW as a table, each with what it means."""
    fields = [f for f in row._meta.concrete_fields if f.name in TOLD]  # noqa: SLF001 -- Django's documented model API
    told = [(str(f.verbose_name), show_measure(row, f.name) or "-", f.help_text) for f in fields]
    rows = [draw_row(map(str, texts)) for texts in told]
    headings = format_html_join("", "<th>{}</th>", ((text,) for text in COLUMNS))
    return draw_table(headings, rows)


def show_measure(row: Measures | Decision | None, name: str) -> str | None:
    """Show the measure NAME of ROW with as many decimals as it deserves."""
    value = getattr(row, name, None)
    if value is None:
        return None
    places = 0 if isinstance(value, int) else 1 if name in HUNDREDS else 2
    return write_number(value, places)


def show_score(row: Measures | Decision) -> str:
    """Show the score of ROW and its interval."""
    told = gettext("%(score)s, between %(low)s and %(high)s")
    return told % {name: show_measure(row, name) for name in ("score", "low", "high")}


def find_score(feature: Feature) -> AlignmentScore | None:
    """Give the score of FEATURE, None while nobody has spoken."""
    return getattr(feature, "alignment", None)


def list_marks(row: Measures | None) -> str:
    """Name what to beware of in the score of ROW."""
    return ", ".join(str(told) for name, told in MARKS.items() if getattr(row, name, False))


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
    sortable_by = ()  # in the order in which it was written
    list_filter = ("cause", "contested", "created_at", "feature__product")
    list_select_related = ("feature",)
    search_fields = ("feature__name", "feature__key")
    search_help_text = gettext_lazy("Feature.")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("feature", "cause", "actor", "source", "created_at", "public_id")}),
        (gettext_lazy("What held from then on"), {"fields": ("beware", "measures")}),
    )

    @admin.display(description=gettext_lazy("cause"), ordering="cause")
    def brief_cause(self, change: AlignmentChange) -> str:
        """Say in a word what moved the score; its page says it in a sentence."""
        return str(CAUSES[Cause(change.cause)])
