"""People and accounts go: what they stated goes with them, their history stays."""

import pytest

from products.models import Feature
from products.upserts import RowFault, RowsRefusedError
from stakeholders.membership import remove_accounts, remove_stakeholders
from stakeholders.models import AlignmentScore, Preference, PreferenceEvent
from stakeholders.verification import find_differences
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def find_heads(feature: Feature) -> dict[int, int]:
    """Give how many voices of each group are counted for FEATURE."""
    return dict(feature.cells.values_list("group", "heads"))


def test_someone_who_is_removed_is_withdrawn_but_leaves_their_history() -> None:
    team, feature = build_team(), build_feature()
    people = [build_stakeholder(team=team) for _ in range(2)]
    for person in people:
        build_preference(person, feature)

    assert remove_stakeholders([people[0].pk], actor="Ada") == 1

    assert find_heads(feature) == {team.pk: 1}
    assert Preference.objects.get().stakeholder == people[1]
    names = ("kind", "stakeholder", "group", "actor")
    assert list(PreferenceEvent.objects.order_by("pk").values_list(*names))[::2] == [
        ("STATED", None, team.pk, "tests"),
        ("WITHDRAWN", None, team.pk, "Ada"),
    ]
    assert list(find_differences()) == []


def test_removing_someone_who_said_nothing_raises_the_reach_of_their_group() -> None:
    team, feature = build_team(), build_feature()
    silent, heard = (build_stakeholder(team=team) for _ in range(2))
    build_preference(heard, feature)

    assert remove_stakeholders([silent.pk, silent.pk + heard.pk], actor="Ada") == 1

    assert AlignmentScore.objects.get().reach == 1
    assert list(find_differences()) == []


def test_an_account_is_removed_once_nobody_speaks_through_it() -> None:
    segment, feature = build_segment(), build_feature()
    full, empty = (build_account(segment=segment) for _ in range(2))
    build_preference(build_stakeholder(account=full), feature)

    with pytest.raises(RowsRefusedError) as refused:
        remove_accounts([empty.pk, full.pk], actor="Ada")
    removed = remove_accounts([empty.pk], actor="Ada")

    message = "People still speak through this account."
    assert refused.value.faults == (RowFault(1, "account", "CONFLICT", message),)
    assert removed == 1
    assert AlignmentScore.objects.get().reach == 1
    assert list(find_differences()) == []
