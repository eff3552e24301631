"""Keeps who asked for an import in the background by a page, and what that may still be."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from backend.access.curating import find_curator, find_held
from backend.access.import_models import TOOL
from backend.access.models import FileImport
from backend.access.scopes import Role
from backend.integrations.importers.faults import Fault
from backend.integrations.importers.option_words import say
from backend.integrations.importers.outcomes import Told
from backend.queue.kinds import GivenUpError
from products.figures import ENGLISH
from products.models import Product

HELD: Final = "held"  # a file in the folder of an upload that a worker still needs
FILES: Final = "files"  # the folder in it that holds what was sent
LISTED: Final = 20  # lines of a report that the log keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked: the login USER by key, for what lies in FOLDER, of SIZE and CHECKSUM.

    They are spoken to in LANGUAGE. EXPECTED is what the preview said that would come of it; None
    for the preview itself. LENGTH is how much that took to read, and RECORDS how many there were.
    """

    user: int
    folder: str
    size: int
    checksum: str
    language: str = ENGLISH
    expected: dict[str, Any] | None = None
    length: int = 0
    records: int = 0

    def store(self) -> dict[str, Any]:
        """Give it as a task has it."""
        return asdict(self)

    @property
    def path(self) -> Path:
        """Give where that lies; tasks name no files, as these may be called by people."""
        return find_path(Path(self.folder))

    def find_user(self, product: str) -> Any:  # noqa: ANN401 -- any model of users
        """Find the login, who may still curate PRODUCT, by key.

        :raises GivenUpError: when they may not, or either is gone.
        """
        user = get_user_model()._default_manager.filter(pk=self.user).first()  # noqa: SLF001 -- any model of users
        held = frozenset() if user is None else find_held(find_curator(user), Role.CURATOR)
        rows = Product.objects.filter(key=product)
        if not (rows if held is None else rows.filter(pk__in=held)).exists():
            raise GivenUpError("Whoever asked for it does not curate the product any more.")
        return user

    def hide(self, text: str) -> str:
        """Give TEXT with the names of files as they were sent, and not where they lie."""
        return hide(text, Path(self.folder))

    def say_all(self, told: Told) -> dict[str, Any]:
        """Give what TOLD says of files and options as a page calls these, and in which language.

        The preview and the log show it as it is kept.
        """
        return {
            "language": self.language,
            "notes": [self._say(note) for note in told.notes],
            "faults": [
                (self._say(file), row, column, self._say(message))
                for file, row, column, message in told.faults
            ],
        }

    def _say(self, text: str) -> str:
        return say(self.hide(text))

    def release(self, *, is_done: bool) -> None:
        """Let the files go: at once when all IS_DONE, or else when nobody looks at them."""
        folder = Path(self.folder)
        if is_done:
            shutil.rmtree(folder / FILES, ignore_errors=True)
        (folder / HELD).unlink(missing_ok=True)

    def log(self, told: Told, *, user: Any, lines: Sequence[str]) -> int:  # noqa: ANN401 -- as above
        """Write LINES into the log of USER, which say what was TOLD; give the key of its row."""
        sums = {
            outcome: sum(each.get(outcome, 0) for each in told.counts.values())
            for outcome in ("created", "changed", "unchanged", "refused")
        }
        names = sorted(each.name for each in (Path(self.folder) / FILES).iterdir())
        row = FileImport.objects.create(
            user=user,
            noun=TOOL,
            file_name=", ".join(names)[: FileImport._meta.get_field("file_name").max_length],  # noqa: SLF001 -- Django's documented model API
            size=self.size,
            checksum=self.checksum,
            report="\n".join(lines),
            problems="\n".join(str(Fault(*each)) for each in told.faults[:LISTED]),
            **sums,
        )
        return row.pk


def hide(text: str, folder: Path) -> str:
    """Give TEXT with the names of files in FOLDER, of an upload, and not where they lie."""
    place = str(folder / FILES)
    return text.replace(f"{place}/", "").replace(place, _("the files"))


def find_path(folder: Path) -> Path:
    """Give the file in FOLDER, of an upload, or of several the folder that they lie in."""
    files = folder / FILES
    found = list(files.glob("*"))
    return found[0] if len(found) == 1 else files


def read_asked(payload: Mapping[str, Any]) -> Asked | None:
    """Read who asked for the task with PAYLOAD; None when the command line did."""
    told = payload.get("asked")
    return Asked(**told) if told else None
