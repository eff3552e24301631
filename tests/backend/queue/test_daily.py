"""What is done once a day is done once, however many workers there are; old tasks go."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.queue import tidying
from backend.queue.daily import DAILIES, daily, put_dailies
from backend.queue.kinds import KINDS, Turn
from backend.queue.models import Daily, Status, Task
from backend.queue.putting import put
from backend.queue.working import work_off
from tests.backend.queue.working import NOW, Clock, do_nothing, work_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def swept() -> Iterator[list[str]]:
    """Have something done once a day; collect the days on which it is."""
    days: list[str] = []

    def sweep(turn: Turn) -> None:
        days.append(turn.key)

    with work_of("sweep", do_nothing):
        daily("sweep", sweep)
        yield days
        DAILIES.discard("sweep")


def test_it_is_put_once_a_day(swept: list[str]) -> None:
    moments = [NOW, NOW + DAY / 3, NOW + DAY, NOW + DAY * 3, NOW + DAY]

    put_at = [put_dailies(["sweep"], at=moment) for moment in moments]
    work_off(["sweep"], until_empty=True)

    assert put_at == [["sweep"], [], ["sweep"], ["sweep"], []]
    assert swept == ["2026-05-04", "2026-05-05", "2026-05-07"]
    assert Daily.objects.get().asked_date.isoformat() == "2026-05-07"


def test_it_is_not_put_by_who_does_not_work_on_it(swept: list[str]) -> None:
    assert put_dailies(["count"], at=NOW) == []
    assert swept == []


def test_the_command_puts_and_does_it_and_says_how_much(swept: list[str]) -> None:
    out = StringIO()

    call_command("work", "--until-empty", "--kinds", "sweep,queue.tidy", stdout=out)
    call_command("work", "--until-empty", "--kinds", "sweep", stdout=out)

    assert out.getvalue() == "Tasks worked on: 2\nTasks worked on: 0\n"
    assert swept == [timezone.now().date().isoformat()]


def test_the_command_knows_no_other_kinds() -> None:
    with pytest.raises(CommandError, match="There is no work 'dream'"):
        call_command("work", "--until-empty", "--kinds", "sweep,dream".removeprefix("sweep,"))


def test_what_was_over_long_ago_goes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.QUEUE_DAYS = 3
    monkeypatch.setattr(tidying, "CHUNK", 2)
    kept = {Status.DONE: 3 * DAY, Status.FAILED: 90 * DAY}
    with work_of("count", do_nothing):
        for status, age in kept.items():
            for extra in (timedelta(0), timedelta(seconds=1), DAY, DAY * 99):
                task = put("count", {"age": (age + extra).days})
                Task.objects.filter(pk=task.pk).update(status=status, finished_at=NOW - age - extra)
        put("count", {}, due_at=NOW - DAY * 999)
        tidy = put(tidying.NAME, {}, due_at=NOW)

        work_off([tidying.NAME], until_empty=True, clock=Clock())

    left = Task.objects.exclude(pk=tidy.pk).order_by("pk")
    assert [(row.status, row.payload) for row in left] == [
        (Status.DONE, {"age": 3}),
        (Status.FAILED, {"age": 90}),
        (Status.PENDING, {}),
    ]
    assert Task.objects.get(pk=tidy.pk).done == 6


def test_the_queue_tidies_itself_up_each_day() -> None:
    assert tidying.NAME in DAILIES
    assert tidying.NAME in KINDS
