"""Asks what would be if, and whom to win over."""

import pytest

from stakeholders.models import Group, Stance
from tests.backend.api.asking import ask, id_of, refusals
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

WHAT_IF = """query ($g: ID!, $s: Float!) { feature(product: "p", key: "f") {
  whatIf(group: $g, support: $s) alignment { score breakdown { group { id } support } } } }"""
LIFTS = """{ features(orderBy: [KEY_ASC]) { nodes { key alignment { rank lift {
  neighbour { key } ahead group { key } support } } } } }"""


def build_house() -> Group:
    """Let a team back `f` of the product `p`, and the team `cool` that is given oppose it."""
    feature = build_feature("f", product=build_product("p"))
    warm, cool = build_team("warm"), build_team("cool")
    for _ in range(3):
        build_preference(build_stakeholder(team=warm), feature)
        build_preference(build_stakeholder(team=cool), feature, stance=Stance.OPPOSE)
    return cool


def test_a_group_that_stands_as_it_does_leaves_the_score() -> None:
    found = ask(WHAT_IF, g=id_of(build_house()), s=0)["feature"]["alignment"]

    for line in found["breakdown"]:
        same = ask(WHAT_IF, g=line["group"]["id"], s=line["support"])["feature"]["whatIf"]
        assert same == pytest.approx(found["score"], abs=1e-9, rel=0)
    assert len(found["breakdown"]) == 2


def test_the_score_follows_the_support_that_is_supposed() -> None:
    cool = id_of(build_house())

    scores = [ask(WHAT_IF, g=cool, s=support)["feature"]["whatIf"] for support in (0, 0.2, 0.8, 1)]

    assert scores == pytest.approx([0, 40, 80, 100 * 0.8**0.5])  # 4/5 of the other, half of the say


def test_of_a_group_without_a_say_nothing_is_known() -> None:
    build_house()
    other = build_team()
    other.products.add(build_product())

    assert ask(WHAT_IF, g=id_of(other), s=0.5)["feature"]["whatIf"] is None


def test_while_nobody_has_spoken_nothing_is_known() -> None:
    build_feature("f", product=build_product("p"))

    assert ask(WHAT_IF, g=id_of(build_team()), s=0.5)["feature"]["whatIf"] is None


@pytest.mark.parametrize("support", [-0.01, 1.01, 2, "half"])
def test_a_support_that_is_no_share_is_refused(support: object) -> None:
    assert refusals(WHAT_IF, g=id_of(build_house()), s=support) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("text", ["", "nonsense"])
def test_what_is_no_id_of_a_group_is_refused(text: str) -> None:
    build_house()

    assert refusals(WHAT_IF, g=text, s=0.5) == ["BAD_USER_INPUT"]
    assert refusals(WHAT_IF, g=id_of(build_product()), s=0.5) == ["BAD_USER_INPUT"]


def test_a_lift_names_the_neighbour_and_whom_to_win_over() -> None:
    product, team = build_product(), build_team("team")
    people = [build_stakeholder(team=team) for _ in range(3)]
    for key, spoken in (("a", 3), ("b", 1), ("c", 0)):
        feature = build_feature(key, product=product)
        for person in people[:spoken]:
            build_preference(person, feature)

    first, second, unheard = ask(LIFTS)["features"]["nodes"]

    assert (first["alignment"], unheard["alignment"]) == ({"rank": 1, "lift": None}, None)
    lift = second["alignment"]["lift"]
    assert lift.pop("support") == pytest.approx(4 / 5)
    assert lift == {"neighbour": {"key": "a"}, "ahead": False, "group": {"key": "team"}}
