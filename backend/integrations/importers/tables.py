"""What a file gives in any of its forms: columns, and rows of texts under them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.archives import Member
from backend.integrations.importers.faults import Faults, quote, refuse

Readable: TypeAlias = Path | Member
Row: TypeAlias = tuple[int, dict[str, str]]
Stamp: TypeAlias = tuple[int, int]


class Table(Protocol):
    """A file of rows; each is counted as whoever made the file would count it."""

    @property
    def path(self) -> Readable:
        """Give where the file is."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the names of the columns, or all that a row may have where none are named."""

    @property
    def header(self) -> int:
        """Tell which row names the columns: none, 0, where they do not stand in a row."""

    @property
    def notes(self) -> Sequence[str]:
        """Tell what is not read, and is worth knowing."""

    def read(self, progress: Progress, faults: Faults, *, purpose: str) -> Iterator[Row]:
        """Yield number and cells by column of each row that is not empty.

        An ill-shaped row is added to FAULTS and comes without any cells.

        :raises FileRefusedError: when the file is broken beyond a row, or changes meanwhile.
        """


def check_file(path: Readable) -> None:
    """Let PATH pass when a file is there.

    :raises FileRefusedError: when there is none, or something else.
    """
    try:
        if path.is_dir():
            refuse(path, _("this is a directory."))
        if path.exists() and not path.is_file():
            refuse(path, _("this is not a file."))
        path.open("rb").close()
    except OSError as error:
        refuse(path, _("this cannot be read: %(reason)s.") % {"reason": error.strerror})


def check_names(path: Readable, columns: Sequence[str], *, row: int) -> None:
    """Let COLUMNS of the file at PATH pass when each has a name of its own; they stand in ROW.

    :raises FileRefusedError: when there are none, or one has not.
    """
    if not any(columns):
        refuse(path, _("there is no header; the first row has to name the columns."), row=row)
    for place, name in enumerate(columns):
        if not name:
            refuse(path, _("this column has no name."), row=row, column=str(place + 1))
        if name in columns[:place]:
            refuse(path, _("this column is there twice."), row=row, column=quote(name))


def read_stamp(path: Readable) -> Stamp:
    """Tell size and time of the last change of the file at PATH."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def check_stamp(path: Readable, stamp: Stamp) -> None:
    """Let the file at PATH pass when it is as it was when STAMP was read.

    :raises FileRefusedError: when it is not.
    """
    if read_stamp(path) != stamp:
        refuse(path, _("this changed while it was read."))
