"""Shows what a file would do without doing it, and does just that once it is confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

from django.db import transaction

from backend.access.models import FileImport
from backend.integrations.carrying.nouns import Noun, Seen, Terms
from backend.integrations.carrying.tables import Table, open_table
from backend.integrations.carrying.told import Outcome, Tally, Told, read_told
from backend.integrations.carrying.uploads import TableUpload, open_private
from backend.integrations.importers.faults import catch_database_faults
from products.chunks import split
from products.origins import importing

MOST_MOVED: Final = 100  # rows of which it is told what came otherwise


@dataclass(slots=True)
class Confirmed:
    """What came of confirming a file: it was written, or some rows have MOVED since the preview."""

    tally: Tally
    moved: list[Told] = field(default_factory=list)


def open_upload(upload: TableUpload, noun: Noun) -> Table:
    """Open UPLOAD as a table with columns of NOUN.

    :raises TableRefusedError: when it is none.
    """
    return open_table(upload.file, noun.columns, needs=noun.needs, sheet=upload.sheet)


def carry(table: Table, noun: Noun, terms: Terms) -> Iterator[Told]:
    """Write the lines of TABLE as rows of NOUN under TERMS, and tell what became of each."""
    noun.begin(table, terms)
    seen: Seen = {}
    for lines in split(table.read(empties=terms.empties), noun.chunk):
        yield from noun.carry(lines, terms, seen)


def preview(upload: TableUpload, noun: Noun, terms: Terms) -> Tally:
    """Do what UPLOAD says under TERMS, keep what became of each row, and undo all of it.

    :raises TableRefusedError: when it cannot be read.
    :raises DatabaseFailedError: when the database is busy or fails.
    """
    table, tally = open_upload(upload, noun), Tally()
    with importing(), catch_database_faults(), transaction.atomic():
        with open_private(upload.told) as file:
            for told in carry(table, noun, terms):
                tally.add(told)
                file.write(f"{told.write()}\n".encode())
        transaction.set_rollback(True)
    upload.notes, upload.counts = list(table.notes), dict(tally.counts)
    upload.save()
    return tally


def confirm(upload: TableUpload, noun: Noun, terms: Terms, *, user: Any) -> Confirmed:  # noqa: ANN401 -- of any model of users
    """Do what UPLOAD says if that is what was previewed, and write it into the log for USER.

    If anything comes otherwise now, nothing is written.

    :raises TableRefusedError: when it cannot be read.
    :raises DatabaseFailedError: when the database is busy or fails; nothing is written.
    """
    table, confirmed = open_upload(upload, noun), Confirmed(Tally())
    with importing(), catch_database_faults(), transaction.atomic():
        with upload.told.open(encoding="utf-8") as file:
            for before, now in zip_longest(read_told(file), carry(table, noun, terms)):
                _compare(before, now, confirmed)
        if confirmed.moved:
            transaction.set_rollback(True)
        else:
            _log(upload, confirmed.tally, user)
    return confirmed


def _compare(before: Told | None, now: Told | None, confirmed: Confirmed) -> None:
    """Count what a row comes to NOW, and note it where that is not what it came to BEFORE."""
    told = now or before
    if told is None:
        return
    confirmed.tally.add(told)
    is_same = before is not None and now is not None and before.sense == now.sense
    if not is_same and len(confirmed.moved) < MOST_MOVED:
        confirmed.moved.append(told)


def _log(upload: TableUpload, tally: Tally, user: Any) -> None:  # noqa: ANN401 -- as above
    FileImport.objects.create(
        user=user,
        noun=upload.noun,
        file_name=upload.name,
        size=upload.size,
        checksum=upload.checksum,
        created=tally.counts[Outcome.CREATED],
        changed=tally.counts[Outcome.CHANGED],
        unchanged=tally.counts[Outcome.UNCHANGED],
        refused=tally.counts[Outcome.REFUSED],
        problems="\n".join(tally.listed),
    )
