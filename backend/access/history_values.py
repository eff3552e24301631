"""Reads what the audit log holds of a row back into values as its fields have them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    JSONField,
    Model,
    TextField,
)
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from backend.access.audit_models import AuditEntry

TRUE: Final = (True, 1, "1", "t", "true")


@dataclass(frozen=True, slots=True)
class Values:
    """What an entry says of each field before and after; of those REDACTED it says nothing."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    redacted: frozenset[str]


def read_values(entry: AuditEntry, model: type[Model]) -> Values:
    """Read what ENTRY says of a row of MODEL, whose words were read along; by names of fields."""
    before, after = dict(entry.before or {}), dict(entry.after or {})
    redacted = set()
    for word in entry.words.all():
        before[word.column], after[word.column] = word.before, word.after
        if word.redacted_for_id is not None:
            redacted.add(word.column)
    fields: dict[str, Any] = {str(each.column): each for each in model._meta.concrete_fields}  # noqa: SLF001 -- Django's documented model API
    return Values(
        dict(_parse_all(before, fields)),
        dict(_parse_all(after, fields)),
        frozenset(fields[column].name for column in redacted if column in fields),
    )


def _parse_all(
    values: Mapping[str, object], fields: Mapping[str, Any]
) -> Iterator[tuple[str, object]]:
    """Yield name and value of each of VALUES, by column, for which there still is one of FIELDS."""
    for column, raw in values.items():
        if column in fields:
            yield fields[column].name, parse(fields[column], raw)


def parse(field: Any, raw: Any) -> object:  # noqa: ANN401 -- any field, any value
    """Give RAW, as a database told it to the log, as FIELD has it; of a relation the key."""
    if raw is None:
        return find_nothing(field)
    while field.remote_field is not None:
        field = field.target_field
    if isinstance(field, BooleanField):
        return raw in TRUE
    if isinstance(field, DateField):
        return _parse_time(str(raw), is_moment=isinstance(field, DateTimeField))
    if isinstance(field, DecimalField):
        return round(Decimal(str(raw)), field.decimal_places)
    if isinstance(field, JSONField):
        return json.loads(raw) if isinstance(raw, str) else raw
    return field.to_python(raw)


def _parse_time(text: str, *, is_moment: bool) -> date | None:
    if not is_moment:
        return parse_date(text[:10])  # SQLite may tell a date with its midnight
    moment = parse_datetime(text)
    is_bare = moment is not None and timezone.is_naive(moment)
    return timezone.make_aware(moment, UTC) if moment is not None and is_bare else moment


def find_nothing(field: Any) -> object:  # noqa: ANN401 -- any field
    """Give what FIELD has where the log has nothing: it leaves out what is empty."""
    is_text = isinstance(field, CharField | TextField)
    return "" if is_text and not field.null else None
