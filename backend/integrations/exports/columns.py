"""The columns of exported files: what each holds, and how that is spelled in each format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from django.db import models
from strawberry.relay import to_base64

from backend.access.decimals import write_decimal
from backend.integrations.carrying.columns import spell_flag, spell_list
from backend.integrations.carrying.exporting import spell_cell

Row: TypeAlias = Sequence[Any]


class Kind(StrEnum):
    """What a column holds, as DuckDB calls it."""

    TEXT = "VARCHAR"
    NUMBER = "DOUBLE"
    WHOLE = "BIGINT"
    AMOUNT = "DECIMAL(19, 3)"
    MOMENT = "TIMESTAMP WITH TIME ZONE"
    FLAG = "BOOLEAN"
    TEXTS = "VARCHAR[]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column called NAME, of a KIND; one of ids OF a type, which are told as everywhere else."""

    name: str
    kind: Kind = Kind.TEXT
    of: str = ""

    def tell(self, value: Any) -> Any:  # noqa: ANN401 -- any value
        """Give VALUE of a row as readers know it: of a public id, the global one."""
        return to_base64(self.of, value) if self.of and value is not None else value


def name_ids(**types: type[models.Model]) -> tuple[Column, ...]:
    """Make columns of the ids of rows, each called by name and of one of TYPES."""
    return tuple(Column(name, of=model.__name__) for name, model in types.items())


def name_columns(kind: Kind, *names: str) -> tuple[Column, ...]:
    """Make columns of KIND, called NAMES."""
    return tuple(Column(name, kind) for name in names)


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any value
    return value


def _write_moment(value: datetime) -> str:
    return value.isoformat()


def _write_amount(value: Decimal) -> str:
    return write_decimal(value)


# An amount is a text in JSON, as in the API: a number would be rounded by most readers.
JSON: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.TEXT: str,
    Kind.NUMBER: _plain,
    Kind.WHOLE: _plain,
    Kind.AMOUNT: _write_amount,
    Kind.MOMENT: _write_moment,
    Kind.FLAG: _plain,
    Kind.TEXTS: list,
}
# A text that a spreadsheet would run is guarded, and so is a list of texts; nothing else is one.
CSV: Final[dict[Kind, Callable[[Any], str]]] = {
    Kind.TEXT: lambda value: spell_cell(str(value)),
    Kind.NUMBER: repr,
    Kind.WHOLE: str,
    Kind.AMOUNT: _write_amount,
    Kind.MOMENT: _write_moment,
    Kind.FLAG: lambda value: spell_cell(spell_flag(value)),
    Kind.TEXTS: lambda value: spell_cell(spell_list(value)),
}


def tell_json(columns: Sequence[Column], row: Row) -> dict[str, Any]:
    """Give ROW of COLUMNS as an object of JSON."""
    return {
        column.name: None if value is None else JSON[column.kind](column.tell(value))
        for column, value in zip(columns, row, strict=True)
    }


def tell_cells(columns: Sequence[Column], row: Row) -> list[str]:
    """Give ROW of COLUMNS as cells of CSV."""
    return [
        "" if value is None else CSV[column.kind](column.tell(value))
        for column, value in zip(columns, row, strict=True)
    ]
