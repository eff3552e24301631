"""Reads the rows of a CSV file one by one, and refuses what is no such file."""

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.archives import Member
from backend.integrations.importers.faults import Fault, Faults, refuse
from backend.integrations.importers.lines import CELL_LENGTH, BrokenRowError, Lines
from backend.integrations.importers.tables import (
    Readable,
    Row,
    Stamp,
    check_file,
    check_names,
    check_stamp,
    read_stamp,
)
from products.figures import write_number

OTHER_SEPARATORS: Final = (";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file and its columns; a row is counted as a spreadsheet does, the header being 1."""

    path: Readable
    columns: tuple[str, ...]
    stamp: Stamp  # when it was opened
    header: ClassVar[int] = 1
    notes: ClassVar[tuple[str, ...]] = ()

    def read(self, progress: Progress, faults: Faults, *, purpose: str) -> Iterator[Row]:
        """Yield number and cells of each row that is not empty, as any table does."""
        size = self.path.size if isinstance(self.path, Member) else self.stamp[0]
        task = progress.add_task(f"{purpose} {self.path.name}", total=max(1, size))
        records = _read_records(
            self.path, self.columns, advance=lambda number: progress.advance(task, number)
        )
        next(records)  # the header
        for number, cells in records:
            if not any(cells):
                continue
            fault = self._find_fault(cells)
            if fault is None:
                yield number, dict(zip(self.columns, cells, strict=True))
            else:
                faults.add(Fault(str(self.path), number, *fault))
                yield number, {}
        check_stamp(self.path, self.stamp)

    def _find_fault(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Tell column and message of what is wrong with the shape of a row."""
        if len(cells) != len(self.columns):
            column = self.columns[min(len(cells), len(self.columns) - 1)]
            told = _("the row has %(cells)s cells, the header %(columns)s.")
            width = write_number(len(self.columns))
            return column, told % {"cells": write_number(len(cells)), "columns": width}
        place = next((at for at, cell in enumerate(cells) if "\0" in cell), None)
        if place is not None:
            return self.columns[place], _("this holds the control character U+0000.")
        return None


def open_sheet(path: Readable, *, needed: Collection[str] = (), repeats: bool = False) -> Sheet:
    """Read the header of the file at PATH, which has the columns NEEDED.

    Where it REPEATS names, the second column called so becomes `name (2)`, and so on.

    :raises FileRefusedError: when there is no such file, or no such header of different names.
    """
    _row, header = next(_read_records(path), (1, []))
    columns = tuple(name.strip() for name in header)
    columns = tuple(_number(columns)) if repeats else columns
    if len(columns) == 1 and any(mark in columns[0] for mark in OTHER_SEPARATORS):
        refuse(path, _("the header has no comma; separate the columns by commas."), row=1)
    check_names(path, columns, row=1)
    for name in needed:
        if name not in columns:
            refuse(path, _("this column is missing."), row=1, column=name)
    return Sheet(path, columns, read_stamp(path))


def _number(names: Sequence[str]) -> Iterator[str]:
    """Yield NAMES, with their number behind those that earlier ones are equal to."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield f"{name} ({seen[name]})" if name and seen[name] > 1 else name


def _read_records(
    path: Readable,
    columns: Sequence[str] = (),
    *,
    advance: Callable[[int], object] = lambda number: number,
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row of the file at PATH, with the header as row 1.

    :raises FileRefusedError: when it cannot be read, decoded or parsed.
    """
    csv.field_size_limit(CELL_LENGTH)
    try:
        check_file(path)
        with path.open("rb") as file:
            yield from _parse(path, columns, Lines(file, advance))
    except OSError as error:
        refuse(path, _("this cannot be read: %(reason)s.") % {"reason": error.strerror})


def _parse(path: Readable, columns: Sequence[str], lines: Lines) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row that LINES of the file at PATH make up.

    :raises FileRefusedError: when they cannot be decoded or parsed.
    """
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, strict=True), 1):
            yield number, cells
            lines.start_row()
    except (csv.Error, BrokenRowError) as error:
        _refuse_row(path, number + 1, columns, lines, error)


def _refuse_row(
    path: Readable, number: int, columns: Sequence[str], lines: Lines, error: ValueError | csv.Error
) -> None:
    """Refuse the file at PATH because of row NUMBER, beyond which it cannot be read.

    :raises FileRefusedError: always.
    """
    place, length = lines.find_cell()
    column = columns[place] if place < len(columns) else str(place + 1)
    message = str(error)
    if length > CELL_LENGTH:
        told = _("this has more than %(most)s characters; is a quote left open?")
        message = told % {"most": write_number(CELL_LENGTH)}
    elif "new-line character" in message:
        message = _("a carriage return stands outside quotes; end lines with LF or CR LF.")
    elif isinstance(error, csv.Error):
        message = _("this is no CSV: %(reason)s.") % {"reason": error}
    refuse(path, message, row=number, column=column)
