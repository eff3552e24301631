"""The feed is read once and in order, by who may see it, and refuses cursors it cannot follow."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from backend.access.callers import Caller
from backend.access.scopes import EVERY_SCOPE, SCOPES, Role, Scope
from backend.feed import reading
from backend.feed.cursors import Cursor, CursorError, StaleCursorError
from backend.feed.epochs import renew_epoch
from backend.feed.models import Change, Epoch
from backend.feed.reading import find_end, read_changes
from products.models import Product
from tests.backend.feed.lines import read_all, read_places
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
)

pytestmark = pytest.mark.django_db


def test_an_empty_feed_ends_where_it_begins() -> None:
    end = find_end()

    page = read_changes(None, limit=10)

    assert (page.changes, page.cursor, page.has_more) == ([], end, False)
    assert end.seq == 0


def test_every_change_is_read_once_and_in_order_a_page_at_a_time() -> None:
    begin = find_end()
    for number in range(5):
        build_product(f"p{number}")

    first = read_changes(begin, limit=3)
    second = read_changes(first.cursor, limit=3)
    third = read_changes(second.cursor, limit=3)

    keys = dict(Product.objects.values_list("public_id", "key"))
    read = [[keys[line.row_id] for line in page.changes] for page in (first, second, third)]
    assert read == [["p0", "p1", "p2"], ["p3", "p4"], []]
    assert [first.has_more, second.has_more] == [True, False]
    assert second.cursor == third.cursor == find_end()


def test_places_are_given_without_gaps() -> None:
    build_preference(build_stakeholder(), build_feature())

    places = read_places()

    assert places == list(range(places[0], places[0] + len(places)))
    assert [line.seq for line in read_all()] == places


def test_nouns_and_products_narrow_it() -> None:
    objective, other = build_objective(), build_objective()
    place = objective.product_id

    by_noun = read_changes(None, limit=10, nouns=["OBJECTIVE"]).changes
    by_both = read_changes(None, limit=10, nouns=["OBJECTIVE"], products=[place]).changes
    by_product = read_changes(None, limit=10, products=[place]).changes

    assert [line.row_id for line in by_noun] == [objective.public_id, other.public_id]
    assert [line.row_id for line in by_both] == [objective.public_id]
    assert [line.noun for line in by_product] == ["PRODUCT", "OBJECTIVE"]


def see(caller: Caller) -> list[str]:
    """Give the nouns of all lines that CALLER sees, in order."""
    return [line.noun for line in read_changes(None, limit=100, caller=caller).changes]


def test_everybody_sees_the_changes_of_what_they_may_see() -> None:
    feature, other = build_feature(), build_feature()
    person = build_stakeholder()
    build_preference(person, feature)
    build_preference(person, other)
    seen: list[tuple[str, int]] = [
        (role.value, len(see(granted(feature.product_id, role))))
        for role in (Role.VIEWER, Role.CURATOR)
    ]
    viewer = granted(feature.product_id, Role.VIEWER)
    curator = granted(feature.product_id, Role.CURATOR)

    assert see(viewer) == ["PRODUCT", "FEATURE", "GROUP", "SCORE"]
    assert see(curator) == ["PRODUCT", "FEATURE", "GROUP", "STAKEHOLDER", "PREFERENCE", "SCORE"]
    assert seen == [("VIEWER", 4), ("CURATOR", 6)]
    root = Caller(key="user:1", name="root", everywhere=EVERY_SCOPE)
    assert see(root) == [line.noun for line in read_all()]


def granted(product: int, role: Role) -> Caller:
    """Give somebody with ROLE in PRODUCT."""
    return Caller(key="user:2", name="a", products={product: SCOPES[role]})


def test_the_cursor_advances_over_what_is_hidden() -> None:
    build_feature()
    nobody = Caller(key="token:1", name="t", everywhere=frozenset({Scope.WRITE_PREFERENCES}))

    page = read_changes(None, limit=10, caller=nobody)

    assert (page.changes, page.cursor) == ([], find_end())


def test_tombstones_are_seen_by_who_saw_the_row() -> None:
    objective = build_objective()
    viewer = granted(objective.product_id, Role.VIEWER)
    begin, row_id = find_end(), objective.public_id

    objective.delete()

    read = read_changes(begin, limit=10, caller=viewer).changes
    assert [(line.action, line.row_id) for line in read] == [("DELETE", row_id)]


def test_a_page_looks_at_so_many_lines_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 3)
    for _ in range(5):
        build_product()
    objective = build_objective()

    pages = [read_changes(None, limit=10, nouns=["OBJECTIVE"])]
    while pages[-1].has_more:
        pages.append(read_changes(pages[-1].cursor, limit=10, nouns=["OBJECTIVE"]))

    assert [[line.row_id for line in page.changes] for page in pages] == [
        [],
        [],
        [objective.public_id],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "end",
        "1",
        "-1",
        "0123456789ab",
        "0123456789ab-",
        "0123456789ab-01",
        "é" * 12 + "-1",
        "0123456789ab-1\n",
        "0123456789ab-٣",
        "0123456789AB-1",
        "0123456789ab-" + "9" * 19,
    ],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        Cursor.parse(text)


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = Cursor("0123456789ab", 7)

    assert str(cursor) == "0123456789ab-7"
    assert Cursor.parse(str(cursor)) == cursor


def test_cursors_of_another_epoch_or_behind_the_end_are_stale() -> None:
    build_product()
    end = find_end()
    refused: list[str] = []

    for cursor in (replace(end, epoch="0" * 12), replace(end, seq=end.seq + 1)):
        with pytest.raises(StaleCursorError) as error:
            read_changes(cursor, limit=1)
        refused.append(str(error.value))

    assert refused == [
        "This cursor is of another feed, or from before a restore.",
        "This cursor lies behind the end of the feed.",
    ]


def test_a_new_epoch_refuses_the_cursors_before_it_and_goes_on_with_the_same_lines() -> None:
    build_product()
    before = find_end()

    name = renew_epoch(draw=lambda: "feedfeedfeed")

    assert find_end() == Cursor(name, before.seq) == Cursor("feedfeedfeed", before.seq)
    with pytest.raises(StaleCursorError):
        read_changes(before, limit=1)
    assert len(read_changes(None, limit=10).changes) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_takes_as_many_queries_however_long_it_is(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin = find_end()
    for _ in range(number):
        build_product()
    find_end()

    with django_assert_num_queries(3):
        page = read_changes(begin, limit=10)
    with django_assert_num_queries(1):
        read_changes(page.cursor, limit=10)

    assert len(page.changes) == number


def test_lines_tell_what_they_are_about() -> None:
    build_product()
    line: Any = read_all()[0]

    assert str(line) == "product: created or changed"
    assert str(Epoch.objects.get()) == find_end().epoch
    assert Change.objects.count() == 1
