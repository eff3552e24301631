"""What the databases can be asked about JSON lists, on both alike, and about likeness, on one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection as default
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, TextField
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler


class HasElement(Lookup):
    """Keeps rows whose JSON list has an element: the given text, or one with the given pairs."""

    lookup_name = "has_element"
    prepare_rhs = False

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Sequence[Any]]:
        """Look through the elements one by one."""
        left, parameters = self.process_lhs(compiler, connection)
        pairs = self.rhs if isinstance(self.rhs, Mapping) else {None: self.rhs}
        tests = " AND ".join(
            "value = %s" if name is None else f"json_extract(value, '$.{name}') = %s"
            for name in pairs
        )
        sql = f"EXISTS (SELECT 1 FROM json_each({left}) WHERE {tests})"  # noqa: S608 -- names only
        return sql, (*parameters, *pairs.values())

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Sequence[Any]]:
        """Ask whether the list contains one with just that element."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} @> %s::jsonb", (*parameters, json.dumps([self.rhs]))


class IsLike(Lookup):
    """Keeps rows whose text has many of its trigrams in common with the one given."""

    lookup_name = "is_like"
    prepare_rhs = False
    operator = "%%"  # one sign, of which a driver wants two

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Sequence[Any]]:
        """Ask pg_trgm, whose indexes answer."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} {self.operator} %s", (*parameters, self.rhs)


class Holds(IsLike):
    """Keeps rows whose text holds the letters and digits given, in capitals or not.

    Unlike `icontains` it is answered by an index of trigrams.
    """

    lookup_name = "holds"
    operator = "ILIKE"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Sequence[Any]]:
        """Ask for a pattern; letters and digits mean themselves in one."""
        sql, (*parameters, text) = super().as_postgresql(compiler, connection)
        return sql, (*parameters, f"%{text}%")


def has_trigrams() -> bool:
    """Tell whether PostgreSQL has pg_trgm where the operators above find it."""
    with default.cursor() as cursor:
        cursor.execute("SELECT to_regoperator(%s) IS NOT NULL", ["%(text,text)"])
        return bool(cursor.fetchone()[0])


for _field in (CharField, TextField):
    _field.register_lookup(IsLike)
    _field.register_lookup(Holds)
