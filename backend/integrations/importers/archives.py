"""Opens what a tool exports: one file, a directory, or a zip, of which no path is ever trusted.

The files of a zip are read as streams. Nothing is unpacked to disk, so that no name in a zip ever
becomes a path; one that could lead out of it, or to another file, is refused all the same, because
no tool makes such a zip.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from os import stat_result
from pathlib import Path
from stat import S_ISREG
from typing import Final
from zipfile import ZipFile, ZipInfo, is_zipfile

from django.utils.translation import gettext as _
from rich.progress import Progress

from backend.integrations.importers.faults import refuse
from backend.integrations.importers.streams import catch_packing, open_counted
from backend.integrations.importers.zips import find_folder, list_files, open_zip

ZIP_START: Final = b"PK\x03\x04"
MOST_LOOKED_AT: Final = 50  # files in a zip that nothing is known of


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an export, as `reading.Sheet` reads files: NAME, where it lies, and how large."""

    path: Path
    name: str
    size: int
    packing: ZipFile | None = None
    info: ZipInfo | None = None

    def __str__(self) -> str:
        return f"{self.path}/{self.name}" if self.packing else str(self.path)

    def exists(self) -> bool:
        """Tell that it is there: it was found."""
        return True

    def is_file(self) -> bool:
        """Tell that it is a file."""
        return True

    def is_dir(self) -> bool:
        """Tell that it is no directory."""
        return False

    def stat(self) -> stat_result:
        """Tell of the file on disk that holds it."""
        return self.path.stat()

    def open(self, _mode: str = "rb", /) -> BufferedReader:
        """Open it as a stream of bytes.

        :raises FileRefusedError: when it cannot be opened.
        """
        with catch_packing(str(self)):
            if self.packing is None or self.info is None:
                return open_counted(self.path.open("rb"), str(self))
            file = self.packing.open(self.info)
        return open_counted(file, str(self), packed=self.info.compress_size)


@dataclass(frozen=True, slots=True)
class Archive:
    """All files of an export at PATH, by name, without the folder that they may all lie in."""

    path: Path
    members: Mapping[str, Member]
    progress: Progress = field(default_factory=lambda: Progress(disable=True))

    def find(self, name: str) -> Member | None:
        """Give the file called NAME, if there is one."""
        return self.members.get(name)

    def need(self, name: str) -> Member:
        """Give the file called NAME.

        :raises FileRefusedError: when there is none.
        """
        member = self.members.get(name)
        if member is None:
            refuse(self.path, _("there is no %(name)s in this.") % {"name": name})
        return member

    def list_by(self, ending: str) -> list[Member]:
        """List the files whose names have ENDING, by name."""
        return [self.members[name] for name in sorted(self.members) if name.endswith(ending)]

    @contextmanager
    def stream(self, member: Member, purpose: str) -> Iterator[BufferedReader]:
        """Open MEMBER, and show how far it is read for PURPOSE.

        :raises FileRefusedError: when it cannot be opened.
        """
        task = self.progress.add_task(f"{purpose} {member.name}", total=max(1, member.size))
        with member.open() as file:
            raw = file.raw
            raw.advance = lambda number: self.progress.advance(task, number)  # type: ignore[attr-defined]  # -- a CountedFile
            yield file


@contextmanager
def open_archive(path: Path, progress: Progress | None = None) -> Iterator[Archive]:
    """Open the file, directory or zip at PATH, and close it again.

    :raises FileRefusedError: when there is none, or it is a zip such as no tool makes.
    """
    progress = progress or Progress(disable=True)
    try:
        mode = path.stat().st_mode
        if not (path.is_dir() or S_ISREG(mode)):
            refuse(path, _("this is neither a file nor a directory."))
        with ExitStack() as stack:
            if path.is_dir():
                yield Archive(path, _list_directory(path), progress)
            elif is_zipfile(path):
                yield Archive(path, _list_zip(path, open_zip(path, stack)), progress)
            else:
                _check_whole(path)
                alone = Member(path, path.name, path.stat().st_size)
                yield Archive(path, {path.name: alone}, progress)
    except OSError as error:
        reason = error.strerror or error
        refuse(path, _("this cannot be read: %(reason)s.") % {"reason": reason})


def check_packing(path: Path) -> None:
    """Look whether what is at PATH, or lies in it, is packed soundly; read are the beginnings.

    :raises FileRefusedError: when it is not.
    """
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        with open_archive(file) as archive:
            for member in list(archive.members.values())[:MOST_LOOKED_AT]:
                _open_beginning(member)


def _open_beginning(member: Member) -> None:
    with member.open() as file:
        file.read(1)


def _check_whole(path: Path) -> None:
    """Look whether the file at PATH, which cannot be opened as a zip, was one.

    :raises FileRefusedError: when it was, or is called so.
    """
    with path.open("rb") as file:
        is_torn = file.read(len(ZIP_START)) == ZIP_START
    ending = path.suffix.lower()
    if is_torn and ending == ".xlsx":
        refuse(path, _("this workbook is damaged or cut off: fetch it anew, and send it whole."))
    if is_torn:
        refuse(path, _("this zip is damaged or cut off: fetch it anew, and send it whole."))
    if ending == ".zip":
        refuse(path, _("this is called a zip and is none: send the files that it was made of."))


def _list_directory(path: Path) -> dict[str, Member]:
    """List the files that lie in the directory at PATH itself."""
    files = sorted(each for each in path.iterdir() if each.is_file())
    return {each.name: Member(each, each.name, each.stat().st_size) for each in files}


def _list_zip(path: Path, packing: ZipFile) -> dict[str, Member]:
    """List the files in PACKING, the zip at PATH, without the folder that they all lie in.

    :raises FileRefusedError: when it is such as no tool makes.
    """
    files = list_files(path, packing)
    folder = find_folder([part.filename for part in files])
    return {
        name: Member(path, name, part.file_size, packing, part)
        for part in files
        for name in [part.filename.removeprefix(folder)]
    }
