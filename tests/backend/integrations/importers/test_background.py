"""A worker imports a file in the background: once, with a report, or not at all."""

import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from backend.integrations.importers.background import KIND, put_import
from backend.integrations.importers.outcomes import find_report
from backend.queue.kinds import KINDS, LeaseLostError
from backend.queue.leasing import lease
from backend.queue.models import Status, Task
from backend.queue.stopping import Stop
from backend.queue.working import work_off
from products.models import Feature
from stakeholders.models import Preference
from tests.backend.integrations.importers.files import build_terms, read_preferences, write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _state_of_its_own(tmp_path: Path) -> object:
    with override_settings(STATE_DIR=tmp_path / "state"):
        yield


def test_a_worker_imports_what_was_put(tmp_path: Path) -> None:
    task = put_import("csv", write_csv(tmp_path / "answers.csv", {}), build_terms())

    work_off([KIND], until_empty=True)

    assert read_preferences() == {("p1", "dark-mode", 2)}
    assert Task.objects.get().status == Status.DONE
    report = find_report(task)
    assert "1 row read, 1 preference written, in " in report.read_text("utf-8")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_the_terms_reach_the_worker(tmp_path: Path) -> None:
    posts = tmp_path / "posts.csv"
    posts.write_text("number,title,description,votes_count,status,tags\n1,A,,0,Soon,\n", "utf-8")

    call_command(
        *("import_file", "fider", posts, "--product", "tutti", "--background"),
        *("--source", "site", "--stage", "soon=DISCOVERY"),
    )
    work_off([KIND], until_empty=True)

    assert Feature.objects.values_list("source", "stage").get() == ("site", "DISCOVERY")


def test_a_refused_file_is_given_up_and_the_report_says_why(tmp_path: Path) -> None:
    task = put_import("csv", write_csv(tmp_path / "a.csv", {"stance": "7"}), build_terms())

    work_off([KIND], until_empty=True)

    row = Task.objects.get()
    assert (row.status, row.attempt) == (Status.FAILED, 1)
    assert row.fault == f"The file was refused, for 1 reasons: see {find_report(task)}."
    told = find_report(task).read_text("utf-8").splitlines()
    assert (told[0], "column stance: '7' is no stance" in told[1]) == ("Nothing was written.", True)
    assert not Preference.objects.exists()


def test_a_dry_run_is_done_and_writes_nothing_but_the_report(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", {})
    task = put_import("csv", path, build_terms(dry_run=True))

    work_off([KIND], until_empty=True)

    assert (Task.objects.get().status, Preference.objects.count()) == (Status.DONE, 0)
    assert find_report(task).read_text("utf-8").endswith("dry run: nothing was written.\n")


def test_the_same_is_put_once_until_it_is_done(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "answers.csv", {})
    first = put_import("csv", path, build_terms())

    assert put_import("csv", path, build_terms()) == first
    work_off([KIND], until_empty=True)
    assert put_import("csv", path, build_terms()) != first


def test_a_worker_that_lost_its_lease_writes_nothing(tmp_path: Path) -> None:
    put_import("csv", write_csv(tmp_path / "answers.csv", {}), build_terms())
    turn = lease([KIND], stop=Stop(), clock=timezone.now)
    assert turn is not None
    Task.objects.update(fence=turn.task.fence + 1)

    with pytest.raises(LeaseLostError):
        KINDS[KIND].work(turn)

    assert not Preference.objects.exists()
