"""Draws measures and breakdowns of scores as tables, in the words of whoever reads."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from products.figures import write_number, write_share
from products.models import Decision
from stakeholders.models import Group, Stance
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
COLUMNS: Final = (gettext_lazy("measure"), gettext_lazy("value"), gettext_lazy("meaning"))
MARKS: Final = {
    "contested": gettext_lazy("contested"),
    "provisional": gettext_lazy("provisional"),
}
# Each column's heading, and what it says when pointed at.
HEADINGS: Final = (
    (
        gettext_lazy("group"),
        gettext_lazy("A team or a segment, the one that costs the score most first."),
    ),
    (
        pgettext_lazy("of a group", "support"),
        gettext_lazy("How far the group stands behind the feature."),
    ),
    (gettext_lazy("say"), gettext_lazy("The group's share of the whole say.")),
    (
        gettext_lazy("loss"),
        gettext_lazy(
            "What its lack of support costs the score, and its share of all that is lost."
        ),
    ),
    (gettext_lazy("heard"), gettext_lazy("How many of its voices were heard.")),
    *((f"{stance.value:+d}".replace("+0", "0"), gettext_lazy(stance.label)) for stance in Stance),
)


def draw_breakdown(breakdown: Sequence[dict[str, Any]]) -> SafeString:
    """Draw BREAKDOWN as a table, the group that costs the score most first."""
    lines = sorted(breakdown, key=lambda line: (-line["loss"], line["group"]))
    names = Group.objects.in_bulk([line["group"] for line in lines])
    whole = sum(line["loss"] for line in lines)
    headings = format_html_join("", '<th title="{1}">{0}</th>', HEADINGS)
    rows = [_draw_row(_fill(line, names, whole)) for line in lines]
    return _draw_table(headings, rows)


def draw_measures(row: Measures) -> SafeString:
    """Draw all measures of ROW as a table, each with what it means."""
    fields = [f for f in row._meta.concrete_fields if f.name in TOLD]  # noqa: SLF001 -- Django's documented model API
    told = [(str(f.verbose_name), show_measure(row, f.name) or "-", f.help_text) for f in fields]
    rows = [_draw_row(map(str, texts)) for texts in told]
    headings = format_html_join("", "<th>{}</th>", ((text,) for text in COLUMNS))
    return _draw_table(headings, rows)


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


def list_marks(row: Measures | None) -> str:
    """Name what to beware of in the score of ROW."""
    return ", ".join(str(told) for name, told in MARKS.items() if getattr(row, name, False))


def _draw_table(headings: SafeString, rows: Sequence[SafeString]) -> SafeString:
    """Draw a table of HEADINGS over ROWS."""
    body = format_html_join("", "<tr>{}</tr>", ((row,) for row in rows))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", headings, body)


def _draw_row(texts: Iterable[str]) -> SafeString:
    """Draw the cells of one row, with TEXTS in them."""
    return format_html_join("", "<td>{}</td>", ((text,) for text in texts))


def _fill(line: dict[str, Any], names: dict[int, Group], whole: float) -> Iterator[str]:
    """Yield the text of each cell of one LINE of a breakdown; WHOLE is the loss of all lines."""
    told = line.get("name")  # as it was called when what is kept of it was written down
    yield told or str(names.get(line["group"]) or name_removed(line["group"]))
    yield write_share(line["support"]) if line["evidence"] else gettext("not heard")
    yield write_share(line["weight"], 1)
    yield f"{write_number(line['loss'], 3)} ({write_share(line['loss'] / whole if whole else 0)})"
    heard, voices = write_number(line["heard"]), write_number(line["voices"])
    yield gettext("%(heard)s of %(voices)s") % {"heard": heard, "voices": voices}
    yield from (write_number(number) if number else "" for number in line["stances"])


def name_removed(group: int) -> str:
    """Name the group with the key GROUP, which is gone."""
    return gettext("group %(key)s, removed since") % {"key": group}
