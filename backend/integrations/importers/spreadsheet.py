"""Reads a workbook that `workbooks` has made safe as rows of texts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.faults import Fault, Faults, refuse
from backend.integrations.importers.tables import Row, check_file, check_names
from backend.integrations.importers.typed import write_text
from backend.integrations.importers.values import ValueRefusedError
from backend.integrations.workbooks.faults import TableRefusedError
from backend.integrations.workbooks.sheets import FAILED, Cell, SheetFile, open_sheet
from backend.integrations.workbooks.signs import is_workbook
from backend.integrations.workbooks.unpacking import unpack
from products.figures import write_number


@dataclass(frozen=True, slots=True)
class BookTable:
    """One SHEET of the workbook that was at PATH; the row HEADER names its COLUMNS."""

    path: Path
    sheet: SheetFile
    header: int
    columns: tuple[str, ...]
    moments: Collection[str]

    @property
    def notes(self) -> Sequence[str]:
        """Tell which sheets are not read."""
        if not self.sheet.others:
            return []
        told = _("Only the sheet %(name)s was read, not %(others)s.")
        return [told % {"name": self.sheet.name, "others": ", ".join(self.sheet.others)}]

    def read(self, progress: Progress, faults: Faults, *, purpose: str) -> Iterator[Row]:
        """Yield number and cells of each row that is not empty, as any table does."""
        task = progress.add_task(f"{purpose} {self.path.name}", total=None)
        for number, cells in self.sheet.read():
            progress.advance(task)
            if number <= self.header or not any(map(_is_filled, cells)):
                continue
            problems = list(self._find_problems(cells))
            for column, message in problems:
                faults.add(Fault(str(self.path), number, column, message))
            yield number, {} if problems else dict(self._write(cells))

    def _find_problems(self, cells: Sequence[Cell]) -> Iterator[tuple[str, str]]:
        """Yield column and message for what cannot be read in CELLS."""
        width = len(self.columns)
        filled = max(place for place, cell in enumerate(cells, 1) if _is_filled(cell))
        if filled > width:
            told = _("the row has %(cells)s cells, the header %(columns)s.")
            counts = {"cells": write_number(filled), "columns": write_number(width)}
            yield self.columns[-1], told % counts
            return
        for name, cell in zip(self.columns, cells, strict=False):
            try:
                self._write_cell(name, cell)
            except ValueRefusedError as error:
                yield name, str(error)

    def _write(self, cells: Sequence[Cell]) -> Iterator[tuple[str, str]]:
        """Yield name and text of each of CELLS, and none where a row ends early."""
        for place, name in enumerate(self.columns):
            yield name, self._write_cell(name, cells[place]) if place < len(cells) else ""

    def _write_cell(self, name: str, cell: Cell) -> str:
        """Write CELL of the column NAME as a text.

        :raises ValueRefusedError: when it cannot be one.
        """
        if cell in FAILED:
            raise ValueRefusedError(_("a formula has failed here: %(cell)s.") % {"cell": cell})
        return write_text(cell, is_moment=name in self.moments)


def open_book(path: Path, folder: Path, *, moments: Collection[str] = ()) -> BookTable:
    """Open the first sheet that is shown of the workbook at PATH; a safe copy stays in FOLDER.

    :raises FileRefusedError: when there is no such file, or it is not safe to read.
    """
    check_file(path)
    copy = folder / "copy"
    try:
        if not is_workbook(path):
            refuse(path, _("this is no workbook; save it as XLSX or CSV."))
        unpack(path, copy)
        sheet = open_sheet(copy)
        number, cells = _find_header(sheet)
    except TableRefusedError as error:
        refuse(path, str(error))
    columns = tuple(str(cell).strip() for cell in cells)
    check_names(path, columns, row=number)
    return BookTable(path, sheet, number, columns, moments)


def _find_header(sheet: SheetFile) -> tuple[int, list[Cell]]:
    """Find the first row of SHEET that says anything, without what is empty at its end."""
    for number, cells in sheet.read():
        while cells and not _is_filled(cells[-1]):
            cells.pop()
        if cells:
            return number, cells
    return 1, []


def _is_filled(cell: Cell) -> bool:
    """Tell whether CELL says anything."""
    return not isinstance(cell, str) or bool(cell.strip())
