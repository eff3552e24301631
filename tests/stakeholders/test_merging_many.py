"""Two features about which thousands have spoken become one, and two again, without a trace."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from products.models import Feature
from stakeholders.electorates import refresh_electorates
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import PreferenceEvent, Stakeholder
from stakeholders.preferences import state
from stakeholders.statements import Statement
from stakeholders.verification import find_differences
from tests.builders import build_account, build_team
from tests.stakeholders.twins import NOON, build_twins, read_all

pytestmark = pytest.mark.django_db

EACH = 10_000  # preferences of each of the two; a third of the people spoke about both


def build_people(number: int) -> list[int]:
    """Build so many people, half of them in a team, the others in accounts; give their keys."""
    team, accounts = build_team(), [build_account() for _ in range(3)]
    rows = [
        Stakeholder(
            name=f"p{place}",
            team=team if place % 2 else None,
            account=None if place % 2 else accounts[place % 3],
            weight=Decimal(1 + place % 3),
            source="tests",
            external_id=f"p{place}",
        )
        for place in range(number)
    ]
    Stakeholder.objects.bulk_create(rows)
    refresh_electorates(at=timezone.now())
    return list(Stakeholder.objects.order_by("pk").values_list("pk", flat=True))


def speak(people: list[int], feature: Feature, *, ahead: int) -> None:
    """Let PEOPLE speak about FEATURE; AHEAD of each other in time by turns."""
    statements = (
        Statement(
            stakeholder=key,
            feature=feature.pk,
            stance=(key * (3 + ahead)) % 5 - 2,
            stated_at=NOON + timedelta(minutes=key % 7 * (1 if ahead else -1)),
        )
        for key in people
    )
    state(list(statements), actor="tests")


def read_history() -> list[tuple[object, ...]]:
    """Read every line of the history."""
    names = ("pk", "public_id", "created_at", "kind", "stakeholder", "feature", "stance", "merge")
    return list(PreferenceEvent.objects.order_by("pk").values_list(*names))


def test_ten_thousand_each_are_merged_and_parted_without_a_trace() -> None:
    twin, whole = build_twins()
    people = build_people(EACH * 5 // 3)
    speak(people[:EACH], twin, ahead=1)
    speak(people[-EACH:], whole, ahead=0)
    before, told = read_all(), read_history()
    names = list(Feature.objects.order_by("pk").values_list("pk", "public_id", "key", "name"))

    merge_features(twin, whole, actor="Ada")
    heard = whole.preferences.values("stakeholder").distinct().count()
    counted = whole.preferences.count()
    unmerge_feature(twin, actor="Grace")

    assert (heard, counted) == (len(people), len(people))  # nobody counts twice
    assert read_all() == before
    assert read_history()[: len(told)] == told
    assert (
        list(Feature.objects.order_by("pk").values_list("pk", "public_id", "key", "name")) == names
    )
    assert list(find_differences()) == []
