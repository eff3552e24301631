"""The part of `stating.py` that needs Django: states preferences, and writes the same rows bare."""

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, Final, LiteralString, TypeAlias, TypeVar

import psycopg
from django.conf import settings
from django.db import connection

from stakeholders.preferences import state
from stakeholders.statements import Outcome, Statement
from tests.benchmarks.importing import insert_into_sqlite
from tests.benchmarks.world import build_world

TEAMS, SEGMENTS, FEATURES = 8, 6, 100
SEATS: Final = 4  # of an account
SHARE: Final = 0.8  # of all pairs of person and feature that are spoken about
SINGLES: Final = 300
TABLE: Final = "stakeholders_preference"
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
STANCES: Final = (-2, -1, 0, 1, 2)
COPY_IN: LiteralString = "COPY bare FROM STDIN"
UPSERT: LiteralString = """
INSERT INTO bare (public_id, created_at, updated_at, stance, importance, reason, source, stated_at,
    entered_by, heard_in, feature_id, stakeholder_id)
VALUES (gen_random_uuid(), now(), now(), %s, 2, 'Bare.', '', now(), '', '', %s, %s)
ON CONFLICT (stakeholder_id, feature_id) DO UPDATE SET stance = excluded.stance,
    reason = excluded.reason, stated_at = excluded.stated_at, updated_at = excluded.updated_at
"""

T = TypeVar("T")
Seconds: TypeAlias = tuple[float, float]  # of the door, and of the bare writing of the same rows


def speak(rows: int, path: str) -> None:
    """State ROWS preferences, all of them otherwise, and some alone; write seconds to PATH."""
    said = list(_say(*_build_world(rows), rows))
    is_postgresql = connection.vendor == "postgresql"
    write_bare = _copy_into_postgresql if is_postgresql else _insert_into_sqlite
    found: dict[str, list[Seconds]] = {"new": [(_hear(said, Outcome.CREATED), write_bare())]}
    otherwise = [
        replace(s, stance=-s.stance or 1, stated_at=BEGINNING + timedelta(days=100)) for s in said
    ]
    found["changed"] = [(_hear(otherwise, Outcome.CHANGED), write_bare())]
    if is_postgresql:
        found["alone"] = [_hear_alone(said)]
    Path(path).write_text(json.dumps(found), encoding="utf-8")


def _build_world(rows: int) -> tuple[list[int], list[int]]:
    """Build the people and the features that ROWS preferences need, and give their keys."""
    people = max(20, int(rows / FEATURES / SHARE))
    accounts = people * 2 // 5 // SEATS + 1
    return build_world(
        features=FEATURES,
        teams=TEAMS,
        segments=SEGMENTS,
        accounts=accounts,
        people=people,
        seat=lambda n: n % accounts if n % 5 < 2 else None,
    )


def _say(people: list[int], features: list[int], rows: int) -> Iterator[Statement]:
    """Give ROWS statements of PEOPLE about FEATURES, in no order, no pair twice."""
    chance = random.Random(2)  # noqa: S311 -- as above
    for pair in chance.sample(range(len(people) * len(features)), rows):
        person, feature = divmod(pair, len(features))
        yield Statement(
            stakeholder=people[person],
            feature=features[feature],
            stance=chance.choice(STANCES),
            importance=chance.choice((1, 2, 4)),
            willingness_to_pay=Decimal(chance.randrange(100)) if chance.random() < 0.2 else None,
            reason=f"It would spare us half an hour in week {chance.randrange(52)}.",
            source="survey",
            stated_at=BEGINNING + timedelta(minutes=chance.randrange(60 * 24 * 90)),
        )


def _hear(said: list[Statement], outcome: Outcome) -> float:
    """State what is SAID, all of which has to come to OUTCOME; give the seconds."""
    seconds, report = _time(lambda: state(said, actor="benchmark"))
    if report.count(outcome) != len(said):
        raise SystemExit(f"{len(said) - report.count(outcome)} statements were not {outcome}.")
    return seconds


def _time(write: Callable[[], T]) -> tuple[float, T]:
    """Give the seconds that WRITE takes, and what it gives."""
    started = time.perf_counter()
    result = write()
    return time.perf_counter() - started, result


def _copy_into_postgresql() -> float:
    """Copy the stored preferences into a table with the same indexes; give the seconds."""
    with psycopg.connect(**_find_server()) as bare:
        rows = bare.execute(f"SELECT * FROM {TABLE}").fetchall()  # noqa: S608 -- a constant
        bare.execute("DROP TABLE IF EXISTS bare")
        bare.execute(f"CREATE TABLE bare (LIKE {TABLE} INCLUDING ALL)")
        bare.commit()
        started = time.perf_counter()
        with bare.cursor().copy(COPY_IN) as copy:
            for row in rows:
                copy.write_row(row)
        bare.commit()
        return time.perf_counter() - started


def _insert_into_sqlite() -> float:
    """Take the preferences out and put them back by executemany; give the seconds of the latter."""
    connection.close()
    return insert_into_sqlite(f"sqlite:///{settings.DATABASES['default']['NAME']}")


def _hear_alone(said: list[Statement]) -> Seconds:
    """State some of what is SAID anew, one by one; give the medians of door and bare upsert."""
    with psycopg.connect(**_find_server(), autocommit=True) as bare:
        door, upsert = [], []
        for place, one in enumerate(said[:SINGLES]):
            spoken = replace(one, stance=STANCES[place % 5], reason="Alone.", stated_at=None)
            door.append(_time(lambda: state([spoken], actor="benchmark"))[0])  # noqa: B023 -- run at once
            values = (spoken.stance, spoken.feature, spoken.stakeholder)
            upsert.append(_time(lambda: bare.execute(UPSERT, values))[0])  # noqa: B023 -- as above
    return median(door), median(upsert)


def _find_server() -> dict[str, Any]:
    """Give how to reach the database of Django's connection."""
    database = connection.settings_dict
    return {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
