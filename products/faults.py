"""Tells what is wrong with the values of a row, before a database is asked to keep them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from products.models import LogRecord
from products.naming import find_text_fault


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


def vet(row: LogRecord) -> None:
    """Let ROW, written by other hands than `upsert`, pass as its columns store it.

    :raises RowsRefusedError: when a column cannot take its value.
    """
    columns = row._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    values = {c.attname: getattr(row, c.attname) for c in columns if c.editable}
    faults = [RowFault(0, *fault) for fault in find_faults(row, values, created=True)]
    if faults:
        raise RowsRefusedError(faults)
    for name, value in values.items():
        setattr(row, name, value)


def find_faults(
    row: LogRecord, values: dict[str, Any], *, created: bool
) -> Iterator[tuple[str, str, str]]:
    """Clean VALUES in place for ROW; yield field, code and message of each fault."""
    for column in row._meta.concrete_fields:  # noqa: SLF001 -- Django's documented model API
        name = column.attname
        if column.primary_key or (name not in values and not created):
            continue
        if column.is_relation:
            if not (column.null or values.get(name, getattr(row, name))):
                yield column.name, "REQUIRED", gettext("This is needed.")
            continue
        try:
            cleaned = _clean(column, values.get(name, getattr(row, name)), row)
        except ValidationError as error:
            missing = created and name not in values
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
        raise ValidationError(gettext("This needs a time zone."))
    return cleaned
