"""Reads one row of the generic preference file, and tells what it may not say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from backend.integrations.importers.faults import Fault, Faults, FileRefusedError, quote
from backend.integrations.importers.reading import Sheet
from backend.integrations.importers.values import (
    ValueRefusedError,
    read_importance,
    read_moment,
    read_number,
    read_stance,
)
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
LARGEST_WEIGHT: Final = Decimal(10) ** (WEIGHT_DIGITS - WEIGHT_PLACES)


def check_columns(sheet: Sheet) -> None:
    """Let SHEET pass when it has the columns that are needed and no unknown one.

    :raises FileRefusedError: when it has not.
    """
    faults = Faults()
    for column, message in _find_column_faults(sheet.columns):
        faults.add(Fault(str(sheet.path), 1, column, message))
    if faults.count:
        raise FileRefusedError(faults)


def _find_column_faults(columns: Sequence[str]) -> Iterator[Problem]:
    """Yield which of COLUMNS are written otherwise or unknown, and which are missing."""
    small = [name if name in COLUMNS else name.lower() for name in columns]
    capitals = [low for low, name in zip(small, columns, strict=True) if low != name]
    capitals = [name for name in capitals if name in COLUMNS]
    if capitals:
        yield "", f"columns are written in small letters: {', '.join(capitals)}."
    unknown = [name for name, low in zip(columns, small, strict=True) if low not in COLUMNS]
    if unknown:
        yield "", f"known columns are {', '.join(COLUMNS)}."
    for name in unknown:
        yield quote(name), "this column is unknown."
    for name in REQUIRED:
        if name not in small:
            yield name, "this column is missing."
    if not set(PLACES) & set(small):
        yield "team", "this column, or account, is missing."


def read_values(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Read the filled ones of CELLS, without spaces around them, and tell which cannot be read."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, cell in cells.items():
        text = cell.strip()
        if not text:
            if column in REQUIRED:
                problems.append((column, "this is empty."))
            continue
        reader = READERS.get(column)
        try:
            values[column] = reader(text) if reader else text
        except ValueRefusedError as error:
            problems.append((column, str(error)))
    problems += _find_place_faults(cells, values)
    return values, problems


def _find_place_faults(cells: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield why VALUES do not put a person into exactly one team or account."""
    if "team" in values and "account" in values:
        yield "account", "a person belongs to a team or to an account; leave one of them empty."
    elif "team" not in values and "account" not in values:
        yield next(name for name in PLACES if name in cells), "name a team or an account."
    elif "team" in values and "segment" in values:
        yield "segment", "only an account is in a segment; this row has a team."


def find_excesses(values: Mapping[str, Any], now: datetime) -> Iterator[Problem]:
    """Yield which of VALUES, each readable, go beyond what can be stored at the moment NOW."""
    weight = values.get("weight", Decimal(0))
    if weight >= LARGEST_WEIGHT:
        yield "weight", f"{weight} is not below {LARGEST_WEIGHT:,}."
    elif weight != round(weight, WEIGHT_PLACES):
        yield "weight", f"{weight} has more than {WEIGHT_PLACES} decimal places."
    said = {name: values[name] for name in SAID if name in values}
    yield from find_faults(Statement(stakeholder=0, feature=0, **said), now)
