"""Every list costs the same number of queries for one row, for three and for fifty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from products.models import Decision, Feature, Insight, StageChange
from stakeholders.models import Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.backend.api.asking import ask
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def build_rows(number: int) -> None:
    """Build a product with NUMBER features, and everything listed below NUMBER times."""
    product, team, segment = build_product(), build_team(), build_segment()
    spoken = []
    for _ in range(number):
        feature = build_feature(product=product)
        person = build_stakeholder(team=team)
        spoken.append(Statement(stakeholder=person.pk, feature=feature.pk, stance=Stance.SUPPORT))
        build_stakeholder(account=build_account(segment=segment))
        surround(feature)
    state(spoken, actor="tests")


def surround(feature: Feature) -> None:
    """Build an objective, an insight, a decision and a move around FEATURE."""
    now = timezone.now()
    build_objective(product=feature.product).features.add(feature)
    insight = Insight.objects.create(product=feature.product, kind="INTERNAL", title="seen")
    insight.features.add(feature)
    decision = Decision.objects.create(
        feature=feature, outcome="COMMIT", rationale="clear", decided_by="us", decided_at=now
    )
    decision.insights.add(insight)
    StageChange.objects.create(
        feature=feature, from_stage="CONCEPTION", to_stage="DISCOVERY", reason="new", actor="us"
    )


# The number of queries beside each list: its page with what is joined to it, its total, and one for
# each list nested.
LISTS = {
    "products(first: 50) { totalCount nodes { key } }": 2,
    "products(first: 50) { nodes { features(first: 2) { totalCount nodes { key } } } }": 3,
    "objectives(first: 50) { nodes { key product { key } features { nodes { key } } } }": 2,
    "features(first: 50) { totalCount nodes { name product { key } } }": 2,
    "features(first: 50) { nodes { alignment { score low high rank contested } } }": 2,
    "features(first: 50) { nodes { alignment { breakdown { support group { name } } } } }": 3,
    "features(first: 50) { nodes { alignment { explanation notHeard { key } } } }": 3,
    "features(first: 50) { nodes { preferences { nodes { stakeholder { team { key } } } } } }": 3,
    "features(first: 50) { nodes { a: preferences(first: 1) { nodes { reason } } "
    "b: preferences(last: 1) { totalCount nodes { stance } } } }": 4,
    "features(first: 50) { nodes { objectives { nodes { title } } insights { nodes { title } } "
    "decisions { nodes { outcome } } stageChanges { nodes { reason } } } }": 5,
    "features(first: 50) { nodes { alignmentHistory { nodes { score } } } }": 2,
    "insights(first: 50) { nodes { title features { nodes { alignment { low } } } } }": 3,
    "decisions(first: 50) { nodes { feature { name } insights { nodes { title } } } }": 2,
    "stageChanges(first: 50) { nodes { toStage feature { product { key } } } }": 1,
    "groups(first: 50) { nodes { members { nodes { name } } accounts { totalCount } } }": 3,
    "accounts(first: 50) { nodes { segment { key } people { nodes { name } } } }": 2,
    "stakeholders(first: 50) { nodes { team { key } account { key segment { key } } } }": 1,
    "preferences(first: 50) { totalCount nodes { feature { name } stakeholder { name } } }": 2,
    "alignmentChanges(first: 50) { nodes { feature { name } } }": 1,
}


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize(("listed", "queries"), LISTS.items())
def test_a_list_costs_the_same_however_long_it_is(listed: str, queries: int, rows: int) -> None:
    build_rows(rows)

    with CaptureQueriesContext(connection) as counted:
        ask(f"{{ {listed} }}")

    assert len(counted) == queries
