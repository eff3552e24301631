"""What was learned, counted and ranked by who stands behind it, as tables on pages of the admin."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from products.insights import MonthCount, count_for_features
from products.models import Feature, InsightKind, Mood
from stakeholders.admin.drawing import draw_row, draw_table
from stakeholders.admin.links import link_row
from stakeholders.quoting import read_cited

RANKED_AT_MOST: Final = 5
MONTHS_AT_MOST: Final = 12  # that are shown, the latest of those in which anything was learned


def draw_feature_puzzle(feature: Feature) -> SafeString:
    """Draw what was learned about FEATURE, or about what answers for it."""
    key = feature.merged_into_id or feature.pk
    counted = count_for_features([key]).get(key, [])
    parts = [_draw_kinds(counted), _draw_months(counted)] if counted else []
    headings = {Mood.EXCITED: gettext("What excites"), Mood.BOTHERED: gettext("What bothers")}
    cited = read_cited(key, most=RANKED_AT_MOST)
    parts += [_draw_ranking(headings[mood], cited[mood]) for mood in headings if mood in cited]
    if not parts:
        return format_html("{}", gettext("No insight bears on it yet."))
    return format_html_join("", "{}", ((part,) for part in parts))


def _draw_kinds(counted: Sequence[MonthCount]) -> SafeString:
    """Draw COUNTED by kind and mood."""
    counts = Counter[tuple[str, str]]()
    for each in counted:
        counts[each.kind, each.mood] += each.number
    kinds = [kind for kind in InsightKind if any(counts[kind.value, mood] for mood in Mood.values)]
    rows = [draw_row([gettext(kind.label), *_count(counts, kind.value)]) for kind in kinds]
    return draw_table(_head(gettext("kind")), rows)


def _draw_months(counted: Sequence[MonthCount]) -> SafeString:
    """Draw COUNTED by month and mood, the latest month first."""
    counts = Counter[tuple[str, str]]()
    for each in counted:
        counts[_name_month(each), each.mood] += each.number
    months = list(dict.fromkeys(_name_month(each) for each in reversed(counted)))
    rows = [draw_row([month, *_count(counts, month)]) for month in months[:MONTHS_AT_MOST]]
    return draw_table(_head(gettext("month")), rows)


def _name_month(found: MonthCount) -> str:
    return f"{found.month:%Y-%m}" if found.month else gettext("undated")


def _count(counts: Counter[tuple[str, str]], line: str) -> Iterator[str]:
    """Yield what COUNTS hold for each mood in a LINE; nothing is left empty, as it is read past."""
    yield from (str(counts[line, mood] or "") for mood in Mood.values)


def _head(first: str) -> SafeString:
    """Draw headings: the FIRST column's, then each mood."""
    names = (first, *(gettext(mood.label) for mood in Mood))
    return format_html_join("", "<th>{}</th>", ((name,) for name in names))


def _draw_ranking(heading: str, rows: Sequence[Any]) -> SafeString:
    """Draw ROWS, insights, under HEADING, with the voices and groups behind each."""
    heads = ((name,) for name in (heading, gettext("voices"), gettext("groups")))
    lines = [
        format_html(
            "<td>{}</td><td>{}</td><td>{}</td>", link_row(row, str(row)), row.voices, row.groups
        )
        for row in rows
    ]
    return draw_table(format_html_join("", "<th>{}</th>", heads), lines)
