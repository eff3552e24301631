"""Figures are written as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from products.figures import (
    spell_day,
    write_amount,
    write_day,
    write_moment,
    write_number,
    write_share,
)

MORNING = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
NBSP, TO_LEFT = "\u00a0", "\u200f"


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "1,234.50"), ("de", "1.234,50"), ("ar", "1,234.50"), (None, "1,234.50")],
)
def test_a_number_has_the_signs_of_its_language(language: str | None, told: str) -> None:
    with override(language):
        assert write_number(1234.5, 2) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "41.5%"), ("de", f"41,5{NBSP}%"), ("ar", "41.5%")],
)
def test_a_share_has_its_sign_where_the_language_puts_it(language: str, told: str) -> None:
    with override(language):
        assert write_share(0.4149, 1) == told


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0%"), (0.005, "0%"), (0.995, "100%"), (1, "100%")]
)
def test_a_share_is_rounded_as_python_does(share: float, told: str) -> None:
    assert write_share(share) == told


@pytest.mark.parametrize(
    ("language", "currency", "told"),
    [
        ("en", "EUR", "€1,234.50"),
        ("de", "EUR", f"1.234,50{NBSP}€"),
        ("ar", "EUR", f"{TO_LEFT}1,234.50{NBSP}€"),
        ("en", "JPY", "¥1,234"),
        ("en", "XQQ", "XQQ1,234.50"),
    ],
)
def test_an_amount_is_told_with_its_currency(language: str, currency: str, told: str) -> None:
    with override(language):
        assert write_amount(Decimal("1234.50"), currency) == told


@pytest.mark.parametrize(
    ("language", "moment", "day", "spelt"),
    [
        ("en", "2026-11-02 09:05", "2026-11-02", "2 November 2026"),
        ("de", "02.11.2026 09:05", "02.11.2026", "2. November 2026"),
        ("ar", "2026/11/02 09:05", "2026/11/02", "2 نوفمبر 2026"),
    ],
)
def test_days_and_moments_follow_the_language(
    language: str, moment: str, day: str, spelt: str
) -> None:
    with override(language):
        assert write_moment(MORNING) == moment
        assert (write_day(MORNING), write_day(date(2026, 11, 2))) == (day, day)
        assert spell_day(MORNING) == spelt
