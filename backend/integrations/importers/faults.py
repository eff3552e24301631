"""What is wrong with a file, said so that whoever made it can mend it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Final, NoReturn

from django.db import OperationalError
from django.utils.translation import gettext as _

from products.figures import write_number

LISTED: Final = 20  # enough to mend a file by; the rest is counted
VALUE_LENGTH: Final = 60
# How SQLite and PostgreSQL say that others hold what a writer waits for.
BUSY: Final = re.compile("locked|lock timeout|deadlock|too many clients|connection slots")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: where, and in words; ROW as a spreadsheet shows it, 0 for all.

    KEY is what others call the record by that it is about, where that can be told.
    """

    file: str
    row: int
    column: str
    message: str
    key: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.row and self.column:
            told = _("%(file)s, row %(row)s, column %(column)s: %(message)s")
        elif self.row:
            told = _("%(file)s, row %(row)s: %(message)s")
        elif self.column:
            told = _("%(file)s, column %(column)s: %(message)s")
        else:
            told = "%(file)s: %(message)s"
        return told % asdict(self)


@dataclass(slots=True)
class Faults:
    """The faults found so far: the first ones in full, of all others the number."""

    listed: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, fault: Fault) -> None:
        """Take in FAULT, unless it is already listed."""
        if fault in self.listed:
            return
        self.count += 1
        if len(self.listed) < LISTED:
            self.listed.append(fault)

    def __str__(self) -> str:
        lines = [str(fault) for fault in sorted(self.listed)]
        more = self.count - len(self.listed)
        if more:
            lines.append(_("... and %(number)s more") % {"number": write_number(more)})
        return "\n".join(lines)


class FileRefusedError(ValueError):
    """Says what is wrong with a file; nothing was written."""

    def __init__(self, faults: Faults) -> None:
        """Keep FAULTS, at least one."""
        self.faults = faults
        super().__init__(str(faults))


class DatabaseFailedError(Exception):
    """Says that the database is busy, or why else it failed; nothing was written."""


@contextmanager
def catch_database_faults() -> Iterator[None]:
    """Tell in one line when the database fails within.

    :raises DatabaseFailedError: when it does.
    """
    try:
        yield
    except OperationalError as error:
        reason = str(error).partition("\n")[0].rstrip(". ")
        told = _("the database failed: %(reason)s")
        if BUSY.search(reason):
            told = _("the database is busy: %(reason)s")
        raise DatabaseFailedError(told % {"reason": reason}) from error


def refuse(file: object, message: str, *, row: int = 0, column: str = "") -> NoReturn:
    """Refuse FILE as a whole because of what MESSAGE says.

    :raises FileRefusedError: always.
    """
    faults = Faults()
    faults.add(Fault(str(file), row, column, message))
    raise FileRefusedError(faults)


def quote(value: str) -> str:
    """Show VALUE within a message: in quotes, short, and with no character that moves a cursor."""
    return repr(value if len(value) <= VALUE_LENGTH else f"{value[: VALUE_LENGTH - 1]}…")
