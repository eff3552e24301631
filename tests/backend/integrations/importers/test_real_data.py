"""Real data sets import as they are, and score as independent programs found."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.importers.generic import import_generic
from backend.integrations.importers.polis import import_polis
from products.models import Feature
from stakeholders.models import AlignmentScore, Group, Preference
from tests.backend.integrations.importers.files import build_terms
from tests.convert import convert_un_votes, convert_yle, write_rows
from tests.shared_data import shared

pytestmark = pytest.mark.django_db

HOUSING = "data/polis/scoop-hivemind.affordable-housing"


def read_oracle(name: str) -> list[dict[str, Any]]:
    """Read what an independent program found for each feature of the data set NAME."""
    text = shared(f"oracles/alignment_{name}.json").read_text("utf-8")
    features: list[dict[str, Any]] = json.loads(text)["features"]
    return features


def find_largest_difference(keys: list[str], features: list[dict[str, Any]]) -> float:
    """Tell how far score, low or high of any of KEYS is from those of FEATURES at most."""
    rows = AlignmentScore.objects.values_list("feature__key", "score", "low", "high")
    found = {key: measures for key, *measures in rows}
    differences: list[float] = [
        abs((value or 0.0) - feature[name])
        for key, feature in zip(keys, features, strict=True)
        for name, value in zip(("score", "low", "high"), found[key], strict=True)
    ]
    return max(differences)


def test_every_statement_about_housing_scores_as_found_independently() -> None:
    features = read_oracle("polis_housing")

    import_polis(shared(HOUSING), build_terms(product="housing"))

    # The independent program numbers those statements that moderators let pass.
    keys = [key for key, tags in Feature.objects.values_list("key", "tags") if not tags]
    assert find_largest_difference(sorted(keys, key=int), features) < 1e-6


def test_every_question_to_the_candidates_scores_as_found_independently(tmp_path: Path) -> None:
    features = read_oracle("yle_party")
    path = tmp_path / "yle.csv"
    write_rows(path, convert_yle(shared("data/yle-vaalikone-2015")))

    import_generic(path, build_terms(product="yle"))

    teams = Group.objects.order_by("pk")
    assert [team.members.count() for team in teams] == [
        210, 208, 206, 202, 200, 199, 183, 114, 103, 87, 70, 48, 14, 12,
    ]  # fmt: skip
    assert find_largest_difference([f"q{127 + at}" for at in range(26)], features) < 1e-6


def test_votes_of_the_nations_import_as_they_were_cast(tmp_path: Path) -> None:
    rows = list(islice(convert_un_votes(shared("data/un-votes")), 2_000))
    write_rows(tmp_path / "un.csv", rows)

    import_generic(tmp_path / "un.csv", build_terms(product="un"))

    stances = {"strongly support": 2, "neutral": 0, "strongly oppose": -2}
    stated = Preference.objects.values_list("feature__key", "stakeholder__team__key", "stance")
    assert Counter(stated) == Counter(
        (row["feature"], row["team"], stances[row["stance"]]) for row in rows
    )


@pytest.mark.parametrize(
    ("conversation", "features", "people", "left_out"),
    [("brexit-consensus", 50, 197, 7), ("vtaiwan.uberx", 197, 1219, 702)],
)
def test_other_conversations_import_whole(
    conversation: str, features: int, people: int, left_out: int
) -> None:
    report = import_polis(shared(f"data/polis/{conversation}"), build_terms())

    assert report.counts["features", "created"] == features
    assert report.counts["people", "created"] == people
    assert report.left_out == left_out
    assert report.counts["preferences", "created"] == Preference.objects.count()
