"""Tests of how the rows of the speed table are judged and shown."""

import pytest

from tests.benchmarks.table import Row

LEAST = Row(name="rate", title="Rate", what="answer", goal=4, is_least=True, unit="/s")
MOST = Row(name="time", title="Time", what="answer", goal=4)


@pytest.mark.parametrize(
    ("row", "met"), [(LEAST, [False, True, True]), (MOST, [True, True, False])]
)
def test_the_median_of_the_ratios_has_to_meet_the_goal(row: Row, *, met: list[bool]) -> None:
    runs = [[(ratio, 1.0), (2 * ratio, 2.0), (100.0, 1.0), (1.0, 100.0)] for ratio in (3, 4, 5)]

    found = [row.is_met(pairs) for pairs in runs]

    assert found == met


def test_what_was_not_measured_is_not_met() -> None:
    assert not LEAST.is_met([])


@pytest.mark.parametrize(
    ("value", "shown"),
    [(4.94, "4.9/s"), (99.5, "99.5/s"), (100.4, "100/s"), (12_345.6, "12,346/s")],
)
def test_a_small_rate_is_shown_with_a_digit_behind_the_point(value: float, shown: str) -> None:
    assert LEAST.show(value) == shown
