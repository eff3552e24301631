"""The columns of a table: how each is read, and how a row is told in it."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from io import StringIO
from typing import Any, Final, TypeAlias

from django.db.models import Model, QuerySet

from backend.access.decimals import write_decimal
from backend.access.scopes import Scope
from backend.integrations.carrying.cells import (
    Reader,
    read_choice,
    read_decimal,
    read_flag,
    read_id,
    read_line,
    read_list,
    read_text,
)
from backend.integrations.carrying.moments import read_date, read_moment

# What is written into a cell; of these a text alone may look like a formula.
Value: TypeAlias = str | Decimal | date | None
Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cells: how they are READ and SPELLED, and what an EMPTY one stands for."""

    read: Reader
    spell: Callable[[Any], Value]
    empty: object = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The rows that a column names by KEY; the column holds MANY of them, or one."""

    rows: Callable[[], QuerySet[Any]]
    key: str = "key"
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its NAME, and what it is OF a row, as a path of attributes.

    What only IS_SHOWN is not read. What MAY_EMPTY is emptied by an empty cell, where that is asked
    for. Whoever reads it needs SCOPE. The domain finds what IS_LINK points at by itself.
    """

    name: str
    kind: Kind
    of: str = ""
    target: Target | None = None
    is_shown: bool = False
    is_link: bool = False
    may_empty: bool = False
    scope: Scope | None = None

    @property
    def path(self) -> Path:
        """Give the attributes that lead from a row to what it says here."""
        return tuple((self.of or self.name).split("."))

    @property
    def empty(self) -> object:
        """Give what an empty cell stands for."""
        return [] if self.kind.empty == () else self.kind.empty

    @property
    def is_many(self) -> bool:
        """Tell whether it points at several rows."""
        return self.is_link or (self.target is not None and self.target.many)

    def tell(self, row: Model) -> Value:
        """Tell what ROW says in this column, of all of which the rows were read along."""
        if self.is_many:
            linked = getattr(row, self.path[0]).all()
            return self.kind.spell(sorted(each.key for each in linked))
        return self.kind.spell(reduce(_follow, self.path, row))


def _follow(row: Any, name: str) -> Any:  # noqa: ANN401 -- an attribute of any row
    return None if row is None else getattr(row, name)


def spell_text(value: object) -> Value:
    """Spell a text, or nothing."""
    return None if value is None else str(value)


def spell_decimal(value: Decimal | None) -> Value:
    """Spell a number without needless zeros."""
    return None if value is None else Decimal(write_decimal(value))


def spell_date(value: date | None) -> Value:
    """Spell a day."""
    return value


def spell_moment(value: datetime | None) -> Value:
    """Spell a moment to its last digit, which no spreadsheet would keep in a date."""
    return None if value is None else value.isoformat()


def spell_flag(value: bool | None) -> Value:  # noqa: FBT001 -- what a column holds
    """Spell yes or no."""
    return None if value is None else "yes" if value else "no"


def spell_list(value: Iterable[str] | None) -> Value:
    """Spell texts with commas between them, and quotes around those that have one."""
    line = StringIO()
    csv.writer(line, lineterminator="").writerow([str(each) for each in value or ()])
    return line.getvalue()


LINE: Final = Kind(read_line, spell_text)
TEXT: Final = Kind(read_text, spell_text)
ID: Final = Kind(read_id, spell_text, None)
DECIMAL: Final = Kind(read_decimal, spell_decimal, None)
DATE: Final = Kind(read_date, spell_date, None)
MOMENT: Final = Kind(read_moment, spell_moment, None)
FLAG: Final = Kind(read_flag, spell_flag, None)
LIST: Final = Kind(read_list, spell_list, ())
KEY: Final = Kind(read_line, spell_text, None)  # of another row


def choose(choices: Iterable[str]) -> Kind:
    """Make a kind of cells that hold one of CHOICES, texts."""
    return Kind(read_choice({choice: choice for choice in choices}), spell_text)


def choose_number(choices: Any, *, numbers: bool) -> Kind:  # noqa: ANN401 -- Django's enumerations
    """Make a kind of cells that hold the name of one of CHOICES or, with NUMBERS, its number."""
    named: dict[str, object] = {choice.name: choice for choice in choices}
    also = {str(choice.value): choice for choice in choices} if numbers else {}
    return Kind(read_choice(named | also), lambda value: choices(value).name)


def show_value(value: Value) -> str:
    """Give VALUE as a text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value or ""
