"""Columns that not everybody may read who sees their row, as fields."""

from decimal import Decimal
from typing import Any

import strawberry
from django.db.models import Model

from backend.access.answering import get_caller, withhold
from backend.access.sight import GUARDED, may


def guarded_amount(model: type[Model], column: str, type_name: str = "") -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a field of COLUMN of MODEL, an amount, which the type TYPE_NAME or of its name shows.

    It is null for those who may not read it, and one error says so.
    """
    first, *rest = column.split("_")
    scope = GUARDED[column]
    named = ".".join((type_name or model.__name__, first + "".join(map(str.capitalize, rest))))

    def read(root: strawberry.Parent[Any]) -> Decimal | None:
        if may(get_caller(), scope, root):
            found: Decimal | None = getattr(root, column)
            return found
        withhold(named, scope)
        return None

    told = f"{_describe(model, column)} Null without {scope.value}."
    return strawberry.field(resolver=read, description=told)


def guarded_name(model: type[Model], column: str) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a field of COLUMN of MODEL, the name of a person; empty for who may not read it."""
    scope = GUARDED[column]

    def read(root: strawberry.Parent[Any]) -> str:
        return str(getattr(root, column)) if may(get_caller(), scope, root) else ""

    told = f"{_describe(model, column)} Empty without {scope.value}."
    return strawberry.field(resolver=read, description=told)


def _describe(model: type[Model], column: str) -> str:
    return str(getattr(model._meta.get_field(column), "help_text", ""))  # noqa: SLF001 -- Django's own API
