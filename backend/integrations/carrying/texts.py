"""Reads CSV as spreadsheets write it: in several encodings, with several separators."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.importers.lines import CELL_LENGTH
from backend.integrations.workbooks.faults import TableRefusedError
from backend.integrations.workbooks.sheets import Cell

BLOCK: Final = 1_000_000  # bytes read at once
SEPARATORS: Final = (",", ";", "\t", "|")
MARKS: Final = (  # what a file begins with that says how it is encoded
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
GUESSES: Final = ("utf-8", "cp1252")  # the second is what Excel writes in Western Europe
# What an export puts before a text that a spreadsheet would run: a quote, and one more before those
# that begin with quotes and then so. Taken off again, every text is as it was.
RUNS: Final = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
QUOTE: Final = "'"


@dataclass(frozen=True, slots=True)
class TextFile:
    """The CSV file at PATH, in ENCODING, with SEPARATOR between its cells."""

    path: Path
    encoding: str
    separator: str

    def read(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield number and cells of each row, counted as a spreadsheet does.

        :raises TableRefusedError: when it cannot be read beyond a row.
        """
        csv.field_size_limit(CELL_LENGTH)
        number = 0
        with self.path.open(encoding=self.encoding, newline="") as file:
            try:
                for number, cells in enumerate(
                    csv.reader(file, delimiter=self.separator, strict=True), 1
                ):
                    yield number, [unguard(cell) for cell in cells]
            except csv.Error as error:
                told = _("Row %(row)d cannot be read (%(why)s): is a quote left open?")
                raise TableRefusedError(told % {"row": number + 1, "why": error}) from error


def open_text(path: Path) -> TextFile:
    """Find out how the file at PATH is written.

    :raises TableRefusedError: when it is no text in any known encoding.
    """
    encoding = _find_encoding(path)
    return TextFile(path, encoding, _find_separator(path, encoding))


def guard(text: str) -> str:
    """Give TEXT so that a spreadsheet shows it and does not run it."""
    return QUOTE + text if RUNS.match(text) else text


def unguard(text: str) -> str:
    """Give what `guard` has made TEXT of."""
    return text[1:] if text.startswith(QUOTE) and RUNS.match(text) else text


def _find_encoding(path: Path) -> str:
    """Find the encoding of the file at PATH, by its first bytes or else by all of them.

    :raises TableRefusedError: when it is in none that is known, or no text.
    """
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    for encoding in [marked] if marked else GUESSES:
        if _can_decode(path, encoding):
            return encoding
    told = _("This is neither UTF-8, UTF-16 nor Windows-1252: save it as CSV UTF-8 or as XLSX.")
    raise TableRefusedError(told)


def _can_decode(path: Path, encoding: str) -> bool:
    """Tell whether the file at PATH is in ENCODING.

    :raises TableRefusedError: when it holds U+0000, which no text does.
    """
    try:
        has_zeros = any(_find_zeros(path, encoding))
    except UnicodeError:
        return False
    if has_zeros:
        raise TableRefusedError(_("This is no text: it holds the character U+0000."))
    return True


def _find_zeros(path: Path, encoding: str) -> Iterator[bool]:
    """Read the file at PATH, and yield of each block whether it holds U+0000."""
    with path.open(encoding=encoding, newline="") as file:
        while block := file.read(BLOCK):
            yield "\0" in block


def _find_separator(path: Path, encoding: str) -> str:
    """Find what stands most often between the names of the columns."""
    with path.open(encoding=encoding, newline="") as file:
        line = _read_header(file)
    outside = re.sub('"[^"]*"', "", line)
    counts = Counter(mark for mark in outside if mark in SEPARATORS)
    return max(SEPARATORS, key=lambda mark: counts[mark])


def _read_header(file: TextIOWrapper) -> str:
    """Read the first line of FILE that says anything."""
    while line := file.readline(BLOCK):
        if line.strip(' \t\r\n",;|'):
            return line
    return ""
