"""Lists the files in a zip, and refuses one that was made to harm."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import IO, Final
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import quote, refuse
from backend.integrations.importers.streams import catch_packing
from products.figures import write_number

MOST_MEMBERS: Final = 50_000  # files: attachments are among them
DIRECTORY_BYTES: Final = 8_000_000  # of the list of them, which zipfile reads as a whole
ENCRYPTED: Final = 0x1  # a bit of what a zip says about a file
MAC_FOLDER: Final = "__MACOSX"


class ListedFile:
    """A zip as zipfile reads it, of which it may read only so much at once.

    A list of a million files in a zip would fill the memory before anybody could count them.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Read FILE."""
        self.file = file

    def __getattr__(self, name: str) -> object:
        """Be the file in all else."""
        return getattr(self.file, name)

    def read(self, size: int = -1) -> bytes:
        """Read SIZE bytes.

        :raises OSError: when those are more than a list of files may have.
        """
        if size > DIRECTORY_BYTES:
            raise OSError(_("it lists too many files"))
        return self.file.read(size)


def open_zip(path: Path, stack: ExitStack) -> ZipFile:
    """Open the zip at PATH, which STACK closes.

    :raises FileRefusedError: when it is broken, or lists too many files.
    """
    with catch_packing(str(path)):
        file = stack.enter_context(path.open("rb"))
        return stack.enter_context(ZipFile(ListedFile(file)))  # type: ignore[call-overload,no-any-return]  # -- reads as a file does


def list_files(path: Path, packing: ZipFile) -> list[ZipInfo]:
    """List the files in PACKING, the zip at PATH.

    :raises FileRefusedError: when one is such as no tool packs.
    """
    parts = packing.infolist()
    if len(parts) > MOST_MEMBERS:
        told = _("this holds %(number)s files; %(most)s are allowed.")
        most = write_number(MOST_MEMBERS)
        refuse(path, told % {"number": write_number(len(parts)), "most": most})
    for part in parts:
        if fault := _find_fault(part):
            refuse(path, fault % {"name": quote(part.filename)})
    doubles = [name for name, number in Counter(p.filename for p in parts).items() if number > 1]
    if doubles:
        refuse(path, _("%(name)s is in it twice.") % {"name": quote(doubles[0])})
    return [p for p in parts if not p.is_dir() and not p.filename.startswith(f"{MAC_FOLDER}/")]


def _find_fault(part: ZipInfo) -> str | None:
    """Tell why no tool packs such a PART, with a place for its `name`; None when one may."""
    name = PurePosixPath(part.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in part.filename or ":" in part.filename:
        return _("%(name)s is a path that leads out of this archive.")
    if S_ISLNK(part.external_attr >> 16):
        return _("%(name)s is a link to another file.")
    return _("%(name)s is locked by a password.") if part.flag_bits & ENCRYPTED else None


def find_folder(names: Sequence[str]) -> str:
    """Give the folder, with its slash, that files of all NAMES lie in; empty when there is none."""
    folders = {name.partition("/")[0] for name in names if "/" in name}
    is_one = len(folders) == 1 and all("/" in name for name in names)
    return f"{folders.pop()}/" if is_one else ""
