"""From another tool's files to an answer: imported by the command, asked over GraphQL."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from tests.backend.api.asking import ask
from tests.shared_data import shared

pytestmark = pytest.mark.django_db

PAGE = """
query ($after: String) {
  features(product: "housing", first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { key tags alignment { score low high } }
  }
}
"""


def read_all() -> list[dict[str, Any]]:
    """Page through all statements about housing."""
    found: list[dict[str, Any]] = []
    after, more = None, True
    while more:
        page = ask(PAGE, after=after)["features"]
        found += page["nodes"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return found


def test_every_statement_is_answered_with_the_score_found_independently() -> None:
    oracle = shared("oracles/alignment_polis_housing.json")
    expected = json.loads(oracle.read_text("utf-8"))["features"]

    folder = shared("data/polis/scoop-hivemind.affordable-housing")
    call_command("import_file", "polis", folder, product="housing")

    # The independent program numbers those statements that moderators let pass.
    passed = sorted((n for n in read_all() if not n["tags"]), key=lambda node: int(node["key"]))
    for node, feature in zip(passed, expected, strict=True):
        wanted = {name: feature[name] for name in ("score", "low", "high")}
        assert node["alignment"] == pytest.approx(wanted, abs=1e-6)
