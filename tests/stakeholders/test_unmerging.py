"""What was taken for a duplicate stands for itself again, and all is as it was."""

import pytest

from products.models import Merge
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import (
    Evidence,
    PreferenceEvent,
)
from stakeholders.preferences import withdraw
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_stakeholder,
    build_team,
)
from tests.stakeholders.twins import build_twins, find_stances, fresh, read_all, say

pytestmark = pytest.mark.django_db


def test_a_merge_and_its_undoing_leave_all_as_it_was() -> None:
    (twin, whole), team, account = build_twins(), build_team(), build_account()
    people = [build_stakeholder(team=team) for _ in range(3)]
    people += [build_stakeholder(account=account) for _ in range(3)]
    for place, person in enumerate(people):
        if place % 3 != 0:
            say(person, twin, 2, day=place)
        if place % 3 != 1:
            say(person, whole, -1, day=2)
    before = read_all()

    merge = merge_features(twin, whole, actor="Ada")
    undone = unmerge_feature(twin, actor="Grace")

    assert read_all() == before
    assert (undone, fresh(twin).merged_into) == (merge, None)
    assert Merge.objects.values_list("undone_by").get() == ("Grace",)
    assert list(find_differences()) == []


def test_the_history_tells_of_a_merge_and_of_its_undoing() -> None:
    twin, whole = build_twins()
    both, only = build_stakeholder(), build_stakeholder()
    say(both, whole, -2, day=1)
    say(both, twin, 2, day=2)
    say(only, twin, 1, day=1)

    merge = merge_features(twin, whole, actor="Ada")
    unmerge_feature(twin, actor="Grace")

    lines = PreferenceEvent.objects.filter(feature=whole).order_by("pk")
    assert list(lines.values_list("stakeholder", "kind", "stance", "merge", "actor")) == [
        (both.pk, "STATED", -2, None, "tests"),
        (both.pk, "STATED", 2, merge.pk, "Ada"),
        (only.pk, "STATED", 1, merge.pk, "Ada"),
        (both.pk, "STATED", -2, merge.pk, "Grace"),
        (only.pk, "WITHDRAWN", 1, merge.pk, "Grace"),
    ]


def test_what_was_stated_since_a_merge_outlives_its_undoing() -> None:
    twin, whole = build_twins()
    stated, withdrawn = build_stakeholder(), build_stakeholder()
    for person in (stated, withdrawn):
        say(person, twin, 2, day=1)
    merge_features(twin, whole, actor="Ada")
    say(stated, whole, -1, day=3)
    withdraw([(withdrawn.pk, whole.pk)], actor="Ada")

    unmerge_feature(twin, actor="Ada")

    assert find_stances(whole) == {stated.pk: -1}
    assert find_stances(twin) == {stated.pk: 2, withdrawn.pk: 2}
    assert list(find_differences()) == []


def test_an_undone_merge_can_be_made_again() -> None:
    (twin, whole), person = build_twins(), build_stakeholder()
    say(person, twin, 2, day=1)
    first = merge_features(twin, whole, actor="Ada")
    unmerge_feature(twin, actor="Ada")

    second = merge_features(twin, whole, actor="Ada")

    assert second != first
    assert find_stances(whole) == {person.pk: 2}
    assert list(find_differences()) == []


def test_what_an_undone_merge_brought_is_stated_there_when_it_comes_from_outside() -> None:
    (twin, whole), person = build_twins(), build_stakeholder()
    say(person, twin, 2, day=1)
    merge_features(twin, whole, actor="Ada")
    unmerge_feature(twin, actor="Ada")

    say(person, whole, 1, day=0)

    assert find_stances(whole) == {person.pk: 1}


@pytest.mark.parametrize("first_undone", [0, 1])
def test_two_duplicates_are_taken_out_in_any_order(first_undone: int) -> None:
    twin, whole = build_twins()
    twins = [twin, build_feature("other", product=whole.product)]
    person = build_stakeholder()
    for day, each in enumerate(twins):
        say(person, each, day + 1, day=day)
        merge_features(each, whole, actor="Ada")

    unmerge_feature(twins[first_undone], actor="Ada")

    assert find_stances(whole) == {person.pk: 2 - first_undone}
    unmerge_feature(twins[1 - first_undone], actor="Ada")
    assert find_stances(whole) == {}
    assert list(find_differences()) == []


def test_undoing_nothing_changes_nothing() -> None:
    assert unmerge_feature(build_feature(), actor="Ada") is None


def test_a_chain_of_merges_counts_each_person_once_and_is_undone_link_by_link() -> None:
    first, second = build_twins()
    third = build_feature("third", product=first.product)
    person = build_stakeholder()
    for day, each in enumerate((third, first, second)):
        say(person, each, (0, 2, -2)[day], day=day)
    before = read_all()
    merge_features(first, second, actor="Ada")

    merge_features(second, third, actor="Ada")

    assert find_stances(third) == {person.pk: -2}
    assert (fresh(first).merged_into, fresh(second).merged_into) == (third, third)
    assert list(find_differences()) == []
    for each in (second, first):
        unmerge_feature(each, actor="Ada")
    assert read_all() == before
    assert list(find_differences()) == []


def test_what_is_shown_for_a_view_goes_back_with_it() -> None:
    (twin, whole), person = build_twins(), build_stakeholder()
    say(person, twin, 2, day=1)
    merge_features(twin, whole, actor="Ada")
    shown = Evidence.objects.create(preference=whole.preferences.get(), quote="So I said.")

    unmerge_feature(twin, actor="Ada")

    assert Evidence.objects.get(pk=shown.pk).preference == twin.preferences.get()
