"""What is told ahead of a merge is what comes of it."""

import pytest

from products.models import Merge
from stakeholders.merging import merge_features
from stakeholders.models import Evidence, Preference, PreferenceEvent
from stakeholders.preferences import withdraw
from stakeholders.weighing import weigh_merge
from tests.builders import build_stakeholder
from tests.stakeholders.twins import build_twins, find_stances, fresh, say

pytestmark = pytest.mark.django_db


def test_every_kind_of_preference_is_counted_once() -> None:
    twin, whole = build_twins()
    newer, older, only, gone, here = (
        build_stakeholder(n) for n in ["newer", "older", "only", "gone", "here"]
    )
    say(newer, whole, -2, day=1)
    say(newer, twin, 2, day=2)
    say(older, twin, 1, day=1)
    say(older, whole, -1, day=2)
    say(only, twin, 2, day=1)
    say(gone, twin, 2, day=1)
    say(gone, whole, 2, day=3)
    withdraw([(gone.pk, whole.pk)], actor="tests")
    say(here, whole, 0, day=1)
    shown = Preference.objects.get(stakeholder=only, feature=twin)
    Evidence.objects.create(preference=shown, quote="Yes!")

    found = weigh_merge(twin, whole)
    merge_features(twin, whole, actor="Ada")

    assert (found.there, found.here, found.both, found.newer) == (4, 3, 2, 1)
    assert (found.added, found.withdrawn, found.older, found.evidence) == (1, 1, 1, 1)
    assert found.after == len(find_stances(whole))
    assert found.moved == PreferenceEvent.objects.filter(merge=Merge.objects.get()).count()
    assert [(clash.stakeholder, clash.moves) for clash in found.clashes] == [
        ("newer", True),
        ("older", False),
    ]


def test_two_that_nobody_spoke_about_move_nothing() -> None:
    twin, whole = build_twins()

    found = weigh_merge(fresh(twin), fresh(whole))

    assert (found.there, found.after, found.moved, found.clashes) == (0, 0, 0, ())
