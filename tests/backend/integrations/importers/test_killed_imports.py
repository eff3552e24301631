"""A worker that is killed within an import has written nothing, and another one writes it all."""

from pathlib import Path

import pytest

from tests.backend.integrations.importers.files import write_csv
from tests.backend.queue.working import find_address, run, start

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = """
from pathlib import Path
from django.conf import settings
from backend.integrations.importers import background
from backend.integrations.importers.importing import Terms
from stakeholders.models import Preference
settings.STATE_DIR = Path({state!r})
"""
# All is written, and the task not done yet, when it tells so and hangs.
HANG = """
def hang(report):
    tell("written", Preference.objects.count())
    time.sleep(600)
background.render = hang
background.put_import("csv", Path({path!r}), Terms(product="tutti"))
work_off(["imports.write"])
"""
TAKE_OVER = """
tell(Task.objects.get().status, Preference.objects.count())
Task.objects.update(lease_until=Task.objects.get().started_at)
while not work_off(["imports.write"], until_empty=True):
    time.sleep(0.1)
task = Task.objects.get()
tell(task.status, task.attempt, Preference.objects.count())
"""


def test_a_killed_import_leaves_nothing_and_is_done_by_another_worker(tmp_path: Path) -> None:
    address, begin = find_address(tmp_path), BEGIN.format(state=str(tmp_path / "state"))
    path = write_csv(tmp_path / "answers.csv", {}, {"stakeholder": "p2"})

    with start(begin + HANG.format(path=str(path)), address, "written 2") as killed:
        killed.kill()
        killed.wait()

    assert run(begin + TAKE_OVER, address) == ["RUNNING 0", "DONE 2 2"]
