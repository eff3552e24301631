"""Reads the README as a newcomer: each command in it runs, and the answer in it is the real one."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COPIED = ("backend", "products", "stakeholders", "docs", "manage.py", "run", "requirements.txt")
PATIENCE = 180  # seconds for a first start on a busy machine

# One start serves all tests of this file.
pytestmark = [pytest.mark.xdist_group("readme"), pytest.mark.once]


def find_blocks(language: str) -> list[str]:
    """Give the README's code blocks in LANGUAGE."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in find_blocks("sh") for line in block.splitlines()]
ONE_SHOT = [line for line in COMMANDS if line.startswith("./run manage ")]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what `./run` needs to another folder; the installed packages are shared."""
    folder = tmp_path_factory.mktemp("clone")
    for name in COPIED:
        place = ROOT / name
        if place.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(place, folder / name, ignore=ignored)
        else:
            shutil.copy(place, folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Give a newcomer's environment, with a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    kept.pop("DEBUG", None)
    return kept | {"PORT": port}


@pytest.fixture(scope="module")
def address(clone: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start `./run`, and give the address at which it answers."""
    log = (clone / "run.log").open("w")
    running = subprocess.Popen(["./run"], cwd=clone, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{environment['PORT']}"
    try:
        wait_for(f"{url}/static/explorer/explorer.css", running)
        yield url
    finally:
        running.terminate()
        running.wait(timeout=30)
        log.close()


def wait_for(url: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until URL answers, as long as the server is RUNNING."""
    for _ in range(PATIENCE * 2):
        assert running.poll() is None, "./run ended before it answered; see run.log beside it"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"./run did not answer in {PATIENCE} s")


def round_off(value: object) -> object:
    """Round each number within VALUE as the README does."""
    if isinstance(value, dict):
        return {key: round_off(item) for key, item in value.items()}
    if isinstance(value, list):
        return [round_off(item) for item in value]
    return round(value, 2) if isinstance(value, float) else value


def post(address: str, query: str) -> dict[str, object]:
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer: dict[str, object] = json.load(response)
    return answer


def test_the_readme_has_the_commands_that_are_tested_here() -> None:
    assert list(COMMANDS) == ["./run", "./run test", *ONE_SHOT]
    assert len(ONE_SHOT) >= 3


def test_the_answer_in_the_readme_is_the_real_one(address: str) -> None:
    [query], [answer] = find_blocks("graphql"), find_blocks("json")

    assert round_off(post(address, query)["data"]) == json.loads(answer)["data"]


def test_each_command_of_the_readme_succeeds_in_order(
    address: str, clone: Path, environment: dict[str, str]
) -> None:
    assert address
    for command in ONE_SHOT:
        ended = subprocess.run(
            command.split(), cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"


def test_importing_the_example_twice_changes_nothing(
    address: str, clone: Path, environment: dict[str, str]
) -> None:
    query = '{ features(product: "lighthouse") { nodes { key alignment { score voices } } } }'
    command = ONE_SHOT[1].split()

    answers = []
    for _ in range(2):
        subprocess.run(command, cwd=clone, env=environment, check=True, capture_output=True)
        answers.append(post(address, query))

    assert answers[0] == answers[1]
