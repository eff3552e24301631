"""Every list of the Relay feed costs the same number of queries for 1, 3 and 50 rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.backend.relay.asking import ask
from tests.backend.relay.rows import build_features

pytestmark = pytest.mark.django_db

# Beside each list the number of its queries: its total, its page, and one for each thing nested.
LISTS = {
    "products(first: 50) { totalCount edges { node { key name } } }": 2,
    "groups(first: 50) { edges { node { key kind } } }": 2,
    "features(first: 50) { edges { node { name product { key } } } }": 3,
    "features(first: 50) { edges { node { alignment { score low high contested } } } }": 3,
    "features(first: 50) { edges { node { alignment { rank } } } }": 4,
    "features(first: 50) { edges { node { alignment { breakdown { loss stances { oppose } } "
    "explanation notHeard { key } } } } }": 5,
    "features(first: 50) { edges { node { product { key } alignment { rank breakdown { support "
    "group { name kind } } } } } }": 7,
    "a: features(last: 50) { edges { node { product { key } } } } "
    "b: features(first: 50) { edges { node { product { name } } } }": 6,
}


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize(("listed", "queries"), LISTS.items())
def test_a_list_costs_the_same_however_long_it_is(listed: str, queries: int, rows: int) -> None:
    build_features(rows)

    with CaptureQueriesContext(connection) as counted:
        found = ask(f"{{ {listed} }}")

    assert len(counted) == queries
    assert [len(each["edges"]) for each in found.values()] == [rows] * len(found)
