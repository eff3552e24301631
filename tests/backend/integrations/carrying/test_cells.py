"""What is written in a cell is read in one way, or refused; nothing is guessed."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.integrations.carrying.cells import (
    Spelling,
    read_choice,
    read_decimal,
    read_flag,
    read_line,
    read_list,
    read_text,
)
from backend.integrations.carrying.columns import choose_number, spell_decimal, spell_list
from backend.integrations.carrying.faults import CellRefusedError, Code
from backend.integrations.carrying.moments import read_date, read_moment
from backend.integrations.workbooks.sheets import Cell
from stakeholders.models import Stance

POINTS = Spelling()
COMMAS = Spelling(comma=True)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1200.50", "1200.50"),
        ("1200,5", "1200.5"),
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1.200.500", "1200500"),
        ("1\u00a0200,50", "1200.50"),
        ("1'200.5", "1200.5"),
        ("-0.125", "-0.125"),
        ("0,125", "0.125"),
        ("1.200", "1.2"),
        ("1000,500", "1000.5"),
        (" 7 ", "7"),
        (7, "7"),
        (0.1, "0.1"),
        (1200.5, "1200.5"),
    ],
)
def test_a_number_is_read_as_it_is_written(cell: Cell, number: str) -> None:
    assert read_decimal(cell, POINTS) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "spelling"), [("1,200", POINTS), ("1,200", COMMAS), ("1.200", COMMAS)]
)
def test_a_number_with_two_readings_is_refused(cell: str, spelling: Spelling) -> None:
    with pytest.raises(CellRefusedError) as refusal:
        read_decimal(cell, spelling)

    assert refusal.value.code == Code.AMBIGUOUS


@pytest.mark.parametrize(
    "cell",
    [
        *("", "x", "NaN", "Infinity", "1e5", "1.200.50", "1,2,3", "--1", "1 2", "€ 5", "5 %"),
        *("1" * 41, "\u0661,5x", True, float("nan"), float("inf"), date(2026, 1, 1)),
    ],
)
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    with pytest.raises(CellRefusedError):
        read_decimal(cell, POINTS)


@given(st.decimals(min_value=0, max_value=10**11, places=3))
def test_a_number_that_was_spelled_is_read_again(number: Decimal) -> None:
    assert read_decimal(f"{spell_decimal(number):f}", POINTS) == number
    assert read_decimal(float(number), POINTS) == number


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("31.03.2026", date(2026, 3, 31)),
        ("1.4.2026 00:00", date(2026, 4, 1)),
        ("31/03/2026", date(2026, 3, 31)),
        ("3/31/2026", date(2026, 3, 31)),
        ("4/4/2026", date(2026, 4, 4)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (datetime(2026, 3, 31), date(2026, 3, 31)),  # noqa: DTZ001 -- as a spreadsheet gives it
    ],
)
def test_a_day_is_read_as_it_is_written(cell: Cell, day: date) -> None:
    assert read_date(cell, POINTS) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2026", Code.AMBIGUOUS),
        ("2026-02-30", Code.INVALID),
        ("31.13.2026", Code.INVALID),
        ("2026-03-31T10:00", Code.INVALID),
        ("soon", Code.INVALID),
        (46112, Code.INVALID),
        (46112.5, Code.INVALID),
        (timedelta(days=1), Code.INVALID),
    ],
)
def test_what_is_no_day_or_two_is_refused(cell: Cell, code: Code) -> None:
    with pytest.raises(CellRefusedError) as refusal:
        read_date(cell, POINTS)

    assert refusal.value.code == code


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_that_was_spelled_is_read_again(moment: datetime) -> None:
    assert read_moment(moment.isoformat(), POINTS) == moment


def test_a_moment_is_in_utc_where_it_names_no_zone() -> None:
    zone = timezone(timedelta(hours=2))

    assert read_moment("31.03.2026 14:05", POINTS) == datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
    assert read_moment("2026-03-31T14:05+02:00", POINTS) == datetime(
        2026, 3, 31, 14, 5, tzinfo=zone
    )


@pytest.mark.parametrize("cell", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_moment_beyond_the_calendar_is_refused(cell: str) -> None:
    with pytest.raises(CellRefusedError):
        read_moment(cell, POINTS)


@given(st.lists(st.from_regex(r"[^\s\x00][^\r\n\x00]{0,8}[^\s\x00]", fullmatch=True)))
def test_a_list_that_was_spelled_is_read_again(texts: list[str]) -> None:
    spelled = spell_list(texts)

    assert read_list(str(spelled), POINTS) == [text.strip() for text in texts]


def test_a_list_with_an_open_quote_is_refused() -> None:
    with pytest.raises(CellRefusedError):
        read_list('a, "b', POINTS)


@pytest.mark.parametrize(
    ("cell", "stance"),
    [
        (2, Stance.STRONGLY_SUPPORT),
        (-2.0, Stance.STRONGLY_OPPOSE),
        ("-1", Stance.OPPOSE),
        ("+1", Stance.SUPPORT),
        ("strongly-oppose", Stance.STRONGLY_OPPOSE),
        (" Neutral ", Stance.NEUTRAL),
    ],
)
def test_a_stance_is_read_by_number_or_name(cell: Cell, stance: Stance) -> None:
    assert choose_number(Stance, numbers=True).read(cell, POINTS) == stance


@pytest.mark.parametrize("cell", [3, "3", "maybe", 0.5, "--1", ""])
def test_what_is_no_stance_is_refused(cell: Cell) -> None:
    with pytest.raises(CellRefusedError):
        choose_number(Stance, numbers=True).read(cell, POINTS)


def test_a_flag_is_read_as_spreadsheets_write_it() -> None:
    told = [read_flag(cell, POINTS) for cell in (True, "TRUE", "wahr", 1, "no", 0.0, "FALSE")]

    assert told == [True, True, True, True, False, False, False]
    with pytest.raises(CellRefusedError):
        read_flag("perhaps", POINTS)


def test_a_number_in_a_column_of_texts_is_one_without_a_fraction() -> None:
    assert [read_line(cell, POINTS) for cell in (1001.0, 1001, 1.5)] == ["1001", "1001", "1.5"]
    with pytest.raises(CellRefusedError):
        read_text(date(2026, 1, 1), POINTS)


def test_a_choice_says_what_there_is() -> None:
    with pytest.raises(CellRefusedError, match="none of ASKED, UP_VOTES"):
        read_choice({"ASKED": 1, "UP_VOTES": 2})("other", POINTS)
