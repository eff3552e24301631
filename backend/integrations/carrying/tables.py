"""Opens a file as a table: finds its header, and reads line by line what a noun has columns for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from backend.integrations.carrying.cells import Spelling, is_blank, show_cell
from backend.integrations.carrying.columns import Column
from backend.integrations.carrying.faults import CellRefusedError, Code
from backend.integrations.carrying.texts import TextFile, open_text
from backend.integrations.workbooks.faults import TableRefusedError
from backend.integrations.workbooks.sheets import FAILED, Cell, SheetFile, open_sheet
from backend.integrations.workbooks.signs import is_workbook
from backend.integrations.workbooks.unpacking import MOST_COLUMNS

Problem: TypeAlias = tuple[str, str, str]  # column, code and message


@dataclass(slots=True)
class Line:
    """A row of a file: its NUMBER there, what its cells say by column, and what is wrong."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A file with the COLUMNS of its header, in their places; NOTES say what is not read."""

    file: TextFile | SheetFile
    header: int
    width: int
    columns: Mapping[int, Column]
    notes: Sequence[str]

    def read(self, *, empties: bool) -> Iterator[Line]:
        """Yield the lines that say anything; with EMPTIES an empty cell may empty what stands."""
        comma = isinstance(self.file, TextFile) and self.file.separator == ";"
        for number, cells in self.file.read():
            if number <= self.header or all(map(is_blank, cells)):
                continue
            extra = [cell for cell in cells[self.width :] if not is_blank(cell)]
            if extra or (len(cells) < self.width and isinstance(self.file, TextFile)):
                told = _("The row has %(cells)d cells, the header %(width)d.")
                message = told % {"cells": len(cells), "width": self.width}
                yield Line(number, problems=[("", Code.SHAPE, message)])
            else:
                yield self._read_line(number, cells, Spelling(comma=comma), empties=empties)

    def _read_line(
        self, number: int, cells: Sequence[Cell], spelling: Spelling, *, empties: bool
    ) -> Line:
        line = Line(number)
        for place, column in self.columns.items():
            cell = cells[place] if place < len(cells) else ""
            if not is_blank(cell):
                _read_cell(line, column, cell, spelling)
            elif empties and column.may_empty:
                line.values[column.name] = column.empty
        return line


def _read_cell(line: Line, column: Column, cell: Cell, spelling: Spelling) -> None:
    """Read CELL in COLUMN of LINE, or note why it cannot be read."""
    if cell in FAILED:
        told = _("A formula has failed here: %(cell)s.") % {"cell": cell}
        line.problems.append((column.name, Code.INVALID, told))
        return
    try:
        line.values[column.name] = column.kind.read(cell, spelling)
    except CellRefusedError as error:
        line.problems.append((column.name, error.code, str(error)))


def open_table(
    path: Path, columns: Sequence[Column], *, needs: Sequence[Sequence[str]], sheet: str = ""
) -> Table:
    """Open the file at PATH, or its SHEET, as a table with some of COLUMNS.

    Of each of NEEDS it has to have one.

    :raises TableRefusedError: when it is no table, or not such a one.
    """
    file = open_sheet(path, sheet) if is_workbook(path) else open_text(path)
    number, names = next(
        ((number, cells) for number, cells in file.read() if not all(map(is_blank, cells))), (0, [])
    )
    while names and is_blank(names[-1]):
        names.pop()
    header = [_name(cell) for cell in names]
    _check_header(header, columns, needs)
    known = {column.name: column for column in columns}
    read = {
        place: known[name]
        for place, name in enumerate(header)
        if name in known and not known[name].is_shown
    }
    return Table(
        file, number, len(header), read, [*_list_notes(file), *_tell_unread(header, known)]
    )


def _name(cell: Cell) -> str:
    """Give the name of a column as it is written in CELL: small, with underscores."""
    return re.sub(r"[\s_-]+", "_", show_cell(cell).strip().casefold())


def _check_header(
    header: Sequence[str], columns: Sequence[Column], needs: Sequence[Sequence[str]]
) -> None:
    """Let HEADER pass when it can be read.

    :raises TableRefusedError: when it is too wide, or names are twice there or missing.
    """
    if not header:
        raise TableRefusedError(_("There is no header: the first row has to name the columns."))
    if len(header) > MOST_COLUMNS:
        raise TableRefusedError(_("There are more than %(most)d columns.") % {"most": MOST_COLUMNS})
    told = []
    twice = [name for name, number in Counter(header).items() if name and number > 1]
    if twice:
        told.append(_("Columns are there twice: %(names)s.") % {"names": ", ".join(twice)})
    for names in needs:
        if not set(names) & set(header):
            either = _(" or ").join(names)
            told.append(_("A column is missing: %(names)s.") % {"names": either})
    if told:
        known = ", ".join(column.name for column in columns if not column.is_shown)
        raise TableRefusedError(*told, _("Known columns are %(names)s.") % {"names": known})


def _list_notes(file: TextFile | SheetFile) -> Iterator[str]:
    """Yield what should be known of how FILE was read."""
    if isinstance(file, SheetFile):
        yield _("The sheet %(name)s was read.") % {"name": file.name}
        if file.others:
            yield _("Sheets that were not read: %(names)s.") % {"names": ", ".join(file.others)}
        return
    separators = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars")}
    told = _("This was read as %(encoding)s, with %(separators)s between the cells.")
    encoding = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-8": "UTF-8"}
    yield told % {
        "encoding": encoding.get(file.encoding, "Windows-1252"),
        "separators": separators[file.separator],
    }


def _tell_unread(header: Sequence[str], known: Mapping[str, Column]) -> Iterator[str]:
    """Yield which names of HEADER are not read."""
    unknown = [name or _("(no name)") for name in header if name not in known]
    if unknown:
        yield _("Unknown columns, which are not read: %(names)s.") % {"names": ", ".join(unknown)}
    shown = [name for name in header if name in known and known[name].is_shown]
    if shown:
        yield _("Columns that are only shown, and not read: %(names)s.") % {
            "names": ", ".join(shown)
        }
