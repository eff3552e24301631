"""Adds an index to a table that is being written, where the database can.

Django's own `AddIndexConcurrently` is for PostgreSQL alone, and the same migration has to run on
SQLite, where a table has one writer anyway.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import AddIndex


class AddIndexMeanwhile(AddIndexConcurrently):
    """Adds an index while others write; its migration has to say `atomic = False`."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Add it by SCHEMA_EDITOR between two STATES."""
        self._choose(schema_editor).database_forwards(self, app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:  # noqa: ANN401 -- as above
        """Remove it by SCHEMA_EDITOR between two STATES."""
        self._choose(schema_editor).database_backwards(self, app_label, schema_editor, *states)

    def _choose(self, schema_editor: Any) -> type[AddIndex]:  # noqa: ANN401 -- as above
        is_able = schema_editor.connection.vendor == "postgresql"
        return AddIndexConcurrently if is_able else AddIndex
