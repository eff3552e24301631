"""Reads one row of the generic preference file, and tells what it may not say."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _

from backend.integrations.importers.faults import Fault, Faults, FileRefusedError, quote
from backend.integrations.importers.tables import Readable, Table
from backend.integrations.importers.values import (
    ValueRefusedError,
    read_importance,
    read_moment,
    read_number,
    read_stance,
)
from products.figures import write_number
from stakeholders.models.group import WEIGHT_DIGITS, WEIGHT_PLACES
from stakeholders.statements import Statement, find_faults

Problem: TypeAlias = tuple[str, str]  # column and message

REQUIRED: Final = ("feature", "stakeholder", "stance")
PLACES: Final = ("team", "account")
COLUMNS: Final = (
    *REQUIRED,
    *PLACES,
    "feature_name",
    "stakeholder_name",
    "email",
    "segment",
    "weight",
    "importance",
    "willingness_to_pay",
    "reason",
    "source",
    "stated_at",
)
READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "stance": read_stance,
    "importance": read_importance,
    "weight": read_number,
    "willingness_to_pay": read_number,
    "stated_at": read_moment,
}
# What a row says of the preference itself, by the names that a statement has for it.
SAID: Final = ("stance", "importance", "willingness_to_pay", "reason", "source", "stated_at")
MOMENTS: Final = ("stated_at",)
TEXTS: Final = ("reason",)  # all others are short
MOST_CHARACTERS: Final = 1_000  # of those, so that keys which nothing can be called fill no memory
LARGEST_WEIGHT: Final = Decimal(10) ** (WEIGHT_DIGITS - WEIGHT_PLACES)


def check_columns(table: Table) -> None:
    """Let TABLE pass when it has the columns that are needed and no unknown one.

    :raises FileRefusedError: when it has not.
    """
    problems = [*_find_strangers(table.columns), *_find_missing(table.columns)]
    _refuse(table.path, problems, row=table.header)


def check_keys(path: Readable, keys: Collection[str], *, row: int) -> None:
    """Let KEYS in ROW of the file at PATH pass when all of them are columns.

    :raises FileRefusedError: when one is not.
    """
    _refuse(path, list(_find_strangers(keys)), row=row)


def _refuse(path: Readable, problems: Sequence[Problem], *, row: int) -> None:
    """Refuse the file at PATH because of PROBLEMS of its ROW, if there are any.

    :raises FileRefusedError: when there are.
    """
    faults = Faults()
    for column, message in problems:
        faults.add(Fault(str(path), row, column, message))
    if faults.count:
        raise FileRefusedError(faults)


def _find_strangers(columns: Collection[str]) -> Iterator[Problem]:
    """Yield which of COLUMNS are written otherwise or unknown."""
    small = [name if name in COLUMNS else name.lower() for name in columns]
    capitals = [low for low, name in zip(small, columns, strict=True) if low != name]
    capitals = [name for name in capitals if name in COLUMNS]
    if capitals:
        told = _("columns are written in small letters: %(names)s.")
        yield "", told % {"names": ", ".join(capitals)}
    unknown = [name for name, low in zip(columns, small, strict=True) if low not in COLUMNS]
    if unknown:
        yield "", _("known columns are %(names)s.") % {"names": ", ".join(COLUMNS)}
    for name in unknown:
        yield quote(name), _("this column is unknown.")


def _find_missing(columns: Collection[str]) -> Iterator[Problem]:
    """Yield which columns are missing among COLUMNS, however these are written."""
    small = {name.lower() for name in columns}
    for name in REQUIRED:
        if name not in small:
            yield name, _("this column is missing.")
    if not set(PLACES) & small:
        yield "team", _("this column, or account, is missing.")


def read_values(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Read the filled ones of CELLS, without spaces around them, and tell which cannot be read."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, cell in cells.items():
        text = cell.strip()
        if not text:
            if column in REQUIRED:
                problems.append((column, _("this is empty.")))
            continue
        reader = READERS.get(column)
        if len(text) > MOST_CHARACTERS and column not in TEXTS:
            told = _("this has %(number)s characters, which is far too long.")
            problems.append((column, told % {"number": write_number(len(text))}))
            continue
        try:
            values[column] = reader(text) if reader else text
        except ValueRefusedError as error:
            problems.append((column, str(error)))
    problems += _find_place_faults(cells, values)
    return values, problems


def _find_place_faults(cells: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield why VALUES do not put a person into exactly one team or account."""
    if "team" in values and "account" in values:
        told = _("a person belongs to a team or to an account; leave one of them empty.")
        yield "account", told
    elif "team" not in values and "account" not in values:
        yield next(name for name in PLACES if name in cells), _("name a team or an account.")
    elif "team" in values and "segment" in values:
        yield "segment", _("only an account is in a segment; this row has a team.")


def find_excesses(values: Mapping[str, Any], now: datetime) -> Iterator[Problem]:
    """Yield which of VALUES, each readable, go beyond what can be stored at the moment NOW."""
    weight = values.get("weight", Decimal(0))
    if weight >= LARGEST_WEIGHT:
        told = _("%(number)s is not below %(limit)s.")
        yield "weight", told % {"number": weight, "limit": write_number(LARGEST_WEIGHT)}
    elif weight != round(weight, WEIGHT_PLACES):
        told = _("%(amount)s has more than %(places)s decimal places.")
        yield "weight", told % {"amount": weight, "places": write_number(WEIGHT_PLACES)}
    said = {name: values[name] for name in SAID if name in values}
    yield from find_faults(Statement(stakeholder=0, feature=0, **said), now)
