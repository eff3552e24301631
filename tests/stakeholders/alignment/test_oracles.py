"""The engine repeats what independent programs found in real data."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from stakeholders.alignment.cells import Integers
from stakeholders.alignment.measures import Measures, measure
from stakeholders.alignment.score import Alignments, align
from tests.shared_data import shared
from tests.stakeholders.alignment.tables import build_cells

SCORED = ("alignment_polis_housing", "alignment_yle_party")
POLIS = (
    "polis_opendata_brexit-consensus",
    "polis_opendata_scoop-hivemind.affordable-housing",
    "polis_opendata_vtaiwan.uberx",
    "polis_published_25ptpt-3gp-no-strict-with-meta",
)


def read_oracle(name: str) -> dict[str, Any]:
    """Read the independent results NAME."""
    oracle: dict[str, Any] = json.loads(shared(f"oracles/{name}.json").read_text("utf-8"))
    return oracle


@cache
def score_oracle(name: str) -> tuple[Alignments, Measures]:
    """Score the counts that come with the results NAME: people of weight 1 in one kind of group."""
    oracle = read_oracle(name)
    cells = build_cells([feature["counts"] for feature in oracle["features"]])
    voices, kinds = np.array(oracle["members"]), ["TEAM"] * len(oracle["members"])
    alignments = align(cells, voices, kinds)
    return alignments, measure(cells, voices, kinds, alignments)


def collect(name: str, key: str) -> Any:  # noqa: ANN401 -- numbers or lists of them, as KEY says
    """Give what the results NAME say of each feature under KEY."""
    return np.array([feature[key] for feature in read_oracle(name)["features"]])


@pytest.mark.parametrize("name", SCORED)
@pytest.mark.parametrize("key", ["score", "low", "high", "mean"])
def test_real_data_score_as_found_independently(name: str, key: str) -> None:
    alignments, _ = score_oracle(name)

    assert np.abs(getattr(alignments, key) - collect(name, key)).max() < 1e-6


@pytest.mark.parametrize("name", SCORED)
def test_the_support_of_each_group_is_as_found_independently(name: str) -> None:
    alignments, _ = score_oracle(name)

    assert np.abs(alignments.support - collect(name, "p")).max() < 1e-6
    assert np.abs(alignments.omega - read_oracle(name)["omega"]).max() < 1e-12


@pytest.mark.parametrize("name", SCORED)
@pytest.mark.parametrize(
    ("key", "field"),
    [("evenness", "evenness"), ("polarisation", "polarization"), ("reach", "reach")],
)
def test_real_data_measure_as_found_independently(name: str, key: str, field: str) -> None:
    _, measures = score_oracle(name)

    assert np.abs(getattr(measures, field) - collect(name, key)).max() < 1e-6


@pytest.mark.parametrize("name", SCORED)
def test_the_groups_that_back_and_object_are_as_found_independently(name: str) -> None:
    _, measures = score_oracle(name)

    assert measures.backing.sum(axis=-1).tolist() == collect(name, "backing").tolist()
    assert measures.objecting.sum(axis=-1).tolist() == collect(name, "objecting").tolist()
    assert measures.heard_groups.tolist() == collect(name, "heard").tolist()


@pytest.mark.parametrize("name", POLIS)
def test_the_score_is_the_root_of_group_aware_consensus(name: str) -> None:
    oracle = read_oracle(name)
    voices = np.array(list(oracle["groups"].values()))
    known = np.array([oracle["group_aware_consensus_agree"][item] for item in oracle["items"]])

    alignments = align(build_cells(arrange_votes(oracle)), voices, ["TEAM"] * len(voices))

    seen = alignments.heard.any(axis=-1)
    assert np.count_nonzero(seen) > 40
    assert np.abs((alignments.score / 100) ** len(voices) - known)[seen].max() < 1e-12
    assert np.isnan(alignments.score[~seen]).all()  # where Polis shows what its prior alone says
    assert known[~seen].tolist() == [0.5 ** len(voices)] * np.count_nonzero(~seen)


def arrange_votes(oracle: dict[str, Any]) -> Integers:
    """Arrange the votes of ORACLE by statement, group and stance; a disagree is an OPPOSE."""
    items, groups = list(oracle["items"]), list(oracle["groups"])
    counts = np.zeros((len(items), len(groups), 5), np.int64)
    for cell in oracle["cells"]:
        row = [0, cell["disagree"], cell["pass"], 0, cell["agree"]]
        counts[items.index(cell["item"]), groups.index(cell["group"])] = row
    return counts
