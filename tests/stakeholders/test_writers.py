"""Sixteen writers at once, on PostgreSQL: none waits in a circle, nothing that was told is lost."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Final

import pytest
from django.db import connection, connections, transaction

from products.models import Feature
from stakeholders.models import (
    AlignmentScore,
    GroupKind,
    Preference,
    ReferenceWeight,
    Stakeholder,
)
from stakeholders.preferences import state
from stakeholders.statements import Statement
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.crowd import MIXED, Told, Writer, find_losses

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="needs PostgreSQL: SQLite has one writer at a time, and in memory one connection",
    ),
]

WRITERS: Final = 16
FEATURES: Final = 24
PATIENCE: Final = 120  # seconds; a deadlock ends in an error after one
TIMES: Final = 5  # that each writer does what it does


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Give threads for all writers at once."""
    with ThreadPoolExecutor(WRITERS) as threads:
        yield threads


def build_crowd(features: int) -> list[Writer]:
    """Build sixteen writers about as many FEATURES, and whom they speak for."""
    # A test that commits may find no row of a migration; whoever speaks first sets the segments'.
    for kind, w_ref in ((GroupKind.TEAM, 1), (GroupKind.SEGMENT, None)):
        ReferenceWeight.objects.update_or_create(kind=kind, defaults={"w_ref": w_ref})
    product, teams = build_product(), [build_team() for _ in range(3)]
    account = build_account()
    about = [build_feature(product=product).pk for _ in range(features)]
    common = [build_stakeholder(team=teams[number % 3]).pk for number in range(4)]
    return [
        Writer(
            name=f"writer {place}",
            features=about,
            people=[
                *(build_stakeholder(team=team).pk for team in teams),
                build_stakeholder(account=account).pk,
            ],
            common=common,
            teams=[team.pk for team in teams],
        )
        for place in range(WRITERS)
    ]


def let_write(
    pool: ThreadPoolExecutor, crowd: Sequence[Writer], deeds: Sequence[Callable[[Writer], int]]
) -> list[Told]:
    """Let each of CROWD do one of DEEDS over and over, all at once; give what each is told."""
    start = Barrier(len(crowd))

    def write(writer: Writer, deed: Callable[[Writer], int]) -> Told:
        try:
            start.wait(PATIENCE)
            for _ in range(TIMES):
                deed(writer)
        finally:
            connections.close_all()
        return writer.told

    running = [pool.submit(write, *pair) for pair in zip(crowd, deeds, strict=True)]
    return [done.result(timeout=PATIENCE) for done in running]


@pytest.mark.parametrize("features", [1, FEATURES], ids=["hot", "spread"])
def test_writers_of_single_statements_lose_nothing(pool: ThreadPoolExecutor, features: int) -> None:
    crowd = build_crowd(features)

    told = let_write(pool, crowd, [Writer.speak] * WRITERS)

    assert list(find_losses(told)) == []
    assert list(find_differences()) == []
    assert sum(one.written for one in told) == WRITERS * TIMES


@pytest.mark.parametrize("features", [1, FEATURES], ids=["hot", "spread"])
def test_writers_who_state_withdraw_and_move_people_lose_nothing(
    pool: ThreadPoolExecutor, features: int
) -> None:
    crowd = build_crowd(features)

    told = let_write(pool, crowd, MIXED)

    assert list(find_losses(told)) == []
    assert list(find_differences()) == []
    assert Preference.objects.exists()


def test_a_reader_does_not_wait_for_a_writer_who_is_not_done(pool: ThreadPoolExecutor) -> None:
    product, people = build_product(), [build_stakeholder() for _ in range(20)]
    features = [build_feature(product=product) for _ in range(20)]
    for feature in features:
        build_preference(people[0], feature, stance=1)
    before = list(AlignmentScore.objects.order_by("pk").values())
    written, read = Event(), Event()

    writing = pool.submit(hold, people, features, written=written, read=read)
    written.wait(PATIENCE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1ms'")
        seen = list(AlignmentScore.objects.order_by("pk").values())
    read.set()
    writing.result(timeout=PATIENCE)

    assert seen == before
    assert list(AlignmentScore.objects.order_by("pk").values()) != before


def hold(
    people: Sequence[Stakeholder], features: Sequence[Feature], *, written: Event, read: Event
) -> None:
    """State what PEOPLE say about FEATURES, and keep it uncommitted from WRITTEN until READ."""
    try:
        with transaction.atomic():
            state(
                [
                    Statement(stakeholder=person.pk, feature=feature.pk, stance=-2)
                    for person in people
                    for feature in features
                ],
                actor="Ada",
            )
            written.set()
            read.wait(PATIENCE)
    finally:
        written.set()
        connections.close_all()
