"""An import in the background tells how far it is, before anything of it can be read."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from backend.integrations.importers import background
from backend.integrations.importers.background import KIND, put_import
from backend.integrations.importers.outcomes import find_reading, find_told, keep_reading
from backend.integrations.importers.progress import PAUSE, Reading, ToldProgress
from backend.queue.ending import drop
from backend.queue.kinds import KINDS, StoppedError
from backend.queue.leasing import lease
from backend.queue.models import Status, Task
from backend.queue.stopping import Stop
from backend.queue.working import work_off
from stakeholders.models import Preference
from tests.backend.integrations.importers.files import build_terms, write_csv

STEPS = ["checking answers.csv", "importing answers.csv"]


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path: Path) -> object:
    with override_settings(STATE_DIR=tmp_path / "state"):
        yield


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Reading | None]:
    """Give what a page would have read while the import told how far it is."""
    told: list[Reading | None] = []

    def listen(task: Task, reading: Reading) -> None:
        keep_reading(task, reading)
        told.append(find_reading(task))

    monkeypatch.setattr(background, "keep_reading", listen)
    monkeypatch.setattr("backend.integrations.importers.progress.PAUSE", 0.0)
    return told


def test_what_is_read_is_counted_by_step_and_in_all() -> None:
    told: list[Reading] = []
    ticks = iter(range(100))
    progress = ToldProgress(told.append, clock=lambda: float(next(ticks)))

    first = progress.add_task("checking a.csv", total=10)
    progress.advance(first, 4)
    second = progress.add_task("importing a.csv", total=10)
    progress.advance(second, 10)

    assert told == [
        Reading("checking a.csv", 0, 10, 0),
        Reading("checking a.csv", 4, 10, 4),
        Reading("importing a.csv", 0, 10, 4),
        Reading("importing a.csv", 10, 10, 14),
    ]


def test_it_is_told_now_and_then() -> None:
    told: list[Reading] = []
    now = [0.0]
    progress = ToldProgress(told.append, clock=lambda: now[0])
    task = progress.add_task("reading a.csv", total=9)

    for _ in range(3):
        progress.advance(task, 3)
    now[0] = PAUSE
    progress.advance(task, 0)

    assert [reading.done for reading in told] == [0, 9]


@pytest.mark.django_db(transaction=True)
def test_the_reading_is_told_while_nothing_is_written(
    tmp_path: Path, heard: list[Reading | None]
) -> None:
    path = write_csv(tmp_path / "answers.csv", *({"stakeholder": f"p{n}"} for n in range(50)))
    task = put_import("csv", path, build_terms())

    work_off([KIND], until_empty=True)

    steps = [reading.step for reading in heard if reading]
    assert list(dict.fromkeys(steps)) == STEPS
    size = path.stat().st_size
    assert {reading.total for reading in heard if reading} == {size}
    last = heard[-1]
    assert last is not None
    assert (last.done, last.read) == (size, 2 * size)
    told = find_told(task)
    assert told is not None
    assert (told.length, told.counts["preferences"]) == (2 * size, {"created": 50})
    assert find_reading(task) is None  # it has ended


@pytest.mark.django_db(transaction=True)
def test_the_row_of_the_task_says_in_the_end_how_much_there_was(tmp_path: Path) -> None:
    put_import("csv", write_csv(tmp_path / "a.csv", {}, {"stakeholder": "p2"}), build_terms())

    work_off([KIND], until_empty=True)

    assert Task.objects.values_list("status", "done", "total").get() == (Status.DONE, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_others_read_how_far_it_is_while_its_transaction_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: list[tuple[bool, bool]] = []

    def look(task: Task, reading: Reading) -> None:
        keep_reading(task, reading)
        states.append((connection.in_atomic_block, find_reading(task) == reading))

    monkeypatch.setattr(background, "keep_reading", look)
    put_import("csv", write_csv(tmp_path / "a.csv", {}), build_terms())

    work_off([KIND], until_empty=True)

    assert states
    assert set(states) == {(True, True)}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_to_stop_gives_an_import_back_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_import("csv", write_csv(tmp_path / "a.csv", {}), build_terms())
    stop = Stop()
    turn = lease([KIND], stop=stop, clock=timezone.now)
    assert turn is not None
    stop.ask()
    monkeypatch.setattr(stop, "asked_at", float("-inf"))

    with pytest.raises(StoppedError):
        KINDS[KIND].work(turn)

    assert not Preference.objects.exists()
    assert find_reading(turn.task) is None


@pytest.mark.django_db(transaction=True)
def test_a_task_that_is_dropped_is_in_no_step_any_more(tmp_path: Path) -> None:
    task = put_import("csv", write_csv(tmp_path / "a.csv", {}), build_terms())
    keep_reading(task, Reading(STEPS[0], 1, 2, 1))

    drop([task.pk], at=timezone.now())

    assert (Task.objects.get().status, find_reading(task)) == (Status.FAILED, None)
