"""A task is worked on by one worker, and by another only once the first is not heard of."""

from datetime import timedelta

import pytest

from backend.queue.kinds import LeaseLostError, Turn
from backend.queue.leasing import lease
from backend.queue.models import Status, Task
from backend.queue.putting import put
from backend.queue.stopping import Stop
from tests.backend.queue.working import LEASE, NOW, Clock, do_nothing, take, work_of

pytestmark = pytest.mark.django_db


def take_all(name: str, clock: Clock) -> list[str]:
    """Lease tasks of the kind NAME as long as there are any; give their keys."""
    taken: list[str] = []
    while (turn := lease([name], stop=Stop(), clock=clock)) is not None:
        taken.append(turn.key)
    return taken


def test_tasks_are_taken_in_the_order_in_which_they_are_due() -> None:
    with work_of("count", do_nothing):
        for minutes, key in enumerate("cab"):
            put("count", {}, key=key, due_at=NOW - timedelta(minutes=minutes))

        assert take_all("count", Clock()) == ["b", "a", "c"]


def test_a_lease_says_who_works_until_when_and_how_often_it_was_tried() -> None:
    with work_of("count", do_nothing):
        put("count", {"n": 1}, key="a", due_at=NOW)
        turn = take("count", Clock())

    row = Task.objects.get()
    assert (turn.payload, turn.key, turn.attempt) == ({"n": 1}, "a", 1)
    assert (row.status, row.attempt, row.fence) == (Status.RUNNING, 1, 1)
    assert (row.started_at, row.lease_until) == (NOW, NOW + LEASE)


def test_a_task_is_taken_again_only_after_its_lease() -> None:
    clock = Clock()
    with work_of("count", do_nothing):
        put("count", {}, due_at=NOW)
        take("count", clock)
        clock.move(LEASE - timedelta(microseconds=1))
        early = lease(["count"], stop=Stop(), clock=clock)
        clock.move(timedelta(microseconds=1))
        late = take("count", clock)

    assert (early, late.attempt, late.task.fence) == (None, 2, 2)


def test_who_says_that_they_work_keeps_the_task() -> None:
    clock = Clock()
    with work_of("count", do_nothing):
        put("count", {}, due_at=NOW)
        turn = take("count", clock)
        clock.move(LEASE / 2)
        turn.beat(3, 10)
        clock.move(LEASE / 2)

        assert lease(["count"], stop=Stop(), clock=clock) is None

    row = Task.objects.get()
    assert (row.done, row.total, row.lease_until) == (3, 10, NOW + LEASE / 2 + LEASE)


def write_guarded(turn: Turn) -> None:
    """Write something under the guard of TURN."""
    with turn.guard():
        Task.objects.filter(pk=turn.task.pk).update(busy="written")


@pytest.mark.parametrize("way", [Turn.beat, Turn.finish, write_guarded])
def test_who_was_overtaken_writes_nothing_more(way: object) -> None:
    clock = Clock()
    with work_of("count", do_nothing):
        put("count", {}, due_at=NOW)
        old = take("count", clock)
        clock.move(LEASE)
        new = take("count", clock)
        before = Task.objects.values().get()

        with pytest.raises(LeaseLostError):
            way(old)  # type: ignore[operator]  # -- each takes a turn

        assert Task.objects.values().get() == before
        new.finish()
    assert Task.objects.get().status == Status.DONE


def test_who_is_late_but_was_not_overtaken_may_still_finish() -> None:
    clock = Clock()
    with work_of("count", do_nothing):
        put("count", {}, due_at=NOW)
        turn = take("count", clock)
        clock.move(LEASE * 3)
        with turn.guard():
            turn.finish()

    row = Task.objects.get()
    assert (row.status, row.finished_at, row.lease_until) == (Status.DONE, clock.now, None)


def test_what_loses_its_worker_each_time_is_given_up_with_the_reason() -> None:
    clock = Clock()
    told: list[Task] = []
    with work_of("count", do_nothing, attempts=2, failed=told.append):
        put("count", {}, due_at=NOW)
        for _ in range(2):
            take("count", clock)
            clock.move(LEASE)

        assert lease(["count"], stop=Stop(), clock=clock) is None

    row = Task.objects.get()
    assert (row.status, row.finished_at, row.attempt) == (Status.FAILED, clock.now, 2)
    assert row.fault == "Its worker was gone before it was done, in each of 2 attempts."
    assert [(each.pk, each.fault) for each in told] == [(row.pk, row.fault)]


@pytest.mark.parametrize(("most", "expected"), [(1, ["0", "1", "4"]), (2, ["0", "1", "2", "4"])])
def test_what_is_busy_is_left_out(most: int, expected: list[str]) -> None:
    clock = Clock()
    with work_of("send", do_nothing, most_at_once=most):
        for number, busy in enumerate(["here", "there", "here", "here", ""]):
            put("send", {}, key=str(number), busy=busy, due_at=NOW)

        assert take_all("send", clock) == expected

        Task.objects.get(key="0").delete()
        assert take_all("send", clock) == (["2"] if most == 1 else ["3"])


def test_a_worker_that_is_gone_keeps_nothing_busy() -> None:
    clock = Clock()
    with work_of("send", do_nothing):
        for key in "ab":
            put("send", {}, key=key, busy="here", due_at=NOW)
        take("send", clock)
        clock.move(LEASE)

        assert take_all("send", clock) == ["a"]
