"""What clients need to be tried: a database, a server over it, and Node with their packages."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.conformance.looking import fill
from tests.conformance.serving import ROOT, Server, command, serve
from tests.conformance.workspace import PACKAGES, Workspace, lay_out

OLDEST_NODE: Final = 20


@pytest.fixture(scope="session")
def copy_empty(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], Path]:
    """Copy the empty database, which the tests have anyway, to a file with a given name."""
    assert django_db_setup is None
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite, on which the other run tries the clients")

    def copy(name: str) -> Path:
        database = tmp_path_factory.mktemp("conformance") / f"{name}.sqlite3"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(database)])
        return database

    return copy


@pytest.fixture(scope="session")
def house(copy_empty: Callable[[str], Path]) -> tuple[Path, str]:
    """Make a database with the demo in it, and sign an administrator in; give their session."""
    database = copy_empty("demo")
    return database, fill(database)


@pytest.fixture(scope="session")
def filled(copy_empty: Callable[[str], Path]) -> Path:
    """Make a database with all of `rows` in it."""
    database = copy_empty("filled")
    script = "from tests.conformance.rows import fill; fill()"
    arguments, environment = command(database, "shell", "--verbosity", "0", "--command", script)
    subprocess.run(arguments, cwd=ROOT, env=environment, check=True)
    return database


@contextmanager
def serve_copy(filled: Path, folder: Path) -> Iterator[Server]:
    """Serve a copy of the database FILLED, which lies in FOLDER, until the block ends."""
    database = folder / "tutti.sqlite3"
    shutil.copy(filled, database)
    with serve(database) as started:
        yield started


@pytest.fixture(scope="session")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a copy of the filled database; whoever writes to it does so in a product of its own."""
    with serve_copy(filled, tmp_path_factory.mktemp("served")) as started:
        yield started


@pytest.fixture(scope="module")
def untouched(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a copy of the filled database to tests that only read, and count what reading costs."""
    with serve_copy(filled, tmp_path_factory.mktemp("untouched")) as started:
        yield started


@pytest.fixture
def expendable(filled: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve a copy of the filled database to one test, that may do to it what it likes."""
    with serve_copy(filled, tmp_path) as started:
        yield started


@pytest.fixture(scope="session")
def node() -> str:
    """Find Node; skip where it is absent or old, which the other `conftest` fails in CI."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node is not installed: its clients of Tutti cannot be tried")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(told.strip().removeprefix("v").split(".")[0]) < OLDEST_NODE:
        pytest.skip(f"Node {OLDEST_NODE} is needed to try clients of Tutti; this is {told.strip()}")
    return found


@pytest.fixture(scope="session")
def workspace(node: str, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Lay out a folder in which clients run; skip where their packages are not installed."""
    if not PACKAGES.is_dir():
        pytest.skip("needs the packages that ./run test installs into tests/conformance")
    return lay_out(tmp_path_factory.mktemp("workspace"), node)
