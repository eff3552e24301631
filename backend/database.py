"""Reads from the environment where the database is, and what is shared beside it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import environ

from backend.env import ON, EnvironmentVariableError, read_flag

DATABASE_SCHEMES: Final = ("sqlite://", "postgres://", "postgresql://")
# Connections are kept from request to request, and asked whether they live before they serve one.
KEPT: Final = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
SQLITE: Final = {
    # A writer takes its lock at once, so that it waits in line and never fails half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
# A server that is gone is noticed within seconds, by either side, whatever lies between them.
POSTGRESQL: Final = {
    "connect_timeout": 2,  # seconds, and the least that libpq knows
    "tcp_user_timeout": 4_000,  # milliseconds for which what was sent may go unacknowledged
    "keepalives_idle": 5,  # seconds
    "keepalives_interval": 2,
    "keepalives_count": 2,
}
# The same for the server, so that no lock outlives by long whoever has taken it. A writer waits for
# others as long as on SQLite. A pooler, whose sessions are not ours, knows none of this.
SESSION: Final = {
    "client_connection_check_interval": "5s",
    "idle_in_transaction_session_timeout": "10min",  # longer than anything is reckoned meanwhile
    "lock_timeout": "30s",
    "tcp_keepalives_count": "3",
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_user_timeout": "30s",
}
REDIS_SCHEMES: Final = ("redis://", "rediss://", "redis+unix://")


def read_database(
    name: str, *, default: Path, source: Mapping[str, str] = os.environ
) -> dict[str, object]:
    """Read the variable NAME as a database address; without one, SQLite keeps it in DEFAULT.

    :raises EnvironmentVariableError: when it is no such address.
    """
    address = source.get(name, "").strip() or f"sqlite:///{default}"
    with suppress(ValueError):  # which a port raises that is none
        known = address.startswith(DATABASE_SCHEMES)
        if known and (settings := environ.Env.db_url_config(address))["NAME"]:
            if address.startswith("sqlite:"):
                return {**settings, **KEPT, "OPTIONS": SQLITE}
            is_pooled = read_flag("DATABASE_POOLED", default=False, source=source)
            return {**settings, **KEPT, **_set_postgresql(settings, is_pooled=is_pooled)}
    raise EnvironmentVariableError(f"{name} is no sqlite:///PATH or postgres://USER@HOST/NAME.")


def _set_postgresql(settings: Mapping[str, Any], *, is_pooled: bool) -> dict[str, object]:
    """Give what SETTINGS of a PostgreSQL lack; it IS_POOLED where transactions share sessions."""
    shares = settings.get("DISABLE_SERVER_SIDE_CURSORS", "")
    is_pooled = is_pooled or ON.get(str(shares).lower(), False)
    told = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    session = {} if is_pooled else {"options": told}
    return {
        "ENGINE": "backend.postgresql",
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "OPTIONS": {**POSTGRESQL, **session, **settings.get("OPTIONS", {})},
    }


def read_redis(name: str, *, source: Mapping[str, str] = os.environ) -> str:
    """Read the variable NAME as the address of a Redis; empty where there is none.

    :raises EnvironmentVariableError: when it is no such address. What it is instead is not told:
        it may hold a password.
    """
    address = source.get(name, "").strip()
    with suppress(ValueError):  # which a port raises that is none
        parts = urlsplit(address)
        place = parts.path if parts.scheme == "redis+unix" else parts.hostname
        if not address or (address.startswith(REDIS_SCHEMES) and place and parts.port != 0):
            return address
    raise EnvironmentVariableError(f"{name} is no redis://HOST:PORT/NUMBER.")
