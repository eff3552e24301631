"""Reads from the environment where the database is."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import environ

from backend.env import EnvironmentVariableError

DATABASE_SCHEMES: Final = ("sqlite://", "postgres://", "postgresql://")


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
