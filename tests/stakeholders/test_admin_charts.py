"""Charts of backing say in words what they draw, and hold nothing inline."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from products.models import Feature
from stakeholders.admin.charts import draw_bar, draw_stances
from stakeholders.admin.charts_over_time import Point, draw_history
from tests.admin_pages import find_page, log_in
from tests.builders import build_feature, build_preference, build_stakeholder, build_team

START = datetime(2026, 1, 1, tzinfo=UTC)


def point(days: int, score: float | None) -> Point:
    """Give a point DAYS after the start, with an interval of 10 to both sides of SCORE."""
    low, high = (None, None) if score is None else (score - 10, score + 10)
    return Point(at=START + timedelta(days=days), score=score, low=low, high=high)


def test_a_bar_is_as_long_as_its_share_and_tells_it() -> None:
    drawn = draw_bar(0.5, (0.25, 0.75), "ops: 50%")

    assert '<rect class="bar" width="80.0"' in drawn
    assert 'x1="40.0" x2="120.0"' in drawn
    assert "<title>ops: 50%</title>" in drawn


def test_a_name_in_a_chart_is_text() -> None:
    assert "<script>" not in draw_bar(0.5, None, "<script>alert(1)</script>")


def test_stances_share_one_bar() -> None:
    drawn = draw_stances([1, 0, 0, 1, 2])

    assert re.findall(r'x="([\d.]+)" width="([\d.]+)"', drawn) == [
        ("0.0", "160.0"),
        ("160.0", "0.0"),
        ("160.0", "0.0"),
        ("160.0", "160.0"),
        ("320.0", "320.0"),
    ]
    assert "strongly support: 2 (50%)" in drawn


def test_no_voices_draw_no_bar() -> None:
    assert draw_stances([0] * 5) == "<p>No voice was heard.</p>"


def test_a_score_is_drawn_in_steps_and_told_in_a_sentence() -> None:
    drawn = draw_history([point(0, 40), point(5, 80)], START + timedelta(days=10))

    assert 'class="line" d="M34.0 110.8 L337.0 110.8 L337.0 39.6 L640.0 39.6"' in drawn
    assert "40.0 (30.0 to 50.0) on 2026-01-01, 80.0 (70.0 to 90.0) since 2026-01-06" in drawn


def test_silence_between_is_a_gap() -> None:
    points = [point(0, None), point(1, 40), point(2, None), point(3, 50)]

    drawn = draw_history(points, START + timedelta(days=4))

    assert drawn.count('class="line"') == drawn.count('class="band"') == 2


@pytest.mark.parametrize("points", [[], [point(0, None)]])
def test_nothing_heard_draws_nothing(points: list[Point]) -> None:
    assert draw_history(points, START) == "<p>Nobody has spoken yet.</p>"


def test_a_single_moment_is_drawn() -> None:
    assert "NaN" not in draw_history([point(0, 40)], START)


def test_time_runs_from_left_to_right_in_every_language() -> None:
    assert '<svg class="chart" direction="ltr"' in draw_history([point(0, 40)], START)


@pytest.mark.django_db
def test_the_page_of_a_feature_draws_its_backing_without_anything_inline() -> None:
    feature, team = build_feature(), build_team("ops", "Operations")
    for stance in (2, 1, -1):
        build_preference(build_stakeholder(team=team), feature, stance=stance)

    shown = log_in().get(find_page(Feature, "change", feature.pk)).content.decode()

    charts = re.findall(r"<svg.*?</svg>", shown, re.DOTALL)
    named = [chart for chart in charts if 'role="img"' in chart]
    assert len(named) == 3  # the group, the stances, the score over time
    assert all("<title>" in chart for chart in named)
    assert "Operations: 5" in shown
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", shown)
