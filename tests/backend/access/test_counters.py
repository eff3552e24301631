"""Counting together: exact among processes, and nobody waits for a Redis that is gone."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from prometheus_client import REGISTRY
from pytest_django.fixtures import Settings

from backend.access import counters
from backend.access.allowances import SpentError, count
from backend.access.counters import Counters, ProcessStorage
from backend.access.throttling import count_attempt
from tests.backend.access.redis_server import RedisServer, serve_redis
from tests.backend.api.asking import post

ROOT = Path(__file__).resolve().parents[3]
AT = 1_800_000_000.0
PROCESSES = 8
LIMIT = 10_000
# Waits until all are ready, spends what the argument says over and over, and tells what it got.
SPEND = f"""
import sys, django
django.setup()
from backend.access.allowances import count
costs = [int(each) for each in sys.argv[1].split(",")]
count("warm", 1, limit=10**9, at={AT})
print("ready", flush=True)
sys.stdin.readline()
tries = [(cost, count("cost:crowd", cost, limit={LIMIT}, at={AT})) for cost in costs * 100]
print(sum(cost for cost, allowance in tries if not allowance.is_spent))
"""


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """Give a Redis that may be stopped."""
    with serve_redis() as server:
        yield server


def total(name: str) -> float:
    """Give what the metric NAME has come to in this process."""
    return REGISTRY.get_sample_value(f"tutti_rate_limit_{name}_total") or 0.0


@pytest.mark.once
@pytest.mark.parametrize(
    ("costs", "least"),
    [
        ([7, 7, 7, 7], LIMIT - LIMIT % 7),  # of equal costs all that fits comes through
        ([1, 7, 19, 40], LIMIT * 0.99),
    ],
)
def test_eight_processes_let_through_what_there_is_and_no_more(
    costs: list[int], least: float, redis: RedisServer
) -> None:
    environment = os.environ | {"REDIS_URL": redis.url, "DEBUG": "1"}
    environment["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    asked = [sys.executable, "-c", SPEND, ",".join(map(str, costs))]
    crowd = [
        subprocess.Popen(
            asked,
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]
    assert [one.stdout and one.stdout.readline() for one in crowd] == ["ready\n"] * PROCESSES
    for one in crowd:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    spent = sum(int(one.communicate(timeout=60)[0]) for one in crowd)

    assert PROCESSES * sum(costs) * 100 > 2 * LIMIT
    assert least <= spent <= LIMIT


def test_threads_of_a_process_count_exactly() -> None:
    storage, gate = ProcessStorage(), Barrier(PROCESSES)

    def add() -> None:
        gate.wait()
        for _ in range(1_000):
            storage.incr("k", 60, 3)

    threads = [Thread(target=add) for _ in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert storage.get("k") == 3 * 1_000 * PROCESSES


def test_memory_forgets_what_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    storage, now = ProcessStorage(), [AT]
    monkeypatch.setattr(counters, "time", lambda: now[0])
    storage.incr("old", 60)
    now[0] += 59
    storage.incr("new", 60)
    before = (storage.get("old"), storage.get("new"))
    now[0] += 1
    storage.incr("new", 60)

    assert (before, storage.get("old"), storage.get("new")) == ((1, 1), 0, 2)
    assert (storage.get_expiry("new"), storage.get_expiry("old")) == (AT + 119, AT + 60)


@pytest.mark.django_db
def test_with_redis_stopped_requests_go_on_and_a_metric_says_so(
    redis: RedisServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL, settings.COST_PER_HOUR_ANONYMOUS = redis.url, 3
    counted = post("{ __typename }")
    redis.stop()
    before = (total("uncounted"), total("redis_failures"))
    with caplog.at_level(logging.WARNING, logger="tutti.limits"):
        answers = [post("{ __typename }") for _ in range(10)]
        shown = post("{ rateLimit { remaining } }")

    assert counted["RateLimit"].startswith('"cost";r=2;t=')
    assert [each.status_code for each in answers] == [200] * 10
    assert [each.get("RateLimit") for each in answers] == [None] * 10
    assert (total("uncounted"), total("redis_failures")) == (before[0] + 11, before[1] + 1)
    grave = [each.name for each in caplog.records if each.levelno >= logging.WARNING]
    assert grave == ["tutti.limits"]
    assert shown.json()["data"] == {"rateLimit": None}  # type: ignore[attr-defined]  # -- the test client adds it


def test_a_redis_that_hangs_is_waited_for_once(redis: RedisServer) -> None:
    together = Counters(redis.url)
    before = (together.add("k", 1, expiry=60), total("redis_failures"))
    redis.hang()
    found = [together.add("k", 1, expiry=60) for _ in range(20)]

    assert (before[0], found) == (1, [None] * 20)
    assert total("redis_failures") == before[1] + 1


def test_a_redis_that_is_back_counts_again(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(counters, "REST", 0.0)
    together = Counters(redis.url)
    redis.stop()
    with caplog.at_level(logging.WARNING, logger="tutti.limits"):
        away = [together.add("k", 1, expiry=60) for _ in range(3)]
        redis.start()
        back = [together.add("k", 1, expiry=60) for _ in range(3)]

    assert (away, back) == ([None] * 3, [1, 2, 3])
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_attempts_are_counted_without_redis_too(redis: RedisServer, settings: Settings) -> None:
    settings.REDIS_URL, settings.ATTEMPTS_PER_HOUR = redis.url, 3
    redis.stop()
    for _ in range(3):
        count_attempt("192.0.2.1", "token")

    with pytest.raises(SpentError):
        count_attempt("192.0.2.1", "token")


def test_redis_keeps_nothing_for_ever(redis: RedisServer, settings: Settings) -> None:
    settings.REDIS_URL = redis.url
    count("cost:someone", 5, limit=10, at=AT)

    told = subprocess.run(
        ["redis-cli", "-p", str(redis.port), "eval", LIFETIMES, "0"],  # noqa: S607 -- beside redis-server
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["3600"]


LIFETIMES = """local found = {}
for _, key in ipairs(redis.call('keys', '*')) do found[#found + 1] = redis.call('ttl', key) end
return found"""
