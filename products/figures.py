"""Writes numbers, shares, amounts and moments as the language of whoever reads does.

What programs read is not written by these: APIs and exports keep plain numbers and ISO dates.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import (
    NumberPattern,
    format_currency,
    format_decimal,
    format_percent,
    parse_pattern,
)
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

ENGLISH: Final = "en"  # also where no language is spoken, as at the command line


def write_number(number: float | Decimal, places: int = 0) -> str:
    """Write NUMBER with PLACES behind the point."""
    locale = _find_locale(get_language())
    written: str = format_decimal(_round(number, places), _spell(places), locale=locale)
    return written


def write_share(share: float, places: int = 0) -> str:
    """Write SHARE, 0..1, as a percentage with PLACES behind the point."""
    language = get_language()
    written: str = format_percent(
        _round(100 * share, places) / 100,
        _spell_share(language, places),
        locale=_find_locale(language),
        decimal_quantization=False,
    )
    return written


def write_amount(amount: Decimal, currency: str) -> str:
    """Write AMOUNT of money in CURRENCY, a code of ISO 4217."""
    written: str = format_currency(amount, currency, locale=_find_locale(get_language()))
    return written


def write_moment(at: datetime) -> str:
    """Write the moment AT, to the minute."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def write_day(at: date) -> str:
    """Write the day AT, or of the moment AT, in figures."""
    return date_format(_find_day(at), "SHORT_DATE_FORMAT")


def spell_day(at: date) -> str:
    """Write the day AT, or of the moment AT, with its month in letters."""
    return date_format(_find_day(at), "DATE_FORMAT")


def _find_day(at: date) -> date:
    return timezone.localtime(at) if isinstance(at, datetime) else at


@lru_cache
def _find_locale(language: str | None) -> Locale:
    return Locale.parse(language or ENGLISH, sep="-")


@lru_cache
def _spell(places: int) -> NumberPattern:
    """Give the pattern of a number with PLACES behind the point."""
    return parse_pattern(f"#,##0.{'0' * places}" if places else "#,##0")


@lru_cache
def _spell_share(language: str | None, places: int) -> NumberPattern:
    """Give the pattern of a percentage in LANGUAGE with PLACES behind the point."""
    pattern: str = _find_locale(language).percent_formats[None].pattern
    return parse_pattern(pattern.replace("#,##0", _spell(places).pattern))


def _round(number: float | Decimal, places: int) -> Decimal:
    """Round NUMBER as Python writes it, so that all languages tell the same."""
    return Decimal(f"{number:.{places}f}")
