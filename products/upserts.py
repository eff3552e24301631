"""Writes rows that the caller names by a key of its own, so that writing twice is writing once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Generic, Self, TypeAlias, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import override

from products.chunks import split
from products.models import LogRecord
from products.naming import find_text_fault
from products.shelf import M, Shelf

R = TypeVar("R", bound=LogRecord)


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


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why one row, counted from 0, was refused: which field, in code and in words."""

    row: int
    field: str
    code: str
    message: str


class RowsRefusedError(ValueError):
    """Says which rows were refused and why; nothing was written."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        """Keep FAULTS, at least one."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"row {f.row}, {f.field}: {f.message}" for f in faults[:5]))

    @classmethod
    def of(cls, field: str, code: str, message: str) -> Self:
        """Refuse the only row there is: FIELD by its CODE and MESSAGE."""
        return cls([RowFault(0, field, code, message)])


# Looks at a row with its new values and the old ones of what changed; yields field, code, message.
Check: TypeAlias = Callable[[M, Mapping[str, object]], Iterator[tuple[str, str, str]]]


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
    alone cannot show. One transaction; nothing is written on a fault.

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
            drafts = [_draft(shelf, number, entry, check) for number, entry in numbered]
            faults += [fault for _, found in drafts for fault in found]
            if not faults:
                _write(model, [draft for draft, _ in drafts if draft is not None])
                written += [draft for draft, _ in drafts if draft is not None]
        if faults:
            raise RowsRefusedError(faults)
    return written


def vet(row: LogRecord) -> None:
    """Let ROW, written by other hands than `upsert`, pass as its columns store it.

    :raises RowsRefusedError: when a column cannot take its value.
    """
    columns = row._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    values = {c.attname: getattr(row, c.attname) for c in columns if c.editable}
    faults = [RowFault(0, *fault) for fault in _find_faults(row, values, created=True)]
    if faults:
        raise RowsRefusedError(faults)
    for name, value in values.items():
        setattr(row, name, value)


def _draft(
    shelf: Shelf[M], number: int, entry: Mapping[str, Any], check: Check[M] | None
) -> tuple[Upserted[M] | None, list[RowFault]]:
    """Change the row that ENTRY means in memory, or tell why it cannot be."""
    row = shelf.find(entry)
    if row is None and "id" in entry:
        return None, [RowFault(number, "id", "UNKNOWN", "There is no such row.")]
    created = row is None
    row = row or shelf.build()
    values = {name: value for name, value in entry.items() if name != "id"}
    faults = [
        RowFault(number, name, code, message)
        for name, code, message in (
            *_find_faults(row, values, created=created),
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


def _find_faults(
    row: LogRecord, values: dict[str, Any], *, created: bool
) -> Iterator[tuple[str, str, str]]:
    """Clean VALUES in place for ROW; yield field, code and message of each fault."""
    for column in row._meta.concrete_fields:  # noqa: SLF001 -- Django's documented model API
        name = column.attname
        if column.primary_key or (name not in values and not created):
            continue
        if column.is_relation:
            if not (column.null or values.get(name, getattr(row, name))):
                yield column.name, "REQUIRED", "This is needed."
            continue
        try:
            cleaned = _clean(column, values.get(name, getattr(row, name)), row)
        except ValidationError as error:
            missing = created and name not in values
            with override("en"):  # whatever language the caller's score is explained in
                told = " ".join(error.messages)
            yield column.name, "REQUIRED" if missing else "INVALID", told
        else:
            values.update({name: cleaned} if name in values else {})


def _clean(column: "models.Field[Any, Any]", value: object, row: LogRecord) -> object:
    """Give VALUE as COLUMN of ROW stores it.

    :raises ValidationError: when the column, or a database, cannot take it.
    """
    cleaned: object = column.clean(value, row)
    if isinstance(cleaned, str) and (fault := find_text_fault(cleaned)):
        raise ValidationError(fault)
    if isinstance(cleaned, datetime) and timezone.is_naive(cleaned):
        raise ValidationError("This needs a time zone.")
    return cleaned


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
