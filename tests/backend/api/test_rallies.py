"""Asks where few conversations would move much."""

from typing import Any

import pytest

from stakeholders.models import Group, Stakeholder
from tests.backend.api.asking import ask, refusals
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

QUERY = """
query ($n: Int!) { product(key: "p") { rallyList(first: $n) {
  feature { key } worth score low rank scoreThen lowThen rankThen
  steps { group { key } times chance rise silent accounts { key } people { name } }
} } }
"""


def build_house() -> None:
    """Let one of four in a team back `f`; an account is silent, and all of it about `g`."""
    product = build_product("p")
    feature = build_feature("f", product=product)
    build_feature("g", product=product)
    team, segment = build_team("inside"), build_segment("outside")
    build_preference(build_stakeholder("Ada", team=team), feature)
    for name in ("Bea", "Cy", "Dee"):
        build_stakeholder(name, team=team)
    build_stakeholder("Eve", account=build_account("customer", segment=segment))


def rally(first: int = 9) -> Any:  # noqa: ANN401 -- JSON
    """Give the FIRST lines of the rally list."""
    return ask(QUERY, n=first)["product"]["rallyList"]


def test_the_list_tells_whom_to_talk_to_about_what() -> None:
    build_house()

    found = rally()

    heard = next(each for each in found if each["feature"]["key"] == "f")
    steps = {each["group"]["key"]: each for each in heard["steps"]}
    assert sum(each["times"] for each in heard["steps"]) == 3
    assert steps["inside"]["silent"] == 3
    assert steps["inside"]["people"] == [{"name": name} for name in ("Bea", "Cy", "Dee")]
    assert (heard["rank"], heard["rankThen"]) == (1, 1)
    assert heard["lowThen"] > heard["low"]
    assert heard["scoreThen"] > heard["score"]


def test_what_is_worth_most_comes_first_and_what_is_unheard_has_no_score() -> None:
    build_house()

    found = rally()

    worths = [each["worth"] for each in found]
    assert worths == sorted(worths, reverse=True)
    assert {each["feature"]["key"]: each["score"] is None for each in found} == {
        "f": False,
        "g": True,
    }
    assert rally(1) == found[:1]
    assert rally(0) == []


@pytest.mark.parametrize(
    ("number", "codes"), [(20, []), (21, ["BAD_USER_INPUT"]), (-1, ["BAD_USER_INPUT"])]
)
def test_twenty_lines_are_not_too_many(number: int, codes: list[str]) -> None:
    build_house()

    assert refusals(QUERY, n=number) == codes


def test_a_person_who_fell_silent_is_not_named() -> None:
    build_house()
    assert Group.objects.count() == 2
    Stakeholder.objects.filter(name="Bea").update(deactivated_at="2026-01-01T00:00:00Z")

    named = {p["name"] for each in rally() for step in each["steps"] for p in step["people"]}

    assert "Bea" not in named
    assert "Cy" in named
