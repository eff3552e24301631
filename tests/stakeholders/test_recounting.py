"""The text that counts in the database gives, to the integer, what the engine gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from products.models import Feature
from stakeholders.census import BIGINT, DECIMAL, Part, choose_whole, read, write
from stakeholders.counting import Spoken, Sums, add, count
from stakeholders.models import GroupKind, ReferenceWeight, Stakeholder
from stakeholders.recounting import recount
from stakeholders.voices import Person
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.slow_count import count_slowly

LARGEST = 10**15 - 1  # thousandths that a column holds
TYPES = {"kind": "VARCHAR(7)", "weight": "DECIMAL(15, 3)", "annual_value": "DECIMAL(15, 3)"}
SPOKEN = ("feature_id", "stakeholder_id", "stance", "importance")
TYPES |= {"w_ref": "DECIMAL(15, 3)", "deactivated_at": "VARCHAR(9)"}


@dataclass(frozen=True)
class Crowd:
    """Who says what: people by key, reference weights by kind, and what is spoken."""

    people: Mapping[int, Person]
    references: Mapping[GroupKind, int]
    spoken: Sequence[Spoken]

    @property
    def whole(self) -> str:
        """Give the type that the crowd has to be counted in."""
        return choose_whole(self.references.values(), len(self.people))


@st.composite
def draw_crowds(draw: st.DrawFn) -> Crowd:
    """Draw a crowd whose weights are small or as large as can be, many of them seats."""
    most = draw(st.sampled_from([10, 5_000, 10**7, LARGEST]))
    weights = st.integers(0, most) | st.sampled_from([0, 1, most])
    team, account = (
        st.builds(Person, st.just(0), st.integers(*groups), st.just(kind), weights)
        for groups, kind in (((1, 2), GroupKind.TEAM), ((3, 4), GroupKind.SEGMENT))
    )
    accounts = draw(st.lists(account, min_size=1, max_size=3))
    homes = st.tuples(st.none(), team) | st.sampled_from(list(enumerate(accounts, 1)))
    people = {}
    for key, (place, person) in enumerate(draw(st.lists(homes, min_size=1, max_size=30)), 1):
        voice = key if place is None else -place
        people[key] = Person(voice, person.group, person.kind, person.weight)
    row = st.builds(
        Spoken,
        st.integers(1, 2),
        st.sampled_from(list(people)),
        st.integers(-2, 2),
        st.sampled_from([1, 2, 4]),
    )
    spoken = draw(st.lists(row, min_size=1, max_size=60, unique_by=lambda row: row[:2]))
    return Crowd(people, {kind: draw(st.integers(1, most)) for kind in GroupKind}, spoken)


def list_rows(crowd: Crowd) -> dict[str, list[dict[str, object]]]:
    """List the rows of CROWD, relation by relation."""
    people = crowd.people.items()
    accounts = {-person.voice: person for person in crowd.people.values() if person.voice < 0}
    return {
        "preference": [dict(zip(SPOKEN, row, strict=True)) for row in crowd.spoken],
        "stakeholder": [
            {"id": key, "team_id": person.group if person.voice > 0 else None}
            | {"account_id": -person.voice if person.voice < 0 else None}
            | {"weight": to_units(person.weight), "deactivated_at": None}
            for key, person in people
        ],
        "account": [
            {"id": key, "segment_id": account.group, "annual_value": to_units(account.weight)}
            for key, account in (accounts or {0: Person(0, 0, GroupKind.SEGMENT, 0)}).items()
        ],
        "feature": [{"id": key, "merged_into_id": None} for key in (1, 2)],
        "reference": [
            {"kind": f"'{kind}'", "w_ref": to_units(weight)}
            for kind, weight in crowd.references.items()
        ],
    }


def to_units(thousandths: int) -> str:
    """Give THOUSANDTHS as a decimal fraction."""
    return f"{Decimal(thousandths).scaleb(-3):f}"


def show(row: Mapping[str, object]) -> str:
    """Give the query for ROW."""
    return "SELECT " + ", ".join(
        f"CAST({'NULL' if value is None else value} AS {TYPES.get(name, 'BIGINT')}) AS {name}"
        for name, value in row.items()
    )


def write_crowd(crowd: Crowd, whole: str, part: Part | None = None) -> str:
    """Write the text over the rows of CROWD, which it carries."""
    relations = {
        name: " UNION ALL ".join(map(show, rows)) for name, rows in list_rows(crowd).items()
    }
    return write(relations, whole=whole, part=part)


def run_here(sql: str) -> Sums:
    """Run SQL in the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return read(cursor.fetchall())


def run_on_duckdb(sql: str) -> Sums:
    """Run SQL on DuckDB."""
    with duckdb.connect() as duck:
        return read(duck.execute(sql).fetchall())


def to_lists(sums: Sums) -> dict[tuple[int, int], list[int]]:
    """Give SUMS as plain lists."""
    return {place: row.tolist() for place, row in sums.items()}


def count_crowd(crowd: Crowd) -> dict[tuple[int, int], list[int]]:
    """Count CROWD with the engine."""
    return to_lists(count(crowd.spoken, crowd.people, crowd.references))


ease = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@ease
@given(draw_crowds())
def test_duckdb_counts_as_the_engine_does(crowd: Crowd) -> None:
    assert to_lists(run_on_duckdb(write_crowd(crowd, crowd.whole))) == count_crowd(crowd)


@pytest.mark.django_db
@ease
@given(draw_crowds())
def test_the_database_counts_as_the_engine_does(crowd: Crowd) -> None:
    assume(crowd.whole == BIGINT or connection.vendor == "postgresql")

    assert to_lists(run_here(write_crowd(crowd, crowd.whole))) == count_crowd(crowd)


@pytest.mark.django_db
@ease
@given(draw_crowds())
def test_what_fits_64_bits_is_counted_alike_in_either_type(crowd: Crowd) -> None:
    assume(crowd.whole == BIGINT)

    assert to_lists(run_here(write_crowd(crowd, DECIMAL))) == count_crowd(crowd)


@pytest.mark.django_db
@ease
@given(draw_crowds())
def test_the_counts_of_four_parts_add_up(crowd: Crowd) -> None:
    for run in (run_here, run_on_duckdb):
        if crowd.whole != BIGINT and run is run_here and connection.vendor == "sqlite":
            continue
        total: Sums = {}
        for place in range(4):
            add(total, run(write_crowd(crowd, crowd.whole, Part(place, 4))))

        assert to_lists(total) == count_crowd(crowd)


def test_64_bits_are_used_as_long_as_they_hold_every_number() -> None:
    assert choose_whole([], 0) == BIGINT
    assert choose_whole([10**9], 200_000) == BIGINT
    assert choose_whole([1000, 10**9], 300_000) == DECIMAL
    assert choose_whole([LARGEST], 1) == DECIMAL


@pytest.mark.django_db
def test_what_is_too_large_for_64_bits_is_counted_all_the_same() -> None:
    account = build_account(annual_value=999_999_999_999)
    people = [build_stakeholder(account=account) for _ in range(3)]
    people += [build_stakeholder(weight=5)]
    ReferenceWeight.objects.update_or_create(
        kind=GroupKind.SEGMENT, defaults={"w_ref": Decimal("899999999999.999")}
    )
    feature = build_feature()
    for place, person in enumerate(people):
        build_preference(person, feature, stance=place - 1, importance=4)

    found = recount([feature.pk])
    total: Sums = {}
    for place in range(4):
        add(total, recount([feature.pk], part=Part(place, 4)))

    assert to_lists(found) == to_lists(total) == count_slowly()


@pytest.mark.django_db
def test_who_is_silenced_and_what_is_merged_counts_nothing() -> None:
    team, feature, merged = build_team(), build_feature(), build_feature()
    person, silent = (build_stakeholder(team=team) for _ in range(2))
    for speaker in (person, silent):
        for about in (feature, merged):
            build_preference(speaker, about)
    Stakeholder.objects.filter(pk=silent.pk).update(deactivated_at=timezone.now())
    Feature.objects.filter(pk=merged.pk).update(merged_into=feature)

    found = recount([feature.pk, merged.pk])

    assert to_lists(found) == count_slowly()
    assert set(found) == {(feature.pk, team.pk)}


@pytest.mark.django_db
def test_no_reference_weight_is_set_before_it_is_needed() -> None:
    build_account(annual_value=7, segment=build_segment())
    feature = build_feature()
    build_preference(build_stakeholder(), feature)

    assert np.array_equal([row[7] for row in recount([feature.pk]).values()], [1])

    kinds = ReferenceWeight.objects.filter(w_ref__isnull=False).values_list("kind", flat=True)
    assert set(kinds) == {GroupKind.TEAM}
