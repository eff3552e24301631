"""What is served of the board is what its sources make."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

pytestmark = pytest.mark.once
BOARD: Final = Path(__file__).parents[3] / "backend" / "board"
BUILT: Final = ("static", "src/generated", "SHA256SUMS", "LICENSES.txt")
MADE_FROM: Final = ("src", "package.json", "package-lock.json", "tsconfig.json")
MADE_BY: Final = ("build.mjs", "codegen.mjs", "../licenses.mjs", "../api/schema.graphql")


def read_built(board: Path) -> dict[str, str]:
    """Give the digest of each built file of BOARD."""
    files = [board / each for each in BUILT]
    files = [f for each in files for f in (each.rglob("*.*") if each.is_dir() else [each])]
    return {f.relative_to(board).as_posix(): sha256(f.read_bytes()).hexdigest() for f in files}


def run_npm(*words: str, folder: Path) -> str:
    """Have npm do WORDS in FOLDER; give what it says when it fails."""
    npm = shutil.which("npm") or "npm"
    terms: dict[str, Any] = {"cwd": folder, "capture_output": True, "text": True}
    ran = subprocess.run([npm, *words], check=False, **terms)
    return ran.stdout + ran.stderr if ran.returncode else ""


def test_the_built_files_are_the_listed_ones() -> None:
    lines = (BOARD / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}

    built = {name: digest for name, digest in read_built(BOARD).items() if "static/" in name}

    assert built == listed


def test_the_sources_make_the_built_files_again(tmp_path: Path) -> None:
    if not (BOARD / "node_modules").is_dir():
        pytest.skip("the board's packages are not installed: it cannot be built")
    backend = tmp_path / "backend"
    again = backend / "board"
    again.mkdir(parents=True)
    (backend / "api").mkdir()
    for each in MADE_FROM + MADE_BY:
        copy = shutil.copytree if (BOARD / each).is_dir() else shutil.copy
        copy(BOARD / each, again / each)
    (again / "node_modules").symlink_to(BOARD / "node_modules")

    assert run_npm("run", "build", folder=again) == ""
    assert read_built(again) == read_built(BOARD)


def test_the_functions_of_the_board_do_as_they_say() -> None:
    if not (BOARD / "node_modules").is_dir():
        pytest.skip("the board's packages are not installed: nothing runs its tests")

    assert run_npm("test", folder=BOARD) == ""
