"""Reads a file line by line, in little memory, and tells where a line is broken."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Self

from django.utils.translation import gettext as _

from products.figures import write_number

CELL_LENGTH: Final = 1_000_000  # characters: more is a broken quote or no text that people wrote
ROW_BYTES: Final = 8_000_000  # so that a file without an end of line does not fill the memory
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
ADVANCE_BYTES: Final = 50_000  # between two moves of the progress bar


class BrokenRowError(ValueError):
    """Says why the file cannot be read beyond the row at hand."""


@dataclass(slots=True)
class Lines:
    """Gives the lines of FILE one by one, and remembers those of the row at hand."""

    file: BinaryIO
    advance: Callable[[int], object]
    row: list[str] = field(default_factory=list)
    row_bytes: int = 0
    is_first: bool = True
    unseen_bytes: int = 0  # read, and not yet told to ADVANCE

    def __iter__(self) -> Self:
        """Be the iterator that the csv module asks for lines."""
        return self

    def __next__(self) -> str:
        """Read one line; a newline never is a part of another character in UTF-8.

        :raises BrokenRowError: when it is not UTF-8, or the row has no end.
        """
        line = self.file.readline(ROW_BYTES)
        if not line:
            self.advance(self.unseen_bytes)
            raise StopIteration
        self._count(len(line))
        line = line.removeprefix(BYTE_ORDER_MARK) if self.is_first else line
        self.is_first = False
        try:
            self.row.append(line.decode())
        except UnicodeDecodeError as error:
            self.row.append(line[: error.start].decode())
            byte = f"0x{line[error.start]:02X}"
            told = _("this is not UTF-8 (byte %(byte)s).") % {"byte": byte}
            raise BrokenRowError(told) from error
        if self.row_bytes >= ROW_BYTES:
            told = _("the row has more than %(most)s bytes.")
            raise BrokenRowError(told % {"most": write_number(ROW_BYTES)})
        return self.row[-1]

    def _count(self, number: int) -> None:
        """Take NUMBER more bytes into account."""
        self.row_bytes += number
        self.unseen_bytes += number
        if self.unseen_bytes >= ADVANCE_BYTES:
            self.advance(self.unseen_bytes)
            self.unseen_bytes = 0

    def start_row(self) -> None:
        """Forget the row at hand."""
        self.row.clear()
        self.row_bytes = 0

    def find_cell(self) -> tuple[int, int]:
        """Tell which cell of the row at hand is broken, else was begun last, and its length."""
        place, cell = 0, ""
        for number, text in enumerate(_split_cells("".join(self.row))):
            place, cell = number, text
            if _is_broken(cell):
                break
        return place, len(cell)


def _split_cells(row: str) -> Iterator[str]:
    """Yield the cells of ROW as they stand in the file; quotes need not be in order."""
    start, quoted = 0, False
    for mark in re.finditer('[",]', row):
        if mark[0] == '"':
            quoted = not quoted
        elif not quoted:
            yield row[start : mark.start()]
            start = mark.end()
    yield row[start:]


def _is_broken(cell: str) -> bool:
    """Tell whether CELL, as it stands in the file, is too long or more than one."""
    line = cell.rstrip("\r\n")
    ends_early = line.startswith('"') and not line.endswith('"')
    goes_on = "\r" in line and not line.startswith('"')
    return len(line) > CELL_LENGTH or ends_early or goes_on
