"""Keeps the counts of groups that are so small that a count would tell of one person."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db.models import Model

from backend.access.answering import get_caller
from backend.access.callers import Caller
from backend.access.scopes import Scope
from backend.access.sight import may

SMALLEST: Final = 3
# What of a line of a breakdown is hidden: with two voices also agreement tells each from the other.
COUNTED: Final = ("stances", "heard", "agreement")


def hides_counts(row: Model, caller: Caller | None = None) -> bool:
    """Tell whether CALLER, or whoever asks, may not know who said what in the product of ROW."""
    return not may(caller or get_caller(), Scope.READ_PEOPLE, row)


def is_small(line: Mapping[str, Any]) -> bool:
    """Tell whether the group of LINE, of a breakdown, has too few voices to be counted openly."""
    return bool(line["voices"] < find_smallest())


def find_smallest() -> int:
    """Tell how many voices a group has at least whose counts are open; a host need not say."""
    smallest: int = getattr(settings, "SMALLEST_GROUP", SMALLEST)
    return smallest
