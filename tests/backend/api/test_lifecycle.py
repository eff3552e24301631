"""How features stand in their lifecycle, pass through it, and what happened, through the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.access.errors import Code, RefusedError
from backend.api.paging import Page
from backend.api.timelines import LATEST_FIRST, Trail
from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Feature, Stage
from stakeholders.advocacy import add_champion, record_outreach
from stakeholders.chronicle import EntryKind
from stakeholders.models import Champion
from stakeholders.talks import Talk
from tests.backend.api.asking import ask, id_of, refusals
from tests.builders import build_feature, build_product, build_stakeholder, build_team

pytestmark = pytest.mark.django_db

S = LifecycleStage
MARCH, MAY = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
NEXT = """query ($product: String!, $key: String!, $allowed: Boolean) {
  feature(product: $product, key: $key) { nextStages(allowed: $allowed) {
    stage allowed needs outcome way explanation } } }"""
OPTIONS = """query ($product: String!, $key: String!) {
  feature(product: $product, key: $key) { decisionOptions {
    outcome allowed stage moves againstBacking explanation } } }"""
MOVE = """mutation ($in: MoveFeatureInput!) { moveFeature(input: $in) {
  stageChange { toStage movedAt } errors { code path } } }"""
TIMES = """query ($at: DateTime!) { features { nodes { timeInStages(at: $at) {
  stage visits days since until } } } }"""
FLOW = """query ($from: DateTime!, $to: DateTime!) { products { nodes {
  stageFlow(from: $from, to: $to) { stage entered left standing medianDays } } } }"""
TIMELINE = """query ($key: String!, $product: String!, $first: Int, $after: String, $last: Int,
    $before: String, $kinds: [TimelineEntryKind!]) {
  feature(product: $product, key: $key) {
    timeline(first: $first, after: $after, last: $last, before: $before, kinds: $kinds) {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
      edges { cursor node { at kind summary actor subject { __typename id } } } } } }"""


def build_moved() -> Feature:
    """Build a feature that was written down in March and moved in May."""
    feature = build_feature("f", product=build_product("p"), stage=Stage.DISCOVERY)
    Feature.objects.update(created_at=MARCH)
    move_feature(feature, S.VALIDATION, reason="Go.", actor="Ada", moved_at=MAY)
    return feature


def test_what_may_happen_next_is_asked_of_the_api() -> None:
    build_moved()

    stages = ask(NEXT, product="p", key="f", allowed=True)["feature"]["nextStages"]

    assert [each["stage"] for each in stages] == ["DISCOVERY", "DEVELOPMENT", "DECLINED"]
    assert stages[1] == {
        "stage": "DEVELOPMENT",
        "allowed": True,
        "needs": ["reason"],
        "outcome": "COMMIT",
        "way": ["DEVELOPMENT"],
        "explanation": "Say why it moves, or decide: commit.",
    }


def test_what_may_not_happen_next_says_why() -> None:
    build_moved()

    stages = ask(NEXT, product="p", key="f", allowed=False)["feature"]["nextStages"]

    assert stages[1] == {
        "stage": "LAUNCH",
        "allowed": False,
        "needs": [],
        "outcome": None,
        "way": ["DEVELOPMENT", "LAUNCH"],
        "explanation": "Not at once; the way there is: development, launch.",
    }
    assert len(ask(NEXT, product="p", key="f")["feature"]["nextStages"]) == len(S) - 1


def test_what_may_be_decided_is_asked_of_the_api() -> None:
    build_moved()

    commit, decline, _, retire = ask(OPTIONS, product="p", key="f")["feature"]["decisionOptions"]

    assert commit == {
        "outcome": "COMMIT",
        "allowed": True,
        "stage": "DEVELOPMENT",
        "moves": True,
        "againstBacking": False,
        "explanation": "It moves from validation to development.",
    }
    assert decline["stage"] == "DECLINED"
    assert retire == {
        "outcome": "RETIRE",
        "allowed": False,
        "stage": None,
        "moves": False,
        "againstBacking": False,
        "explanation": "Nobody uses it yet; decline it instead.",
    }


def test_a_move_may_bear_its_own_date() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)
    given = {"feature": id_of(feature), "reason": "Go."}

    done = ask(MOVE, **{"in": given | {"stage": "VALIDATION", "movedAt": MAY.isoformat()}})
    early = ask(MOVE, **{"in": given | {"stage": "DEVELOPMENT", "movedAt": MARCH.isoformat()}})
    now = ask(MOVE, **{"in": given | {"stage": "DEVELOPMENT", "movedAt": None}})

    moved = {"toStage": "VALIDATION", "movedAt": MAY.isoformat()}
    assert done["moveFeature"] == {"stageChange": moved, "errors": []}
    error = {"code": "INVALID", "path": ["input", "movedAt"]}
    assert early["moveFeature"] == {"stageChange": None, "errors": [error]}
    assert now["moveFeature"]["stageChange"]["movedAt"] > MAY.isoformat()


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_move_without_a_reason_is_refused(reason: str) -> None:
    given = {"feature": id_of(build_feature(stage=Stage.DISCOVERY)), "stage": "VALIDATION"}

    done = ask(MOVE, **{"in": given | {"reason": reason}})["moveFeature"]

    assert done["errors"] == [{"code": "INVALID", "path": ["input", "reason"]}]
    assert Feature.objects.get().stage == Stage.DISCOVERY


def test_time_in_stages_counts_up_to_the_moment_asked_for() -> None:
    build_moved()

    (node,) = ask(TIMES, at=(MAY + timedelta(hours=36)).isoformat())["features"]["nodes"]

    march, may = MARCH.isoformat(), MAY.isoformat()
    assert node["timeInStages"] == [
        {"stage": "DISCOVERY", "visits": 1, "days": 61, "since": march, "until": may},
        {"stage": "VALIDATION", "visits": 1, "days": 1.5, "since": may, "until": None},
    ]
    assert refusals(TIMES, at="2026-05-01T00:00:00") == ["BAD_USER_INPUT"]


def test_the_flow_of_a_product_tells_of_each_stage() -> None:
    build_moved()

    (node,) = ask(FLOW, **{"from": MARCH.isoformat(), "to": MAY.isoformat()})["products"]["nodes"]

    told = {each.pop("stage"): each for each in node["stageFlow"]}
    assert list(told) == [stage.value for stage in S]
    assert told["DISCOVERY"] == {"entered": 0, "left": 1, "standing": 0, "medianDays": 61}
    assert told["VALIDATION"] == {"entered": 1, "left": 0, "standing": 1, "medianDays": None}
    backward = {"from": MAY.isoformat(), "to": MARCH.isoformat()}
    assert refusals(FLOW, **backward) == ["BAD_USER_INPUT"]


def build_story() -> Feature:
    """Build a feature with five entries, and another one with its own."""
    feature = build_moved()
    add_champion(build_stakeholder("Bo"), feature, since_date=MARCH.date())
    talk = Talk(contacted_by="Cy", contacted_at=MAY, outcome="Fine.")
    record_outreach(feature, build_team(name="Sales"), talk)
    record_outreach(build_feature(product=feature.product), build_team(), talk)
    change = move_feature(feature, S.DEVELOPMENT, reason="Now.", actor="Ada", moved_at=MAY)
    assert change.moved_at == MAY
    return feature


def read(**given: object) -> Any:  # noqa: ANN401 -- JSON
    """Read the timeline of the feature with what is GIVEN."""
    return ask(TIMELINE, product="p", key="f", **given)["feature"]["timeline"]


def test_the_timeline_tells_what_happened_latest_first() -> None:
    feature = build_story()

    told = read()

    nodes = [edge["node"] for edge in told["edges"]]
    kinds = ["MOVED", "MOVED", "CONTACTED", "CHAMPIONED", "CREATED"]
    assert [each["kind"] for each in nodes] == kinds
    assert [each["summary"] for each in nodes][1:3] == [
        "From discovery to validation. Go.",
        "Cy spoke with Sales. Fine.",
    ]
    assert [each["actor"] for each in nodes] == ["Ada", "Ada", "Cy", "", ""]
    assert nodes[-1]["subject"] == {"__typename": "Feature", "id": id_of(feature)}
    assert nodes[0]["at"] == MAY.isoformat()
    assert told["totalCount"] == len(nodes)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_timeline_is_walked_in_both_directions(size: int) -> None:
    build_story()
    whole = read()["edges"]
    forward: list[Any] = []
    page: Any = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        page = read(first=size, after=page["pageInfo"]["endCursor"])
        forward += page["edges"]
    backward: list[Any] = []
    page = {"pageInfo": {"hasPreviousPage": True, "startCursor": None}}
    while page["pageInfo"]["hasPreviousPage"]:
        page = read(last=size, before=page["pageInfo"]["startCursor"])
        backward = page["edges"] + backward

    assert forward == backward == whole


def test_only_entries_of_the_kinds_asked_for_are_told() -> None:
    build_story()

    told = read(kinds=["CREATED", "CHAMPIONED"])

    assert [edge["node"]["kind"] for edge in told["edges"]] == ["CHAMPIONED", "CREATED"]
    assert told["totalCount"] == 2
    assert read(kinds=[])["totalCount"] == 0


def test_what_told_of_an_entry_may_be_gone_when_it_is_asked_for() -> None:
    page = Page(order=LATEST_FIRST, size=5)
    trail = Trail(page, build_story(), (EntryKind.CHAMPIONED,))
    (entry,) = trail.found.rows
    Champion.objects.all().delete()

    with pytest.raises(RefusedError) as refused:
        entry.trail.find_row(entry.entry)

    assert (refused.value.extensions or {})["code"] == Code.NOT_FOUND


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "",
        "WyItbW92ZWRfYXQsLWlkIiwiMjAyNiIsMV0",  # of stage changes
        "WyItYXQsLXNvdXJjZSwta2V5IiwiMjAyNiIsOTksMV0",  # of a source that there is not
        "WyItYXQsLXNvdXJjZSwta2V5IiwiTWF5IiwxLDFd",  # of no moment
        "WyItYXQsLXNvdXJjZSwta2V5IixudWxsLDEsMV0",  # of none at all
        "WyItYXQsLXNvdXJjZSwta2V5IiwiMDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCIsMSwxXQ",  # of year 0
        "WyItYXQsLXNvdXJjZSwta2V5IiwiMjAyNi0wMS0wMSIsMSwxZTMwXQ",  # of no key
    ],
)
def test_what_is_no_cursor_of_a_timeline_is_refused(cursor: str) -> None:
    build_story()

    found = refusals(TIMELINE, product="p", key="f", after=cursor)

    assert found == ["BAD_USER_INPUT"]


def test_a_page_of_too_many_entries_is_refused() -> None:
    build_story()

    assert refusals(TIMELINE, product="p", key="f", first=101) == ["BAD_USER_INPUT"]
    assert refusals(TIMELINE, product="p", key="f", first=1, last=1) == ["BAD_USER_INPUT"]
