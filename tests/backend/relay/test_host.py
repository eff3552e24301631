"""A host project with its own settings, addresses and schema serves Tutti's node types."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[3]
FOUND = """query ($stages: [FeatureStage!], $part: String) {
  wishes(first: 2, heard: true, stage_In: $stages, name_Icontains: $part) {
    totalCount pageInfo { hasNextPage }
    edges { node { id key product { name } alignment { rank breakdown { group { key } } } } } } }"""


@pytest.fixture(scope="module", name="answers")
def visit_host(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Ask the host everything in one visit: to start it takes seconds."""
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "found": (FOUND, {"stages": ["DISCOVERY", "VALIDATION"]}),
        "part": (FOUND, {"part": "LOVE"}),
        "own": ("{ colleagues { username } launched { edges { node { key } } } }", {}),
        "groups": ("{ groups(kind: SEGMENT) { edges { node { key } } } }", {}),
        "refused": ('{ wishes(name_Icontains: "\\u0000") { totalCount } }', {}),
        "large": ("{ wishes(first: 101) { totalCount } }", {}),
    }
    known = {
        "DJANGO_SETTINGS_MODULE": "tests.backend.relay.host.settings",
        "DATABASE_URL": "",
        "HOST_DB": str(tmp_path_factory.mktemp("host") / "host.sqlite3"),
        "PYTHONPATH": str(ROOT),
    }
    environment = {name: value for name, value in (os.environ | known).items() if value}
    lines = [json.dumps({"query": query, "variables": more}) for query, more in asked.values()]

    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.backend.relay.host.visit"],
        input="\n".join(lines),
        capture_output=True,
        check=False,
        text=True,
        env=environment,
        cwd=ROOT,
    )

    assert (done.returncode, done.stderr) == (0, "")
    return dict(zip(asked, map(json.loads, done.stdout.splitlines()), strict=True))


def test_it_lists_features_by_their_backing(answers: dict[str, Any]) -> None:
    found = answers["found"]["data"]["wishes"]

    keys = [edge["node"]["key"] for edge in found["edges"]]
    assert (found["totalCount"], found["pageInfo"]) == (2, {"hasNextPage": False})
    assert keys == ["loved", "contested"]
    assert found["edges"][0]["node"]["alignment"]["rank"] == 1


def test_it_narrows_by_the_filters_of_the_noun(answers: dict[str, Any]) -> None:
    part, groups = answers["part"]["data"]["wishes"], answers["groups"]["data"]["groups"]

    assert [edge["node"]["key"] for edge in part["edges"]] == ["loved"]
    assert groups["edges"] == [{"node": {"key": "large"}}]


def test_its_own_types_and_rows_stand_beside(answers: dict[str, Any]) -> None:
    assert answers["own"]["data"] == {
        "colleagues": [{"username": "ada"}],
        "launched": {"edges": [{"node": {"key": "disliked"}}]},
    }


@pytest.mark.parametrize(
    ("name", "message", "argument"),
    [
        ("refused", "No text can hold the character U+0000.", "name_Icontains"),
        ("large", "first is 101; it may be 0 to 100.", "first"),
    ],
)
def test_a_refusal_keeps_its_code_and_place(
    answers: dict[str, Any], name: str, message: str, argument: str
) -> None:
    (error,) = answers[name]["errors"]

    assert error["message"] == message
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [argument]}
