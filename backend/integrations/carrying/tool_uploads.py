"""Keeps what was sent of another tool, and has a worker look at it and then import it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language

from backend.access.import_models import TOOL
from backend.integrations.carrying.uploads import NAME_LENGTH, Upload, begin, open_private, write
from backend.integrations.importers.asking import FILES, HELD, Asked, find_path, hide
from backend.integrations.importers.background import put_import
from backend.integrations.importers.faults import refuse
from backend.integrations.importers.importing import Terms
from backend.integrations.importers.outcomes import Told
from backend.queue.models import LIVE, Task
from products.figures import ENGLISH
from products.lifecycle import LifecycleStage

NAME_BYTES: Final = 200  # of a file on disk; more than any tool needs
CONFIRMED: Final = "confirmed"  # a file in the folder, which one of several confirmations makes


@dataclass(slots=True)
class ToolUpload(Upload):
    """Files of FORM, to be imported under TERMS; TASK is the key of who works at it."""

    form: str = ""
    terms: dict[str, Any] = field(default_factory=dict)
    task: int = 0

    @property
    def path(self) -> Path:
        """Give the file, or of several the folder that they lie in."""
        return find_path(self.folder)

    @property
    def is_confirmed(self) -> bool:
        """Tell whether it is to be written, or was."""
        return (self.folder / CONFIRMED).exists()

    def find_task(self) -> Task | None:
        """Find the task that looks at it or imports it, for as long as there is one."""
        return Task.objects.filter(pk=self.task).first()

    @property
    def is_held(self) -> bool:
        """Tell whether a worker still needs it."""
        return (self.folder / HELD).exists()

    def has_files(self) -> bool:
        """Tell whether its files are still there."""
        return any((self.folder / FILES).glob("*"))

    def preview(self, user: int) -> None:
        """Have a worker tell USER what would come of it."""
        self._put(user, None)
        (self.folder / CONFIRMED).unlink(missing_ok=True)

    def confirm(self, user: int, shown: Told) -> None:
        """Have a worker do for USER what was SHOWN, once however often that is asked for."""
        try:
            (self.folder / CONFIRMED).touch(exist_ok=False)
        except FileExistsError:
            return
        try:
            self._put(user, shown)
        except BaseException:
            (self.folder / CONFIRMED).unlink(missing_ok=True)
            raise

    def hide(self, text: str) -> str:
        """Give TEXT with the names of its files, and not where they lie."""
        return hide(text, self.folder.resolve())

    def _put(self, user: int, shown: Told | None) -> None:
        """Have a worker import it for USER as was SHOWN, or say what would come of it."""
        asked = Asked(
            user=user,
            folder=str(self.folder.resolve()),
            size=self.size,
            checksum=self.checksum,
            language=get_language() or ENGLISH,
            expected=shown.sense if shown else None,
            length=shown.length if shown else 0,
            records=sum(shown.read.values()) if shown else 0,
        )
        with open_private(self.folder / HELD):
            pass
        terms = read_terms(self.terms, dry_run=shown is None)
        try:
            self.task = put_import(self.form, self.folder / FILES, terms, asked=asked).pk
        except BaseException:
            (self.folder / HELD).unlink()
            raise
        self.save()


def read_terms(told: dict[str, Any], *, dry_run: bool) -> Terms:
    """Read the terms that are TOLD, for a DRY_RUN or not."""
    stages = {word: LifecycleStage(stage) for word, stage in told["stages"].items()}
    plain = {name: value for name, value in told.items() if name not in {"stages", "worth"}}
    return Terms(**plain, worth=Decimal(told["worth"]), stages=stages, dry_run=dry_run)


def is_live(task: Task | None) -> bool:
    """Tell whether somebody is to work at TASK, or does."""
    return task is not None and task.status in LIVE


def keep_files(sent: "Sequence[UploadedFile[Any]]", user: int) -> ToolUpload:
    """Keep the files that USER, by key, has SENT, beside any former ones.

    :raises FileRefusedError: when two have one name, or one has none; nothing is kept then.
    """
    names = [_name(each) for each in sent]
    for place, name in enumerate(names):
        if not name or name in names[:place]:
            refuse(name or "?", "each file needs a name of its own.")
    folder, digest = begin(user), sha256()
    size = sum(int(each.size or 0) for each in sent)
    upload = ToolUpload(folder, ", ".join(names)[:NAME_LENGTH], TOOL, size, "")
    try:
        (folder / FILES).mkdir(mode=0o700)
        for each, name in sorted(zip(sent, names, strict=True), key=lambda pair: pair[1]):
            write(each, folder / FILES / name, digest)
        upload.checksum = digest.hexdigest()
        upload.save()
    except BaseException:
        upload.remove()
        raise
    return upload


def _name(sent: "UploadedFile[Any]") -> str:
    """Give the name of what was SENT, as long as a disk takes it, with what it ends in."""
    name = Path(sent.name or "").name.lstrip(".").replace("\0", "")
    ending = Path(name).suffix
    stem = name.removesuffix(ending).encode()[: NAME_BYTES - len(ending.encode())]
    return stem.decode(errors="ignore") + ending
