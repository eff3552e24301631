"""Writes rows as CSV or XLSX, so that what is written can be imported again."""

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from backend.access.callers import Caller
from backend.access.curating import show
from backend.integrations.carrying.columns import Column, Value, show_value
from backend.integrations.carrying.nouns import Noun
from backend.integrations.carrying.texts import guard
from products.chunks import split
from products.figures import write_number

ROWS_AT_ONCE: Final = 2_000  # in memory
MOST_ROWS: Final = 100_000  # of a workbook: whoever wants more is better served by CSV
CELL_LENGTH: Final = 32_767  # characters: more fit into no cell of a spreadsheet
FIRST_YEAR: Final = 1901  # of which spreadsheets know every day
# One row in memory, and every text as it is: nothing becomes a formula, a link or a number.
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
MARK: Final = "\ufeff"  # tells spreadsheets that what follows is UTF-8


class ExportRefusedError(ValueError):
    """Says why rows cannot be written so."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is written: the COLUMNS that whoever asks may read, of the rows with KEYS among ROWS."""

    columns: Sequence[Column]
    rows: QuerySet[Any]
    keys: Sequence[int]

    def tell(self) -> Iterator[list[Value]]:
        """Yield what each row says, a few rows in memory at a time."""
        for keys in split(self.keys, ROWS_AT_ONCE):
            for row in self.rows.filter(pk__in=keys).order_by("pk"):
                yield [column.tell(row) for column in self.columns]


def open_export(noun: Noun, listed: QuerySet[Any], caller: Caller) -> Export:
    """Take what CALLER may read of the rows of NOUN that are LISTED.

    Their keys alone are held in memory, eight bytes each; what they point at is narrowed as well.
    """
    columns = [each for each in noun.columns if each.scope is None or caller.may(each.scope)]
    mine = show(listed, caller).order_by("pk").values_list("pk", flat=True)
    keys = array("q", mine.iterator(chunk_size=ROWS_AT_ONCE))
    links = [
        Prefetch(column.path[0], queryset=show(column.target.rows(), caller))
        for column in columns
        if column.is_many and column.target is not None
    ]
    return Export(columns, noun.rows().prefetch_related(*links), keys)


class _Echo:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        """Give TEXT back."""
        return text


def write_csv(export: Export) -> Iterator[str]:
    """Write EXPORT line by line; a text that a spreadsheet would run is shown instead."""
    writer: Any = csv.writer(_Echo())
    yield MARK
    yield writer.writerow([column.name for column in export.columns])
    for values in export.tell():
        yield writer.writerow([spell_cell(value) for value in values])


def spell_cell(value: Value) -> str:
    """Spell VALUE as a cell of CSV; a text that a spreadsheet would run is guarded."""
    return guard(value) if isinstance(value, str) else show_value(value)


def write_workbook(export: Export, file: IO[bytes], *, name: str) -> None:
    """Write EXPORT as a workbook with one sheet, called NAME, into FILE.

    :raises ExportRefusedError: when there are too many rows, or a text does not fit into a cell.
    """
    if len(export.keys) > MOST_ROWS:
        told = _("There are more than %(most)s rows: export them as CSV, or filter the list.")
        raise ExportRefusedError(told % {"most": write_number(MOST_ROWS)})
    with TemporaryDirectory() as place, Workbook(file, OPTIONS | {"tmpdir": place}) as book:
        sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(export.columns):
            sheet.write_string(0, at, column.name)
        for number, values in enumerate(export.tell(), 1):
            for at, value in enumerate(values):
                _fill(sheet, (number, at), value, day)
    file.seek(0)


def _fill(sheet: Any, place: tuple[int, int], value: Value, day: Any) -> None:  # noqa: ANN401 -- the library has no types
    """Fill the cell of SHEET at PLACE with VALUE, a date in the format DAY.

    :raises ExportRefusedError: when it does not fit.
    """
    if isinstance(value, Decimal):
        sheet.write_number(*place, float(value))
    elif isinstance(value, date) and value.year >= FIRST_YEAR:
        sheet.write_datetime(*place, value, day)
    elif text := show_value(value):
        if len(text) > CELL_LENGTH:
            told = _("Row %(row)d has a text that fits into no cell: export it as CSV.")
            raise ExportRefusedError(told % {"row": place[0] + 1})
        sheet.write_string(*place, text)
