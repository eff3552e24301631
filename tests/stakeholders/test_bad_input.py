"""What no number should be, and what there is nothing of: refused, or answered as is defined."""

import math
import sqlite3
from decimal import Decimal

import pytest
from django.db import connection

from products.faults import RowsRefusedError
from products.models import Feature, Product
from stakeholders.alignment.roadmap import BudgetError
from stakeholders.alignment.score import SupportError
from stakeholders.asking import ask_about_features, ask_in_products
from stakeholders.comparing import compare_groups
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.membership import upsert_accounts, upsert_stakeholders
from stakeholders.models import Account, AlignmentScore, Group, Stakeholder
from stakeholders.paying import read_markets
from stakeholders.persuading import find_lifts, suppose
from stakeholders.planning import draw_roadmap
from stakeholders.say import ReferenceWeightError, set_reference_weight
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NO_WEIGHTS = [
    Decimal(text) for text in ("NaN", "sNaN", "Infinity", "-Infinity", "-1", "-0.001", "1e400")
]
NO_NUMBERS = [math.nan, math.inf, -math.inf]


def build_heard(product: Product | None = None, *, voices: int = 3, effort: int = 2) -> Feature:
    """Build a feature that a team of VOICES people backs."""
    feature = build_feature(product=product or build_product(), effort=Decimal(effort))
    team = build_team()
    for person in [build_stakeholder(team=team) for _ in range(voices)]:
        build_preference(person, feature, willingness_to_pay=Decimal(9))
    return feature


@pytest.mark.parametrize("weight", NO_WEIGHTS, ids=str)
def test_what_is_no_weight_is_refused_and_nothing_is_written(weight: Decimal) -> None:
    team, segment = build_team(), build_segment()

    with pytest.raises(RowsRefusedError) as account:
        upsert_accounts(
            [{"key": "a", "name": "a", "segment": segment.pk, "annual_value": weight}], actor="t"
        )
    with pytest.raises(RowsRefusedError) as person:
        upsert_stakeholders(
            [{"name": "p", "team": team.pk, "weight": weight, "source": "t", "external_id": "p"}],
            actor="t",
        )

    assert [fault.field for fault in account.value.faults] == ["annual_value"]
    assert [fault.field for fault in person.value.faults] == ["weight"]
    assert (Account.objects.count(), Stakeholder.objects.count()) == (0, 0)


@pytest.mark.parametrize("weight", [*NO_WEIGHTS, Decimal(0)], ids=str)
def test_what_is_no_reference_weight_is_refused(weight: Decimal) -> None:
    with pytest.raises(ReferenceWeightError):
        set_reference_weight("SEGMENT", weight, actor="t")


@pytest.mark.parametrize("budget", [-1.0, -5e-324, *NO_NUMBERS])
def test_what_is_no_budget_is_refused(budget: float) -> None:
    with pytest.raises(BudgetError):
        draw_roadmap(build_heard().product, budget)


@pytest.mark.parametrize(
    ("budget", "bought"), [(0.0, 0), (-0.0, 0), (5e-324, 0), (2.0, 1), (1e308, 1)]
)
def test_a_budget_of_any_size_buys_what_it_can(budget: float, bought: int) -> None:
    feature = build_heard()

    found = draw_roadmap(feature.product, budget)

    assert found.completed.features == (feature.pk,) * bought


@pytest.mark.parametrize("support", [-0.001, 1.001, *NO_NUMBERS])
def test_what_is_no_share_cannot_be_supposed(support: float) -> None:
    score = AlignmentScore.objects.get(feature=build_heard())

    with pytest.raises(SupportError):
        suppose(score.breakdown, score.breakdown[0]["group"], support)


def test_of_a_group_that_is_unknown_nothing_can_be_supposed() -> None:
    score = AlignmentScore.objects.get(feature=build_heard())

    assert suppose(score.breakdown, -1, 0.5) is None


@pytest.mark.parametrize("support", [0.0, 0.5, 1.0])
def test_a_group_without_members_has_nothing_to_change(support: float) -> None:
    empty = build_team()
    score = AlignmentScore.objects.get(feature=build_heard())

    assert suppose(score.breakdown, empty.pk, support) == pytest.approx(score.score, abs=1e-9)


def test_a_product_without_anything_has_empty_answers() -> None:
    product = build_product()

    found, roadmap = compare_groups(product), draw_roadmap(product, 9)

    assert (found.groups, found.alignments) == ([], [])
    assert (found.concordance, found.alpha) == (None, None)
    assert (roadmap.completed.features, roadmap.completed.coverage) == ((), None)
    assert ask_in_products([product.pk], 9).get(product.pk, []) == []


def test_a_product_of_which_nobody_spoke_has_empty_answers() -> None:
    feature = build_feature(effort=Decimal(1))
    build_stakeholder(team=build_team())

    found, roadmap = compare_groups(feature.product), draw_roadmap(feature.product, 9)

    assert (found.alignments, found.concordance, found.alpha) == ([[1.0]], None, None)
    assert (roadmap.completed.features, roadmap.completed.coverage) == ((), 0)
    assert (find_lifts([feature.pk]), read_markets([feature.pk])) == ({}, {})
    assert len(ask_about_features([feature.pk], 9)[feature.pk]) == 1


def test_a_kind_without_members_has_no_part_in_anything() -> None:
    segment, feature = build_segment(), build_heard()

    lines = AlignmentScore.objects.get(feature=feature).breakdown

    weights = {line["group"]: line["weight"] for line in lines}
    assert weights.pop(segment.pk) == 0
    assert list(weights.values()) == [1]
    assert draw_roadmap(feature.product, 2).equal_shares.by_group[segment.pk] is None


def test_voices_without_any_weight_are_heard_and_give_no_evidence() -> None:
    feature = build_feature(effort=Decimal(1))
    account = build_account(annual_value=0)
    build_preference(build_stakeholder(account=account), feature)
    build_preference(build_stakeholder(team=build_team(), weight=0), feature)

    roadmap = draw_roadmap(feature.product, 9)

    assert not AlignmentScore.objects.filter(feature=feature).exists()
    assert feature.cells.count() == 2
    assert roadmap.equal_shares.features == ()  # their purses are empty
    assert roadmap.by_votes.features == (feature.pk,)


def test_a_feature_without_effort_is_never_bought_and_one_for_nothing_first() -> None:
    product = build_product()
    unknown, dear, gift = (build_heard(product, effort=n) for n in (1, 3, 0))
    Feature.objects.filter(pk=unknown.pk).update(effort=None)

    found = draw_roadmap(product, 3)

    assert found.equal_shares.features[0] == gift.pk
    assert unknown.pk not in {*found.completed.features, *found.by_score.features}
    assert set(draw_roadmap(product, 9).completed.features) == {gift.pk, dear.pk}


def test_what_only_the_deactivated_spoke_about_is_backed_by_nobody() -> None:
    feature = build_heard()
    deactivate_stakeholders(list(Stakeholder.objects.values_list("pk", flat=True)), actor="tests")

    found = draw_roadmap(feature.product, 9)

    assert (found.equal_shares.features, found.by_votes.features) == ((), ())
    assert found.equal_shares.coverage is None
    assert read_markets([feature.pk]) == {}


def test_who_is_deactivated_is_not_asked_and_has_not_spoken_for_an_account() -> None:
    feature, account = build_feature(), build_account()
    gone, there = (build_stakeholder(account=account) for _ in range(2))
    build_preference(gone, feature)
    build_preference(build_stakeholder(team=build_team()), feature)
    deactivate_stakeholders([gone.pk], actor="tests")

    asked = ask_about_features([feature.pk], 9)[feature.pk]

    assert [(each.accounts, each.people) for each in asked] == [((account.pk,), (there.pk,))]


def limit_parameters(most: int) -> int:
    """Let a statement have MOST parameters, where that can be set; give how many it had before."""
    if connection.vendor != "sqlite":
        return most
    before: int = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)
    return before


def test_more_groups_than_a_statement_can_name_have_a_roadmap() -> None:
    feature = build_heard()
    groups = [Group(kind="TEAM", key=f"g{n}", name=f"g{n}") for n in range(60)]
    Group.objects.bulk_create(groups)

    before = limit_parameters(30)
    try:
        found = draw_roadmap(feature.product, 2)
    finally:
        limit_parameters(before)

    assert found.equal_shares.features == (feature.pk,)
    assert len(found.equal_shares.by_group) == 61
