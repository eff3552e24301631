"""What is known of a feature's backing, drawn for its page: explained, by group and over time."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from products.figures import write_moment
from products.models import Feature
from stakeholders.admin.alignment import show_score
from stakeholders.admin.breakdowns import draw_breakdown
from stakeholders.admin.charts import draw_stances
from stakeholders.admin.charts_over_time import Point, draw_history, tell_point
from stakeholders.alignment.certainty import believe, bound
from stakeholders.counting import FIELDS
from stakeholders.explaining import Line, Numbers, explain
from stakeholders.models import AlignmentChange, AlignmentScore, Group

Sums: TypeAlias = tuple[int, ...]  # of a cell, in the order of the engine
MOST_POINTS: Final = 200  # changes of a score that a chart has room for
MOST_TOLD: Final = 12  # of these, as many as are told in numbers below it


def draw_backing(score: AlignmentScore) -> SafeString:
    """Say what SCORE means and draw it group by group, then all voices by stance."""
    lines: list[dict[str, Any]] = score.breakdown
    names, sums = _read_groups(score)
    counts = [sum(each) for each in zip(*(line["stances"] for line in lines), strict=True)]
    return format_html(
        "<p>{}</p><p>{}</p>{}<h3>{}</h3>{}",
        show_score(score),
        _explain(score, names),
        draw_breakdown(lines, names=names, bounds=_find_bounds(score, sums)),
        gettext("All voices by stance"),
        draw_stances(counts),
    )


def draw_past(feature: Feature) -> SafeString:
    """Draw how the score of FEATURE moved, and tell the latest changes in numbers."""
    changes = AlignmentChange.objects.filter(feature=feature).order_by("-created_at", "-pk")
    rows = changes.values_list("created_at", "score", "low", "high", "actor")[:MOST_POINTS]
    told = [(Point(at=at, score=s, low=low, high=high), actor) for at, s, low, high, actor in rows]
    if not told:
        return format_html("<p>{}</p>", gettext("Nobody has spoken yet."))
    chart = draw_history([point for point, _ in reversed(told)], timezone.now())
    lines = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((write_moment(point.at), tell_point(point), actor) for point, actor in told[:MOST_TOLD]),
    )
    summary = gettext("The latest changes in numbers")
    table = '{}<details><summary>{}</summary><table class="beside">{}</table></details>'
    return format_html(table, chart, summary, lines)


def _explain(score: AlignmentScore, names: Mapping[int, Group]) -> str:
    """Say in a sentence or two what SCORE means."""
    numbers = Numbers(
        score=score.score or 0,
        low=score.low or 0,
        high=score.high or 0,
        voices=score.voices,
        provisional=score.provisional,
        backing=score.backing_groups,
        objecting=score.objecting_groups,
    )
    lines = [
        Line(
            name=str(names.get(line["group"], "")),
            support=line["support"],
            loss=line["loss"],
            evidence=line["evidence"],
        )
        for line in score.breakdown
    ]
    return explain(numbers, lines)


def _read_groups(score: AlignmentScore) -> tuple[dict[int, Group], dict[int, Sums]]:
    """Read the groups in the breakdown of SCORE, and the sums of those that were heard."""
    mine = FilteredRelation("cells", condition=Q(cells__feature=score.pk))
    named = {name: F(f"cell__{name}") for name in FIELDS}
    keys = [line["group"] for line in score.breakdown]
    rows = Group.objects.filter(pk__in=keys).annotate(cell=mine).annotate(**named)
    groups = {row.pk: row for row in rows}
    sums = {key: tuple(vars(row)[name] for name in FIELDS) for key, row in groups.items()}
    return groups, {key: each for key, each in sums.items() if None not in each}


def _find_bounds(score: AlignmentScore, sums: Mapping[int, Sums]) -> dict[int, tuple[float, float]]:
    """Find between what the support of each group with SUMS lies, by its key."""
    if not sums:
        return {}
    known = {line["group"]: line["support"] for line in score.breakdown}
    support = np.array([known.get(key, 0.5) for key in sums])
    low, high = bound(support, believe(np.array(list(sums.values()), np.int64)))
    ends = zip(low.tolist(), high.tolist(), strict=True)
    return dict(zip(sums, ends, strict=True))
