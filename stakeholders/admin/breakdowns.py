"""Draws what each group gives to a score, as a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from products.figures import write_number, write_share
from stakeholders.admin.charts import draw_bar
from stakeholders.admin.drawing import draw_row, draw_table
from stakeholders.models import Group, Stance


def _sign(stance: Stance) -> SafeString:
    """Give the number of STANCE, its sign before it in whatever direction the page is written."""
    return format_html('<bdi dir="ltr">{}</bdi>', f"{stance.value:+d}" if stance else "0")


DRAWN: Final = (
    gettext_lazy("how far, how sure"),
    gettext_lazy(
        "The bar is the support; the line across its end is where it lies, four times in five."
    ),
)
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
    *((_sign(stance), gettext_lazy(stance.label)) for stance in Stance),
)


def draw_breakdown(
    breakdown: Sequence[dict[str, Any]],
    *,
    names: Mapping[int, Group] | None = None,
    bounds: Mapping[int, tuple[float, float]] | None = None,
) -> SafeString:
    """Draw BREAKDOWN as a table, the group that costs the score most first.

    NAMES are its groups, where they were read already. BOUNDS tell between what the support of
    each group lies, which is drawn as well.
    """
    lines = sorted(breakdown, key=lambda line: (-line["loss"], line["group"]))
    known = Group.objects.in_bulk([line["group"] for line in lines]) if names is None else names
    whole = sum(line["loss"] for line in lines)
    group, *others = HEADINGS
    drawn = () if bounds is None else (DRAWN,)
    headings = format_html_join("", '<th title="{1}">{0}</th>', (group, *drawn, *others))
    rows = []
    for line in lines:
        name, *numbers = _fill(line, known, whole)
        charts = () if bounds is None else (_draw_support(line, name, bounds),)
        rows.append(draw_row((name, *charts, *numbers)))
    return draw_table(headings, rows)


def _draw_support(
    line: dict[str, Any], name: str, bounds: Mapping[int, tuple[float, float]]
) -> SafeString | str:
    """Draw the support of one LINE, of the group NAME, and between what BOUNDS it lies."""
    if not line["evidence"]:
        return ""
    ends = bounds.get(line["group"])
    told = f"{name}: {write_share(line['support'])}"
    told += f", {write_share(ends[0])} .. {write_share(ends[1])}" if ends else ""
    return draw_bar(line["support"], ends, told)


def _fill(line: dict[str, Any], names: Mapping[int, Group], whole: float) -> Iterator[str]:
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
