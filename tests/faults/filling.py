"""Makes, fills and drops the databases that the faults befall."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from tests.faults.processes import manage

FILL: Final = "from tests.faults.rows import fill; fill()"


@dataclass(frozen=True)
class Filling:
    """What was written: the TOKEN that may do everything, and the ids of PEOPLE and FEATURES."""

    token: str
    people: list[str]
    features: list[str]


def fill_database(url: str) -> Filling:
    """Make the tables in the database at URL, and fill them."""
    manage(url, "migrate", "--verbosity", "0")
    return Filling(**json.loads(manage(url, "shell", "--no-imports", "--command", FILL)))


def make_database(server: str, name: str, *, template: str = "template1") -> str:
    """Make the database NAME, a copy of TEMPLATE, on SERVER, a URL; give its own."""
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    return f"{server.rpartition('/')[0]}/{name}"


def drop_database(server: str, name: str) -> None:
    """Drop the database NAME of SERVER, whoever is still connected to it."""
    gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(gone)


def name_sqlite(path: Path) -> str:
    """Give the URL of the SQLite database at PATH."""
    return f"sqlite:///{path}"
