"""Operators see how long the queue is, and how late."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection
from django.test import Client
from pytest_django.fixtures import Settings

from backend.queue.ending import drop
from backend.queue.metrics import measure_queue
from backend.queue.putting import put
from tests.backend.queue.working import NOW, Clock, do_nothing, take, work_of

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-tests-" * 3


def fill_queue() -> None:
    """Have tasks of two kinds wait, one be worked on, one given up and one done."""
    with work_of("count", do_nothing), work_of("sort", do_nothing):
        put("count", {}, due_at=NOW - timedelta(hours=2))
        take("count", Clock()).finish()
        put("count", {}, due_at=NOW - timedelta(hours=1))
        take("count", Clock())
        for minutes in (30, 90, -5):
            put("count", {}, due_at=NOW - timedelta(minutes=minutes) + timedelta(hours=1))
        put("sort", {}, due_at=NOW + timedelta(hours=2))
        drop([put("sort", {}).pk], at=NOW)


def test_the_queue_is_measured_by_kind_and_status() -> None:
    fill_queue()

    depth, age = measure_queue(NOW + timedelta(hours=1))

    assert {(*each.labels.values(), each.value) for each in depth.samples} == {
        ("count", "pending", 3),
        ("count", "running", 1),
        ("sort", "pending", 1),
        ("sort", "failed", 1),
    }
    assert {(*each.labels.values(), each.value) for each in age.samples} == {
        ("count", 90 * 60),
        ("sort", 0),
    }


def test_who_has_the_token_reads_them(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    fill_queue()

    headers = {"Authorization": f"Bearer {TOKEN}"}
    shown = Client().get("/metrics", secure=True, headers=headers).content.decode()

    assert 'tutti_queue_tasks{kind="count",status="pending"} 3.0\n' in shown
    assert 'tutti_queue_oldest_due_seconds{kind="sort"} ' in shown
    assert "# TYPE tutti_queue_attempts_total counter\n" in shown


def test_they_cost_as_many_queries_for_many_tasks(django_assert_num_queries: Any) -> None:  # noqa: ANN401 -- pytest-django's fixture
    fill_queue()

    with django_assert_num_queries(3):
        measure_queue(NOW)


def test_a_database_that_is_away_takes_no_other_numbers_with_it(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    fill_queue()

    def refuse(*_: object) -> None:
        raise Error

    headers = {"Authorization": f"Bearer {TOKEN}"}
    with connection.execute_wrapper(refuse):
        shown = Client().get("/metrics", secure=True, headers=headers).content.decode()

    assert "tutti_queue_tasks{" not in shown
    assert "\ntutti_rate_limit_uncounted_total " in shown
