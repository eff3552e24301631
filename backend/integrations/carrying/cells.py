"""Reads what a cell says, from CSV as text and from a spreadsheet as what it is there."""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

from django.utils.translation import gettext as _

from backend.integrations.carrying.faults import CellRefusedError, Code
from backend.integrations.importers.faults import quote
from backend.integrations.workbooks.sheets import Cell

NUMBER_LENGTH: Final = 40
EXACT: Final = 10**15  # whole numbers from here on are not exact in a spreadsheet
THOUSAND: Final = 3  # digits
# Digits, perhaps in groups of three, and perhaps a fraction.
NUMBER: Final = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d+|\d{1,3}(?P<group>[.,' \u00a0\u202f\u2019])\d{3}(?:(?P=group)\d{3})*)"
    r"(?:(?P<mark>[.,])(?P<fraction>\d+))?",
    re.ASCII,
)
SPACING: Final = re.compile(r"[\s_-]+")
FLAGS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("yes", "true", "1", "wahr", "ja"), True),
    **dict.fromkeys(("no", "false", "0", "falsch", "nein"), False),
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a file writes: whether a COMMA stands before decimals, as where columns end with ;."""

    comma: bool = False


Reader: TypeAlias = Callable[[Cell, Spelling], object]


def is_blank(cell: Cell) -> bool:
    """Tell whether CELL says nothing."""
    return isinstance(cell, str) and not cell.strip()


def show_cell(cell: Cell) -> str:
    """Give CELL as people read it."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def read_text(cell: Cell, _spelling: Spelling) -> str:
    """Read CELL as a text, every space of it.

    :raises CellRefusedError: when a spreadsheet has made a date or a truth out of it.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellRefusedError(_("This cell holds no text: format it as text."))
    return show_cell(cell)


def read_line(cell: Cell, spelling: Spelling) -> str:
    """Read CELL as a text without spaces around it.

    :raises CellRefusedError: as `read_text` does.
    """
    return read_text(cell, spelling).strip()


def read_decimal(cell: Cell, spelling: Spelling) -> Decimal:
    """Read CELL as a number, with either mark before its decimals where that is plain.

    :raises CellRefusedError: when it is none, or could be two.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = Decimal(repr(cell))
        if number.is_finite():
            return number
    text = cell.strip() if isinstance(cell, str) else ""
    found = NUMBER.fullmatch(text) if len(text) <= NUMBER_LENGTH else None
    if found is None or (found["mark"] and found["mark"] == found["group"]):
        told = _("%(cell)s is no number; write it with digits and a point, such as 1200.50.")
        raise CellRefusedError(told % {"cell": quote(show_cell(cell))})
    whole = re.sub(r"\D", "", found["whole"])
    if _is_ambiguous(found, comma=spelling.comma):
        told = _(
            "%(cell)s could be %(small)s or %(large)s: write it without this mark, or plainly."
        )
        small, large = f"{whole}.{found['fraction']}", f"{whole}{found['fraction']}"
        texts = {"cell": quote(text), "small": small, "large": large}
        raise CellRefusedError(told % texts, code=Code.AMBIGUOUS)
    return Decimal(f"{found['sign']}{whole}.{found['fraction'] or 0}")


def _is_ambiguous(found: re.Match[str], *, comma: bool) -> bool:
    """Tell whether the only mark that was FOUND may be one of thousands."""
    if found["group"] or not found["mark"] or len(found["fraction"]) != THOUSAND:
        return False
    groups = len(found["whole"]) <= THOUSAND and not found["whole"].startswith("0")
    return groups and (found["mark"] == "," or comma)


def read_flag(cell: Cell, _spelling: Spelling) -> bool:
    """Read CELL as yes or no.

    :raises CellRefusedError: when it is neither.
    """
    if isinstance(cell, bool):
        return cell
    found = FLAGS.get(show_cell(cell).strip().casefold())
    if found is None:
        raise CellRefusedError(
            _("%(cell)s is neither yes nor no.") % {"cell": quote(show_cell(cell))}
        )
    return found


def read_list(cell: Cell, spelling: Spelling) -> list[str]:
    """Read CELL as texts with commas between them; one with a comma stands in quotes.

    :raises CellRefusedError: when a quote is left open.
    """
    try:
        rows = list(csv.reader([read_line(cell, spelling)], skipinitialspace=True, strict=True))
    except csv.Error as error:
        told = _("A quote is left open: write commas between, and quotes around what has one.")
        raise CellRefusedError(told) from error
    return [text.strip() for row in rows for text in row if text.strip()]


def read_id(cell: Cell, _spelling: Spelling) -> UUID:
    """Read CELL as the id under which the outside knows a row.

    :raises CellRefusedError: when it cannot be one.
    """
    try:
        return UUID(show_cell(cell).strip())
    except ValueError:
        told = _("%(cell)s is no id: take it from an export, or leave it empty.")
        raise CellRefusedError(told % {"cell": quote(show_cell(cell))}) from None


def read_choice(choices: Mapping[str, object]) -> Reader:
    """Make a reader of one of CHOICES, which maps what may be written to what it means.

    Capitals, dashes, underscores and spaces make no difference.
    """
    known = {_unify(name): value for name, value in choices.items()}

    def read(cell: Cell, _spelling: Spelling) -> object:
        text = show_cell(cell).strip()
        if _unify(text) not in known:
            told = _("%(cell)s is none of %(choices)s.")
            raise CellRefusedError(told % {"cell": quote(text), "choices": ", ".join(choices)})
        return known[_unify(text)]

    return read


def _unify(text: str) -> str:
    """Give TEXT in small letters, with one space for spaces, dashes and underscores of a name."""
    text = text.strip().casefold()
    if not any(map(str.isalpha, text)):
        return text.removeprefix("+")
    return SPACING.sub(" ", text).strip()
