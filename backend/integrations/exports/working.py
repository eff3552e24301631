"""Writes what was asked for, in the background: whatever befalls a worker, each file once."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from backend.integrations.exports.breakdowns import BreakdownTable
from backend.integrations.exports.columns import Row
from backend.integrations.exports.features import FeatureTable
from backend.integrations.exports.files import find_file, find_part, remove_parts
from backend.integrations.exports.metrics import count_outcome
from backend.integrations.exports.models import Export, Noun, Status
from backend.integrations.exports.preferences import PreferenceTable
from backend.integrations.exports.sights import Sight
from backend.integrations.exports.snapshots import Snapshot, look
from backend.integrations.exports.tables import Part, Table
from backend.integrations.exports.writing import take_checksum, write
from backend.queue.kinds import TryAgainError, Turn, register
from backend.queue.models import Task

KIND: Final = "exports.write"
LEASE: Final = timedelta(minutes=2)
ATTEMPTS: Final = 5
LANE: Final = "exports"  # so that nothing short waits for a long one
TABLES: Final[dict[str, Table]] = {
    Noun.FEATURES: FeatureTable(),
    Noun.BREAKDOWNS: BreakdownTable(),
    Noun.PREFERENCES: PreferenceTable(),
}
OPEN: Final = (Status.PENDING, Status.FAILED)  # the latter when its task is tried anew
ERASED: Final = "Somebody was erased meanwhile, so that it is written anew."
FULL: Final = "The file could not be written: {}."


def register_work() -> None:
    """Let workers know how exports are written."""
    register(KIND, write_export, lease=LEASE, attempts=ATTEMPTS, lane=LANE, failed=_give_up)


def write_export(turn: Turn) -> None:
    """Write the file of the export whose public id is the key of TURN.

    :raises TryAgainError: when it has to be written anew.
    """
    export = Export.objects.filter(public_id=UUID(turn.key), status__in=OPEN).first()
    if export is None:  # it was removed meanwhile
        return
    try:
        remove_parts(export)
        with look() as snapshot:
            rows = _write(export, snapshot, turn)
        _finish(export, turn, cursor=str(snapshot.cursor), rows=rows)
    except OSError as error:  # a disk that is full, most likely
        raise TryAgainError(FULL.format(os.strerror(error.errno or 0))) from error
    finally:
        with suppress(OSError):
            find_part(export, turn.task.fence).unlink(missing_ok=True)


def _write(export: Export, snapshot: Snapshot, turn: Turn) -> int:
    """Write what EXPORT shows of SNAPSHOT into a file of TURN; tell how many rows there were."""
    table = TABLES[export.noun]
    part = Part(Sight.read(export.sight), snapshot.database, export.changed_since)
    return write(
        export.format,
        find_part(export, turn.task.fence),
        table.columns,
        _read(table, part, turn),
        facts=tell_facts(export) | {"cursor": str(snapshot.cursor)},
        beat=turn.beat,
    )


def _read(table: Table, part: Part, turn: Turn) -> Iterator[list[Row]]:
    """Yield the rows of TABLE in PART, and tell how far TURN is."""
    done, total = 0, table.count(part)
    turn.beat(done=0, total=total)
    for number, rows in table.read(part):
        yield rows
        done += number
        turn.beat(done=done)


def tell_facts(export: Export) -> dict[str, Any]:
    """Tell what EXPORT is about, for whoever reads its file."""
    since = export.changed_since
    return {
        "id": str(export.public_id),
        "noun": export.noun.lower(),
        "product": export.product.key if export.product else None,
        "changedSince": since.isoformat() if since else None,
    }


def _finish(export: Export, turn: Turn, *, cursor: str, rows: int) -> None:
    """Let the file of EXPORT be fetched, if TURN still holds it and nobody was erased meanwhile.

    :raises TryAgainError: when somebody was.
    """
    path = find_part(export, turn.task.fence)
    checksum, size, now = take_checksum(path), path.stat().st_size, timezone.now()
    with turn.guard():
        held = Export.objects.select_for_update().filter(pk=export.pk, status__in=OPEN)
        current = held.values_list("round", flat=True).first()
        if current is not None and current != export.round:
            raise TryAgainError(ERASED, wait=timedelta())
        if current is not None:
            path.replace(find_file(export))
            held.update(
                status=Status.DONE,
                fault="",
                cursor=cursor,
                rows=rows,
                size=size,
                checksum=checksum,
                finished_at=now,
                expires_at=now + timedelta(days=settings.EXPORT_DAYS),
            )
        turn.finish()
    if current is not None:
        count_outcome(export, Status.DONE)


def _give_up(task: Task) -> None:
    """Say in the export that TASK is about that it was given up, and why."""
    rows = Export.objects.filter(public_id=UUID(task.key), status=Status.PENDING)
    for export in rows:
        rows.update(status=Status.FAILED, fault=task.fault, finished_at=timezone.now())
        count_outcome(export, Status.FAILED)
