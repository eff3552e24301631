"""The audits in `shared` beside the repository find nothing to complain of."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conformance.serving import Server
from tests.conformance.workspace import OPERATIONS, PATIENCE
from tests.shared_data import shared

pytestmark = pytest.mark.django_db  # the server's database begins as a copy of the empty one

AUDITS: Final = {
    "http_draft_audit.py": ["--strict"],
    "security_audit.py": ["--public-introspection"],
    "relay_audit.py": [],
    "nplus1_audit.py": [],
}
INSTALL: Final = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


@pytest.fixture(scope="session")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the audits to where they may write."""
    folder = tmp_path_factory.mktemp("audits") / "audits"
    shutil.copytree(shared("audits"), folder, copy_function=shutil.copyfile)
    for place in (folder, folder / "tools"):
        place.chmod(0o755)
    return folder


def run(*command: str, within: Path) -> str:
    """Run COMMAND WITHIN a folder; it has to succeed. Give the last line that it prints."""
    ended = subprocess.run(
        command, cwd=within, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.splitlines()[-1] if ended.stdout else ""


@pytest.mark.parametrize("audit", AUDITS)
def test_an_audit_finds_nothing(untouched: Server, audits: Path, audit: str) -> None:
    found = run(sys.executable, audit, untouched.url, *AUDITS[audit], within=audits)

    # Each also fails by its status; its last line shows that it looked at all.
    assert any(character in "123456789" for character in found), found


def test_the_audits_of_graphql_http_find_nothing(
    untouched: Server, audits: Path, node: str
) -> None:
    run(*INSTALL, within=audits)

    found = run(node, "http_audit.mjs", untouched.url, "--strict", within=audits)

    nothing = "0 error (MUST), 0 warn (SHOULD), 0 notice (MAY)"
    assert found == f"graphql-http audits: 61/61 ok, {nothing}"


def test_the_documents_are_complete(untouched: Server, audits: Path, node: str) -> None:
    assert node
    run(*INSTALL, within=audits / "tools")

    script = ("bash", "operations_audit.sh", untouched.url, str(OPERATIONS))

    assert run(*script, within=audits) == "operations audit: 4/4 ok"
