"""Files are written once, of one moment, whatever befalls workers and whoever writes meanwhile."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from backend.access.callers import Caller
from backend.access.erasing import erase_people
from backend.access.issuing import SHELL
from backend.access.scopes import EVERY_SCOPE
from backend.integrations.exports import tables
from backend.integrations.exports.asking import Order, ask
from backend.integrations.exports.files import find_file
from backend.integrations.exports.metrics import EXPORTS
from backend.integrations.exports.models import Export, Format, Noun, Status
from backend.integrations.exports.preferences import PreferenceTable
from backend.queue.models import Task
from tests.backend.integrations.exports.exporting import write
from tests.backend.queue.working import find_address, run, start
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

ANN = Caller(key="token:ann", name="ann", everywhere=EVERY_SCOPE)
# What each process begins with: small pages, and a table that tells when a page was read.
BEGIN = """
from pathlib import Path
from backend.integrations.exports import tables, files, working, features
from backend.integrations.exports.models import Export
from products.models import Feature, Product
from django.conf import settings
settings.STATE_DIR = {folder!r}
tables.AT_ONCE = 2
read = features.FeatureTable.read
"""
HANG = """
def hang(self, part):
    for found in read(self, part):
        yield found
        tell("begun")
        time.sleep(600)
features.FeatureTable.read = hang
work_off(["exports.write"])
"""
FINISH = """
from django.utils import timezone
Task.objects.filter(status="RUNNING").update(lease_until=timezone.now())
while not work_off(["exports.write"], until_empty=True):
    time.sleep(0.1)
export, task = Export.objects.get(), Task.objects.get(kind="exports.write")
tell(export.status, export.rows, task.status, task.attempt, task.done, task.total)
tell(*[each.name == files.find_file(export).name for each in files.find_folder().iterdir()])
"""


def order(form: Format = Format.NDJSON, noun: Noun = Noun.FEATURES) -> Export:
    """Ask for an export of NOUN in FORM."""
    return ask(Order(noun=noun, form=form), by=ANN)


def read_rows(export: Export) -> list[dict[str, Any]]:
    """Read what EXPORT, as NDJSON, came to, the first line left out."""
    lines = find_file(export).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


@pytest.mark.django_db(transaction=True)
def test_a_writer_meanwhile_does_not_tear_what_is_written(tmp_path: Path) -> None:
    product = build_product()
    for number in range(6):
        build_feature(f"f{number}", product=product)
    order()
    script = (
        BEGIN.format(folder=str(tmp_path))
        + """
def write_between(self, part):
    for page, found in enumerate(read(self, part)):
        yield found
        if page == 0:  # in the middle: the last is renamed, one is added, one deleted
            Feature.objects.filter(key="f5").update(name="torn")
            Feature.objects.create(product=Product.objects.get(), key="late", name="late")
            Feature.objects.filter(key="f4").delete()
            tell(Feature.objects.count())
features.FeatureTable.read = write_between
from backend.feed.reading import read_changes
from backend.feed.cursors import Cursor
work_off(["exports.write"], until_empty=True)
export = Export.objects.get()
tell(export.status, export.rows)
tell(files.find_file(export).read_text().replace("\\n", " "))
page = read_changes(Cursor.parse(export.cursor), limit=100)
tell([(change.noun, change.action) for change in page.changes])
"""
    )

    written, status, text, since = run(script, find_address(tmp_path))

    assert (written, status) == ("6", "DONE 6")
    assert "torn" not in text
    assert "late" not in text
    assert all(f'"key":"f{number}"' in text for number in range(6))
    # Whoever goes on from the cursor is told all of it, and nothing before.
    assert since == "[('FEATURE', 'UPSERT'), ('FEATURE', 'UPSERT'), ('FEATURE', 'DELETE')]"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", list(Format))
def test_what_a_killed_worker_began_is_written_by_another_once(
    form: Format, tmp_path: Path
) -> None:
    product = build_product()
    for number in range(6):
        build_feature(f"f{number}", product=product)
    order(form)
    address, folder = find_address(tmp_path), tmp_path / "exports"
    begin = BEGIN.format(folder=str(tmp_path))
    with start(begin + HANG, address, "begun") as killed:
        killed.kill()
    left = [each.name for each in folder.iterdir()]
    told = run(begin + FINISH, address)

    assert left
    assert told == ["DONE 6 DONE 2 6 6", "True"]


@pytest.mark.django_db
def test_progress_is_written_with_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    product = build_product()
    for _ in range(3):
        build_feature(product=product)
    order()
    seen = []
    read = tables.page

    def look(rows: Any) -> Any:  # noqa: ANN401 -- as it is
        for found in read(rows):
            progress = Export.objects.select_related("task").get().progress
            seen.append((progress.done, progress.total))
            yield found

    monkeypatch.setattr("backend.integrations.exports.features.page", look)
    write()

    assert seen == [(0, 3), (1, 3), (2, 3)]


@pytest.mark.django_db
def test_only_so_many_rows_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    team, feature = build_team(), build_feature()
    for _ in range(7):
        build_preference(build_stakeholder(team=team), feature)
    sizes = []
    read = PreferenceTable.read

    def measure(table: PreferenceTable, part: tables.Part) -> Any:  # noqa: ANN401 -- as it is
        for number, rows in read(table, part):
            sizes.append(len(rows))
            yield number, rows

    monkeypatch.setattr(PreferenceTable, "read", measure)
    export = order(noun=Noun.PREFERENCES)
    write()
    export.refresh_from_db()

    assert sizes == [2, 2, 2, 1]
    assert (export.rows, len(read_rows(export))) == (7, 7)


@pytest.mark.django_db
def test_a_disk_that_is_full_is_told_of_and_tried_again(settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    settings.STATE_DIR = blocked
    export = order()

    write()

    task = Task.objects.get()
    assert (task.status, task.attempt) == ("PENDING", 1)
    assert task.fault == "The file could not be written: Not a directory."
    settings.STATE_DIR = tmp_path
    Task.objects.update(due_at=task.created_at)
    write()
    export.refresh_from_db()
    assert export.status == Status.DONE


@pytest.mark.django_db
def test_one_that_cannot_be_written_is_given_up_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_down(_table: object, _part: object) -> Any:  # noqa: ANN401 -- it gives nothing
        raise AssertionError

    monkeypatch.setattr("backend.integrations.exports.features.FeatureTable.read", break_down)
    export = order()
    before = _count("ndjson", "failed")
    for _ in range(5):
        Task.objects.update(due_at=export.created_at)
        write()
    export.refresh_from_db()

    assert (export.status, Task.objects.get().status) == (Status.FAILED, "FAILED")
    assert export.fault.startswith("AssertionError in tests.backend.integrations.exports")
    assert _count("ndjson", "failed") == before + 1


def _count(form: str, outcome: str) -> float:
    return float(EXPORTS.labels("features", form, outcome)._value.get())  # noqa: SLF001 -- as its own tests do


@pytest.mark.django_db(transaction=True)
def test_files_are_removed_when_somebody_is_erased() -> None:
    person, feature = build_stakeholder("Ann"), build_feature()
    build_preference(person, feature)
    ready = order(noun=Noun.PREFERENCES)
    write()
    file = find_file(ready)
    assert "Ann" in file.read_text(encoding="utf-8")

    erase_people([person.pk], by=SHELL, actor="tests")

    ready.refresh_from_db()
    assert (ready.status, file.exists()) == (Status.GONE, False)


@pytest.mark.django_db
def test_what_was_being_written_when_somebody_was_erased_is_written_anew(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401 -- pytest-django's own
) -> None:
    person, other, feature = build_stakeholder("Ann"), build_stakeholder("Ben"), build_feature()
    for each in (person, other):
        build_preference(each, feature)
    export = order(noun=Noun.PREFERENCES)
    read, turns = PreferenceTable.read, []

    def erase_between(table: PreferenceTable, part: tables.Part) -> Any:  # noqa: ANN401 -- as it is
        turns.append(1)
        yield from read(table, part)
        if len(turns) == 1:
            with django_capture_on_commit_callbacks(execute=True):
                erase_people([person.pk], by=SHELL, actor="tests")

    monkeypatch.setattr(PreferenceTable, "read", erase_between)
    write()
    Task.objects.filter(status="PENDING").update(due_at=export.created_at)
    write()
    export.refresh_from_db()

    assert (export.status, len(turns)) == (Status.DONE, 2)
    assert [row["stakeholder_name"] for row in read_rows(export)] == ["Ben"]
