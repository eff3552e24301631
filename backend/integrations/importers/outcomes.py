"""Keeps beside the database how far an import in the background is, and what came of it.

Until it is done nobody can read in the database what it says: its transaction holds its task's row,
so that a second connection that wrote there would wait for the end, and on SQLite so would every
other writer. What came of it may name people, who stay out of tasks.
"""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from backend.integrations.importers.faults import Faults
from backend.integrations.importers.progress import Reading
from backend.integrations.importers.report import ImportReport
from backend.queue.models import Task
from products.figures import ENGLISH

KEPT_SECONDS: Final = 30 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of an import, in a form that can be kept; IS_REFUSED says that nothing was written.

    COUNTS are by noun and then by outcome; what was READ, by what it is. Of each group that JOINED
    there are kind, key, name and whether it is new. HAS_MOVED says that it would have come to other
    things than were shown before. NAMED are the first rows that were written: noun, outcome and
    names. LENGTH is how much was read, as `progress.Reading` counts it.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    joined: list[list[Any]] = field(default_factory=list)
    unattributed: int = 0
    left_out: int = 0
    notes: list[str] = field(default_factory=list)
    named: list[tuple[str, str, list[str]]] = field(default_factory=list)
    faults: list[tuple[str, int, str, str]] = field(default_factory=list)
    fault_count: int = 0
    is_refused: bool = False
    has_moved: bool = False
    length: int = 0
    log: int | None = None  # the key of the line in the log of imports
    language: str = ENGLISH  # of notes and faults

    @property
    def sense(self) -> dict[str, Any]:
        """Give what an import does: the same, if it is confirmed, is the same again."""
        return {"counts": self.counts, "joined": self.joined, "faults": self.fault_count}


def tell_report(report: ImportReport, *, length: int) -> Told:
    """Give what REPORT says, which took LENGTH to read."""
    counts: dict[str, dict[str, int]] = {}
    for (word, outcome), number in report.counts.items():
        if number:
            counts.setdefault(word, {})[outcome] = number
    return Told(
        counts=counts,
        read=dict(report.read),
        joined=[[each.kind, each.key, each.name, each.is_new] for each in report.joined],
        unattributed=report.unattributed,
        left_out=report.left_out,
        notes=list(report.notes),
        named=[(word, outcome, names) for (word, outcome), names in report.named.items()],
        length=length,
        **list_faults(report.faults),
    )


def list_faults(faults: Faults) -> dict[str, Any]:
    """Give FAULTS as `Told` has them."""
    listed = [(each.file, each.row, each.column, each.message) for each in sorted(faults.listed)]
    return {"faults": listed, "fault_count": faults.count}


def find_report(task: Task) -> Path:
    """Tell where the report of TASK stands once it is done or given up."""
    return _find(task, "txt")


def keep(task: Task, text: str, told: Told) -> None:
    """Keep TEXT as the report of TASK, and what it TOLD; remove what is old."""
    _write(find_report(task), f"{text}\n")
    _write(_find(task, "json"), json.dumps(asdict(told)))
    for other in find_report(task).parent.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - other.stat().st_mtime > KEPT_SECONDS:
                other.unlink()


def keep_reading(task: Task, reading: Reading) -> None:
    """Keep how far the import of TASK is in its READING."""
    _write(_find(task, "progress"), json.dumps(asdict(reading)))


def forget_reading(task: Task) -> None:
    """Forget how far the import of TASK was, as it has ended."""
    _find(task, "progress").unlink(missing_ok=True)


def find_reading(task: Task) -> Reading | None:
    """Tell how far the import of TASK is; None while it has not said so."""
    told = _read(_find(task, "progress"))
    return Reading(**told) if told else None


def find_told(task: Task) -> Told | None:
    """Find what came of the import of TASK; None when that is not kept any more, or not here."""
    told = _read(_find(task, "json"))
    return Told(**told) if told else None


def _find(task: Task, ending: str) -> Path:
    return Path(settings.STATE_DIR) / "imports" / f"{task.pk}.{ending}"


def _read(path: Path) -> Mapping[str, Any] | None:
    with suppress(FileNotFoundError, ValueError):
        found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return found
    return None


def _write(path: Path, text: str) -> None:
    """Write TEXT to PATH at once, for this account of the machine alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)
