"""Fifty tries at once, each on a connection of its own: one effect, one answer, on each database.

SQLite's tests run in memory, where connections cannot wait for each other; here it gets a file.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any, Final, TypeVar

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from backend.access.models import IdempotencyKey
from products.models import Feature
from stakeholders.models import (
    GroupKind,
    Preference,
    PreferenceEvent,
    ReferenceWeight,
    Stakeholder,
)
from stakeholders.verification import find_differences
from tests.backend.api.asking import id_of, post
from tests.builders import build_feature, build_product, build_stakeholder, build_team

T = TypeVar("T")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("administrate")]

TRIES: Final = 50
PATIENCE: Final = 120  # seconds; a deadlock ends in an error after one
BUSY = b"The database is busy; try again."
STATE: Final = """mutation ($in: StatePreferenceInput!) { done: statePreference(input: $in) {
  outcome preference { id createdAt stance } errors { code } } }"""
MANY: Final = """mutation ($one: StatePreferenceInput!, $two: StatePreferenceInput!,
                          $person: UpsertStakeholderInput!) {
  one: statePreference(input: $one) { outcome }
  moved: upsertStakeholder(input: $person) { outcome }
  two: statePreference(input: $two) { outcome } }"""


@pytest.fixture
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadPoolExecutor]:
    """Give threads for all tries at once; of two crowds PostgreSQL might turn some away."""
    turn = tmp_path_factory.getbasetemp().parent / "crowd"  # which workers of xdist share
    with turn.open("w") as lock, ThreadPoolExecutor(TRIES) as threads:
        flock(lock, LOCK_EX)
        yield threads


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what moves the rows that were built to where all threads reach them."""

    def share() -> None:
        if connection.vendor == "sqlite":
            file = tmp_path / "crowd.sqlite3"
            connection.ensure_connection()
            with sqlite3.connect(file) as copy:
                connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(file))

    return share


def alone(work: Callable[[], T]) -> Callable[[], T]:
    """Let WORK run on a connection of its own, which is closed behind it."""

    def work_and_close() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return work_and_close


def meet(pool: ThreadPoolExecutor, tries: list[Callable[[], HttpResponse]]) -> list[HttpResponse]:
    """Let all TRIES begin at the same moment, and give their answers."""
    gate = Barrier(len(tries))

    def begin(work: Callable[[], HttpResponse]) -> HttpResponse:
        gate.wait(PATIENCE)
        answer = work()
        while BUSY in answer.content:  # SQLite's file lock is not fair: ask again, as one is told
            answer = work()
        return answer

    waiting = [pool.submit(alone(partial(begin, each))) for each in tries]
    return [each.result(PATIENCE) for each in waiting]


def count_rows() -> tuple[int, int, int]:
    """Count preferences, lines of their history, and keys."""
    models = (Preference, PreferenceEvent, IdempotencyKey)
    preferences, events, keys = (model._default_manager.count() for model in models)  # noqa: SLF001 -- generic over models
    return preferences, events, keys


def statement(person: Stakeholder, feature: Feature, **more: object) -> dict[str, object]:
    """Make what PERSON says about FEATURE, with MORE."""
    return {"stakeholder": id_of(person), "feature": id_of(feature), "stance": "SUPPORT"} | more


def tell_outcomes(answers: list[HttpResponse]) -> Counter[str]:
    """Count the outcomes in ANSWERS, or the refusals in their place."""
    told = [json.loads(each.content) for each in answers]
    return Counter(
        each["data"]["done"]["outcome"] if each.get("data") else json.dumps(each["errors"])
        for each in told
    )


def test_fifty_tries_of_a_request_have_one_effect_and_one_answer(
    pool: ThreadPoolExecutor, shared: Callable[[], None]
) -> None:
    given = {"in": statement(build_stakeholder(), build_feature())}
    shared()

    answers = meet(pool, [partial(post, STATE, given, **{"idempotency-key": "k"})] * TRIES)

    assert tell_outcomes(answers) == {"CREATED": TRIES}
    assert len({each.content for each in answers}) == 1
    assert sum("Idempotency-Replayed" not in each for each in answers) == 1
    assert pool.submit(alone(count_rows)).result() == (1, 1, 1)


def test_fifty_tries_of_a_mutation_have_one_effect_and_one_outcome(
    pool: ThreadPoolExecutor, shared: Callable[[], None]
) -> None:
    given = {"in": statement(build_stakeholder(), build_feature(), clientMutationId="k")}
    shared()

    answers = meet(pool, [partial(post, STATE, given)] * TRIES)

    assert tell_outcomes(answers) == {"CREATED": TRIES}
    assert sum("Idempotency-Replayed" not in each for each in answers) == 1
    assert pool.submit(alone(count_rows)).result() == (1, 1, 1)


def test_of_fifty_requests_under_one_key_one_is_done_and_the_others_are_refused(
    pool: ThreadPoolExecutor, shared: Callable[[], None]
) -> None:
    person, features = build_stakeholder(), [build_feature() for _ in range(TRIES)]
    given = [{"in": statement(person, feature)} for feature in features]
    shared()

    answers = meet(pool, [partial(post, STATE, each, **{"idempotency-key": "k"}) for each in given])

    assert Counter(each.status_code for each in answers) == {200: 1, 422: TRIES - 1}
    assert pool.submit(alone(count_rows)).result() == (1, 1, 1)


def test_writers_of_several_mutations_in_all_orders_wait_in_no_circle(
    pool: ThreadPoolExecutor, shared: Callable[[], None]
) -> None:
    # A test that commits may find no row of a migration; nobody here shall be the first to speak.
    ReferenceWeight.objects.update_or_create(kind=GroupKind.TEAM, defaults={"w_ref": 1})
    product, teams = build_product(), [build_team() for _ in range(2)]
    features = [build_feature(product=product) for _ in range(2)]
    people = [build_stakeholder(team=teams[0]) for _ in range(TRIES // 2)]
    asked = [make_mixed(place, person, features, teams) for place, person in enumerate(people)]
    shared()

    answers = meet(pool, [each for pair in asked for each in (pair, pair)])

    assert [each.status_code for each in answers] == [200] * TRIES
    assert [json.loads(each.content).get("errors") for each in answers] == [None] * TRIES
    assert [a.content for a in answers[::2]] == [a.content for a in answers[1::2]]
    assert pool.submit(alone(count_rows)).result() == (50, 50, 25 + 3)
    assert pool.submit(alone(lambda: list(find_differences()))).result() == []


def make_mixed(
    place: int, person: Stakeholder, features: list[Feature], teams: list[Any]
) -> Callable[[], HttpResponse]:
    """Make a request that states, moves PERSON and states again; at odd PLACEs the other way."""
    one, two = features if place % 2 else features[::-1]
    ids: dict[str, object] = {"id": id_of(person), "team": id_of(teams[1])}
    given = {"one": statement(person, one), "two": statement(person, two), "person": ids}
    if place == 0:  # keys within the keyed request
        given = {name: each | {"clientMutationId": name} for name, each in given.items()}
    return partial(post, MANY, given, **{"idempotency-key": f"k{place}"})
