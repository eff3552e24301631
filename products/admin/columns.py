"""Columns that keep a list within its width: moments without words, and the start of long texts."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from products.figures import write_moment

Column: TypeAlias = Callable[[Any], str]
START: Final = 60  # as many characters of a long text as a list shows


def show_moment(name: str) -> Column:
    """Make a column of the moment NAME, to the minute."""

    def moment(row: Any) -> str:  # noqa: ANN401 -- a row of any model
        at = getattr(row, name)
        return write_moment(at) if at else ""

    return _name_column(moment, name)


def show_start(name: str, *, ordering: str = "") -> Column:
    """Make a column of how the text NAME begins; of a relation, sorted by ORDERING of its row."""

    def start(row: Any) -> str:  # noqa: ANN401 -- as above
        return Truncator(getattr(row, name) or "").chars(START)

    return _name_column(start, name, ordering)


def _name_column(column: Column, name: str, ordering: str = "") -> Column:
    """Head COLUMN with NAME, and let it be sorted by ORDERING or, without one, by NAME."""
    column.__name__ = name
    shown: Column = admin.display(
        column, description=gettext_lazy(name.replace("_", " ")), ordering=ordering or name
    )
    return shown
