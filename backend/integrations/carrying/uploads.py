"""Keeps an uploaded file between preview and confirmation: for its sender alone, for an hour."""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, Final, Self, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from backend.integrations.importers.asking import HELD
from backend.integrations.workbooks.signs import is_workbook
from backend.integrations.workbooks.unpacking import unpack

KEPT_SECONDS: Final = 3_600
HELD_SECONDS: Final = 7 * 24 * 3_600  # for as long a file waits for a worker
NAME_LENGTH: Final = 255
TOKEN: Final = re.compile(r"[0-9a-f]{32}")
TAKEN: Final = ".taken"  # ends the folder of a file that is being written


@dataclass(slots=True)
class Upload:
    """What was sent, in a FOLDER of its own: its name, of what NOUN it has rows, and so on."""

    folder: Path
    name: str
    noun: str
    size: int
    checksum: str

    @property
    def token(self) -> str:
        """Give what names it to its sender."""
        return self.folder.name.partition("-")[2].removesuffix(TAKEN)

    def save(self) -> None:
        """Write down all of it but its content."""
        about = {name: value for name, value in asdict(self).items() if name != "folder"}
        with open_private(self.folder / "about") as file:
            file.write(json.dumps(about).encode())

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


U = TypeVar("U", bound=Upload)


@dataclass(slots=True)
class TableUpload(Upload):
    """A table that was sent: how it is read, and what would become of its rows."""

    sheet: str = ""
    empties: bool = False
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """Give where its content is, of a workbook a safe copy."""
        return self.folder / "file"

    @property
    def told(self) -> Path:
        """Give where it is written what became of each row."""
        return self.folder / "told"

    @contextmanager
    def taken(self) -> Iterator[Self]:
        """Keep others from taking it meanwhile.

        :raises FileNotFoundError: when somebody has, or it is gone.
        """
        free, held = self.folder, self.folder.with_name(self.folder.name + TAKEN)
        free.rename(held)
        self.folder = held
        try:
            yield self
        finally:
            if held.exists():
                held.rename(free)
            self.folder = free


def open_private(path: Path) -> BinaryIO:
    """Open PATH anew, to be written, and to be read by this account of the machine alone."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def keep(sent: "UploadedFile[Any]", user: int, noun: str, **terms: Any) -> TableUpload:  # noqa: ANN401 -- a sheet and a flag
    """Keep the file that USER, by key, has SENT, in the place of any former one of the same NOUN.

    :raises TableRefusedError: when it is a workbook that is not safe to read, or neither that nor
        a text; nothing is kept then.
    """
    name = Path(sent.name or "").name[:NAME_LENGTH]
    clear(user=user, noun=noun)
    folder, digest = begin(user), sha256()
    upload = TableUpload(folder, name, noun, int(sent.size or 0), "", **terms)
    try:
        write(sent, upload.file, digest)
        upload.checksum = digest.hexdigest()
        if is_workbook(upload.file):
            copy = folder / "copy"
            with open_private(copy):
                unpack(upload.file, copy)
            copy.replace(upload.file)
        upload.save()
    except BaseException:
        upload.remove()
        raise
    return upload


def begin(user: int) -> Path:
    """Make a folder for what USER has sent."""
    folder = _find_place() / f"{user}-{token_hex(16)}"
    folder.mkdir(mode=0o700)
    return folder


def write(sent: "UploadedFile[Any]", path: Path, digest: Any) -> None:  # noqa: ANN401 -- hashlib names no class
    """Write what was SENT to PATH, and take it into DIGEST."""
    with open_private(path) as file:
        for chunk in sent.chunks():
            digest.update(chunk)
            file.write(chunk)


def find(user: int, noun: str, token: str, *, kind: type[U]) -> U | None:
    """Find what USER keeps under TOKEN for NOUN, of KIND, unless it is too old."""
    folder = _find_place() / f"{user}-{token}"
    if not TOKEN.fullmatch(token) or not folder.is_dir():
        return None
    with suppress(FileNotFoundError):
        about = json.loads((folder / "about").read_text())
        if about["noun"] == noun and not _is_old(folder):
            return kind(folder, **about)
    return None


def list_kept(user: int, noun: str, *, kind: type[U]) -> list[U]:
    """List what USER keeps for NOUN, of KIND: first what goes last."""
    found = []
    for folder in _find_place().glob(f"{user}-*"):
        with suppress(FileNotFoundError):
            token = folder.name.partition("-")[2]
            found.append((folder.stat().st_mtime_ns, find(user, noun, token, kind=kind)))
    kept = sorted(found, key=lambda pair: pair[0], reverse=True)
    return [upload for _, upload in kept if upload is not None]


def clear(*, user: int = 0, noun: str = "") -> None:
    """Remove what anybody has left behind, and what USER keeps for NOUN, unless it is in work."""
    for folder in _find_place().iterdir():
        mine = folder.name.startswith(f"{user}-") and not folder.name.endswith(TAKEN)
        mine = mine and not (folder / HELD).exists()
        if _is_old(folder) or (mine and _is_about(folder, noun)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_about(folder: Path, noun: str) -> bool:
    with suppress(OSError, ValueError):
        return bool(json.loads((folder / "about").read_text())["noun"] == noun)
    return False


def _is_old(folder: Path) -> bool:
    with suppress(FileNotFoundError):
        kept = HELD_SECONDS if (folder / HELD).exists() else KEPT_SECONDS
        return time.time() - folder.stat().st_mtime > kept
    return True


def _find_place() -> Path:
    """Give the folder of all uploads, which only this account of the machine may enter."""
    place = Path(settings.UPLOADS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.chmod(0o700)
    return place
