"""What people rally around is listed with the same number of queries however long the list is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.decisions import Choice
from products.lifecycle import LifecycleStage
from products.models import Insight, Outcome
from stakeholders.advocacy import add_champion, commit, record_outreach
from stakeholders.deciding import decide
from stakeholders.merging import merge_features
from stakeholders.models import Evidence
from stakeholders.news import move
from stakeholders.talks import Pledge, Talk
from tests.backend.api.asking import ask
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def build_rows(number: int) -> None:
    """Build NUMBER features of a product, each with everything listed below around it."""
    product, team = build_product(), build_team()
    person = build_stakeholder(team=team)
    for _ in range(number):
        feature, objective = build_feature(product=product), build_objective(product=product)
        feature.objectives.add(objective)
        preference = build_preference(person, feature)
        insight = Insight.objects.create(product=product, kind="INTERNAL", title="seen")
        Evidence.objects.create(preference=preference, insight=insight, quote="Yes!")
        champion = add_champion(person, feature).row
        record_outreach(feature, team, Talk(contacted_by="Ada", champion=champion))
        commit(objective, build_team(), Pledge(statement="We draw it."))
        choice = Choice(
            outcome=Outcome.DEFER, rationale="Later.", decided_by="Ada", insights=[insight.pk]
        )
        decide(feature, choice, actor="tests")
        move(feature, LifecycleStage.VALIDATION, reason="Asked for.", actor="tests")
        duplicate = build_feature(product=product)
        build_preference(build_stakeholder(team=team), duplicate)
        merge_features(duplicate, feature, actor="tests")


# The number of queries beside each list: its page and what it leads to, its total, nested lists.
LISTS = {
    "champions(first: 50) { totalCount nodes { stakeholder { name team { key } } "
    "feature { key } outreach { totalCount nodes { outcome } } } }": 4,
    "outreach(first: 50) { nodes { feature { key } group { key } "
    "champion { stakeholder { name } } } }": 1,
    "commitments(first: 50) { totalCount nodes { team { key } objective { key } } }": 2,
    "evidence(first: 50) { nodes { preference { stakeholder { name } } insight { title } } }": 1,
    "merges(first: 50) { nodes { feature { key } into { key alignment { low } } } }": 1,
    "referenceWeights { totalCount nodes { kind wRef } }": 2,
    "decisions(first: 50) { nodes { breakdown { name support group { key } } } }": 2,
    "decisions(first: 50) { nodes { grounds { title insight { title } } } }": 2,
    "decisions(first: 50) { nodes { since { score rank feature { key alignment { low } } } } }": 3,
    "news(first: 50) { totalCount nodes { stageChange { toStage feature { key } } "
    "stakeholder { name } group { key } } }": 2,
    "stageChanges(first: 50) { nodes { backers { totalCount nodes { group { key } } } } }": 4,
    "preferences(first: 50) { nodes { evidence(first: 2) { totalCount nodes { quote } } } }": 3,
    "insights(first: 50) { nodes { evidence { nodes { quote } } "
    "decisions { nodes { rank } } } }": 3,
    "features(first: 50) { nodes { champions { nodes { sinceDate } } outreach { totalCount } "
    "merges { totalCount } absorptions { nodes { actor feature { key } } } } }": 6,
    "objectives(first: 50) { nodes { commitments { nodes { statement team { key } } } } }": 2,
    "groups(first: 50) { nodes { outreach { totalCount } commitments { totalCount } } }": 3,
    "stakeholders(first: 50) { nodes { championships { nodes { feature { key } } } } }": 3,
    "products(first: 50) { nodes { decisions { totalCount nodes { feature { key } } } } }": 4,
    "preferenceEvents(first: 50) { nodes { kind merge { reason } } }": 1,
    # One query for all entries, one to count them, and one for each model that tells of them.
    "features(first: 50) { nodes { timeline { nodes { kind summary actor } } } }": 1 + 1,
    "features(first: 50) { nodes { a: timeline(first: 3) { totalCount nodes { id summary } } "
    "b: timeline(last: 1) { totalCount nodes { id summary } } } }": 1 + 1 + 1 + 1,
    "features(first: 50) { nodes { timeline(first: 5, kinds: [MOVED, DECIDED]) { totalCount "
    "nodes { subject { id ... on Decision { insights(first: 2) { nodes { title } } } } } } } }": 1
    + 2
    + 2
    + 1,
    "features(first: 50) { nodes { nextStages { stage } "
    'timeInStages(at: "2999-01-01T00:00:00Z") { stage days } } }': 2,
    'products(first: 50) { nodes { stageFlow(from: "2020-01-01T00:00:00Z", '
    'to: "2999-01-01T00:00:00Z") { stage entered medianDays } } }': 3,
    "products(first: 50) { nodes { teamDuties { team { key } silent { title } } } }": 5,
    'objectives(first: 50) { nodes { overdue(on: "2026-01-01") teams { standing team { key } '
    "commitment { statement } } } }": 4,
    "objectives(first: 50) { nodes { alignment { score groups { support group { key } } } } }": 5,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("listed", "queries"), LISTS.items())
def test_a_list_costs_the_same_however_long_it_is(listed: str, queries: int, rows: int) -> None:
    build_rows(rows)

    with CaptureQueriesContext(connection) as counted:
        ask(f"{{ {listed} }}")

    assert len(counted) == queries
