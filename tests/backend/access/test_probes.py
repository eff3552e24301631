"""What starts and watches processes asks: before hosts, HTTPS and people are looked at."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access import probes
from backend.access.counters import forget_counts
from backend.access.probes import (
    MEMORY,
    MOST_HANGING,
    NO_ANSWER,
    NO_CONNECTION,
    Finding,
    Lookout,
    find_known,
    find_unapplied,
)
from tests.backend.access.redis_server import RedisServer, serve_redis

READY = {"ready": True, "reasons": [], "redis": "none"}


@pytest.fixture(autouse=True)
def _looks_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell nothing that was found in another test."""
    monkeypatch.setattr(probes, "watch", Lookout(probes.look, clock=lambda: 0.0))


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """Start a Redis that the test may stop."""
    with serve_redis() as server:
        yield server


def probe(path: str) -> tuple[int, object]:
    """Send a probe as a machine does: to an address, by plain HTTP."""
    answer = Client().get(path, headers={"Host": "10.0.0.7:8000"})
    return answer.status_code, json.loads(answer.content)


def test_a_process_that_answers_lives_without_a_database(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert probe("/livez") == (200, {"live": True})


@pytest.mark.django_db
def test_a_process_whose_database_answers_is_ready(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert probe("/readyz") == (200, READY)


def test_answers_to_probes_are_not_kept() -> None:
    assert Client().get("/livez")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_without_its_database_a_process_is_of_no_use(monkeypatch: pytest.MonkeyPatch) -> None:
    away = {"NAME": "/nowhere/tutti.sqlite3", "HOST": "127.0.0.1", "PORT": "1"}
    monkeypatch.setitem(connection.settings_dict, "NAME", away["NAME"])
    monkeypatch.setitem(connection.settings_dict, "HOST", away["HOST"])
    monkeypatch.setitem(connection.settings_dict, "PORT", away["PORT"])

    assert probe("/readyz") == (503, {"ready": False, "reasons": [NO_CONNECTION], "redis": "none"})


@pytest.mark.django_db
def test_code_that_is_newer_than_the_tables_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    known = find_known() | {("products", "9998_later"), ("products", "9999_last")}
    monkeypatch.setattr(probes, "find_known", lambda: known)
    reasons = ["2 migrations are not applied; the first is products.9998_later."]

    assert probe("/readyz") == (503, {"ready": False, "reasons": reasons, "redis": "none"})


@pytest.mark.django_db
def test_an_empty_database_has_seen_no_migration(tmp_path: Path) -> None:
    name = str(tmp_path / "empty.sqlite3")
    empty = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": name}})

    assert len(find_unapplied(empty["default"])) == len(find_known())


@pytest.mark.django_db
def test_redis_is_told_of_and_not_waited_for(settings: Settings, redis: RedisServer) -> None:
    settings.REDIS_URL = redis.url
    forget_counts()
    there = probe("/readyz")
    probes.watch = Lookout(probes.look, clock=lambda: 0.0)
    redis.stop()

    assert there == (200, READY | {"redis": "answers"})
    gone = READY | {"redis": "out of reach: requests go on uncounted"}
    assert probe("/readyz") == (200, gone)


class Clock:
    """A clock that stands until it is set."""

    now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def looks(*findings: Finding) -> Callable[[], Finding]:
    """Give a look that finds one after the other."""
    left = iter(findings)
    return lambda: next(left)


def test_what_was_found_a_moment_ago_is_told_again() -> None:
    clock = Clock()
    watch = Lookout(looks(Finding(redis="first"), Finding(redis="second")), clock=clock)
    told = [watch.ask().redis]
    clock.now += MEMORY / 2
    told.append(watch.ask().redis)
    clock.now += MEMORY / 2
    told.append(watch.ask().redis)

    assert told == ["first", "first", "second"]


def test_a_look_that_hangs_is_not_waited_for_and_the_next_one_tries_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probes, "DEADLINE", 0.1)
    clock, thaw = Clock(), Event()
    waits = iter([True, False])

    def look() -> Finding:
        if next(waits):
            thaw.wait()
        return Finding(redis="back")

    watch = Lookout(look, clock=clock)
    late = watch.ask()
    clock.now += 1
    told = watch.ask()
    thaw.set()

    assert (late, told) == (Finding((NO_ANSWER,)), Finding(redis="back"))


def test_no_more_than_a_few_looks_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "DEADLINE", 0.0)
    clock, thaw, begun = Clock(), Event(), []

    def look() -> Finding:
        begun.append(1)
        thaw.wait()
        return Finding()

    watch = Lookout(look, clock=clock)
    for _ in range(MOST_HANGING + 3):
        clock.now += 1
        assert watch.ask() == Finding((NO_ANSWER,))
    thaw.set()

    assert len(begun) == MOST_HANGING
