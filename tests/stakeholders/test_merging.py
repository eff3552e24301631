"""Duplicates become one feature, and two again; nobody counts twice, and nothing is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.merging import MergeError
from products.models import Merge
from stakeholders.deactivating import activate_stakeholders, deactivate_stakeholders
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import (
    AlignmentChange,
    AlignmentScore,
    PreferenceEvent,
)
from stakeholders.preferences import withdraw
from stakeholders.say import upsert_groups
from stakeholders.statements import StatementsRefusedError
from stakeholders.verification import find_differences
from tests.builders import (
    build_feature,
    build_product,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.slow_count import count_slowly, read_cells
from tests.stakeholders.twins import build_twins, find_stances, fresh, read_all, say

pytestmark = pytest.mark.django_db


def test_of_two_views_of_one_person_the_newer_stands_and_counts_once() -> None:
    (twin, whole), team = build_twins(), build_team()
    both, other, only = (build_stakeholder(team=team) for _ in range(3))
    say(both, twin, 2, day=2)
    say(both, whole, -2, day=1)
    say(other, twin, 2, day=1)
    say(other, whole, -2, day=2)
    say(only, twin, 1, day=1)

    merge_features(twin, whole, reason="the same", actor="Ada")

    assert find_stances(whole) == {both.pk: 2, other.pk: -2, only.pk: 1}
    assert whole.cells.get().heads == 3
    assert read_cells() == count_slowly()
    assert list(find_differences()) == []


def test_a_merged_feature_counts_nothing_and_keeps_what_was_stated() -> None:
    (twin, whole), person = build_twins(), build_stakeholder()
    say(person, twin, 2, day=1)

    merge = merge_features(twin, whole, reason="the same", actor="Ada")

    assert fresh(twin).merged_into == whole
    assert find_stances(twin) == {person.pk: 2}
    assert not twin.cells.exists()
    assert [score.feature for score in AlignmentScore.objects.all()] == [whole]
    assert (merge.feature, merge.into, merge.reason, merge.actor) == (
        twin,
        whole,
        "the same",
        "Ada",
    )
    assert list(find_differences()) == []


def test_the_scores_of_both_tell_that_a_merge_moved_them() -> None:
    twin, whole = build_twins()
    say(build_stakeholder(), twin, 2, day=1)

    merge_features(twin, whole, actor="Ada")

    changes = AlignmentChange.objects.filter(actor="Ada").order_by("feature")
    told = [(row.feature, row.cause, row.score is None) for row in changes]
    assert told == [(twin, "MERGE", True), (whole, "MERGE", False)]


def test_a_view_taken_back_later_than_it_was_stated_elsewhere_stays_so() -> None:
    (twin, whole), person = build_twins(), build_stakeholder()
    say(person, twin, 2, day=1)
    say(person, whole, 2, day=2)
    withdraw([(person.pk, whole.pk)], actor="Ada")

    merge_features(twin, whole, actor="Ada")

    assert find_stances(whole) == {}
    assert list(find_differences()) == []


def test_someone_silent_is_taken_along_and_counts_once_activated() -> None:
    (twin, whole), person = build_twins(), build_stakeholder()
    say(person, twin, 2, day=1)
    deactivate_stakeholders([person.pk], actor="Ada")

    merge_features(twin, whole, actor="Ada")

    assert read_cells() == {}
    activate_stakeholders([person.pk], actor="Ada")
    assert [feature for feature, _ in read_cells()] == [whole.pk]
    assert list(find_differences()) == []


def test_someone_without_a_say_any_more_is_taken_along() -> None:
    (twin, whole), team = build_twins(), build_team()
    person = build_stakeholder(team=team)
    say(person, twin, 2, day=1)
    elsewhere = build_product().pk
    upsert_groups([{"kind": "TEAM", "key": team.key, "products": [elsewhere]}], actor="Ada")

    merge_features(twin, whole, actor="Ada")

    assert find_stances(whole) == {person.pk: 2}
    assert list(find_differences()) == []


def test_a_statement_about_a_merged_feature_is_refused() -> None:
    twin, whole = build_twins()
    merge_features(twin, whole, actor="Ada")

    with pytest.raises(StatementsRefusedError, match="name what it became part of"):
        say(build_stakeholder(), twin, 2, day=1)


def test_merging_again_changes_nothing() -> None:
    twin, whole = build_twins()
    say(build_stakeholder(), twin, 2, day=1)
    merge = merge_features(twin, whole, actor="Ada")
    lines = PreferenceEvent.objects.count()

    assert merge_features(twin, whole, reason="again", actor="Grace") == merge

    assert Merge.objects.values_list("reason", "actor").get() == ("", "Ada")
    assert PreferenceEvent.objects.count() == lines


def test_a_merge_that_is_refused_writes_nothing() -> None:
    twin, other = build_feature(), build_feature()
    say(build_stakeholder(), twin, 2, day=1)
    before = read_all()

    with pytest.raises(MergeError):
        merge_features(twin, other, actor="Ada")

    assert read_all() == before


def test_merges_cost_the_same_queries_however_many_people_spoke() -> None:
    counts = []
    for number in (1, 3, 50):
        (twin, whole), team = build_twins(), build_team()
        for person in [build_stakeholder(team=team) for _ in range(number)]:
            say(person, twin, 2, day=1)
            say(person, whole, -2, day=0)
        with CaptureQueriesContext(connection) as queries:
            merge_features(twin, whole, actor="Ada")
            unmerge_feature(twin, actor="Ada")
        counts.append(len(queries))

    assert counts == counts[:1] * 3
