"""Lines get their places after they were committed, whoever is still writing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from backend.feed.cursors import StaleCursorError
from backend.feed.models import Change, Epoch
from backend.feed.reading import find_end, read_changes
from backend.feed.stamping import LOCK, stamp
from products.models import Product
from tests.backend.feed.holding import Held
from tests.builders import build_product

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="needs PostgreSQL: on SQLite lines get their places as they are written",
    ),
]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Give threads for writers."""
    with ThreadPoolExecutor(4) as threads:
        yield threads


def name_products(places: list[Change]) -> list[str]:
    """Name the products that the lines at PLACES are about."""
    names = dict(Product.objects.values_list("public_id", "key"))
    return [names[line.row_id] for line in places]


def test_who_began_early_and_commits_late_is_missed_by_ids_but_not_by_the_feed(
    pool: ThreadPoolExecutor,
) -> None:
    begin = find_end()
    late = Held(pool, lambda: build_product("late"))
    build_product("early")
    page = read_changes(begin, limit=10)
    naive = Change.objects.order_by("-id").values_list("id", flat=True)[0]
    late.commit()

    rest = read_changes(page.cursor, limit=10)

    assert name_products(page.changes) == ["early"]
    assert name_products(rest.changes) == ["late"]
    assert [line.seq for line in (*page.changes, *rest.changes)] == [begin.seq + 1, begin.seq + 2]
    assert not Change.objects.filter(id__gt=naive).exists()


def test_a_writer_that_stays_open_hides_nobody_else(pool: ThreadPoolExecutor) -> None:
    begin = find_end()
    writer = Held(pool, lambda: build_product("open"))

    build_product("a")
    first = read_changes(begin, limit=10)
    build_product("b")
    second = read_changes(first.cursor, limit=10)

    assert [name_products(first.changes), name_products(second.changes)] == [["a"], ["b"]]
    writer.commit()
    assert name_products(read_changes(second.cursor, limit=10).changes) == ["open"]


def test_one_stamps_at_a_time_and_the_others_read_what_has_its_place(
    pool: ThreadPoolExecutor,
) -> None:
    begin = find_end()
    build_product("placed")
    end = find_end()

    def lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    other = Held(pool, lock)
    build_product("waiting")

    assert stamp() == 0
    page = read_changes(begin, limit=10)
    assert (name_products(page.changes), page.cursor) == (["placed"], end)
    other.commit()
    assert name_products(read_changes(end, limit=10).changes) == ["waiting"]


def test_all_that_was_committed_is_numbered_in_the_order_of_writing() -> None:
    for number in range(7):
        build_product(f"p{number}")

    numbered = [stamp(rounds=1, most=3), stamp(most=3), stamp()]

    assert numbered == [3, 4, 0]
    assert name_products(list(Change.objects.order_by("seq"))) == [f"p{n}" for n in range(7)]


def test_a_stamper_that_fails_leaves_everything_as_it_was() -> None:
    build_product()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        stamp()

    assert Change.objects.get().seq is None
    assert find_end().seq == 1


@pytest.mark.parametrize("part", range(4))
def test_a_restore_elsewhere_begins_an_epoch_by_itself(part: int) -> None:
    build_product()
    before = find_end()
    parts = Epoch.objects.get().origin.split("/")
    assert len(parts) == 4
    Epoch.objects.update(origin="/".join([*parts[:part], "another", *parts[part + 1 :]]))

    after = find_end()

    assert (after.epoch != before.epoch, after.seq) == (True, before.seq)
    assert find_end() == after
    with pytest.raises(StaleCursorError, match="before a restore"):
        read_changes(before, limit=1)
