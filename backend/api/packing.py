"""Packs what a mutation answered so that it can be kept as JSON, and unpacks it again.

Rows are kept by their primary key and read again, so that a repeated answer shows them as they
stand, whatever fields are asked for this time, and nothing personal is kept longer than its row.
"""

from enum import Enum
from typing import Any, Final

from django.db.models import Model
from strawberry.types import get_object_definition
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from backend.access.batching import together

TOLD_ONCE: Final = "told_once"  # marks the fields of payloads that are told once and kept nowhere
PLAIN: Final = (str, int, float, type(None))  # as they stand in JSON; a bool is an int


def find_parts(type_: object) -> list[StrawberryField]:
    """Give the fields of TYPE_, an object type, that hold something which may be kept."""
    definition = get_object_definition(type_)
    fields = definition.fields if definition else []
    return [f for f in fields if f.base_resolver is None and TOLD_ONCE not in f.metadata]


def has_secret(value: object) -> bool:
    """Tell whether VALUE, a payload, holds what is told once and kept nowhere."""
    definition = get_object_definition(type(value))
    marked = [f for f in definition.fields if TOLD_ONCE in f.metadata] if definition else []
    return any(getattr(value, field.python_name) is not None for field in marked)


def find_model(type_: object) -> type[Model] | None:
    """Give the model whose rows TYPE_ shows, if it shows rows."""
    shown = getattr(type_, "__strawberry_django_definition__", None)
    model: type[Model] | None = getattr(shown, "model", None)
    return model


def pack(value: object) -> Any:  # noqa: ANN401 -- JSON
    """Make JSON of VALUE, a payload or a part of one.

    :raises TypeError: when it holds what has no form here.
    """
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, list):
        return [pack(each) for each in value]
    parts = find_parts(type(value))
    if not parts:
        raise TypeError(f"{type(value).__name__} has no form in which it is kept.")
    return {part.python_name: pack(getattr(value, part.python_name)) for part in parts}


def unpack(type_: Any, packed: Any) -> Any:  # noqa: ANN401 -- strawberry's types, JSON
    """Make of PACKED the value of TYPE_ that it was made of; a row that is gone is None."""
    while isinstance(type_, StrawberryOptional):
        type_ = type_.of_type
    if packed is None:
        return None
    if isinstance(type_, StrawberryList):
        return [unpack(type_.of_type, each) for each in packed]
    if isinstance(type_, StrawberryEnumDefinition):
        return type_.wrapped_cls[packed]
    model = find_model(type_)
    if model is not None:
        rows = together(model._default_manager.filter(pk=packed))  # noqa: SLF001 -- generic over models
        return rows[0] if rows else None
    parts = find_parts(type_)
    if not parts:
        return packed
    known = {part.python_name: part.type for part in parts if part.python_name in packed}
    return type_(**{name: unpack(inner, packed[name]) for name, inner in known.items()})
