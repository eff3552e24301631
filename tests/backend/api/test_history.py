"""Asks what stood at a moment, and what moved it since."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from products.models import Feature
from stakeholders.erasing import erase_stakeholders
from stakeholders.models import Stakeholder
from stakeholders.preferences import state, withdraw
from stakeholders.say import remove_groups
from stakeholders.statements import Statement
from tests.backend.api.asking import ask, id_of, post, refusals
from tests.builders import build_feature, build_product, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

NOON: Final = datetime(2025, 3, 1, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)
WHOLE: Final = """score low high rank provisional contested evenness reach polarization internal
  external voices revenue backingGroups objectingGroups heardGroups explanation updatedAt
  notHeard { key } breakdown { name kind group { key } support weight loss voices heard agreement
  stances { support stronglySupport } }"""
AT: Final = f"""query ($d: DateTime!) {{ feature(product: "p", key: "f") {{
  alignmentAt(date: $d) {{ {WHOLE} }} alignment {{ {WHOLE} }} }} }}"""
DIFFERENCE: Final = """query ($f: DateTime!, $t: DateTime!) { feature(product: "p", key: "f") {
  alignmentDifference(from: $f, to: $t) {
    before { score } after { score } scoreDifference
    groups { name kind group { key } supportBefore supportAfter lossBefore lossAfter
      lossDifference }
    changes { totalCount nodes { cause score } }
    statements { totalCount nodes { kind stance importance actor source createdAt
      stakeholder { name } group { key } } } } } }"""


def build_house() -> tuple[list[Stakeholder], Feature]:
    """Build two teams of one each, and the feature `f` of the product `p`."""
    people = [build_stakeholder(name, team=build_team(name)) for name in ("ada", "bob")]
    return people, build_feature("f", product=build_product("p"))


def say(person: Stakeholder, feature: Feature, at: datetime, stance: int = 2) -> None:
    """Let PERSON say something about FEATURE, AT a moment."""
    said = [Statement(stakeholder=person.pk, feature=feature.pk, stance=stance)]
    state(said, actor="Ada", source="talk", at=at)


def ask_at(moment: datetime) -> tuple[Any, Any]:
    """Ask for the alignment of `f` at MOMENT and of today."""
    found = ask(AT, d=moment.isoformat())["feature"]
    return found["alignmentAt"], found["alignment"]


def differ(start: datetime, end: datetime) -> Any:  # noqa: ANN401 -- JSON
    """Ask for what moved `f` from START to END."""
    found = ask(DIFFERENCE, f=start.isoformat(), t=end.isoformat())
    return found["feature"]["alignmentDifference"]


def test_a_moment_after_all_shows_today_whole() -> None:
    people, feature = build_house()
    for person in people:
        say(person, feature, NOON)

    for moment in (NOON, datetime(2999, 1, 1, tzinfo=UTC)):
        then, today = ask_at(moment)
        assert then == today
        assert then["rank"] == 1


def test_before_anybody_spoke_there_was_none() -> None:
    people, feature = build_house()
    say(people[0], feature, NOON)

    assert ask_at(NOON - DAY)[0] is None


def test_a_group_that_is_gone_is_shown_as_it_stood() -> None:
    people, feature = build_house()
    for person in people:
        say(person, feature, NOON)
    before, _ = ask_at(NOON)
    erase_stakeholders([people[1].pk], actor="Ada")
    remove_groups([people[1].team_id or 0], actor="Ada")

    then, today = ask_at(NOON)

    assert [line["group"] for line in then["breakdown"]] == [{"key": "ada"}, None]
    assert [line["name"] for line in then["breakdown"]] == ["ada", "bob"]
    assert [line["name"] for line in today["breakdown"]] == ["ada"]
    before["breakdown"][1]["group"] = None
    assert then == before


def test_the_past_has_ids_of_its_own_by_which_it_is_found_again() -> None:
    people, feature = build_house()
    say(people[0], feature, NOON)
    query = """query ($d: DateTime!) { feature(product: "p", key: "f") {
      alignment { id } alignmentAt(date: $d) { id } } }"""
    found = ask(query, d=NOON.isoformat())["feature"]
    past = found["alignmentAt"]["id"]
    say(people[0], feature, NOON + DAY, stance=-2)

    again = ask(
        "query ($i: [ID!]!) { nodes(ids: $i) { id ... on Alignment { score } } }",
        i=[past, found["alignment"]["id"]],
    )["nodes"]

    assert [node["id"] for node in again] == [past, found["alignment"]["id"]]
    assert again[0]["score"] > again[1]["score"]


def test_the_past_is_beyond_lifting() -> None:
    people, feature = build_house()
    say(people[0], feature, NOON)
    other = build_feature(product=feature.product)
    for person in people:
        say(person, other, NOON)

    found = ask(
        """query ($d: DateTime!) { feature(product: "p", key: "f") {
          alignment { rank lift { ahead } } alignmentAt(date: $d) { rank lift { ahead } } } }""",
        d=NOON.isoformat(),
    )["feature"]

    assert (found["alignment"]["rank"], found["alignment"]["lift"]) == (2, {"ahead": False})
    assert found["alignmentAt"] == {"rank": 2, "lift": None}


def test_a_difference_tells_who_moved_the_score_and_by_how_much() -> None:
    people, feature = build_house()
    for person in people:
        say(person, feature, NOON)
    say(people[1], feature, NOON + DAY, stance=-2)

    found = differ(NOON, NOON + DAY)

    before, after = found["before"]["score"], found["after"]["score"]
    told = sum(group["lossDifference"] for group in found["groups"])
    assert math.isclose(told, math.log(before / 100) - math.log(after / 100), abs_tol=1e-9)
    assert found["scoreDifference"] == after - before
    assert [group["name"] for group in found["groups"]] == ["bob", "ada"]
    assert found["groups"][0]["group"] == {"key": "bob"}
    assert found["groups"][0]["supportAfter"] < found["groups"][0]["supportBefore"]


def test_a_difference_lists_what_was_said_after_its_start_and_until_its_end() -> None:
    people, feature = build_house()
    for person in people:
        say(person, feature, NOON)
    say(people[1], feature, NOON + DAY, stance=-2)
    withdraw([(people[0].pk, feature.pk)], actor="Bob", at=NOON + 2 * DAY)
    erase_stakeholders([people[0].pk], actor="Ada")

    one, both = differ(NOON, NOON + DAY), differ(NOON, NOON + 2 * DAY)

    (said,) = one["statements"]["nodes"]
    assert said == {
        "kind": "STATED",
        "stance": "STRONGLY_OPPOSE",
        "importance": "IMPORTANT",
        "actor": "Ada",
        "source": "talk",
        "createdAt": (NOON + DAY).isoformat(),
        "stakeholder": {"name": "bob"},
        "group": {"key": "bob"},
    }
    assert [row["cause"] for row in one["changes"]["nodes"]] == ["PREFERENCES"]
    assert (both["statements"]["totalCount"], both["changes"]["totalCount"]) == (2, 2)
    assert both["statements"]["nodes"][1]["stakeholder"] is None


def test_the_statements_of_a_difference_come_page_by_page() -> None:
    people, feature = build_house()
    for number in range(3):
        say(people[0], feature, NOON + number * DAY, stance=number)
    query = """query ($d: DateTime!, $a: String) { feature(product: "p", key: "f") {
      alignmentDifference(from: $d, to: "2999-01-01T00:00:00Z") {
        statements(first: 1, after: $a, filter: {kind: {exact: STATED}}) {
          totalCount pageInfo { endCursor hasNextPage } nodes { stance } } } } }"""
    pages: list[Any] = []
    for _ in range(2):
        after = pages[-1]["pageInfo"]["endCursor"] if pages else None
        found = ask(query, d=NOON.isoformat(), a=after)["feature"]["alignmentDifference"]
        pages.append(found["statements"])

    assert [page["nodes"][0]["stance"] for page in pages] == ["SUPPORT", "STRONGLY_SUPPORT"]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, False]
    assert [page["totalCount"] for page in pages] == [2, 2]


def test_from_before_anybody_spoke_the_difference_has_no_number() -> None:
    people, feature = build_house()
    say(people[0], feature, NOON)

    found = differ(NOON - DAY, NOON)

    assert (found["before"], found["scoreDifference"]) == (None, None)
    assert {group["lossDifference"] for group in found["groups"]} == {None}
    assert differ(NOON - 2 * DAY, NOON - DAY)["groups"] == []


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        ("2025-03-02T00:00:00Z", "2025-03-01T23:59:59Z", "from"),
        ("2025-03-01T00:00:00", "2025-03-02T00:00:00Z", "from"),
        ("2025-03-01T00:00:00Z", "2025-03-02T00:00:00", "to"),
    ],
)
def test_moments_that_cannot_be_are_refused_with_their_place(
    start: str, end: str, path: str
) -> None:
    build_house()

    answer = post(DIFFERENCE, {"f": start, "t": end}).json()  # type: ignore[attr-defined]  # -- the test client adds it

    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [path]}


@pytest.mark.parametrize(
    "moment", ["2025-03-01T00:00:00", "0001-01-01T00:00:00+14:00", "yesterday", ""]
)
def test_what_is_no_moment_is_refused(moment: str) -> None:
    build_house()

    assert refusals(AT, d=moment) == ["BAD_USER_INPUT"]


def test_all_that_was_ever_said_is_listed_by_product_person_and_kind() -> None:
    people, feature = build_house()
    say(people[0], feature, NOON)
    withdraw([(people[0].pk, feature.pk)], actor="Bob", at=NOON + DAY)
    say(people[1], build_feature(), NOON)

    found = ask(
        """query ($s: ID!) { preferenceEvents(product: "p") { nodes { id kind } }
          one: preferenceEvents(filter: {stakeholder: $s, kind: {exact: WITHDRAWN}}) {
            totalCount nodes { feature { key } } }
          node(id: $s) { ... on Stakeholder { preferenceEvents { totalCount } } }
          feature(product: "p", key: "f") { preferenceEvents { totalCount } } }""",
        s=id_of(people[0]),
    )

    assert [row["kind"] for row in found["preferenceEvents"]["nodes"]] == ["STATED", "WITHDRAWN"]
    assert found["one"] == {"totalCount": 1, "nodes": [{"feature": {"key": "f"}}]}
    assert found["node"]["preferenceEvents"] == found["feature"]["preferenceEvents"]
    first = found["preferenceEvents"]["nodes"][0]
    again = ask("query ($i: ID!) { node(id: $i) { __typename id } }", i=first["id"])["node"]
    assert again == {"__typename": "PreferenceEvent", "id": first["id"]}


def test_lists_under_one_feature_are_counted_apart() -> None:
    people, feature = build_house()
    for person in people:
        say(person, feature, NOON)

    found = ask("""{ feature(product: "p", key: "f") { decisions { totalCount }
      alignmentHistory { totalCount } preferences { totalCount } } }""")["feature"]

    assert [found[name]["totalCount"] for name in found] == [0, 2, 2]
