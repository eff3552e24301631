"""What the faults are tried on, and the table of what came of it.

What only PostgreSQL can suffer is tried in the run of the tests on PostgreSQL, the rest in that on
SQLite, so that nothing is tried twice.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.db import connection
from rich.console import Console
from rich.table import Table

from tests.faults.cluster import Cluster, run_cluster
from tests.faults.filling import (
    Filling,
    drop_database,
    fill_database,
    make_database,
    name_sqlite,
)

PROPERTY: Final = "fault"
POSTGRESQL: Final = "on_postgresql"
SQLITE: Final = "on_sqlite"
DEFAULT: Final = "postgres://postgres@127.0.0.1:5432/postgres"
# How whoever asks is told that the database is out of reach.
AWAY: Final = (503, frozenset({"DATABASE_UNAVAILABLE"}))
Note = Callable[[str, str], None]


@dataclass(frozen=True)
class Database:
    """A database at URL, with FILLING in it."""

    url: str
    filling: Filling


def pytest_configure(config: pytest.Config) -> None:
    """Tell what the marks mean."""
    config.addinivalue_line("markers", f"{POSTGRESQL}: tried where the tests run on PostgreSQL")
    config.addinivalue_line("markers", f"{SQLITE}: tried where the tests run on SQLite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the run on the other database tries."""
    other = SQLITE if connection.vendor == "postgresql" else POSTGRESQL
    left_out = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was noted, wherever the tests were run."""
    reports = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    noted = [
        (*value, report.outcome)
        for report in reports
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if not noted:
        return
    table = Table(title="Faults", title_justify="left", show_lines=True)
    for head in ("fault", "figures", "outcome"):
        table.add_column(head)
    for row in sorted(noted):
        table.add_row(*row)
    Console(width=110).print(table)


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Give what notes the figures of a fault for the table."""

    def write(fault: str, figures: str) -> None:
        record_property(PROPERTY, (fault, figures))

    return write


@pytest.fixture(scope="session")
def postgresql() -> str:
    """Give the address of the PostgreSQL that the tests have."""
    assert connection.vendor == "postgresql"
    return os.environ.get("DATABASE_URL", DEFAULT).rpartition("/")[0] + "/postgres"


@pytest.fixture(scope="session")
def filled_postgresql(postgresql: str) -> Iterator[Database]:
    """Fill a database that others are copied from."""
    name = f"tutti_faults_{uuid.uuid4().hex[:12]}"
    url = make_database(postgresql, name)
    try:
        yield Database(url, fill_database(url))
    finally:
        drop_database(postgresql, name)


@pytest.fixture
def on_postgresql(postgresql: str, filled_postgresql: Database) -> Iterator[Database]:
    """Give a filled database of PostgreSQL for one test."""
    name = f"tutti_faults_{uuid.uuid4().hex[:12]}"
    template = filled_postgresql.url.rpartition("/")[2]
    url = make_database(postgresql, name, template=template)
    try:
        yield Database(url, filled_postgresql.filling)
    finally:
        drop_database(postgresql, name)


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Fill a file that others are copied from."""
    url = name_sqlite(tmp_path_factory.mktemp("faults") / "filled.sqlite3")
    return Database(url, fill_database(url))


@pytest.fixture
def on_sqlite(filled_sqlite: Database, tmp_path: Path) -> Database:
    """Give a filled database of SQLite for one test."""
    path = tmp_path / "tutti.sqlite3"
    shutil.copy(filled_sqlite.url.removeprefix("sqlite:///"), path)
    return Database(name_sqlite(path), filled_sqlite.filling)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Run a PostgreSQL for one test, which may kill it."""
    with run_cluster() as started:
        yield started


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Give the file to which servers say what they have to say."""
    assert settings.configured
    return tmp_path / "said.log"
