"""Reads from the environment where the database is, and what is shared beside it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import environ

from backend.env import EnvironmentVariableError

DATABASE_SCHEMES: Final = ("sqlite://", "postgres://", "postgresql://")
REDIS_SCHEMES: Final = ("redis://", "rediss://", "redis+unix://")


def read_database(
    name: str, *, default: str, source: Mapping[str, str] = os.environ
) -> dict[str, object]:
    """Read the variable NAME as a database address, for SQLite or PostgreSQL.

    :raises EnvironmentVariableError: when it is no such address.
    """
    address = source.get(name, "").strip() or default
    with suppress(ValueError):  # which a port raises that is none
        known = address.startswith(DATABASE_SCHEMES)
        if known and (settings := environ.Env.db_url_config(address))["NAME"]:
            return dict(settings)
    raise EnvironmentVariableError(f"{name} is no sqlite:///PATH or postgres://USER@HOST/NAME.")


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
