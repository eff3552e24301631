"""Charts of backing as SVG: drawn without scripts or styles of their own, and told in words."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from products.figures import write_number, write_share
from stakeholders.models import Stance

BAR: Final = 160  # a bar at 100 %
HIGH: Final = 14
WIDE: Final = 640


def draw_bar(share: float, bounds: tuple[float, float] | None, told: str) -> SafeString:
    """Draw SHARE, 0..1, as a bar, and BOUNDS as a line across its end; TOLD says the same."""
    ends = bounds or (share, share)
    middle = HIGH / 2
    line = format_html(
        '<line class="range" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        *(place(BAR * end) for end in ends),
        middle,
        middle,
    )
    return format_html(
        '<svg class="chart flips" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}">'
        '<title>{4}</title><rect class="ground" width="{0}" height="{1}"/>'
        '<rect class="bar" width="{2}" height="{1}"/>{3}</svg>',
        BAR,
        HIGH,
        place(BAR * share),
        line if bounds else "",
        told,
    )


def draw_stances(counts: Sequence[int]) -> SafeString:
    """Draw how many voices took which stance as one bar, strongly opposed first."""
    whole = sum(counts)
    if not whole:
        return format_html("<p>{}</p>", gettext("No voice was heard."))
    named = [gettext(stance.label) for stance in Stance]
    told = ", ".join(
        f"{name}: {write_number(number)} ({write_share(number / whole)})"
        for name, number in zip(named, counts, strict=True)
    )
    starts = [0, *accumulate(counts)]
    parts = format_html_join(
        "",
        '<rect class="stance-{}" x="{}" width="{}" height="24"/>',
        (
            (order, place(WIDE * starts[order] / whole), place(WIDE * number / whole))
            for order, number in enumerate(counts)
        ),
    )
    key = '<li><svg width="12" height="12" aria-hidden="true"><rect class="stance-{}" width="12" height="12"/></svg>{}: {}</li>'  # noqa: E501 -- one line of markup
    legend = format_html_join(
        "", key, zip(range(len(counts)), named, map(write_number, counts), strict=True)
    )
    return format_html(
        '<svg class="chart flips" role="img" viewBox="0 0 {0} 24" width="{0}" height="24">'
        '<title>{1}</title>{2}</svg><ul class="legend">{3}</ul>',
        WIDE,
        told,
        parts,
        legend,
    )


def place(number: float) -> str:
    """Write where something lies, to a tenth of a pixel."""
    return f"{number:.1f}"
