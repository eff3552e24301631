"""Reads days and moments, as ISO 8601 writes them and as spreadsheets do."""

import re
from datetime import UTC, date, datetime, time
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.carrying.cells import Spelling, show_cell
from backend.integrations.carrying.faults import CellRefusedError, Code
from backend.integrations.importers.faults import quote
from backend.integrations.workbooks.sheets import Cell

CLOCK: Final = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + CLOCK)  # day before month
SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + CLOCK)  # either of them first
MONTHS: Final = 12


def read_moment(cell: Cell, _spelling: Spelling) -> datetime:
    """Read CELL as a moment, in UTC where it names no zone; a day is its first moment.

    :raises CellRefusedError: when it is none, or could be two.
    """
    found = _read(cell)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise _refuse(cell) from None


def read_date(cell: Cell, _spelling: Spelling) -> date:
    """Read CELL as a day.

    :raises CellRefusedError: when it is none, could be two, or has a time of day.
    """
    found = _read(cell)
    if found.time() != time():
        raise CellRefusedError(_("This is a moment: write the day alone."))
    return found.date()


def _read(cell: Cell) -> datetime:
    """Read CELL, of which the zone may be left out.

    :raises CellRefusedError: when it is no moment, or could be two.
    """
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = cell.strip() if isinstance(cell, str) else ""
    try:
        if found := DOTTED.fullmatch(text):
            day, month, *rest = found.groups()
            return _build(day, month, rest)
        if found := SLASHED.fullmatch(text):
            first, second, *rest = found.groups()
            return _build(*_order(first, second, text), rest)
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, CellRefusedError):
            raise
        raise _refuse(cell) from None


def _order(first: str, second: str, text: str) -> tuple[str, str]:
    """Tell day and month among FIRST and SECOND, which begin TEXT.

    :raises CellRefusedError: when either could be the month.
    """
    if int(first) > MONTHS or first == second:
        return first, second
    if int(second) > MONTHS:
        return second, first
    told = _("%(cell)s has two readings, as day or month may stand first: write 2026-03-31.")
    raise CellRefusedError(told % {"cell": quote(text)}, code=Code.AMBIGUOUS)


def _build(day: str, month: str, rest: list[str | None]) -> datetime:
    """Build a moment of DAY, MONTH and the REST, of which the time may be left out.

    :raises ValueError: when there is no such moment.
    """
    year, hour, minute, second = (int(part or 0) for part in rest)
    return datetime(year, int(month), int(day), hour, minute, second)  # noqa: DTZ001 -- it names no zone


def _refuse(cell: Cell) -> CellRefusedError:
    told = _("%(cell)s is no moment: write 2026-03-31 or 2026-03-31T14:05:00+02:00.")
    return CellRefusedError(told % {"cell": quote(show_cell(cell))})
