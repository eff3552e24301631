"""Reads the sheets of a workbook that `unpacking` has made safe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from backend.integrations.workbooks.faults import TableRefusedError

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta
FAILED: Final = frozenset(
    {
        "#UNCALCULATED!",
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
    }  # what a formula came to
)


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The sheet NAME of the workbook at PATH; OTHERS are the sheets that are not read."""

    path: Path
    name: str
    others: tuple[str, ...]

    def read(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield number and cells of each row; what a formula came to, not the formula.

        :raises TableRefusedError: when it cannot be read.
        """
        try:
            with CalamineWorkbook.from_path(self.path) as book:
                rows = book.get_sheet_by_name(self.name).iter_rows()
                yield from enumerate(rows, 1)
        except CalamineError as error:
            raise TableRefusedError(_("This workbook is broken.")) from error


def open_sheet(path: Path, name: str = "") -> SheetFile:
    """Open the sheet NAME of the workbook at PATH, or else the first that is shown.

    :raises TableRefusedError: when there is none.
    """
    try:
        with CalamineWorkbook.from_path(path) as book:
            known = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
                and (sheet.visible == SheetVisibleEnum.Visible or sheet.name == name)
            ]
    except CalamineError as error:
        raise TableRefusedError(_("This workbook is broken.")) from error
    if not known:
        raise TableRefusedError(_("This workbook has no sheet that is shown."))
    if name and name not in known:
        told = _("This workbook has no sheet %(name)s; it has %(known)s.")
        raise TableRefusedError(told % {"name": name, "known": ", ".join(known)})
    chosen = name or known[0]
    return SheetFile(path, chosen, tuple(each for each in known if each != chosen))
