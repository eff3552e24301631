"""Where files of exports lie, and which of them are removed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from backend.integrations.exports.models import Export, Status

PART: Final = ".part"  # ends the names of files that are being written
ABANDONED: Final = timedelta(days=1)  # since when nobody has written to such a file


def find_folder() -> Path:
    """Give the folder of all files, which nobody else on this machine may look into.

    Web processes and workers share it.
    """
    folder = Path(settings.STATE_DIR) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def find_file(export: Export) -> Path:
    """Give the place of the file of EXPORT."""
    return find_folder() / f"{export.public_id}.{export.format.lower()}"


def find_part(export: Export, fence: int) -> Path:
    """Give the place where the worker with FENCE writes EXPORT."""
    return find_folder() / f"{export.public_id}.{fence}{PART}"


def find_status(export: Export, *, at: datetime) -> Status:
    """Tell what became of EXPORT as whoever fetches it AT that moment finds it.

    A file that has expired is gone before it is tidied up. One that is lost is looked for anew each
    time, and nothing is written: the folder may be on a disk that comes back.
    """
    if _has_expired(export, at) or is_lost(export, at=at):
        return Status.GONE
    return Status(export.status)


def is_lost(export: Export, *, at: datetime) -> bool:
    """Tell whether the file of EXPORT should be there AT that moment, and is not."""
    is_due = export.status == Status.DONE and not _has_expired(export, at)
    return is_due and not find_file(export).exists()


def _has_expired(export: Export, at: datetime) -> bool:
    is_over = export.expires_at is not None and export.expires_at <= at
    return export.status == Status.DONE and is_over


def remove_parts(export: Export) -> None:
    """Remove what workers that died have left of EXPORT."""
    for each in find_folder().glob(f"{export.public_id}.*{PART}*"):
        each.unlink(missing_ok=True)


def remove(exports: Iterable[Export]) -> None:
    """Remove the files of EXPORTS."""
    for export in exports:
        find_file(export).unlink(missing_ok=True)


def sweep(*, at: datetime) -> int:
    """Remove files that belong to no export that is ready, AT that moment; tell how many.

    What is being written is left, unless nobody has written to it for a day.
    """
    old = (at - ABANDONED).timestamp()
    rows = Export.objects.ready().only("public_id", "format")
    kept = {find_file(each).name for each in rows.iterator()}
    found = [each for each in find_folder().iterdir() if each.name not in kept]
    # A file is renamed just before its row says that it is ready.
    gone = [each for each in found if each.stat().st_mtime < old or _is_over(each)]
    for each in gone:
        each.unlink(missing_ok=True)
    return len(gone)


def _is_over(file: Path) -> bool:
    """Tell whether the export of FILE is removed or was given up, so that nobody writes it."""
    if PART in file.name:
        return False
    over = Export.objects.filter(status__in=(Status.GONE, Status.FAILED))
    return over.filter(public_id=file.stem).exists()
