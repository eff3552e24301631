"""What comes of work: it is done, tried again later, given up, or goes back."""

from datetime import timedelta

import pytest

from backend.queue.ending import drop, retry
from backend.queue.kinds import GivenUpError, LaterError, TryAgainError, Turn, back_off
from backend.queue.models import Status, Task
from backend.queue.outcomes import ATTEMPTS
from backend.queue.putting import put
from backend.queue.stopping import Stop
from backend.queue.turning import take_turn
from backend.queue.working import work_off
from tests.backend.queue.working import LEASE, NOW, Clock, do_nothing, take, work_of

pytestmark = pytest.mark.django_db
WAIT = timedelta(minutes=5)


def fall(_turn: Turn) -> None:
    """Fail as a bug would, with somebody's name."""
    raise ValueError("Ada Lovelace is no number.")


def give_up(_turn: Turn) -> None:
    """Give up."""
    raise GivenUpError("There is no such file.")


def test_all_that_is_due_is_done_in_turn() -> None:
    done: list[str] = []
    with (
        work_of("count", lambda turn: done.append(f"count {turn.key}")),
        work_of("sort", lambda turn: done.append(f"sort {turn.key}")),
    ):
        for key in "ab":
            put("count", {}, key=key, due_at=NOW)
            put("sort", {}, key=key, due_at=NOW)

        worked = work_off(["count", "sort"], until_empty=True, clock=Clock())

    assert (worked, done) == (4, ["count a", "sort a", "count b", "sort b"])
    over = Task.objects.values_list("status", "finished_at", "lease_until").distinct()
    assert list(over) == [(Status.DONE, NOW, None)]


def test_what_is_not_asked_for_is_left() -> None:
    with work_of("count", do_nothing), work_of("sort", do_nothing):
        put("count", {})
        put("sort", {})
        work_off(["sort"], until_empty=True)

    assert Task.objects.get(status=Status.PENDING).kind == "count"


@pytest.mark.parametrize("wait", [None, timedelta(hours=1)])
def test_a_foreseen_failure_is_tried_again_when_it_or_its_kind_says(wait: timedelta | None) -> None:
    def refuse(_turn: Turn) -> None:
        raise TryAgainError("It answered 503.", wait=wait)

    with work_of("send", refuse, wait=lambda attempt: WAIT * attempt):
        put("send", {}, due_at=NOW)
        work_off(["send"], until_empty=True, clock=Clock())

    row = Task.objects.get()
    assert (row.status, row.due_at, row.fault) == (
        Status.PENDING,
        NOW + (wait or WAIT),
        "It answered 503.",
    )
    assert (row.attempt, row.lease_until) == (1, None)


def test_what_has_nothing_to_do_comes_again_as_if_untried() -> None:
    def look(_turn: Turn) -> None:
        raise LaterError(WAIT)

    clock = Clock()
    with work_of("count", look, attempts=1):
        put("count", {}, key="a", due_at=NOW)
        worked = work_off(["count"], until_empty=True, clock=clock)
        clock.move(WAIT)
        again = work_off(["count"], until_empty=True, clock=clock)

    row = Task.objects.get()
    assert (worked, again, row.status, row.attempt) == (1, 1, Status.PENDING, 0)
    assert (row.due_at, row.fault) == (NOW + WAIT * 2, "")


def test_after_the_last_attempt_it_is_given_up_and_told_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    told: list[Task] = []
    with work_of("count", fall, attempts=2, wait=lambda _: WAIT, failed=told.append):
        task = put("count", {}, due_at=NOW)
        work_off(["count"], until_empty=True, clock=clock)
        waiting = Task.objects.get().status
        clock.move(WAIT)
        work_off(["count"], until_empty=True, clock=clock)

    row = Task.objects.get()
    assert (waiting, row.status, row.attempt) == (Status.PENDING, Status.FAILED, 2)
    assert (row.finished_at, [each.pk for each in told]) == (clock.now, [task.pk])
    assert len([each for each in caplog.records if each.name == "tutti.queue"]) == 2


@pytest.mark.usefixtures("caplog")
def test_what_an_unforeseen_failure_says_stays_out_of_the_row() -> None:
    with work_of("count", fall):
        put("count", {})
        work_off(["count"], until_empty=True)

    first, _, rest = Task.objects.get().fault.partition(", line ")
    assert first.startswith("ValueError in ")
    assert rest.endswith("; the log of the worker tells more.")
    assert "Ada" not in repr(Task.objects.values().get())


def test_what_is_given_up_is_not_tried_again() -> None:
    with work_of("count", give_up, attempts=9):
        put("count", {})
        work_off(["count"], until_empty=True)

    row = Task.objects.get()
    assert (row.status, row.attempt, row.fault) == (Status.FAILED, 1, "There is no such file.")


@pytest.mark.usefixtures("caplog")
def test_what_cannot_be_told_of_is_given_up_all_the_same() -> None:
    def tell(_task: Task) -> None:
        Task.objects.update(busy="told")
        raise ValueError

    with work_of("count", give_up, failed=tell):
        put("count", {})
        work_off(["count"], until_empty=True)

    row = Task.objects.get()
    assert (row.status, row.busy) == (Status.FAILED, "")


def test_what_is_finished_with_its_effects_stays_done_whatever_comes_after() -> None:
    def write(turn: Turn) -> None:
        with turn.guard():
            turn.finish()
        raise ValueError

    with work_of("count", write):
        put("count", {})
        work_off(["count"], until_empty=True)

    assert Task.objects.get().status == Status.DONE


def test_effects_and_end_go_together() -> None:
    def write(turn: Turn) -> None:
        with turn.guard():
            turn.finish()
            raise TryAgainError("Not yet.")

    with work_of("count", write):
        put("count", {})
        work_off(["count"], until_empty=True)

    row = Task.objects.get()
    assert (row.status, row.finished_at) == (Status.PENDING, None)


def test_a_worker_that_stops_puts_back_what_says_how_far_it_is() -> None:
    stop, clock = Stop(), Clock()

    def go_on(turn: Turn) -> None:
        stop.ask()
        turn.beat(done=1)
        stop.asked_at -= 60
        turn.beat(done=2)

    with work_of("count", go_on):
        put("count", {}, due_at=NOW)
        put("count", {}, due_at=NOW)
        worked = work_off(["count"], stop=stop, clock=clock)
        again = take("count", clock)

    rows = Task.objects.order_by("-done")
    assert worked == 1
    assert [(row.done, row.attempt) for row in rows] == [(2, 1), (0, 0)]
    assert (again.task.done, again.task.fence) == (2, 3)


def test_attempts_are_counted_by_what_they_came_to() -> None:
    def read(outcome: str) -> float:
        counted: float = ATTEMPTS.labels("count", outcome)._value.get()  # noqa: SLF001 -- there is no other way to read it
        return counted

    names = ("done", "failed", "abandoned")
    before, clock = [read(name) for name in names], Clock()
    with work_of("count", do_nothing):
        put("count", {}, due_at=NOW)
        take("count", clock)
        clock.move(LEASE)
        take_turn(take("count", clock))
    with work_of("count", give_up):
        put("count", {}, due_at=NOW)
        work_off(["count"], until_empty=True, clock=clock)

    assert [read(name) - known for name, known in zip(names, before, strict=True)] == [1, 1, 1]


def test_what_was_given_up_is_tried_anew_unless_it_was_put_again() -> None:
    with work_of("count", give_up):
        tasks = [put("count", {}, key=key) for key in ("a", "b", "")]
        work_off(["count"], until_empty=True)
        put("count", {}, key="b")

        number = retry([task.pk for task in tasks], at=NOW)

    assert number == 2
    rows = Task.objects.filter(pk__in=[task.pk for task in tasks]).order_by("pk")
    assert [row.status for row in rows] == [Status.PENDING, Status.FAILED, Status.PENDING]
    assert (rows[0].attempt, rows[0].fault, rows[0].due_at) == (0, "", NOW)


def test_what_is_dropped_is_not_done_and_its_worker_learns_it() -> None:
    clock = Clock()
    with work_of("count", do_nothing):
        tasks = [put("count", {}, due_at=NOW) for _ in range(2)]
        turn = take("count", clock)
        number = drop([task.pk for task in tasks], at=NOW)
        outcome = take_turn(turn)

        assert work_off(["count"], until_empty=True, clock=clock) == 0

    assert (number, outcome) == (2, "lost")
    ended = Task.objects.values_list("status", "fault").distinct()
    assert list(ended) == [(Status.FAILED, "An administrator dropped it.")]


def test_waits_grow_to_a_bound_and_differ() -> None:
    waits = [back_off(attempt).total_seconds() for attempt in (1, 2, 3, 40)]

    for wait, most in zip(waits, (10, 20, 40, 21_600), strict=True):
        assert 0.8 * most <= wait <= 1.2 * most
    assert len({back_off(3) for _ in range(9)}) > 1
