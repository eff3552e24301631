"""Administrators see what is done in the background, and retry or drop it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from backend.access.scopes import Role
from backend.queue.kinds import GivenUpError, Turn
from backend.queue.models import Status, Task
from backend.queue.putting import put
from backend.queue.working import work_off
from tests.admin_pages import find_page, log_in
from tests.backend.access.two_products import become
from tests.backend.queue.working import NOW, Clock, do_nothing, take, work_of
from tests.builders import build_product

pytestmark = pytest.mark.django_db


def refuse(_turn: Turn) -> None:
    """Give up."""
    raise GivenUpError("There is no such file.")


def act(browser: Client, action: str, *tasks: Task) -> str:
    """Do ACTION with TASKS, as if they were marked on the list; give the page that answers."""
    sent = {"action": action, "_selected_action": [str(task.pk) for task in tasks]}
    return browser.post(find_page(Task, "changelist"), sent, follow=True).content.decode()


def test_the_list_shows_progress_and_faults() -> None:
    with work_of("count", do_nothing), work_of("sort", refuse):
        put("count", {}, due_at=NOW)
        take("count", Clock()).beat(1_200, 4_000)
        put("sort", {}, due_at=NOW)
        work_off(["sort"], until_empty=True)

        shown = log_in().get(find_page(Task, "changelist")).content.decode()
        kept = log_in().get(f"{find_page(Task, 'changelist')}?kind=sort").content.decode()

    assert "1,200 of 4,000" in shown
    assert "There is no such file." in shown
    assert re.findall(r'field-kind">(\w+)<', shown) == ["sort", "count"]
    assert re.findall(r'field-kind">(\w+)<', kept) == ["sort"]


def test_what_was_given_up_is_tried_anew() -> None:
    with work_of("sort", refuse):
        task = put("sort", {})
        work_off(["sort"], until_empty=True)
        told = act(log_in(), "retry", task)
        again = act(log_in(), "retry", task)

    row = Task.objects.get()
    assert (row.status, row.attempt, row.fault) == (Status.PENDING, 0, "")
    assert "1 task is tried anew; others were not given up, or were put again." in told
    assert "0 tasks are tried anew" in again


def test_what_is_not_finished_is_dropped() -> None:
    with work_of("count", do_nothing):
        later = put("count", {}, due_at=NOW + timedelta(days=9_999))
        put("count", {}, due_at=NOW)
        running = take("count", Clock()).task
        told = act(log_in(), "drop", later, running)

    assert set(Task.objects.values_list("status", flat=True)) == {Status.FAILED}
    assert "2 tasks were dropped; others were finished already." in told


@pytest.mark.parametrize("role", Role)
def test_nobody_else_sees_or_does_anything(role: Role) -> None:
    with work_of("count", do_nothing):
        task = put("count", {}, key="zebra")
    browser = become(build_product(), role)

    codes = [
        browser.get(find_page(Task, "changelist")).status_code,
        browser.get(find_page(Task, "change", task.pk)).status_code,
        browser.post(
            find_page(Task, "changelist"),
            {"action": "drop", "_selected_action": [str(task.pk)]},
        ).status_code,
    ]

    assert codes == [403, 403, 403]
    assert Task.objects.get().status == Status.PENDING
