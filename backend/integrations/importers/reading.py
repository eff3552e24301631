"""Reads the rows of a CSV file one by one, and refuses what is no such file."""

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.progress import Progress

from backend.integrations.importers.faults import Fault, Faults, quote, refuse
from backend.integrations.importers.lines import CELL_LENGTH, BrokenRowError, Lines

OTHER_SEPARATORS: Final = (";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file and its columns; a row is counted as a spreadsheet does, the header being 1."""

    path: Path
    columns: tuple[str, ...]
    stamp: tuple[int, int]  # size and time of the last change, when it was opened

    def read(
        self, progress: Progress, faults: Faults, *, purpose: str
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield number and cells by column of each row that is not empty.

        An ill-shaped row is added to FAULTS and comes without any cells.

        :raises FileRefusedError: when the file is broken beyond a row, or changes meanwhile.
        """
        task = progress.add_task(f"{purpose} {self.path.name}", total=max(1, self.stamp[0]))
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
        if _read_stamp(self.path) != self.stamp:
            refuse(self.path, "this changed while it was read.")

    def _find_fault(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Tell column and message of what is wrong with the shape of a row."""
        if len(cells) != len(self.columns):
            column = self.columns[min(len(cells), len(self.columns) - 1)]
            return column, f"the row has {len(cells)} cells, the header {len(self.columns)}."
        place = next((at for at, cell in enumerate(cells) if "\0" in cell), None)
        if place is not None:
            return self.columns[place], "this holds the control character U+0000."
        return None


def open_sheet(path: Path, *, needed: Collection[str] = ()) -> Sheet:
    """Read the header of the file at PATH, which has the columns NEEDED.

    :raises FileRefusedError: when there is no such file, or no such header of different names.
    """
    _, header = next(_read_records(path), (1, []))
    columns = tuple(name.strip() for name in header)
    if not any(columns):
        refuse(path, "there is no header; the first row has to name the columns.", row=1)
    if len(columns) == 1 and any(mark in columns[0] for mark in OTHER_SEPARATORS):
        refuse(path, "the header has no comma; separate the columns by commas.", row=1)
    for place, name in enumerate(columns):
        if not name:
            refuse(path, "this column has no name.", row=1, column=str(place + 1))
        if name in columns[:place]:
            refuse(path, "this column is there twice.", row=1, column=quote(name))
    for name in needed:
        if name not in columns:
            refuse(path, "this column is missing.", row=1, column=name)
    return Sheet(path, columns, _read_stamp(path))


def _read_stamp(path: Path) -> tuple[int, int]:
    """Tell size and time of the last change of the file at PATH."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _read_records(
    path: Path,
    columns: Sequence[str] = (),
    *,
    advance: Callable[[int], object] = lambda number: number,
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row of the file at PATH, with the header as row 1.

    :raises FileRefusedError: when it cannot be read, decoded or parsed.
    """
    csv.field_size_limit(CELL_LENGTH)
    try:
        if path.exists() and not path.is_file():
            refuse(path, "this is a directory." if path.is_dir() else "this is not a file.")
        with path.open("rb") as file:
            yield from _parse(path, columns, Lines(file, advance))
    except OSError as error:
        refuse(path, f"this cannot be read: {error.strerror}.")


def _parse(path: Path, columns: Sequence[str], lines: Lines) -> Iterator[tuple[int, list[str]]]:
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
    path: Path, number: int, columns: Sequence[str], lines: Lines, error: ValueError | csv.Error
) -> None:
    """Refuse the file at PATH because of row NUMBER, beyond which it cannot be read.

    :raises FileRefusedError: always.
    """
    place, length = lines.find_cell()
    column = columns[place] if place < len(columns) else str(place + 1)
    message = str(error)
    if length > CELL_LENGTH:
        message = f"this has more than {CELL_LENGTH:,} characters; is a quote left open?"
    elif "new-line character" in message:
        message = "a carriage return stands outside quotes; end lines with LF or CR LF."
    elif isinstance(error, csv.Error):
        message = f"this is no CSV: {error}."
    refuse(path, message, row=number, column=column)
