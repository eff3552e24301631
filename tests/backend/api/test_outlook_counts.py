"""What is worked out for a list costs the same number of queries however long the list is."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.models import Group, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.backend.api.asking import ask, id_of
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


def build_rows(number: int) -> Group:
    """Build NUMBER features, people and accounts of a product and of NUMBER more products.

    Of each product two features are heard, so that one of them has a neighbour.
    """
    team, segment = build_team(), build_segment()
    products = [build_product("p"), *(build_product() for _ in range(number))]
    places = (*[products[0]] * number, *products, *products)
    features = [build_feature(product=each, effort=Decimal(2)) for each in places]
    people = [build_stakeholder(team=team) for _ in range(number + 2)]
    people += [build_stakeholder(account=build_account(segment=segment)) for _ in people]
    state(
        [
            Statement(
                stakeholder=person.pk,
                feature=feature.pk,
                stance=Stance.SUPPORT,
                willingness_to_pay=Decimal(3),
            )
            for person in (people[0], people[-1])
            for feature in features
        ],
        actor="tests",
    )
    return team


TALK = "silent feature { key } group { key } accounts { key segment { key } } people { name }"

# The number of queries beside what is asked: for the list, and what is told above it.
ASKED = {
    # and their alignments, neighbours, breakdowns; features and groups of the answer
    "features(first: 50) { nodes { alignment { lift { neighbour { key } group { key } } } } }": 5,
    # and their alignments, breakdowns, groups
    "features(first: 50) { nodes { a: whatIf(group: $g, support: 0.5) "
    "b: whatIf(group: $g, support: 0.9) } }": 4,
    # and their products; owners, two for the say, preferences; groups
    "features(first: 50) { nodes { willingnessToPay { currency count median "
    'share(atLeast: "2") groups { group { key } count } } } }': 7,
    # and ten to choose; features, groups, accounts, people; segments
    f"features(first: 50) {{ nodes {{ conversations {{ {TALK} }} }} }}": 13,
    f"products(first: 50) {{ nodes {{ conversations {{ {TALK} }} }} }}": 13,
    # and nine to build it of; what its rows lead to was read with them
    "features(first: 50) { nodes { brief(audience: {kind: TEAM}) { standings { group { key } } "
    "backers { key } objectives { key } insights { title } moves { score } markdown } } }": 10,
    # and four to choose, two for who is silent; features, groups, accounts, people
    "products(first: 50) { nodes { rallyList { feature { key } steps { group { key } "
    "people { name } accounts { key } } } } }": 12,
    # product, groups, features, cells
    'groupAlignment(product: "p") { groups { key } rows { group { key } alignments } }': 4,
    # product; seven to draw; features; their scores
    'roadmap(product: "p", budget: 5) { equalShares { features { alignment { low } } '
    "groups { group { key } } } byVotes { features { alignment { low } } } }": 10,
}


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize(("asked", "queries"), ASKED.items())
def test_what_is_worked_out_costs_the_same_for_any_list(
    asked: str, queries: int, rows: int
) -> None:
    group = id_of(build_rows(rows))
    head = "query ($g: ID!)" if "$g" in asked else "query"

    with CaptureQueriesContext(connection) as counted:
        ask(f"{head} {{ {asked} }}", g=group)

    assert len(counted) == queries
