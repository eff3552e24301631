"""What clients need to be tried: a database, a server over it, and Node with their packages."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.conformance.serving import ROOT, Server, command, serve

HERE: Final = Path(__file__).resolve().parent
GUIDE: Final = ROOT / "docs" / "clients.md"
OLDEST_NODE: Final = 20
PATIENCE: Final = 240  # seconds for a script on a busy machine

RunScript: TypeAlias = Callable[..., Any]


@pytest.fixture(scope="session")
def filled(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Make a database with all of `rows` in it, from the empty one that the tests have anyway."""
    assert django_db_setup is None
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite, on which the other run tries the clients")
    database = tmp_path_factory.mktemp("conformance") / "filled.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(database)])
    script = "from tests.conformance.rows import fill; fill()"
    arguments, environment = command(database, "shell", "--verbosity", "0", "--command", script)
    subprocess.run(arguments, cwd=ROOT, env=environment, check=True)
    return database


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a copy of the filled database to the tests of one file."""
    database = tmp_path_factory.mktemp("served") / "tutti.sqlite3"
    shutil.copy(filled, database)
    with serve(database) as started:
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
def packages(node: str) -> Path:
    """Find what `npm ci` installed here; skip where it did not."""
    assert node
    found = HERE / "node_modules"
    if not found.is_dir():
        pytest.skip("needs the packages that ./run test installs into tests/conformance")
    return found


@pytest.fixture(scope="session")
def workspace(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a project as a frontend team has it: the guide's files, and what tries them."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "node_modules").symlink_to(packages)
    shutil.copytree(HERE / "clients", folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "backend" / "api" / "schema.graphql", folder)
    for name, text in read_guide().items():
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def read_guide() -> dict[str, str]:
    """Give the files that the guide shows, by name: each block that says what it is called."""
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return dict(blocks)


@pytest.fixture(scope="session")
def run_script(node: str, workspace: Path) -> RunScript:
    """Give what runs a script of the workspace with ARGUMENTS, and reads what it prints as JSON."""

    def run(script: str, **arguments: object) -> Any:  # noqa: ANN401 -- JSON
        ended = subprocess.run(
            [node, script, json.dumps(arguments)],
            cwd=workspace,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return json.loads(ended.stdout.splitlines()[-1])

    return run
