"""Pages of the Relay feed: their sizes, and walks over them in both directions."""

from typing import Any

import pytest

from tests.backend.relay.asking import ask, post, refusals
from tests.builders import build_product

pytestmark = pytest.mark.django_db

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String) {
  products(first: $first, after: $after, last: $last, before: $before) { totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { key } } } }"""


def build_products(number: int) -> list[str]:
    """Build NUMBER products, and give their keys in order."""
    return [build_product(f"p{place:03}").key for place in range(number)]


def walk(**page: Any) -> list[list[str]]:  # noqa: ANN401 -- sizes and cursors
    """Read page after page from PAGE on, and give the keys on each."""
    forward, keys = "first" in page, []
    while True:
        found = ask(PAGE, **page)["products"]
        keys.append([edge["node"]["key"] for edge in found["edges"]])
        info = found["pageInfo"]
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            return keys
        page |= {"after": info["endCursor"]} if forward else {"before": info["startCursor"]}


def test_a_walk_forward_meets_every_row_once() -> None:
    keys = build_products(5)

    assert walk(first=2) == [keys[:2], keys[2:4], keys[4:]]


def test_a_walk_backward_meets_every_row_once() -> None:
    keys = build_products(5)

    assert walk(last=2) == [keys[3:], keys[1:3], keys[:1]]


@pytest.mark.parametrize(("size", "rows"), [({}, 20), ({"first": 100}, 100), ({"last": 1}, 1)])
def test_a_page_has_twenty_rows_unless_it_is_said(size: dict[str, int], rows: int) -> None:
    build_products(101)

    found = ask(PAGE, **size)["products"]

    assert (found["totalCount"], len(found["edges"])) == (101, rows)


@pytest.mark.parametrize(
    "page",
    [
        {"first": 101},
        {"last": 101},
        {"first": -1},
        {"first": 1, "last": 1},
        {"after": "zzz"},
        {"before": "zzz"},
        {"after": ""},
        {"after": "YXJyYXljb25uZWN0aW9uOi01"},  # arrayconnection:-5
    ],
)
def test_a_page_that_is_none_is_refused(page: dict[str, object]) -> None:
    build_product()

    assert refusals(PAGE, **page) == ["BAD_USER_INPUT"]


def test_the_argument_at_fault_is_named() -> None:
    answer = post(PAGE, {"last": 101}).json()  # type: ignore[attr-defined]  # -- the test client adds it

    assert answer["errors"][0]["extensions"]["argument"] == ["last"]


def test_behind_the_last_row_there_is_nothing() -> None:
    build_product()
    far_away = "YXJyYXljb25uZWN0aW9uOjk5OTk5OTk5OTk5OTk5OTk5OTk5OQ=="  # offset 10 to the 22

    found = ask(PAGE, after=far_away)["products"]

    assert (found["totalCount"], found["edges"]) == (1, [])
