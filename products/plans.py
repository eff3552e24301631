"""Runs statements that PostgreSQL plans once for each connection, and other databases each time."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Self, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper

KEEP_ALL: Final = 0  # how often a statement runs before its plan is kept
# Makes up a public id, in a statement that writes many rows at once.
RANDOM_IDS: Final = {
    "postgresql": "gen_random_uuid()",
    # SQLite makes up no ids: version 4 of RFC 9562, in the form in which Django keeps them there.
    "sqlite": """lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)
        || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || hex(randomblob(6)))""",
}


class PlannedCursor(psycopg.Cursor[Any]):
    """A cursor of PostgreSQL all of whose plans are kept."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:  # noqa: ANN401 -- as psycopg has them
        """Run QUERY with PARAMS, with its plan if there is one."""
        return super().execute(query, params, prepare=True, **options)


def run(sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run SQL with VALUES and give its rows, if it has any.

    A plan is kept for each wording, so SQL has to be one of few. A pooler that shares connections
    between transactions can keep none; DISABLE_SERVER_SIDE_CURSORS, which Django needs there too,
    says so.
    """
    with _open_cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def _open_cursor() -> CursorWrapper:
    """Give a cursor that keeps plans where that can be, logged like all others."""
    database = connections[DEFAULT_DB_ALIAS]  # asked once, where a proxy asks at each turn
    is_shared = database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    if database.vendor != "postgresql" or is_shared:
        return database.cursor()
    database.ensure_connection()
    with database.wrap_database_errors:
        # Django leaves psycopg no plans to keep; its own cursors ask for none all the same.
        database.connection.prepare_threshold = KEEP_ALL
        planned = cast("Any", PlannedCursor(database.connection))  # the stubs ask for the result
    if database.queries_logged:
        return database.make_debug_cursor(planned)
    return database.make_cursor(planned)


def run_among(sql: str, keys: Collection[int]) -> list[tuple[Any, ...]]:
    """Run SQL, in whose gap a column is tested for being one of KEYS, and give its rows."""
    if connection.vendor == "postgresql":
        return run(sql.format("= ANY(CAST(%s AS bigint[]))"), [write_list(keys)])
    return run(sql.format(f"IN ({mark(keys)})"), list(keys))


def write_list(numbers: Collection[int]) -> str:
    """Write NUMBERS as PostgreSQL takes a list, however large they are."""
    return f"{{{','.join(map(str, numbers))}}}"


def mark(values: Collection[object]) -> str:
    """Give a mark for each of VALUES, which a statement takes in its place."""
    return ", ".join(["%s"] * len(values))
