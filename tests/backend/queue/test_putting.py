"""Tasks are put once for each key, and only where somebody would do them."""

from datetime import timedelta

import pytest

from backend.queue.kinds import UnknownKindError
from backend.queue.models import Status, Task
from backend.queue.putting import Order, put, put_many
from backend.queue.working import work_off
from tests.backend.queue.working import NOW, do_nothing, work_of

pytestmark = pytest.mark.django_db


def test_a_task_waits_for_its_moment() -> None:
    with work_of("count", do_nothing):
        task = put("count", {"feature": 7}, key="7", due_at=NOW, busy="disk")

    row = Task.objects.get()
    assert (row.pk, row.kind, row.key, row.payload) == (task.pk, "count", "7", {"feature": 7})
    assert (row.status, row.due_at, row.busy, row.attempt) == (Status.PENDING, NOW, "disk", 0)


def test_a_key_stands_for_one_task_until_it_is_finished() -> None:
    with work_of("count", do_nothing), work_of("sort", do_nothing):
        first, again = put("count", {"n": 1}, key="a"), put("count", {"n": 2}, key="a")
        others = [put("count", {}, key="b"), put("sort", {}, key="a"), put("count", {})]
        put("count", {})
        work_off(["count"], until_empty=True)
        anew = put("count", {"n": 3}, key="a")

    assert (again.pk, again.payload) == (first.pk, {"n": 1})
    assert len({first.pk, anew.pk, *(each.pk for each in others)}) == 5
    assert Task.objects.count() == 6


def test_many_are_put_without_those_that_are_there() -> None:
    with work_of("count", do_nothing):
        first = put("count", {"n": 1}, key="a")
        orders = [Order(kind="count", key=key, payload={"n": 2}) for key in ("b", "a", "b")]
        put_many([*orders, Order(kind="count"), Order(kind="count")])

    assert sorted(Task.objects.values_list("key", flat=True)) == ["", "", "a", "b"]
    assert Task.objects.get(key="a").pk == first.pk


def test_what_nobody_would_do_is_refused() -> None:
    with pytest.raises(UnknownKindError, match="There is no work 'dream'; there is: "):
        put("dream", {})
    with work_of("count", do_nothing), pytest.raises(UnknownKindError):
        put_many([Order(kind="count"), Order(kind="dream")])

    assert not Task.objects.exists()


def test_a_task_for_later_is_not_begun() -> None:
    with work_of("count", do_nothing):
        put("count", {}, due_at=NOW + timedelta(seconds=1))

        worked = work_off(["count"], until_empty=True, clock=lambda: NOW)

    assert (worked, Task.objects.get().status) == (0, Status.PENDING)
