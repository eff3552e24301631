"""The history of scores in the order of the feed, from wherever a client goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from backend.access.errors import RefusedError
from backend.api.following import (
    MOST_READ,
    Backlog,
    Place,
    find_place,
    read_behind,
    read_last_key,
    read_latest,
)
from backend.api.paging import PK, write_cursor
from backend.feed.cursors import Cursor, StaleCursorError
from backend.feed.epochs import renew_epoch
from backend.feed.models import Change
from backend.feed.pruning import prune
from backend.feed.reading import find_end
from products.models import Feature
from stakeholders.models import AlignmentChange
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db

NOW: Final = timezone.now()


def write(feature: Feature, actor: str = "Ada") -> AlignmentChange:
    """Write a line about FEATURE."""
    return AlignmentChange.objects.create(feature=feature, cause="RECOUNT", actor=actor)


def find_sure(after: str) -> Place:
    """Find the place behind AFTER, where nobody else gives lines their places."""
    place = find_place(after)
    assert place is not None
    return place


def read_on(place: Place, products: list[int] | None = None) -> tuple[list[str], list[str], Place]:
    """Read all that follows PLACE: who wrote it, the cursors, and where to go on."""
    actors: list[str] = []
    cursors: list[str] = []
    while True:
        rows, behind = read_behind(place, products, most=2)
        actors += [row.actor for row in rows]
        cursors += [str(each.place) for each in list[Any](rows)]
        if behind == place:
            return actors, cursors, place
        place = behind


def prune_all() -> None:
    """Let all lines of the feed be too old, and delete them."""
    Change.objects.update(at=NOW - timedelta(days=9))
    prune(now=NOW, days=8)
    assert not Change.objects.exists()


def refuse(after: str) -> tuple[str, object, object]:
    """Tell how AFTER is refused: by which words, code and argument."""
    with pytest.raises(RefusedError) as refused:
        find_place(after)
    extensions = refused.value.extensions or {}
    return refused.value.message, extensions["code"], extensions["argument"]


def test_scores_are_read_in_the_order_of_the_feed_each_with_its_place() -> None:
    mine, other = build_feature(), build_feature()
    begin = find_end()
    for feature, actor in ((mine, "a"), (other, "b"), (mine, "c")):
        write(feature, actor)
    build_product()

    actors, cursors, place = read_on(begin)

    assert actors == ["a", "b", "c"]
    assert cursors == [str(Cursor(begin.epoch, begin.seq + n)) for n in (1, 2, 3)]
    assert str(place) == str(find_end()) != cursors[-1]
    assert [read_on(find_sure(cursor))[0] for cursor in cursors] == [["b", "c"], ["c"], []]


def test_only_scores_of_the_products_that_are_asked_for_are_read() -> None:
    product = build_product()
    mine, other = build_feature(product=product), build_feature()
    begin, first = find_end(), write(mine, "a")
    for feature, actor in ((other, "b"), (mine, "c"), (mine, "d")):
        write(feature, actor)

    by_place = read_on(begin, [product.pk])[0]
    by_key = read_on(find_sure(write_cursor(first, (PK,))), [product.pk])[0]

    assert (by_place, by_key) == (["a", "c", "d"], ["c", "d"])
    assert read_on(begin, [])[0] == []


def test_a_feature_that_has_moved_to_another_product_is_hidden_from_both() -> None:
    here, there = build_product(), build_product()
    feature = build_feature(product=here)
    begin = find_end()
    write(feature)
    Feature.objects.filter(pk=feature.pk).update(product=there)

    rows = [read_on(begin, products)[0] for products in ([here.pk], [there.pk])]

    assert rows == [[], []]
    assert read_on(begin, [here.pk, there.pk])[0] == ["Ada"]


def test_behind_a_key_the_history_is_told_and_then_the_feed() -> None:
    feature = build_feature()
    lines = [write(feature, actor) for actor in "abc"]

    place = find_sure(write_cursor(lines[0], (PK,)))
    end = find_end()
    write(feature, "later")
    actors, cursors, last = read_on(place)

    assert (place, last) == (Backlog(end, lines[0].pk), find_end())
    assert actors == ["b", "c", "later"]
    assert cursors == [f"{end}-{lines[1].pk}", f"{end}-{lines[2].pk}", str(last)]
    assert [read_on(find_sure(cursor))[0] for cursor in cursors] == [
        ["c", "later"],
        ["later"],
        [],
    ]


def test_a_long_history_is_read_in_parts() -> None:
    feature = build_feature()
    first = write(feature)
    AlignmentChange.objects.bulk_create(
        AlignmentChange(feature=feature, cause="RECOUNT", actor=f"{n}") for n in range(MOST_READ)
    )
    place = find_sure(write_cursor(first, (PK,)))

    rows, on = read_behind(place, None)
    rest, end = read_behind(on, None)

    assert [row.actor for row in rows] == [f"{n}" for n in range(MOST_READ)]
    assert (on, rest, end) == (Backlog(find_end(), rows[-1].pk), [], find_end())


def test_what_is_too_old_for_the_feed_is_told_behind_a_key_and_refused_behind_a_place() -> None:
    feature = build_feature()
    lines, place = [write(feature, actor) for actor in "abc"], find_end()
    write(feature, "d")
    prune_all()

    told = read_on(find_sure(write_cursor(lines[0], (PK,))))[0]
    words, code, argument = refuse(str(place))

    assert told == ["b", "c", "d"]
    assert (code, argument) == ("CURSOR_EXPIRED", ["after"])
    assert words.startswith("What follows this cursor is too old to be kept. Read everything anew,")
    assert find_place(str(find_end())) == find_end()


def test_what_a_restore_has_changed_is_refused_behind_all_places() -> None:
    line = write(build_feature())
    end = find_end()
    renew_epoch()

    refused = [refuse(str(place)) for place in (end, Backlog(end, line.pk))]
    latest = read_latest(end, most=10)

    assert {code for _, code, _ in refused} == {"CURSOR_EXPIRED"}
    assert {words[:36] for words, _, _ in refused} == {"This cursor is of another feed, or f"}
    assert latest == (None, find_end())


@pytest.mark.parametrize("kind", ["place", "key"])
@pytest.mark.parametrize("loss", [renew_epoch, prune_all])
def test_whoever_reads_on_is_told_when_what_follows_is_lost_meanwhile(
    kind: str, loss: Callable[[], object]
) -> None:
    feature = build_feature()
    place = find_sure(write_cursor(write(feature), (PK,))) if kind == "key" else find_end()
    write(feature)
    find_end()

    loss()

    with pytest.raises(StaleCursorError):
        read_behind(place, None)


def test_a_place_behind_the_end_is_refused() -> None:
    end = find_end()

    words, code, _ = refuse(str(Cursor(end.epoch, end.seq + 1)))

    assert words.startswith("This cursor lies behind the end of the feed.")
    assert code == "CURSOR_EXPIRED"


@pytest.mark.parametrize(
    "text", ["a-b", "a-b-1", "0123456789ab-1-01", "0123456789ab-01", "-", "--1"]
)
def test_what_is_no_place_is_refused(text: str) -> None:
    assert refuse(text)[1:] == ("BAD_USER_INPUT", ["after"])


def test_a_key_that_was_never_given_is_refused_and_one_of_a_line_that_is_gone_is_good() -> None:
    feature = build_feature()
    write(feature)
    last = write(feature)
    cursor, key = write_cursor(last, (PK,)), last.pk
    last.delete()

    assert (read_last_key(), read_on(find_sure(cursor))[0]) == (key, [])
    assert refuse(write_cursor(AlignmentChange(pk=key + 1), (PK,)))[1] == "BAD_USER_INPUT"


def test_the_latest_are_given_unless_they_are_too_many() -> None:
    feature = build_feature()
    begin = find_end()
    for actor in "abc":
        write(feature, actor)

    rows, end = read_latest(begin, most=3)

    assert [row.actor for row in rows or ()] == ["a", "b", "c"]
    assert end == find_end()
    assert read_latest(begin, most=2) == (None, end)
    assert read_latest(end, most=2) == ([], end)


def test_a_line_whose_feature_is_gone_is_passed_over() -> None:
    gone, kept = build_feature(), build_feature()
    begin = find_end()
    write(gone, "gone")
    write(kept, "kept")
    gone.delete()

    assert read_on(begin)[0] == ["kept"]
