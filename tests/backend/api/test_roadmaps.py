"""Asks what a budget should build."""

import math
from decimal import Decimal

import pytest

from tests.backend.api.asking import ask, post, refusals
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

ROADMAP = """query ($p: String!, $b: Float!) { roadmap(product: $p, budget: $b) {
  budget growthSteps equalShares { ...way } completed { ...way } byScore { ...way }
  byVotes { ...way } } }
fragment way on Purchase {
  features { key alignment { low } } cost coverage groups { group { key } coverage servable } }"""


def build_house() -> None:
    """Let a team of five back `a` and `b`, one of three back `c`; each takes 3.5 weeks."""
    product = build_product("p")
    features = {
        key: build_feature(key, product=product, effort=Decimal("3.5")) for key in ("a", "b", "c")
    }
    for name, number, keys in (("large", 5, "ab"), ("small", 3, "c")):
        team = build_team(name)
        for person in [build_stakeholder(team=team) for _ in range(number)]:
            for key in keys:
                build_preference(person, features[key])


def test_a_roadmap_shows_equal_shares_beside_the_rankings() -> None:
    build_house()

    found = ask(ROADMAP, p="p", b=7.5)["roadmap"]

    ways = {name: found[name] for name in ("equalShares", "completed", "byScore", "byVotes")}
    bought = {name: [each["key"] for each in way["features"]] for name, way in ways.items()}
    assert bought == {
        "equalShares": ["a", "c"],
        "completed": ["a", "c"],
        "byScore": ["a", "b"],
        "byVotes": ["a", "b"],
    }
    assert [way["cost"] for way in ways.values()] == ["7"] * 4
    assert [way["coverage"] for way in ways.values()] == [1, 1, 5 / 8, 5 / 8]
    assert found["budget"] == 7.5


def test_a_roadmap_tells_whom_in_each_group_it_serves() -> None:
    build_house()
    build_team("empty")

    found = ask(ROADMAP, p="p", b=7)["roadmap"]["byVotes"]["groups"]

    served = {each["group"]["key"]: each["coverage"] for each in found}
    assert served == {"large": 1, "small": 0, "empty": None}
    servable = {each["group"]["key"]: each["servable"] for each in found}
    assert servable == {"large": True, "small": True, "empty": False}


def test_purses_grow_in_steps_of_a_hundredth() -> None:
    feature, team = build_feature(product=build_product("p"), effort=Decimal(2)), build_team()
    build_preference(build_stakeholder(team=team), feature)
    build_stakeholder(team=team)

    # One of two has 1.5 of 3 and needs a third more.
    assert ask(ROADMAP, p="p", b=3)["roadmap"]["growthSteps"] == 34


def test_a_budget_of_nothing_buys_nothing() -> None:
    build_house()

    found = ask(ROADMAP, p="p", b=0)["roadmap"]

    assert (found["completed"]["features"], found["completed"]["cost"]) == ([], "0")


@pytest.mark.parametrize("budget", [-1, -1e-9, math.nan, math.inf, -math.inf, "3"])
def test_a_budget_that_is_no_amount_is_refused(budget: object) -> None:
    build_house()

    assert refusals(ROADMAP, p="p", b=budget) == ["BAD_USER_INPUT"]


def test_a_product_that_is_not_there_is_not_found() -> None:
    build_house()

    assert refusals(ROADMAP, p="q", b=1) == ["NOT_FOUND"]


def test_a_product_without_anything_has_an_empty_roadmap() -> None:
    build_product("p")

    found = ask(ROADMAP, p="p", b=10)["roadmap"]

    nothing: dict[str, object] = {"features": [], "cost": "0", "coverage": None, "groups": []}
    assert (found["equalShares"], found["growthSteps"]) == (nothing, 0)
    assert b"NaN" not in post(ROADMAP, {"p": "p", "b": 10}).content


def test_a_document_draws_nine_roadmaps_at_most() -> None:
    build_product("p")
    each = 'r{}: roadmap(product: "p", budget: 1) {{ growthSteps }}'

    assert refusals("{ " + " ".join(each.format(n) for n in range(9)) + " }") == []
    assert refusals("{ " + " ".join(each.format(n) for n in range(10)) + " }") == ["BAD_USER_INPUT"]
