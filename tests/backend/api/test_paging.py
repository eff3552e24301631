"""Walks through lists, forward and backward, while rows come and go."""

from typing import Any

import pytest

from products.models import Feature, Product
from stakeholders.models import Stance
from tests.backend.api.asking import ask, refusals
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $by: [FeatureOrder!]) {
  features(first: $first, after: $after, last: $last, before: $before, orderBy: $by) {
    totalCount nodes { key } edges { cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

KEYS = ["a", "b", "c", "d", "e"]


def build_scores() -> Product:
    """Build five features: `a` has the broadest backing, `b` and `c` are equal, two are unheard."""
    product, team = build_product("p"), build_team()
    people = [build_stakeholder(team=team) for _ in range(3)]
    for key, backers in (("a", 3), ("b", 2), ("c", 2), ("d", 0), ("e", 0)):
        feature = build_feature(key, product=product)
        for person in people[:backers]:
            build_preference(person, feature, stance=Stance.STRONGLY_SUPPORT)
    return product


def page(**arguments: object) -> Any:  # noqa: ANN401 -- JSON
    return ask(PAGE, **arguments)["features"]


def keys(found: Any) -> list[str]:  # noqa: ANN401 -- JSON
    return [node["key"] for node in found["nodes"]]


def walk_forward(size: int, **arguments: object) -> list[str]:
    walked: list[str] = []
    found = page(first=size, **arguments)
    while True:
        walked += keys(found)
        if not found["pageInfo"]["hasNextPage"]:
            return walked
        found = page(first=size, after=found["pageInfo"]["endCursor"], **arguments)


def walk_backward(size: int, **arguments: object) -> list[str]:
    walked: list[str] = []
    found = page(last=size, **arguments)
    while True:
        walked = keys(found) + walked
        if not found["pageInfo"]["hasPreviousPage"]:
            return walked
        found = page(last=size, before=found["pageInfo"]["startCursor"], **arguments)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_a_walk_forward_meets_every_feature_once_the_unheard_last(size: int) -> None:
    build_scores()

    assert walk_forward(size) == KEYS


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_a_walk_backward_meets_the_same_in_the_same_order(size: int) -> None:
    build_scores()

    assert walk_backward(size) == KEYS


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("LOW_DESC", ["a", "b", "c", "d", "e"]),
        ("LOW_ASC", ["b", "c", "a", "d", "e"]),
        ("KEY_DESC", ["e", "d", "c", "b", "a"]),
    ],
)
def test_empty_values_stand_last_in_both_directions_of_a_sort(
    order: str, expected: list[str]
) -> None:
    build_scores()

    assert walk_forward(2, by=[order]) == expected
    assert walk_backward(2, by=[order]) == expected


def test_equal_scores_are_told_apart_by_the_second_order() -> None:
    build_scores()

    assert walk_forward(1, by=["LOW_DESC", "KEY_DESC"]) == ["a", "c", "b", "e", "d"]


def test_rows_inserted_between_two_pages_move_nothing() -> None:
    product = build_scores()
    before = page(first=2, by=["KEY_ASC"])
    build_feature("aa", product=product)

    after = page(first=2, after=before["pageInfo"]["endCursor"], by=["KEY_ASC"])

    assert keys(before) + keys(after) == ["a", "b", "c", "d"]


def test_a_cursor_outlives_its_row() -> None:
    build_scores()
    before = page(first=2, by=["KEY_ASC"])
    Feature.objects.filter(key="b").update(merged_into=Feature.objects.get(key="a"))

    after = page(first=2, after=before["pageInfo"]["endCursor"], by=["KEY_ASC"])

    assert keys(after) == ["c", "d"]


def test_a_page_between_two_cursors_holds_what_lies_between() -> None:
    build_scores()
    cursors = [edge["cursor"] for edge in page()["edges"]]

    assert keys(page(after=cursors[0], before=cursors[4], first=2)) == ["b", "c"]
    assert keys(page(after=cursors[0], before=cursors[4], last=2)) == ["c", "d"]


def test_an_empty_page_tells_the_total() -> None:
    build_scores()

    found = page(first=0)

    assert found == {
        "totalCount": 5,
        "nodes": [],
        "edges": [],
        "pageInfo": {
            "hasNextPage": True,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


def test_twenty_rows_make_a_page_when_nothing_is_said() -> None:
    product = build_product()
    for _ in range(21):
        build_feature(product=product)

    found = page()

    assert (len(found["nodes"]), found["totalCount"]) == (20, 21)


@pytest.mark.parametrize("size", [{"first": 100}, {"last": 100}])
def test_a_hundred_rows_are_not_too_many(size: dict[str, int]) -> None:
    build_scores()

    assert keys(page(**size)) == KEYS


@pytest.mark.parametrize(
    "arguments",
    [
        {"first": -1},
        {"first": 101},
        {"last": -1},
        {"last": 101},
        {"first": 1, "last": 1},
        {"after": ""},
        {"after": "zzz"},
        {"after": "é"},
        {"after": "WyJpZCIsMV0"},
        {"before": "bnVsbA"},
    ],
)
def test_a_page_that_makes_no_sense_is_refused(arguments: dict[str, object]) -> None:
    assert refusals(PAGE, **arguments) == ["BAD_USER_INPUT"]


def test_a_cursor_of_another_order_is_refused() -> None:
    build_scores()
    cursor = page(by=["KEY_ASC"])["edges"][0]["cursor"]

    assert refusals(PAGE, after=cursor, by=["NAME_ASC"]) == ["BAD_USER_INPUT"]


def test_a_nested_list_has_a_page_and_a_total_under_each_parent() -> None:
    build_scores()

    found = ask(
        "{ features(first: 2) { nodes { key preferences(first: 1) "
        "{ totalCount nodes { stance } pageInfo { hasNextPage } } } } }"
    )["features"]["nodes"]

    one = {"nodes": [{"stance": "STRONGLY_SUPPORT"}], "pageInfo": {"hasNextPage": True}}
    assert found == [
        {"key": "a", "preferences": {"totalCount": 3, **one}},
        {"key": "b", "preferences": {"totalCount": 2, **one}},
    ]
