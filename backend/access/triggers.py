"""Keeps one set of triggers in the database: puts it in place after migrations, and away before.

They follow the models: a column that is added is seen without a migration of its own. SQLite makes
tables anew to alter them, which drops their triggers, and renames no table that one names.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

UNINSTALL: Final = """
DO $triggers$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT oid::regprocedure AS signature FROM pg_proc
        WHERE starts_with(proname, '{prefix}') AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', found.signature);
    END LOOP;
END
$triggers$;
"""
FIND: Final = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '{prefix}*'"


@dataclass(frozen=True)
class TriggerSet:
    """The triggers, and on PostgreSQL their functions, whose names begin with PREFIX.

    They name columns of MODELS; WRITE writes the SQL that installs them, for a vendor.
    """

    prefix: str
    models: Sequence[type[Model]]
    write: Callable[[str], Iterable[str]]

    def install(self, database: BaseDatabaseWrapper) -> None:
        """Put the triggers in place in DATABASE, instead of those that are there."""
        texts = self.write(database.vendor)
        if database.vendor == "postgresql":  # in one trip, so that nobody writes in between
            _run(database, ["".join([UNINSTALL.format(prefix=self.prefix), *texts])])
            return
        self.uninstall(database)
        _run(database, texts)

    def uninstall(self, database: BaseDatabaseWrapper) -> None:
        """Take the triggers away from DATABASE."""
        if database.vendor == "postgresql":
            _run(database, [UNINSTALL.format(prefix=self.prefix)])
            return
        with database.cursor() as cursor:
            cursor.execute(FIND.format(prefix=self.prefix))
            found = [name for (name,) in cursor.fetchall()]
        _run(database, (f"DROP TRIGGER {name}" for name in found))

    def install_after(self, *, using: str, **_: object) -> None:
        """Install after a migration, unless it led to a state that is not that of the models."""
        database = connections[using]
        if self._is_complete(database):
            self.install(database)

    def uninstall_before(self, *, using: str, plan: Sequence[object] = (), **_: object) -> None:
        """Uninstall before a migration, which may move what the triggers name."""
        if plan:
            self.uninstall(connections[using])

    def _is_complete(self, database: BaseDatabaseWrapper) -> bool:
        """Tell whether DATABASE has all the columns that the triggers name."""
        with database.cursor() as cursor:
            tables = set(database.introspection.table_names(cursor))
            for model in self.models:
                meta: Any = model._meta  # noqa: SLF001 -- Django's documented model API
                if meta.db_table not in tables:
                    return False
                cursor.execute(f"SELECT * FROM {meta.db_table} WHERE 1 = 0")  # noqa: S608 -- a table's name
                found = {column[0] for column in cursor.description}
                if not {field.column for field in meta.concrete_fields} <= found:
                    return False
        return True


def _run(database: BaseDatabaseWrapper, texts: Iterable[str]) -> None:
    with database.cursor() as cursor:
        for text in texts:
            cursor.execute(text)
