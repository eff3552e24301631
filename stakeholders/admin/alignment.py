"""Scores and what they are read from: shown, never edited."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from products.admin.columns import show_moment
from products.admin.logs import LogAdmin
from products.models import Decision
from stakeholders.models import AlignmentChange, AlignmentScore, Group, Stance
from stakeholders.models.alignment import Measures

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
# Each column's heading, and what it says when pointed at.
HEADINGS: Final = (
    ("group", "A team or a segment, the one that costs the score most first."),
    ("support", "How far the group stands behind the feature."),
    ("say", "The group's share of the whole say."),
    ("loss", "What its lack of support costs the score, and its share of all that is lost."),
    ("heard", "How many of its voices were heard."),
    *((f"{stance.value:+d}".replace("+0", "0"), stance.label) for stance in Stance),
)


def draw_breakdown(breakdown: Sequence[dict[str, Any]]) -> SafeString:
    """Draw BREAKDOWN as a table, the group that costs the score most first."""
    lines = sorted(breakdown, key=lambda line: (-line["loss"], line["group"]))
    names = Group.objects.in_bulk([line["group"] for line in lines])
    whole = sum(line["loss"] for line in lines)
    headings = format_html_join("", '<th title="{1}">{0}</th>', HEADINGS)
    rows = [draw_row(_fill(line, names, whole)) for line in lines]
    return draw_table(headings, rows)


def draw_measures(row: Measures) -> SafeString:
    """Draw all measures of ROW as a table, each with what it means."""
    fields = [f for f in row._meta.concrete_fields if f.name in TOLD]  # noqa: SLF001 -- Django's documented model API
    told = [(str(f.verbose_name), show_measure(row, f.name) or "-", f.help_text) for f in fields]
    rows = [draw_row(map(str, texts)) for texts in told]
    headings = format_html_join("", "<th>{}</th>", (("measure",), ("value",), ("meaning",)))
    return draw_table(headings, rows)


def show_measure(row: Measures | None, name: str) -> str | None:
    """Show the measure NAME of ROW with as many decimals as it deserves."""
    value = getattr(row, name, None)
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if not isinstance(value, float):
        return None if value is None else f"{value:,}"
    return f"{value:.1f}" if name in HUNDREDS else f"{value:.2f}"


def show_score(row: Measures | Decision) -> str:
    """Show the score of ROW and its interval."""
    return f"{row.score:.1f}, between {row.low:.1f} and {row.high:.1f}"


def list_marks(row: Measures | None) -> str:
    """Name what to beware of in the score of ROW."""
    return ", ".join(name for name in ("contested", "provisional") if getattr(row, name, False))


def draw_table(headings: SafeString, rows: Sequence[SafeString]) -> SafeString:
    """Draw a table of HEADINGS over ROWS."""
    body = format_html_join("", "<tr>{}</tr>", ((row,) for row in rows))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", headings, body)


def draw_row(texts: Iterable[str]) -> SafeString:
    """Draw the cells of one row, with TEXTS in them."""
    return format_html_join("", "<td>{}</td>", ((text,) for text in texts))


def _fill(line: dict[str, Any], names: dict[int, Group], whole: float) -> Iterator[str]:
    """Yield the text of each cell of one LINE of a breakdown; WHOLE is the loss of all lines."""
    told = line.get("name")  # as it was called when what is kept of it was written down
    yield told or str(names.get(line["group"], f"group {line['group']}, removed since"))
    yield f"{line['support']:.0%}" if line["evidence"] else "not heard"
    yield f"{line['weight']:.1%}"
    yield f"{line['loss']:.3f} ({line['loss'] / whole if whole else 0:.0%})"
    yield f"{line['heard']} of {line['voices']}"
    yield from (str(number) if number else "" for number in line["stances"])


class MeasuresAdmin(LogAdmin):
    """A page for measures, with no more decimals than they deserve."""

    readonly_fields: ClassVar[tuple[str, ...]] = ("measures", "beware")

    @admin.display(description="score", ordering=F("score").asc(nulls_first=True))
    def listed_score(self, row: Measures) -> str:
        """Show the score of ROW and its interval, briefly."""
        return "unheard" if row.score is None else row.brief()

    @admin.display(description="beware", ordering="contested")
    def marks(self, row: Measures) -> str:
        """Say what to beware of in the score of ROW."""
        return list_marks(row)

    @admin.display
    def beware(self, row: Measures) -> str:
        """Say what to beware of in the score of ROW, if anything."""
        return list_marks(row) or "nothing"

    @admin.display
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
    search_help_text = "Name or key of the feature."
    ordering = (F("low").desc(nulls_last=True), F("score").desc(nulls_last=True), "pk")
    fieldsets = (
        (None, {"fields": ("feature", "shown_score", "beware", "updated_at")}),
        ("Group by group, the costliest first", {"fields": ("groups",)}),
        ("Every measure", {"fields": ("measures",)}),
    )
    readonly_fields = (*MeasuresAdmin.readonly_fields, "shown_score", "groups")

    @admin.display(description="score")
    def shown_score(self, score: AlignmentScore) -> str:
        """Show SCORE and its interval."""
        return show_score(score)

    @admin.display(description="breakdown")
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
    search_help_text = "Feature, who moved it or the source."
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": ("feature", "cause", "actor", "source", "created_at", "public_id")}),
        ("What held from then on", {"fields": ("beware", "measures")}),
    )

    @admin.display(description="cause", ordering="cause")
    def brief_cause(self, change: AlignmentChange) -> str:
        """Say in a word what moved the score; its page says it in a sentence."""
        return change.cause.lower()
