"""What is decided against the backing is told from the rest by one formula."""

import pytest

from products.decisions import Backing
from products.models import Outcome

C, D, R, L = Outcome.COMMIT, Outcome.DECLINE, Outcome.RETIRE, Outcome.DEFER


@pytest.mark.parametrize(
    ("outcome", "score", "low", "against"),
    [
        (C, 49.9, 20.0, True),
        (C, 50.0, 20.0, False),
        (C, 80.0, 70.0, False),
        (D, 80.0, 49.9, False),
        (D, 80.0, 50.0, True),
        (D, 20.0, 10.0, False),
        (R, 80.0, 49.9, False),
        (R, 80.0, 50.0, True),
        (L, 10.0, 5.0, False),
        (L, 90.0, 80.0, False),
    ],
)
def test_a_choice_goes_against_the_backing_across_the_line(
    outcome: Outcome, score: float, low: float, *, against: bool
) -> None:
    backing = Backing(score=score, low=low, high=100, line=50)

    assert backing.refuses(outcome) is against


@pytest.mark.parametrize("outcome", Outcome)
def test_nothing_goes_against_what_nobody_has_said(outcome: Outcome) -> None:
    assert Backing(line=50).refuses(outcome) is False


def test_the_line_can_be_drawn_elsewhere() -> None:
    backing = Backing(score=60, low=40, high=80, line=70)

    assert backing.refuses(C) is True
