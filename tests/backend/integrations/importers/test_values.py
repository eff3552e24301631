"""A cell may say the same in several ways, and what it means is never guessed."""

from datetime import UTC, datetime

import pytest

from backend.integrations.importers.values import (
    ValueRefusedError,
    read_importance,
    read_moment,
    read_number,
    read_stance,
)
from stakeholders.models import Importance, Stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("-2", Stance.STRONGLY_OPPOSE),
        ("-1", Stance.OPPOSE),
        ("0", Stance.NEUTRAL),
        ("1", Stance.SUPPORT),
        ("+2", Stance.STRONGLY_SUPPORT),
        ("STRONGLY_OPPOSE", Stance.STRONGLY_OPPOSE),
        ("oppose", Stance.OPPOSE),
        ("Neutral", Stance.NEUTRAL),
        ("strongly - support", Stance.STRONGLY_SUPPORT),
    ],
)
def test_a_stance_is_a_number_or_a_name(text: str, stance: Stance) -> None:
    assert read_stance(text) is stance


@pytest.mark.parametrize("text", ["3", "-3", "+-1", "--1", "_2", "1.0", "2 ", "٢", "yes", "strong"])
def test_anything_else_is_no_stance(text: str) -> None:
    with pytest.raises(ValueRefusedError):
        read_stance(text)


@pytest.mark.parametrize("text", ["nice to have", "NICE_TO_HAVE", "Nice-to-have"])
def test_an_importance_is_a_name_in_any_spelling(text: str) -> None:
    assert read_importance(text) is Importance.NICE_TO_HAVE


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "-1", "+1", "1e3", "1_000", "1 000", "1,5", ".5", "5.", "٣", "1" * 31],
)
def test_a_number_has_digits_and_a_point_only(text: str) -> None:
    with pytest.raises(ValueRefusedError):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-31", datetime(2026, 3, 31, tzinfo=UTC)),
        ("2026-03-31 14:05", datetime(2026, 3, 31, 14, 5, tzinfo=UTC)),
        ("2026-03-31T14:05:00Z", datetime(2026, 3, 31, 14, 5, tzinfo=UTC)),
        ("2026-03-31T14:05:00+02:00", datetime(2026, 3, 31, 12, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_in_utc(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", ["31.3.2026", "2026-02-30", "yesterday", "9999-12-31T23:00-09:00"])
def test_anything_else_is_no_moment(text: str) -> None:
    with pytest.raises(ValueRefusedError):
        read_moment(text)
