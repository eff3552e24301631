"""Looks through statements a column at a time, which is fast, before anyone looks at each."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, TypeAlias

from products.naming import find_unstorable
from stakeholders.statements import (
    CLOCK_SLACK,
    EARLIEST,
    IMPORTANCES,
    STANCES,
    TEXT_LENGTHS,
    Statement,
    find_money_faults,
)

NAMES: Final = tuple(field.name for field in fields(Statement))

# The parts of statements by name, each in the order of the statements.
Parts: TypeAlias = dict[str, list[Any]]


def take_apart(statements: Sequence[Statement]) -> Parts:
    """Take STATEMENTS, at least one, apart into columns."""
    return {name: list(map(attrgetter(name), statements)) for name in NAMES}


def are_sound(parts: Parts, now: datetime) -> bool:
    """Tell whether nothing in PARTS can be a fault at the moment NOW.

    False says no more than that each statement has to be looked at: some may have faults.
    """
    return (
        _are_among(parts["stance"], STANCES)
        and _are_among(parts["importance"], IMPORTANCES)
        and _are_amounts(parts["willingness_to_pay"])
        and all(_are_texts(parts[name], longest) for name, longest in TEXT_LENGTHS.items())
        and _are_moments(parts["stated_at"], now)
        and _are_moments(parts["heard_at"], now)
    )


def _are_among(values: Sequence[object], allowed: frozenset[int]) -> bool:
    """Tell whether all VALUES are whole numbers that are ALLOWED."""
    return _are_of(values, int) and bool not in set(map(type, values)) and set(values) <= allowed


def _are_amounts(values: Sequence[Decimal | None]) -> bool:
    """Tell whether all VALUES could be paid."""
    if not _are_of(values, Decimal, type(None)):
        return False
    try:
        distinct = set(values)
    except TypeError:  # a signalling NaN has no hash
        return False
    return not any(True for amount in distinct for _ in find_money_faults(amount))


def _are_texts(values: Sequence[str], longest: int) -> bool:
    """Tell whether all VALUES are of at most LONGEST characters that can be stored."""
    if not _are_of(values, str):
        return False
    distinct = set(values)
    return max(map(len, distinct)) <= longest and not find_unstorable("\n".join(distinct))


def _are_moments(values: Sequence[datetime | None], now: datetime) -> bool:
    """Tell whether all VALUES lie, in a time zone, between the earliest moment and NOW."""
    if not _are_of(values, datetime, type(None)):
        return False
    moments = {moment for moment in set(values) if moment is not None}
    if any(moment.tzinfo is None for moment in moments):
        return False
    return not moments or (min(moments) >= EARLIEST and max(moments) <= now + CLOCK_SLACK)


def _are_of(values: Sequence[object], *kinds: type) -> bool:
    """Tell whether each of VALUES is of one of KINDS."""
    return all(issubclass(kind, kinds) for kind in set(map(type, values)))
