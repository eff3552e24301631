"""Tells by its first bytes what a file is, whatever it is called."""

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from backend.integrations.workbooks.faults import TableRefusedError

ZIP: Final = b"PK\x03\x04"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"  # XLS, and whatever is locked by a password
OTHERS: Final = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"{\\rtf", b"Rar!")


def is_workbook(path: Path) -> bool:
    """Tell by its first bytes whether the file at PATH is a workbook; else it may be a text.

    :raises TableRefusedError: when it is known to be neither.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise TableRefusedError(_("This file is empty."))
    if start.startswith(OLD_OFFICE):
        told = _("This is an old workbook, or locked by a password: save it as XLSX without one.")
        raise TableRefusedError(told)
    if start.startswith(OTHERS):
        raise TableRefusedError(_("This is neither CSV nor XLSX."))
    return start.startswith(ZIP)
