"""Asks who is to be told of which move, and what is left of conversations."""

from datetime import UTC, date, datetime

import pytest

from products.lifecycle import LifecycleStage
from products.models import StageChange
from stakeholders.advocacy import record_outreach
from stakeholders.models import News, OutreachResult, Stakeholder
from stakeholders.news import move
from stakeholders.talks import Talk
from tests.backend.api.asking import ask, id_of
from tests.builders import (
    build_feature,
    build_preference,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 2, 1, tzinfo=UTC)


def build_move(key: str = "f") -> tuple[StageChange, Stakeholder]:
    """Move the feature KEY, which somebody backs and somebody opposes."""
    feature, person = build_feature(key, product=build_product(f"p-{key}")), build_stakeholder()
    build_preference(person, feature)
    build_preference(build_stakeholder(), feature, stance=-1)
    change = move(feature, LifecycleStage.VALIDATION, reason="Asked for.", actor="Ada")
    return change, person


def test_a_move_names_who_is_to_be_told() -> None:
    change, person = build_move()
    query = """query ($id: ID!) { node(id: $id) { ... on StageChange {
      backers { totalCount nodes { stakeholder { name } group { key } stageChange { toStage } } }
    } } }"""

    found = ask(query, id=id_of(change))["node"]["backers"]

    assert person.team is not None
    assert found == {
        "totalCount": 1,
        "nodes": [
            {
                "stakeholder": {"name": person.name},
                "group": {"key": person.team.key},
                "stageChange": {"toStage": "VALIDATION"},
            }
        ],
    }


def test_a_person_reads_the_news_of_what_they_back() -> None:
    _, person = build_move()
    build_move("g")
    query = """query ($id: ID!) { node(id: $id) { ... on Stakeholder {
      news { nodes { stageChange { feature { key } reason } } }
    } } }"""

    found = ask(query, id=id_of(person))["node"]["news"]["nodes"]

    assert found == [{"stageChange": {"feature": {"key": "f"}, "reason": "Asked for."}}]


@pytest.mark.parametrize("name", ["stageChange", "feature", "product", "stakeholder", "group"])
def test_news_is_filtered_by_what_it_is_about_and_for(name: str) -> None:
    change, person = build_move()
    build_move("g")
    rows = {
        "stageChange": change,
        "feature": change.feature,
        "product": change.feature.product,
        "stakeholder": person,
        "group": person.team,
    }
    query = "query ($f: NewsFilter) { news(filter: $f) { nodes { id } } }"

    found = ask(query, f={name: id_of(rows[name])})["news"]["nodes"]  # type: ignore[arg-type]  # -- rows

    assert found == [{"id": id_of(News.objects.get(stakeholder=person))}]


def test_news_of_one_product_is_listed_in_the_order_in_which_it_was_written() -> None:
    build_move("f")
    build_move("g")
    query = 'query { news(product: "p-g") { nodes { stageChange { feature { key } } } } }'

    assert ask(query)["news"]["nodes"] == [{"stageChange": {"feature": {"key": "g"}}}]


MOVE = """
mutation ($f: ID!) {
  moveFeature(input: { feature: $f, stage: VALIDATION, reason: "Asked for." }) {
    stageChange { backers { totalCount } } errors { code }
  }
}
"""


@pytest.mark.usefixtures("administrate")
def test_a_feature_that_is_moved_by_the_api_is_news() -> None:
    feature = build_feature()
    build_preference(build_stakeholder(), feature)

    found = ask(MOVE, f=id_of(feature))["moveFeature"]

    assert found == {"stageChange": {"backers": {"totalCount": 1}}, "errors": []}


RECORD = """
mutation ($f: ID!, $g: ID!, $day: Date) {
  recordOutreach(input: {
    feature: $f, group: $g, result: CONDITIONAL, followUpDate: $day,
    contactedAt: "2026-03-01T09:00:00Z"
  }) { outcome outreach { result followUpDate } errors { code path } }
}
"""


@pytest.mark.usefixtures("administrate")
@pytest.mark.parametrize(
    ("day", "codes"),
    [("2026-03-01", []), (None, []), ("2026-02-28", ["INVALID"])],
)
def test_a_conversation_says_what_is_left(day: str | None, codes: list[str]) -> None:
    feature, team = build_feature(), build_team()

    found = ask(RECORD, f=id_of(feature), g=id_of(team), day=day)["recordOutreach"]

    assert [error["code"] for error in found["errors"]] == codes
    if not codes:
        assert found["outreach"] == {"result": "CONDITIONAL", "followUpDate": day}


def test_conversations_to_be_followed_up_are_listed_the_longest_due_first() -> None:
    feature = build_feature()
    for key, day, result in (
        ("late", date(2026, 3, 2), OutreachResult.OPEN),
        ("soon", date(2026, 3, 1), OutreachResult.CONDITIONAL),
        ("won", date(2026, 3, 1), OutreachResult.WON),
    ):
        talk = Talk(contacted_by="Ada", contacted_at=BEFORE, result=result, follow_up_date=day)
        record_outreach(feature, build_team(key), talk)
    query = """query ($f: OutreachFilter) {
      outreach(filter: $f, orderBy: [FOLLOW_UP_DATE_ASC]) { nodes { group { key } } }
    }"""

    def keys(**asked: object) -> list[str]:
        return [each["group"]["key"] for each in ask(query, f=asked)["outreach"]["nodes"]]

    assert keys(dueBy="2026-03-02") == ["soon", "late"]
    assert keys(dueBy="2026-03-01") == ["soon"]
    assert keys(result={"in": ["WON"]}) == ["won"]
