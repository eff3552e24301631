"""All that the domain holds, in words: no ids, and no moments but those that somebody named."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.apps import apps
from django.db.models import Model

Row: TypeAlias = dict[str, Any]

ROOMS: Final = ("products", "stakeholders")
# What tells rows apart for programs, when they happened to be written, and by which interface: a
# program names what it writes by a key of its own, while the admin says that it was the admin.
LEFT_OUT: Final = frozenset(
    {"id", "public_id", "created_at", "updated_at", "counted_at", "source", "external_id"}
)
MEANWHILE: Final = "meanwhile"


def read_rows(since: datetime) -> dict[str, list[Row]]:
    """Read every row of the domain by model; a moment that is not before SINCE is `meanwhile`."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    rows = {model: list(model._default_manager.order_by("pk")) for model in models}  # noqa: SLF001 -- any model
    names = {
        name: told for each in rows.values() for row in each for name, told in _list_names(row)
    }
    return {
        model.__name__: sorted((_describe(row, names, since) for row in found), key=json.dumps)
        for model, found in rows.items()
    }


def _list_names(row: Model) -> list[tuple[str, str]]:
    """List what ROW is known by, with what it is called instead."""
    told = f"{type(row).__name__} {row}"
    public: UUID | None = getattr(row, "public_id", None)
    return [(f"{type(row).__name__} {row.pk}", told), *([(str(public), told)] if public else [])]


def _describe(row: Model, names: Mapping[str, str], since: datetime) -> Row:
    """Describe ROW with NAMES in the place of ids."""
    opts = row._meta  # noqa: SLF001 -- Django's documented model API
    told: Row = {}
    for field in opts.concrete_fields:
        if field.name in LEFT_OUT:
            continue
        value = getattr(row, field.attname)
        if field.related_model is not None and value is not None:
            value = names.get(f"{field.related_model.__name__} {value}", str(value))
        told[field.name] = _tell({field.name: value}, names, since)[field.name]
    for field in opts.many_to_many:
        told[field.name] = sorted(str(each) for each in getattr(row, field.name).all())
    return told


def _tell(value: Any, names: Mapping[str, str], since: datetime) -> Any:  # noqa: ANN401 -- of any column
    """Tell VALUE, however it is nested."""
    if isinstance(value, datetime):
        return MEANWHILE if value >= since else value.isoformat()
    if isinstance(value, dict):
        told = {key: _name_groups(key, each, names) for key, each in value.items()}
        return {key: _tell(each, names, since) for key, each in told.items()}
    if isinstance(value, list | tuple):
        return [_tell(each, names, since) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return names.get(str(value), str(value))


def _name_groups(column: str, value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 -- as above
    """Give VALUE of COLUMN with names of groups where it holds their bare keys."""
    if column == "group":
        return names.get(f"Group {value}", value)
    if column == "lines":
        return [[names.get(f"Group {key}", key), *line] for key, *line in value]
    return value
