"""Writers of PostgreSQL who meet wait for each other, and none counts what another is changing."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from time import monotonic
from typing import Final, TypeVar

import pytest
from django.db import connection, connections, transaction

from products.merging import MergeError
from products.models import Feature, Merge
from stakeholders.locking import lock_features
from stakeholders.membership import StakeholderEntry, upsert_stakeholders
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import Preference, Stakeholder
from stakeholders.preferences import state
from stakeholders.statements import Outcome, Statement
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.slow_count import count_slowly, read_cells

T = TypeVar("T")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="needs PostgreSQL: SQLite has one writer at a time, and in memory one connection",
    ),
]

WRITERS: Final = 8
PATIENCE: Final = 60  # seconds; a deadlock ends in an error after one
HESITATION: Final = 1  # seconds in which whoever does not wait gets ahead


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Give threads for all writers at once."""
    with ThreadPoolExecutor(2 * WRITERS) as threads:
        yield threads


def alone(write: Callable[[], T]) -> Callable[[], T]:
    """Let WRITE run on a connection of its own, which is closed behind it."""

    def write_and_close() -> T:
        try:
            return write()
        finally:
            connections.close_all()

    return write_and_close


def say(person: Stakeholder, feature: Feature, stance: int) -> Statement:
    """Make the statement of PERSON about FEATURE."""
    return Statement(stakeholder=person.pk, feature=feature.pk, stance=stance)


def speak(place: int, people: Sequence[Stakeholder], features: Sequence[Feature]) -> None:
    """State, five times, what four of PEOPLE from PLACE on say about FEATURES."""
    turn = [people[(place + step) % len(people)] for step in range(4)]
    about = features if place % 2 else features[::-1]
    for round_ in range(5):
        state([say(p, f, (place + round_) % 5 - 2) for p in turn for f in about], actor="Ada")


def move(person: Stakeholder, homes: Sequence[StakeholderEntry]) -> None:
    """Move PERSON, five times, to one of HOMES after the other."""
    for round_ in range(5):
        home = homes[(person.pk + round_) % len(homes)]
        upsert_stakeholders([home | {"id": person.pk}], actor="Grace")


def test_writers_who_state_and_writers_who_move_people_leave_all_sums_true(
    pool: ThreadPoolExecutor,
) -> None:
    product, teams = build_product(), [build_team() for _ in range(2)]
    features = [build_feature(product=product) for _ in range(2)]
    people = [build_stakeholder(team=teams[0]) for _ in range(WRITERS)]
    homes: list[StakeholderEntry] = [{"team": team.pk} for team in teams]
    homes.append({"account": build_account().pk})

    writes = [partial(speak, place, people, features) for place in range(WRITERS)]
    writes += [partial(move, person, homes) for person in people]
    for done in [pool.submit(alone(write)) for write in writes]:
        done.result(timeout=PATIENCE)

    assert Preference.objects.count() == 2 * WRITERS
    assert list(find_differences()) == []
    assert read_cells() == count_slowly()


def test_someone_does_not_move_while_a_feature_nobody_sees_yet_is_spoken_about(
    pool: ThreadPoolExecutor,
) -> None:
    product, team, person = build_product(), build_team(), build_stakeholder()
    spoken, moved = Event(), Event()

    def create_and_speak() -> None:
        with transaction.atomic():
            state([say(person, build_feature(product=product), 2)], actor="Ada")
            spoken.set()
            moved.wait(HESITATION)

    speaking = pool.submit(alone(create_and_speak))
    spoken.wait(PATIENCE)
    upsert_stakeholders([{"id": person.pk, "team": team.pk}], actor="Grace")
    moved.set()
    speaking.result(timeout=PATIENCE)

    assert [group for _, group in read_cells()] == [team.pk]
    assert list(find_differences()) == []


def test_writers_who_state_the_same_write_it_once(pool: ThreadPoolExecutor) -> None:
    person, feature = build_stakeholder(), build_feature()

    def repeat() -> list[Outcome]:
        return state([say(person, feature, 2)], actor="Ada").outcomes

    told = [pool.submit(alone(repeat)) for _ in range(WRITERS)]
    outcomes = [outcome for done in told for outcome in done.result(timeout=PATIENCE)]

    assert sorted(outcomes) == [Outcome.CREATED] + [Outcome.UNCHANGED] * (WRITERS - 1)
    assert list(find_differences()) == []


def test_what_was_merged_anew_while_its_undoing_waits_stays_merged(
    pool: ThreadPoolExecutor,
) -> None:
    product = build_product()
    twin, whole, other = (build_feature(product=product) for _ in range(3))
    merge_features(twin, whole, actor="Ada")
    locked = Event()

    def merge_anew() -> None:
        with transaction.atomic():
            unmerge_feature(twin, actor="Ada")
            merge_features(twin, other, actor="Ada")
            locked.set()
            await_a_waiter()

    merging = pool.submit(alone(merge_anew))
    locked.wait(PATIENCE)
    with pytest.raises(MergeError, match="merged anew meanwhile; try again"):
        unmerge_feature(twin, actor="Grace")
    merging.result(timeout=PATIENCE)

    assert Merge.objects.values_list("into").get(undone_at=None) == (other.pk,)


def await_a_waiter() -> None:
    """Wait until another connection to this database waits for a lock."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return


def test_whoever_locks_no_feature_keeps_people_from_moving_all_the_same(
    pool: ThreadPoolExecutor,
) -> None:
    team, person = build_team(), build_stakeholder()
    locked, moved = Event(), Event()
    homes = []

    def lock_and_look() -> None:
        with transaction.atomic():
            lock_features(())
            locked.set()
            moved.wait(HESITATION)
            homes.append(Stakeholder.objects.get(pk=person.pk).team_id)

    looking = pool.submit(alone(lock_and_look))
    locked.wait(PATIENCE)
    upsert_stakeholders([{"id": person.pk, "team": team.pk}], actor="Grace")
    moved.set()
    looking.result(timeout=PATIENCE)

    assert homes == [person.team_id]
