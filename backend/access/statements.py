"""Keeps the SQL that Django has made of a query, so that it is not made anew for every request.

To make it takes Django longer than to run it. What is read, and how rows become objects, is
untouched: only the text, its values and its columns are taken from before.
"""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from backend.access.memory import Memory

STATEMENTS: Final = 500
SLOT: Final = "\ue000"  # stands in a query for a text that is known later; nothing is called so
# What a compiler knows once it has made its SQL.
MADE: Final = ("select", "klass_info", "annotation_col_map", "col_count", "has_extra_select")


class Statement:
    """The SQL of ROWS, and the rows themselves, which are read with it as often as asked for."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows
        compiler = rows.query.get_compiler(rows.db)
        self.sql = compiler.as_sql()
        self.made = {name: getattr(compiler, name) for name in MADE if hasattr(compiler, name)}

    def read(self, value: object = SLOT) -> list[Any]:
        """Read the rows anew, those of VALUE where the SLOT is."""
        rows, (text, values) = self.rows.all(), self.sql
        sql = text, tuple(value if each == SLOT else each for each in values)
        recall = partial(self._recall_compiler, sql)
        rows.query.get_compiler = recall  # type: ignore[method-assign]  # -- of this one query
        return list(rows)

    def _recall_compiler(self, sql: Any, *given: Any, **named: Any) -> SQLCompiler:  # noqa: ANN401 -- Django's own
        """Give a compiler that has made its SQL already."""
        compiler: SQLCompiler = self.rows.query.get_compiler(*given, **named)
        vars(compiler).update(self.made, as_sql=lambda *_given, **_named: sql)
        return compiler


_statements: Final[Memory[Hashable, Statement]] = Memory(STATEMENTS)


def read(key: Hashable, make: Callable[[], QuerySet[Any]], *, value: object = SLOT) -> list[Any]:
    """Read the rows that MAKE gives, which KEY alone decides: they may not depend on the time.

    Where they look for the SLOT, VALUE is looked for.
    """
    known = _statements.recall(key)
    if known is None:
        rows = make()
        try:
            known = _statements.keep(key, Statement(rows))
        except EmptyResultSet:
            return list(rows)
    return known.read(value)
