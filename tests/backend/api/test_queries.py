"""Asks for one thing or several, by id and by key, and for what is nested in them."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stakeholders.models import Stance
from tests.backend.api.asking import ADDRESS, ask, id_of, refusals
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ALIGNMENT = """query ($p: String!, $k: String!) { feature(product: $p, key: $k) { alignment {
  id score low high rank provisional contested evenness reach polarization internal external
  voices revenue backingGroups objectingGroups heardGroups notHeard { key } explanation
  breakdown { group { key kind } support weight voices heard agreement backing objecting
    stances { stronglyOppose oppose neutral support stronglySupport } } } } }"""


def build_backing() -> None:
    """Let a team of four and one account speak for `f`; a second team stays silent."""
    team, segment = build_team("inside"), build_segment("outside")
    build_stakeholder(team=build_team("silent"))
    feature = build_feature("f", product=build_product("p"))
    account = build_account(segment=segment, annual_value=Decimal("1200.500"))
    for person in [
        *(build_stakeholder(team=team) for _ in range(4)),
        build_stakeholder(account=account),
    ]:
        build_preference(person, feature, stance=Stance.STRONGLY_SUPPORT)


def ask_alignment() -> Any:  # noqa: ANN401 -- JSON
    return ask(ALIGNMENT, p="p", k="f")["feature"]["alignment"]


def test_an_alignment_tells_every_measure() -> None:
    build_backing()

    found = ask_alignment()

    assert found["low"] < found["score"] < found["high"]
    assert (found["rank"], found["voices"], found["heardGroups"]) == (1, 5, 2)
    assert (found["revenue"], found["contested"]) == ("1200.5", False)
    assert [group["key"] for group in found["notHeard"]] == ["silent"]


def test_a_breakdown_tells_how_each_group_stands() -> None:
    build_backing()

    lines = {line["group"]["key"]: line for line in ask_alignment()["breakdown"]}

    assert lines["inside"]["group"]["kind"] == "TEAM"
    assert (lines["inside"]["voices"], lines["inside"]["heard"]) == (4, 4)
    assert lines["inside"]["stances"] == {
        "stronglyOppose": 0,
        "oppose": 0,
        "neutral": 0,
        "support": 0,
        "stronglySupport": 4,
    }
    assert (lines["silent"]["heard"], lines["silent"]["agreement"]) == (0, None)


def test_a_feature_that_nobody_spoke_about_has_no_alignment() -> None:
    build_feature("f", product=build_product("p"))

    assert ask_alignment() is None


def test_things_are_found_by_their_ids_in_the_order_asked_for() -> None:
    rows = [build_team(), build_product(), build_team(), build_feature()]
    gone = build_product()
    ids = [id_of(row) for row in rows]
    missing = id_of(gone)
    gone.delete()

    found = ask(NODES, ids=[ids[3], missing, *ids[:3]])["nodes"]

    assert found == [{"id": ids[3]}, None, *({"id": each} for each in ids[:3])]


@pytest.mark.parametrize(("number", "codes"), [(100, []), (101, ["BAD_USER_INPUT"])])
def test_a_hundred_ids_are_not_too_many(number: int, codes: list[str]) -> None:
    assert refusals(NODES, ids=[id_of(build_product())] * number) == codes


def test_an_alignment_is_found_by_its_id() -> None:
    build_backing()
    found = ask_alignment()["id"]

    answer = ask("query ($id: ID!) { node(id: $id) { __typename id } }", id=found)

    assert answer == {"node": {"__typename": "Alignment", "id": found}}


def test_a_merged_feature_is_found_by_id_and_answered_for_by_key() -> None:
    product = build_product("p")
    target = build_feature("target", product=product)
    middle = build_feature("middle", product=product, merged_into=target)
    merged = build_feature("merged", product=product, merged_into=middle)

    found = ask(
        """query ($id: ID!) { node(id: $id) { id ... on Feature { key } }
        feature(product: "p", key: "merged") { key }
        features(product: "p") { totalCount nodes { key } } }""",
        id=id_of(merged),
    )

    only = {"totalCount": 1, "nodes": [{"key": "target"}]}
    itself = {"id": id_of(merged), "key": "merged"}
    assert found == {"node": itself, "feature": {"key": "target"}, "features": only}


def test_a_list_within_a_product_leaves_the_others_out() -> None:
    mine = build_feature("mine", product=build_product("p"))
    build_feature("other", product=build_product("q"))

    found = ask('{ features(product: "p") { nodes { id key } } }')["features"]["nodes"]

    assert found == [{"id": id_of(mine), "key": "mine"}]


def test_the_members_of_a_segment_are_the_people_of_its_accounts() -> None:
    build_stakeholder("Ada", account=build_account(segment=build_segment("s")))

    found = ask("{ groups { nodes { key members { totalCount nodes { name } } } } }")

    members = {"totalCount": 1, "nodes": [{"name": "Ada"}]}
    assert found["groups"]["nodes"] == [{"key": "s", "members": members}]


def test_what_serves_many_stands_under_each_of_them() -> None:
    product = build_product()
    features = [build_feature(key, product=product) for key in "abc"]
    for key, served in (("x", features[:2]), ("y", features)):
        build_objective(key, product=product).features.set(served)

    found = ask(
        """{ features(orderBy: [KEY_ASC], first: 2) { nodes {
        objectives(first: 1, orderBy: [KEY_ASC]) { totalCount nodes { key } } } } }"""
    )["features"]["nodes"]

    assert found == [{"objectives": {"totalCount": 2, "nodes": [{"key": "x"}]}}] * 2


def test_whoever_is_signed_in_is_named() -> None:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    body = {"query": "{ viewer { name isAuthenticated } }"}

    answer = client.post(ADDRESS, body, content_type="application/json", secure=True).json()

    assert answer["data"] == {"viewer": {"name": "ada", "isAuthenticated": True}}
