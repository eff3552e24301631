"""A folder laid out as a frontend team's: the guide's files, what tries them, and the packages."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.conformance.serving import ROOT

HERE: Final = Path(__file__).resolve().parent
GUIDE: Final = ROOT / "docs" / "clients.md"
OPERATIONS: Final = ROOT / "docs" / "operations"
PACKAGES: Final = HERE / "node_modules"
PATIENCE: Final = 600  # seconds for a script on a busy machine


@dataclass(frozen=True)
class Workspace:
    """A FOLDER in which NODE runs scripts and the packages' commands."""

    folder: Path
    node: str

    def report(self, script: str, **arguments: object) -> Any:  # noqa: ANN401 -- JSON
        """Run SCRIPT with ARGUMENTS, and read the last line that it prints as JSON."""
        return json.loads(self._run(script, json.dumps(arguments)).splitlines()[-1])

    def run(self, name: str, *arguments: str) -> None:
        """Run the command NAME of a package with ARGUMENTS; it has to succeed."""
        self._run(f"node_modules/.bin/{name}", *arguments)

    def _run(self, *arguments: str) -> str:
        ended = subprocess.run(
            [self.node, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


def lay_out(folder: Path, node: str) -> Workspace:
    """Lay FOLDER out, with the packages that were installed beside this file."""
    (folder / "node_modules").symlink_to(PACKAGES)
    shutil.copytree(HERE / "clients", folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "backend" / "api" / "schema.graphql", folder)
    shutil.copytree(OPERATIONS, folder / "operations")
    for name, text in read_guide().items():
        (folder / name).write_text(text, encoding="utf-8")
    return Workspace(folder, node)


def read_guide() -> dict[str, str]:
    """Give the files that the guide shows, by name: each block that says what it is called."""
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return dict(blocks)
