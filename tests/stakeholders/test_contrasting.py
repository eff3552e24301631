"""What each group did to a score adds up to what the score did."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.contrasting import contrast

losses = st.dictionaries(st.integers(1, 6), st.floats(0, 5), max_size=6)


def lines(found: dict[int, float]) -> list[dict[str, Any]]:
    """Make a breakdown of the losses FOUND, by group."""
    return [{"group": key, "loss": loss, "support": 0.5} for key, loss in found.items()]


@given(before=losses, after=losses)
def test_the_losses_sum_to_what_the_score_lost(
    before: dict[int, float], after: dict[int, float]
) -> None:
    shifts = contrast(lines(before), lines(after))

    told = math.fsum(shift.loss or 0 for shift in shifts)
    assert math.isclose(told, sum(after.values()) - sum(before.values()), abs_tol=1e-9)
    assert {shift.line["group"] for shift in shifts} == {*before, *after}


def test_the_group_that_moved_it_most_comes_first() -> None:
    before, after = {1: 0.5, 2: 0.5, 3: 0.5}, {1: 0.6, 2: 0.1, 3: 0.5}

    assert [s.line["group"] for s in contrast(lines(before), lines(after))] == [2, 1, 3]


def test_a_group_that_had_no_say_costs_all_that_it_costs_since() -> None:
    (gone, come) = contrast(lines({1: 0.7}), lines({2: 0.4}))

    assert (gone.loss, gone.tell("support")) == (-0.7, (0.5, None))
    assert (come.loss, come.tell("support")) == (0.4, (None, 0.5))


@pytest.mark.parametrize(("before", "after"), [(None, lines({1: 0.7})), (lines({1: 0.7}), None)])
def test_where_nobody_had_spoken_no_difference_is_told(before: Any, after: Any) -> None:  # noqa: ANN401 -- lines or none
    (shift,) = contrast(before, after)

    assert shift.loss is None
    assert 0.7 in shift.tell("loss")


def test_where_nobody_ever_spoke_there_is_nothing_to_contrast() -> None:
    assert contrast(None, None) == []
