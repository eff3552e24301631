"""A chart of how a score and its interval moved, as SVG, and the same in a sentence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from products.figures import write_day, write_number
from stakeholders.admin.charts import WIDE, place

TALL: Final = 200
LEFT: Final = 34  # room for the labels
BELOW: Final = 18
GRID: Final = (0, 25, 50, 75, 100)
NARROWEST: Final = 60.0  # seconds that a chart spans at least, so that nothing is divided by 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The score and its interval as they stood from a moment on, all None while nobody spoke."""

    at: datetime
    score: float | None
    low: float | None
    high: float | None


def draw_history(points: Sequence[Point], now: datetime) -> SafeString:
    """Draw how the score and its interval moved up to NOW; POINTS begin with the oldest."""
    if not any(point.score is not None for point in points):
        return format_html("<p>{}</p>", gettext("Nobody has spoken yet."))
    frame = _Frame(points[0].at, now)
    runs = list(_split(points, now))
    bands = format_html_join("", '<path class="band" d="{}"/>', ((frame.band(r),) for r in runs))
    lines = format_html_join("", '<path class="line" d="{}"/>', ((frame.line(r),) for r in runs))
    return format_html(
        '<svg class="chart" direction="ltr" role="img" aria-label="{0}" viewBox="0 0 {1} {2}" '
        'width="{1}" height="{2}"><title>{0}</title>{3}{4}{5}{6}</svg>',
        tell_history(points),
        WIDE,
        TALL,
        frame.grid(),
        bands,
        lines,
        frame.dates(),
    )


def tell_history(points: Sequence[Point]) -> str:
    """Say in a sentence how the score moved along POINTS."""
    heard = [point for point in points if point.score is not None]
    first, last = heard[0], heard[-1]
    moved = ngettext("%(number)s change", "%(number)s changes", len(points))
    return gettext(
        "Score and interval over time, %(moved)s: %(first)s on %(begin)s, %(last)s since %(end)s; "
        "lowest %(least)s, highest %(most)s."
    ) % {
        "moved": moved % {"number": write_number(len(points))},
        "first": tell_point(first),
        "begin": _day(first.at),
        "last": tell_point(last),
        "end": _day(last.at),
        "least": write_number(min(point.score or 0 for point in heard), 1),
        "most": write_number(max(point.score or 0 for point in heard), 1),
    }


def tell_point(point: Point) -> str:
    """Say the score of POINT and its interval."""
    if point.score is None:
        return gettext("unheard")
    words = gettext("%(score)s (%(low)s to %(high)s)")
    ends = {"low": point.low or 0, "high": point.high or 0}
    told = {name: write_number(number, 1) for name, number in ends.items()}
    return words % {"score": write_number(point.score, 1), **told}


def _split(points: Sequence[Point], now: datetime) -> Iterator[list[tuple[Point, datetime]]]:
    """Yield each run of POINTS in which somebody was heard, each point with when it ended."""
    run: list[tuple[Point, datetime]] = []
    ends = chain((point.at for point in points[1:]), (now,))
    for point, end in zip(points, ends, strict=True):
        if point.score is not None:
            run.append((point, end))
        elif run:
            yield run
            run = []
    if run:
        yield run


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where moments and scores lie in a chart that spans from FIRST to LAST."""

    first: datetime
    last: datetime

    def x(self, at: datetime) -> float:
        """Find the place of a moment."""
        span = max((self.last - self.first).total_seconds(), NARROWEST)
        return LEFT + (WIDE - LEFT) * (at - self.first).total_seconds() / span

    def y(self, score: float | None) -> float:
        """Find the place of SCORE, 0..100."""
        return 4 + (TALL - BELOW - 4) * (1 - (score or 0) / 100)

    def line(self, run: Sequence[tuple[Point, datetime]]) -> str:
        """Draw the scores of RUN as steps: each holds until the next."""
        return "M" + self._steps((at, end, point.score) for at, end, point in _spread(run))

    def band(self, run: Sequence[tuple[Point, datetime]]) -> str:
        """Draw the interval of RUN, along its upper end and back along the lower."""
        spans = list(_spread(run))
        there = self._steps((at, end, point.high) for at, end, point in spans)
        back = self._steps((end, at, point.low) for at, end, point in reversed(spans))
        return f"M{there} L{back} Z"

    def grid(self) -> SafeString:
        """Draw lines at some scores, each with its number."""
        line = (
            '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/><text x="0" y="{3}">{4}</text>'
        )
        places = ((LEFT, WIDE, place(self.y(g)), place(self.y(g) + 4), g) for g in GRID)
        return format_html_join("", line, places)

    def dates(self) -> SafeString:
        """Write the first day and the last."""
        text = '<text x="{0}" y="{1}" text-anchor="{2}">{3}</text>'
        ends = (LEFT, "start", self.first), (WIDE, "end", self.last)
        days = ((x, TALL - 2, anchor, _day(at)) for x, anchor, at in ends)
        return format_html_join("", text, days)

    def _steps(self, spans: Iterable[tuple[datetime, datetime, float | None]]) -> str:
        """Write the corners of steps, one for each of SPANS, at its height."""
        steps = ((self.x(at), self.x(end), self.y(score)) for at, end, score in spans)
        return " L".join(f"{place(x)} {place(y)} L{place(to)} {place(y)}" for x, to, y in steps)


def _spread(run: Sequence[tuple[Point, datetime]]) -> Iterator[tuple[datetime, datetime, Point]]:
    """Yield from when to when each point of RUN held."""
    return ((point.at, end, point) for point, end in run)


def _day(at: datetime) -> str:
    return write_day(at)
