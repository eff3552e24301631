"""The feed as GraphQL: changes by pages, with the rows as they are now."""

from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from backend.feed.epochs import renew_epoch
from backend.feed.reading import find_end
from products.models import Product
from stakeholders.models import AlignmentChange
from tests.backend.api.asking import ask, id_of, post, refusals
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db

CHANGES: Final = """
query ($first: Int, $after: String, $nouns: [ChangeNoun!], $product: String) {
  changes(first: $first, after: $after, nouns: $nouns, product: $product) {
    nodes { cursor noun action rowId featureId at product { key }
      row { __typename ... on Product { key } ... on Objective { key } }
      scoreBefore lowBefore highBefore score low high }
    cursor
    hasMore
  }
}
"""


@pytest.fixture(autouse=True)
def _administrator(administrate: None) -> None:
    """Let everybody see everything."""


def read(**variables: object) -> Any:  # noqa: ANN401 -- JSON
    """Read changes by VARIABLES."""
    return ask(CHANGES, **variables)["changes"]


def test_changes_come_once_and_in_order_page_by_page() -> None:
    begin = str(find_end())
    keys = [build_product(f"p{number}").key for number in range(3)]

    first = read(first=2, after=begin)
    second = read(first=2, after=first["cursor"])

    nodes = first["nodes"] + second["nodes"]
    assert [node["row"]["key"] for node in nodes] == keys
    assert [node["product"]["key"] for node in nodes] == keys
    assert (first["cursor"], first["hasMore"]) == (nodes[1]["cursor"], True)
    assert second["hasMore"] is False
    assert second["cursor"] == str(find_end())


def test_a_tombstone_has_an_id_and_no_row() -> None:
    objective = build_objective()
    begin, name = str(find_end()), id_of(objective)

    objective.delete()

    node = read(after=begin)["nodes"][0]
    assert (node["action"], node["rowId"], node["row"]) == ("DELETE", name, None)


def test_a_score_has_its_numbers_and_its_line_of_history() -> None:
    feature = build_feature()
    build_preference(build_stakeholder(), feature)

    node = read(nouns=["SCORE"])["nodes"][0]

    change = AlignmentChange.objects.get()
    assert (node["rowId"], node["featureId"]) == (id_of(change), id_of(feature))
    assert node["row"]["__typename"] == "AlignmentChange"
    assert [node["scoreBefore"], node["score"]] == [None, change.score]
    assert (node["low"], node["high"]) == (change.low, change.high)


def test_products_narrow_the_changes() -> None:
    feature = build_feature()
    build_feature()

    told = read(product=feature.product.key)["nodes"]

    assert [node["rowId"] for node in told] == [id_of(feature.product), id_of(feature)]
    assert refusals(CHANGES, product="unknown") == ["NOT_FOUND"]


def test_the_end_is_asked_for_before_everything_is_read() -> None:
    build_product()

    told = read(after="end")

    assert (told["nodes"], told["cursor"]) == ([], str(find_end()))
    assert read(first=0)["hasMore"] is True


def test_a_stale_cursor_has_a_code_of_its_own_and_tells_what_to_do() -> None:
    end = str(find_end())
    renew_epoch()

    error = post(CHANGES, {"after": end}).json()["errors"][0]  # type: ignore[attr-defined]  # -- the test client adds it

    assert error["extensions"] == {"code": "CURSOR_EXPIRED", "argument": ["after"]}
    assert error["message"].startswith("This cursor is of another feed, or from before a restore. ")
    assert refusals(CHANGES, after="nonsense") == ["BAD_USER_INPUT"]
    assert refusals(CHANGES, first=101) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("number", [1, 3, 50])
def test_changes_cost_the_same_however_many_they_are(number: int) -> None:
    begin = str(find_end())
    for _ in range(number):
        build_product()
    find_end()

    with CaptureQueriesContext(connection) as counted:
        told = read(first=50, after=begin)["nodes"]

    # The page takes three; then the products of the changes, and the rows of the one noun.
    assert (len(told), len(counted)) == (number, 5)
    assert Product.objects.count() == number


def test_strangers_are_told_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    settings.PUBLIC_READ = False
    build_preference(build_stakeholder(), build_feature())

    hidden = post(CHANGES).json()  # type: ignore[attr-defined]  # -- the test client adds it
    settings.PUBLIC_READ = True
    shown = read()["nodes"]

    assert hidden["data"]["changes"]["nodes"] == []
    assert [each["extensions"]["code"] for each in hidden["errors"]] == ["UNAUTHENTICATED"]
    assert sorted(node["noun"] for node in shown) == ["FEATURE", "GROUP", "PRODUCT", "SCORE"]


WITHHELD: Final = """
query ($nouns: [ChangeNoun!]) { changes(nouns: $nouns) { nodes { noun } withheld cursor } }
"""


@pytest.mark.parametrize(
    ("nouns", "withheld", "told"),
    [
        (["PREFERENCE"], ["PREFERENCE"], [("Query.changes", "read:people")]),
        (["PREFERENCE", "FEATURE"], ["PREFERENCE"], []),
        (["FEATURE"], [], []),
        (
            None,
            ["ACCOUNT", "STAKEHOLDER", "PREFERENCE", "EVIDENCE", "CHAMPION", "OUTREACH"],
            [],
        ),
    ],
)
def test_kinds_that_are_never_told_are_named(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    nouns: list[str] | None,
    withheld: list[str],
    told: list[tuple[str, str]],
) -> None:
    monkeypatch.undo()
    settings.PUBLIC_READ = True
    build_preference(build_stakeholder(), build_feature())

    answer = post(WITHHELD, {"nouns": nouns}).json()  # type: ignore[attr-defined]  # -- as above

    page = answer["data"]["changes"]
    errors = [each["extensions"] for each in answer.get("errors", [])]
    assert page["withheld"] == withheld
    assert "PREFERENCE" not in {node["noun"] for node in page["nodes"]}
    assert [(each["field"], each["scope"]) for each in errors] == told
    assert page["cursor"] == str(find_end())


SCORES: Final = """
query ($after: String, $first: Int, $product: String) {
  alignmentChanges(after: $after, first: $first, product: $product) {
    totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor }
  }
}
"""


def test_scores_can_be_listed_behind_a_cursor_of_the_feed() -> None:
    feature, people = build_feature(), [build_stakeholder() for _ in range(3)]
    begin = str(find_end())
    for person in people:
        build_preference(person, feature)
    names = [id_of(change) for change in AlignmentChange.objects.order_by("pk")]

    first = ask(SCORES, after=begin, first=2)["alignmentChanges"]
    place = first["pageInfo"]["endCursor"]
    second = ask(SCORES, after=place, first=2, product=feature.product.key)["alignmentChanges"]

    assert [each["id"] for each in first["nodes"] + second["nodes"]] == names
    assert (first["totalCount"], second["totalCount"]) == (3, 1)
    assert [edge["cursor"] for edge in first["edges"]][-1] == place
    assert second["pageInfo"] == {"hasNextPage": False, "endCursor": str(find_end())}
    assert ask(SCORES, after=str(find_end()))["alignmentChanges"]["nodes"] == []


def test_scores_behind_a_cursor_of_the_feed_have_its_order_and_its_refusals() -> None:
    build_preference(build_stakeholder(), build_feature())
    end = str(find_end())
    sorted_ = '{ alignmentChanges(after: "%s", orderBy: [LOW_ASC]) { nodes { id } } }'
    below = '{ features(first: 1) { nodes { alignmentHistory(after: "%s") { nodes { id } } } } }'

    assert [refusals(each % end) for each in (sorted_, below)] == [["BAD_USER_INPUT"]] * 2
    renew_epoch()
    assert refusals(SCORES, after=end) == ["CURSOR_EXPIRED"]
