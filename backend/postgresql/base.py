"""Django's PostgreSQL, on connections that never wait for an answer which cannot come."""

from types import SimpleNamespace
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base

from backend.postgresql.watched import WatchedConnection

# Psycopg as Django knows it, but for what connects.
DRIVER: Final = SimpleNamespace(
    **{
        **{name: getattr(psycopg, name) for name in psycopg.__all__},
        "connect": WatchedConnection.connect,
    }
)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django's to PostgreSQL."""

    Database = DRIVER  # type: ignore[assignment]  # -- it has what Django asks a module for

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 -- Django's signature
        """Connect with CONN_PARAMS, and note whether a pooler stands between."""
        connection = super().get_new_connection(conn_params)
        connection.is_shared = bool(self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"])
        return connection
