"""Workers in earnest: side by side, killed, frozen, and asked to stop."""

import signal
from collections import Counter
from pathlib import Path
from threading import Lock, Thread
from time import sleep

import pytest
from django.db import Error, connection

from backend.queue.kinds import Turn
from backend.queue.models import Status, Task
from backend.queue.putting import Order, put, put_many
from backend.queue.stopping import Stop
from backend.queue.working import work_off
from tests.backend.queue.working import PATIENCE, find_address, run, start, work_of

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="needs PostgreSQL: SQLite has one writer and no sessions",
)

HANG = """
def hang(turn):
    tell("begun")
    time.sleep(600)
go(hang)
put("slow", {})
"""
WORK = "work_off(['slow'])"
TAKE_OVER = """
go(lambda turn: tell("attempt", turn.attempt))
while not work_off(["slow"], until_empty=True):
    time.sleep(0.1)
tell_task()
"""


@POSTGRESQL
def test_no_two_workers_do_one_task_or_use_more_than_they_may() -> None:
    lock, running, most, done = Lock(), Counter[str](), Counter[str](), Counter[str]()

    def watch(turn: Turn) -> None:
        names = (turn.key, turn.task.busy)
        with lock:
            running.update(names)
            most.update({name: max(running[name] - most[name], 0) for name in names})
        sleep(0.05)  # longer than it takes to lease one
        with lock:
            running.subtract(names)
            done[turn.key] += 1

    def work() -> None:
        work_off(["count"], until_empty=True)
        connection.close()

    busy = ["here", "there", "nowhere"]
    with work_of("count", watch, most_at_once=2):
        put_many(Order(kind="count", key=str(n), busy=busy[n % 3]) for n in range(120))
        threads = [Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert done == {str(n): 1 for n in range(120)}
    assert {most[str(n)] for n in range(120)} == {1}
    assert max(most[name] for name in busy) == 2
    assert set(Task.objects.values_list("status", "attempt")) == {(Status.DONE, 1)}


def test_what_a_killed_worker_had_in_hand_is_taken_again_after_its_lease(tmp_path: Path) -> None:
    address = find_address(tmp_path)
    with start(HANG + WORK, address, "begun") as killed:
        killed.kill()

    assert run(TAKE_OVER, address) == ["attempt 2", "DONE 2 2"]


def test_a_worker_that_was_frozen_writes_nothing_for_what_was_taken_over(tmp_path: Path) -> None:
    address = find_address(tmp_path)
    script = """
def freeze(turn):
    tell("begun")
    while Task.objects.get(pk=turn.task.pk).fence == turn.task.fence:
        time.sleep(0.1)
    try:
        with turn.guard():
            tell("written twice")
    except LeaseLostError:
        tell("lost")
go(freeze)
put("slow", {})
work_off(["slow"], until_empty=True)
"""
    with start(script, address, "begun") as frozen:
        frozen.send_signal(signal.SIGSTOP)
        taken = run(TAKE_OVER, address)
        frozen.send_signal(signal.SIGCONT)
        told, _ = frozen.communicate(timeout=PATIENCE)

    assert (taken, told) == (["attempt 2", "DONE 2 2"], "lost\n")
    assert run("tell_task()", address) == ["DONE 2 2"]


def test_what_is_in_hand_is_finished_when_a_worker_is_asked_to_stop(tmp_path: Path) -> None:
    address = find_address(tmp_path)
    script = """
def end_soon(turn):
    tell("begun")
    time.sleep(1)
    turn.beat(done=1)
go(end_soon, 60)
put("slow", {}, key="a")
run_worker(["slow"], parent=None)
"""
    with start(script, address, "begun") as worker:
        worker.terminate()
        worker.communicate(timeout=PATIENCE)

    assert worker.returncode == 0
    assert run("tell_task()", address) == ["DONE 1 1"]


def test_what_does_not_end_goes_back_when_its_worker_stops(tmp_path: Path) -> None:
    address = find_address(tmp_path)
    with start(HANG + "run_worker(['slow'], parent=None)", address, "begun") as worker:
        worker.terminate()
        worker.communicate(timeout=PATIENCE)

    assert worker.returncode == 0
    assert run("tell_task()", address) == ["PENDING 0 2"]


def test_a_lane_has_as_many_threads_as_its_kind_asks_for(tmp_path: Path) -> None:
    script = """
from threading import Barrier
together = Barrier(3, timeout=60)
def meet(turn):
    if together.wait() == 0:  # told to one of them
        tell("all met")
register("slow", meet, lease=timedelta(minutes=5), attempts=1, threads=3)
for key in "abc":
    put("slow", {}, key=key)
run_worker(["slow"], parent=None)
"""
    with start(script, find_address(tmp_path), "all met") as worker:
        assert worker.poll() is None


def test_a_worker_with_a_bug_ends_and_says_so(tmp_path: Path) -> None:
    script = """
from backend.queue import working
def break_down(*_, **__):
    raise AssertionError
working.lease = break_down
go(print)
run_worker(["slow"], parent=None)
"""
    with start(script, find_address(tmp_path)) as worker:
        worker.communicate(timeout=PATIENCE)

    assert worker.returncode == 1


def test_a_database_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    stop = Stop()
    refused: list[object] = []

    def refuse(execute, *args: object) -> object:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- Django's signature
        if len(refused) < 2:
            refused.append(args)
            raise Error("It is away.")
        return execute(*args)

    with work_of("count", lambda _: stop.ask()):
        put("count", {})
        with connection.execute_wrapper(refuse):
            worked = work_off(["count"], stop=stop)

    told = [each.getMessage() for each in caplog.records if each.name == "tutti.queue"]
    assert (worked, len(refused), Task.objects.get().status) == (1, 2, Status.DONE)
    assert told == [
        "The database is away, and is waited for: It is away.",
        "The database is back.",
    ]


@POSTGRESQL
@pytest.mark.usefixtures("needs_sessions")
def test_a_worker_outlives_its_connections(tmp_path: Path) -> None:
    script = """
go(lambda turn: tell("done"))
tell("ready", work_off(["slow"], until_empty=True))
work_off(["slow"])
"""
    with start(script, find_address(tmp_path), "ready 0") as worker, connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            with work_of("slow", print):
                put("slow", {})
            assert worker.stdout is not None
            assert worker.stdout.readline() == "done\n"
