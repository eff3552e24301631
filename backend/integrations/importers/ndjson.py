"""Reads a file that holds one JSON object on each line, in little memory."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers import typed
from backend.integrations.importers.faults import Fault, Faults, refuse
from backend.integrations.importers.lines import BrokenRowError, Lines
from backend.integrations.importers.tables import (
    Row,
    Stamp,
    check_file,
    check_stamp,
    read_stamp,
)
from backend.integrations.importers.values import ValueRefusedError
from products.figures import write_number


class Fraction(str):
    """A number as it stands in the file, unless it is a whole one, which is kept as a text."""

    __slots__ = ()


class Constant(str):
    """NaN or Infinity, which Python writes into JSON though it has neither."""

    __slots__ = ()


class Pairs(list[tuple[str, Any]]):
    """An object, with what is said twice still in it."""


DECODER: Final = JSONDecoder(
    object_pairs_hook=Pairs, parse_float=Fraction, parse_int=str, parse_constant=Constant
)


class LineRefusedError(ValueError):
    """Says why a line is no object of texts and numbers, and under which key."""

    def __init__(self, message: str, *, column: str = "") -> None:
        """Keep MESSAGE and COLUMN."""
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class LineTable:
    """The NDJSON file at PATH; the first line is row 1, and each has some of COLUMNS.

    ADMIT is given the keys of a line that has others, and its number, and refuses the file.
    """

    path: Path
    columns: tuple[str, ...]
    moments: Collection[str]
    admit: Callable[[Collection[str], int], None]
    stamp: Stamp
    header: ClassVar[int] = 0
    notes: ClassVar[tuple[str, ...]] = ()

    def read(self, progress: Progress, faults: Faults, *, purpose: str) -> Iterator[Row]:
        """Yield number and cells of each line that is not empty, as any table does."""
        task = progress.add_task(f"{purpose} {self.path.name}", total=max(1, self.stamp[0]))
        for number, line in self._read_lines(lambda size: progress.advance(task, size)):
            if not line.strip():
                continue
            try:
                cells = self._read_cells(line, number)
            except LineRefusedError as error:
                faults.add(Fault(str(self.path), number, error.column, str(error)))
                cells = {}
            else:
                if not any(cells.values()):
                    continue
            yield number, cells
        check_stamp(self.path, self.stamp)

    def _read_lines(self, advance: Callable[[int], object]) -> Iterator[tuple[int, str]]:
        """Yield number and text of each line.

        :raises FileRefusedError: when the file cannot be read beyond a line.
        """
        number = 0
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(_read_each(Lines(file, advance)), 1):
                    yield number, line
        except BrokenRowError as error:
            refuse(self.path, str(error), row=number + 1)
        except OSError as error:
            refuse(self.path, _("this cannot be read: %(reason)s.") % {"reason": error.strerror})

    def _read_cells(self, line: str, number: int) -> dict[str, str]:
        """Read LINE, which has NUMBER.

        :raises LineRefusedError: when it is no object of texts and numbers.
        :raises FileRefusedError: when it has keys that are not known.
        """
        pairs = _decode(line)
        cells = dict.fromkeys(self.columns, "")
        keys = [key for key, _value in pairs]
        if not cells.keys() >= set(keys):
            self.admit(keys, number)
        for key, value in pairs:
            if keys.count(key) > 1:
                raise LineRefusedError(_("this key is there twice."), column=key)
            try:
                cells[key] = _write_value(value, is_moment=key in self.moments)
            except ValueRefusedError as error:
                raise LineRefusedError(str(error), column=key) from error
        return cells


def open_ndjson(
    path: Path,
    columns: tuple[str, ...],
    *,
    moments: Collection[str] = (),
    admit: Callable[[Collection[str], int], None],
) -> LineTable:
    """Open the file at PATH, each line of which has some of COLUMNS, of which some hold MOMENTS.

    :raises FileRefusedError: when there is no such file.
    """
    check_file(path)
    return LineTable(path, columns, moments, admit, read_stamp(path))


def _read_each(lines: Lines) -> Iterator[str]:
    """Yield each of LINES, which is a row of its own."""
    for line in lines:
        lines.start_row()
        yield line


def _decode(line: str) -> Pairs:
    """Read LINE as an object.

    :raises LineRefusedError: when it is none.
    """
    if line.lstrip().startswith("["):
        raise LineRefusedError(_("this begins a list; write one object on each line."))
    try:
        value = DECODER.decode(line)
    except JSONDecodeError as error:
        told = _("this is no JSON: %(reason)s (character %(place)s).")
        place = {"reason": error.msg, "place": write_number(error.pos + 1)}
        raise LineRefusedError(told % place) from error
    except RecursionError as error:
        raise LineRefusedError(_("this is nested too deeply.")) from error
    if not isinstance(value, Pairs):
        raise LineRefusedError(_("this is no JSON object; write one on each line."))
    return value


def _write_value(value: object, *, is_moment: bool) -> str:
    """Write VALUE as `typed` does.

    :raises ValueRefusedError: when it is neither a text nor a number.
    """
    if isinstance(value, Fraction):
        return typed.write_number(str(value))
    if isinstance(value, Constant):
        told = _("%(value)s is no value of JSON; leave it out, or write null.")
        raise ValueRefusedError(told % {"value": value})
    if isinstance(value, Pairs):
        raise ValueRefusedError(_("this is an object; write a text or a number."))
    if isinstance(value, list):
        raise ValueRefusedError(_("this is a list; write a text or a number."))
    return typed.write_text(value, is_moment=is_moment)
