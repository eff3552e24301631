"""The past of a list costs the same number of queries however long the list is."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.models import Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.backend.api.asking import ask
from tests.builders import build_feature, build_product, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
THEN = 'date: "2025-03-02T00:00:00Z"'
SPAN = 'from: "2025-02-01T00:00:00Z", to: "2025-03-02T00:00:00Z"'


def build_rows(number: int) -> None:
    """Build NUMBER products with two features each, and NUMBER people who spoke about all."""
    team = build_team()
    places = [build_product() for _ in range(number)] * 2
    features = [build_feature(product=product) for product in places]
    people = [build_stakeholder(team=team) for _ in range(number)]
    state(
        [
            Statement(stakeholder=person.pk, feature=feature.pk, stance=Stance.SUPPORT)
            for person in people
            for feature in features
        ],
        actor="tests",
        at=NOON,
    )


# The number of queries beside what is asked: the list, merges, electorates and cells of then;
LISTS = {
    f"alignmentAt({THEN}) {{ score low voices }}": 4,
    # groups;
    f"alignmentAt({THEN}) {{ explanation notHeard {{ key }} breakdown {{ group {{ key }} }} }}": 5,
    # what was open then, with its features, electorates and cells;
    f"alignmentAt({THEN}) {{ rank }}": 8,
    # the same at the other moment, groups, changes and their total;
    f"alignmentDifference({SPAN}) {{ scoreDifference groups {{ name group {{ key }} }} "
    "changes { totalCount nodes { score } } }": 10,
    # statements, their total, people with their teams, groups.
    f"alignmentDifference({SPAN}) {{ statements {{ totalCount nodes {{ stance "
    "stakeholder { team { key } } group { key } } } }": 11,
    "preferenceEvents { totalCount nodes { stance stakeholder { name } group { key } } }": 5,
}


@pytest.mark.parametrize("rows", [1, 3, 20])
@pytest.mark.parametrize(("asked", "queries"), LISTS.items())
def test_the_past_costs_the_same_for_any_list(asked: str, queries: int, rows: int) -> None:
    build_rows(rows)

    with CaptureQueriesContext(connection) as counted:
        ask(f"{{ features(first: 40) {{ nodes {{ {asked} }} }} }}")

    assert len(counted) == queries
