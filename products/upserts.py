"""Writes rows that the caller names by a key of its own, so that writing twice is writing once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeAlias, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from products.agreeing import SINCE, find_disagreement, read_changes
from products.chunks import split
from products.faults import RowFault, RowsRefusedError, find_faults
from products.models import LogRecord
from products.shelf import M, Shelf

R = TypeVar("R", bound=LogRecord)

# Looks at a row with its new values and the old ones of what changed; yields field, code, message.
Check: TypeAlias = Callable[[M, Mapping[str, object]], Iterator[tuple[str, str, str]]]


class Outcome(StrEnum):
    """What became of a row that was written by key."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True, slots=True)
class Upserted(Generic[R]):
    """A row as it stands now, and which of its fields this call changed."""

    row: R
    outcome: Outcome
    before: Mapping[str, object] = field(default_factory=dict)  # the changed fields' old values

    @property
    def changes(self) -> frozenset[str]:
        """Name the fields that this call changed."""
        return frozenset(self.before)


def upsert(  # noqa: PLR0913 -- all but the first two are told by name
    model: type[M],
    entries: Sequence[Mapping[str, Any]],
    *,
    keys: tuple[str, ...],
    scope: Mapping[str, object] | None = None,
    defaults: Mapping[str, object] | None = None,
    check: Check[M] | None = None,
) -> list[Upserted[M]]:
    """Write ENTRIES as rows of MODEL; a field that an entry leaves out is left alone.

    KEYS are the fields that name a row among those that share SCOPE; DEFAULTS hold for new rows.
    Foreign keys come as their column (`segment_id`) and must exist; CHECK holds what one field
    alone cannot show. An entry may say SINCE: then its row must not have changed later. One
    transaction; nothing is written on a fault.

    :raises RowsRefusedError: when an entry is invalid, unknown by its id, or another's.
    """
    entered = partial(
        _enter, model, entries, keys=keys, scope=scope or {}, defaults=defaults or {}, check=check
    )
    try:
        return entered()
    except IntegrityError:
        # Somebody else has written a row of the same key since ours were read: now it is found.
        return entered()


def _enter(  # noqa: PLR0913 -- as above
    model: type[M],
    entries: Sequence[Mapping[str, Any]],
    *,
    keys: tuple[str, ...],
    scope: Mapping[str, object],
    defaults: Mapping[str, object],
    check: Check[M] | None,
) -> list[Upserted[M]]:
    """Write ENTRIES once, all or none.

    :raises RowsRefusedError: as `upsert` does.
    """
    written: list[Upserted[M]] = []
    faults: list[RowFault] = []
    with transaction.atomic():
        for numbered in split(enumerate(entries)):
            shelf = Shelf(model, keys, scope, defaults)
            shelf.load([entry for _, entry in numbered])
            changes = read_changes(model, [entry for _, entry in numbered], shelf.by_id)
            drafts = [_draft(shelf, number, entry, check, changes) for number, entry in numbered]
            faults += [fault for _, found in drafts for fault in found]
            if not faults:
                _write(model, [draft for draft, _ in drafts if draft is not None])
                written += [draft for draft, _ in drafts if draft is not None]
        if faults:
            raise RowsRefusedError(faults)
    return written


def _draft(
    shelf: Shelf[M],
    number: int,
    entry: Mapping[str, Any],
    check: Check[M] | None,
    changes: Mapping[object, datetime],
) -> tuple[Upserted[M] | None, list[RowFault]]:
    """Change the row that ENTRY means in memory, or tell why it cannot be."""
    row = shelf.find(entry)
    if row is None and "id" in entry:
        return None, [RowFault(number, "id", "UNKNOWN", gettext("There is no such row."))]
    if stale := find_disagreement(entry, row, changes):
        return None, [RowFault(number, SINCE, *stale)]
    created = row is None
    row = row or shelf.build()
    values = {name: value for name, value in entry.items() if name not in {"id", SINCE}}
    faults = [
        RowFault(number, name, code, message)
        for name, code, message in (
            *find_faults(row, values, created=created),
            *shelf.find_conflicts(row, values),
        )
    ]
    if faults:
        return None, faults
    before = {n: getattr(row, n) for n, value in values.items() if getattr(row, n) != value}
    for name in before:
        setattr(row, name, values[name])
    faults = [RowFault(number, *fault) for fault in (check(row, before) if check else ())]
    shelf.put(row)
    outcome = Outcome.CREATED if created else Outcome.CHANGED if before else Outcome.UNCHANGED
    return Upserted(row, outcome, before), faults


def _write(model: type[M], drafts: Sequence[Upserted[M]]) -> None:
    """Insert the new rows among DRAFTS and update the changed fields of the others."""
    manager = model._default_manager  # noqa: SLF001 -- generic over models
    created = {id(draft.row): draft.row for draft in drafts if draft.outcome is Outcome.CREATED}
    manager.bulk_create(created.values())
    changed = [d for d in drafts if d.outcome is Outcome.CHANGED and id(d.row) not in created]
    columns: defaultdict[int, set[str]] = defaultdict(set)
    for draft in changed:
        draft.row.updated_at = timezone.now()
        columns[id(draft.row)] |= draft.changes
    alike: defaultdict[tuple[str, ...], dict[int, M]] = defaultdict(dict)
    for draft in changed:
        alike[tuple(sorted(columns[id(draft.row)]))][id(draft.row)] = draft.row
    # Of each row no more than what changed, so that no other hand's work on the rest is undone.
    for names, rows in alike.items():
        fields = [model._meta.get_field(name).name for name in (*names, "updated_at")]  # noqa: SLF001 -- as above
        manager.bulk_update(rows.values(), fields, batch_size=500)
