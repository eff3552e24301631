"""Champions, outreach, commitments and decisions through the API: read, written and refused."""

from datetime import date
from typing import Any

import pytest

from products.models import Feature, Insight, Stage
from stakeholders.advocacy import add_champion, record_outreach
from stakeholders.models import Champion, Evidence, ReferenceWeight
from stakeholders.talks import Talk
from tests.backend.api.asking import ask, id_of
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

ERRORS = "errors { code path }"
ADD = f"""mutation ($in: AddChampionInput!) {{ addChampion(input: $in) {{
  outcome champion {{ sinceDate feature {{ key }} stakeholder {{ name }} }} {ERRORS} }} }}"""
REMOVE = f"""mutation ($in: RemoveChampionInput!) {{ removeChampion(input: $in) {{
  removed feature {{ champions {{ totalCount }} }} {ERRORS} }} }}"""
RECORD = f"""mutation ($in: RecordOutreachInput!) {{ recordOutreach(input: $in) {{ outcome
  outreach {{ contactedBy outcome group {{ key }} champion {{ id }} }} {ERRORS} }} }}"""
ACKNOWLEDGE = f"""mutation ($in: AcknowledgeObjectiveInput!) {{ acknowledgeObjective(input: $in) {{
  outcome commitment {{ statement acknowledgedBy team {{ key }} }} {ERRORS} }} }}"""
DECIDE = f"""mutation ($in: DecideInput!) {{ decide(input: $in) {{ outcome feature {{ stage }}
  stageChange {{ fromStage toStage }}
  decision {{ outcome rationale score decidedBy breakdown {{ name support }}
  insights {{ nodes {{ title }} }} }} {ERRORS} }} }}"""
REVIEW = f"""mutation ($in: ReviewDecisionInput!) {{ reviewDecision(input: $in) {{
  decision {{ outcomeNote }} {ERRORS} }} }}"""


def do(mutation: str, **given: object) -> Any:  # noqa: ANN401 -- JSON
    """Run MUTATION with what is GIVEN, and give its payload."""
    (payload,) = ask(mutation, **{"in": given}).values()
    return payload


def refused(*errors: tuple[str, str], **rest: object) -> dict[str, object]:
    """Give the payload that refuses for ERRORS, each a code and a field of the input."""
    told = [{"code": code, "path": ["input", field]} for code, field in errors]
    return {**rest, "errors": told}


def test_a_champion_is_added_and_removed() -> None:
    feature, person = build_feature("f"), build_stakeholder("Ada")
    pair = {"stakeholder": id_of(person), "feature": id_of(feature)}

    added = do(ADD, **pair, sinceDate="2026-03-01")

    shown = {"sinceDate": "2026-03-01", "feature": {"key": "f"}, "stakeholder": {"name": "Ada"}}
    assert added == {"outcome": "CREATED", "champion": shown, "errors": []}
    gone = {"feature": {"champions": {"totalCount": 0}}, "errors": []}
    assert do(REMOVE, **pair) == {"removed": True, **gone}
    assert do(REMOVE, **pair) == {"removed": False, **gone}


def test_who_or_what_is_unknown_is_named() -> None:
    person, team = id_of(build_stakeholder()), id_of(build_team())
    nothing = {"outcome": None, "champion": None}

    assert do(ADD, stakeholder=team, feature=person) == refused(
        ("UNKNOWN", "stakeholder"), ("UNKNOWN", "feature"), **nothing
    )
    assert do(REVIEW, decision=team, outcomeNote="x") == refused(
        ("UNKNOWN", "decision"), decision=None
    )
    assert do(DECIDE, feature=team, outcome="DEFER", rationale="x") == refused(
        ("UNKNOWN", "feature"), outcome=None, decision=None, feature=None, stageChange=None
    )


def test_a_conversation_is_recorded_for_whoever_asks() -> None:
    feature, team = build_feature(), build_team("t")
    champion = add_champion(build_stakeholder(), feature).row
    pair = {"feature": id_of(feature), "group": id_of(team)}

    done = do(RECORD, **pair, champion=id_of(champion), outcome="Fine.")

    assert done["outreach"] == {
        "contactedBy": "anonymous",
        "outcome": "Fine.",
        "group": {"key": "t"},
        "champion": {"id": id_of(champion)},
    }
    nothing = {"outcome": None, "outreach": None}
    assert do(RECORD, **pair, champion=id_of(team)) == refused(("UNKNOWN", "champion"), **nothing)
    assert do(RECORD, **pair, contactedBy=" ") == refused(("REQUIRED", "contactedBy"), **nothing)
    assert do(RECORD, **pair, outcome=None) == refused(("INVALID", "outcome"), **nothing)


def test_an_objective_is_acknowledged_by_a_team() -> None:
    pair = {"objective": id_of(build_objective()), "team": id_of(build_team("t"))}
    nothing = {"outcome": None, "commitment": None}

    assert do(ACKNOWLEDGE, **pair) == refused(("REQUIRED", "statement"), **nothing)
    done = do(ACKNOWLEDGE, **pair, statement="We draw it.", acknowledgedBy="Ada")

    shown = {"statement": "We draw it.", "acknowledgedBy": "Ada", "team": {"key": "t"}}
    assert done == {"outcome": "CREATED", "commitment": shown, "errors": []}
    assert do(ACKNOWLEDGE, **pair, acknowledgedBy="Ada")["outcome"] == "UNCHANGED"
    assert do(ACKNOWLEDGE, **pair, acknowledgedBy="") == refused(
        ("REQUIRED", "acknowledgedBy"), **nothing
    )
    pair["team"] = id_of(build_segment())
    assert do(ACKNOWLEDGE, **pair, statement="x") == refused(("INVALID", "team"), **nothing)


def test_a_decision_shows_who_stood_where_and_moves_the_feature() -> None:
    feature, team = build_feature(stage=Stage.VALIDATION), build_team("t", "Sales")
    build_preference(build_stakeholder(team=team), feature)
    insight = Insight.objects.create(product=feature.product, kind="INTERNAL", title="Heard")
    given = {"feature": id_of(feature), "rationale": "Clear.", "insights": [id_of(insight)]}

    done = do(DECIDE, outcome="COMMIT", **given)

    line = {"name": "Sales", "support": pytest.approx(2 / 3)}
    assert (done["feature"], done["outcome"]) == ({"stage": "DEVELOPMENT"}, "CREATED")
    assert done["stageChange"] == {"fromStage": "VALIDATION", "toStage": "DEVELOPMENT"}
    assert done["decision"] == {
        "outcome": "COMMIT",
        "rationale": "Clear.",
        "score": pytest.approx(200 / 3),
        "decidedBy": "anonymous",
        "breakdown": [line],
        "insights": {"nodes": [{"title": "Heard"}]},
    }


def test_a_decision_that_moves_nothing_says_so() -> None:
    feature = build_feature(stage=Stage.DISCOVERY)

    done = do(DECIDE, feature=id_of(feature), outcome="COMMIT", rationale="Clear.")

    assert (done["feature"], done["stageChange"]) == ({"stage": "DISCOVERY"}, None)


def test_a_decision_that_makes_no_sense_is_refused() -> None:
    given = {"feature": id_of(build_feature(stage=Stage.GROWTH)), "rationale": "Old."}
    nothing = {"outcome": None, "decision": None, "feature": None, "stageChange": None}

    assert do(DECIDE, outcome="DECLINE", **given) == refused(("CONFLICT", "outcome"), **nothing)
    assert do(DECIDE, outcome="RETIRE", **given, promise=None) == refused(
        ("INVALID", "promise"), **nothing
    )


def test_what_came_of_a_decision_is_written_down() -> None:
    feature = build_feature()
    do(DECIDE, feature=id_of(feature), outcome="DEFER", rationale="Later.")
    decision = id_of(feature.decisions.get())

    assert do(REVIEW, decision=decision, outcomeNote="Missed.") == {
        "decision": {"outcomeNote": "Missed."},
        "errors": [],
    }
    assert do(REVIEW, decision=decision, outcomeNote=" ") == refused(
        ("REQUIRED", "outcomeNote"), decision=None
    )


def build_rally() -> Feature:
    """Build a feature with a champion, a conversation and evidence around it."""
    feature, person = build_feature("f"), build_stakeholder("Ada")
    champion = add_champion(person, feature, since_date=date(2026, 3, 1)).row
    talk = Talk(contacted_by="Ada", champion=champion, outcome="Fine.")
    record_outreach(feature, build_team(), talk)
    preference = build_preference(person, feature)
    Evidence.objects.create(preference=preference, quote="Yes!")
    return feature


NODES = """query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Champion { sinceDate }
  ... on Outreach { contactedBy } ... on Evidence { quote } ... on ReferenceWeight { wRef } } }"""


def test_each_noun_is_found_by_its_id() -> None:
    feature = build_rally()
    ReferenceWeight.objects.update_or_create(kind="TEAM", defaults={"w_ref": 1})
    rows = (
        Champion.objects.get(),
        feature.outreach.get(),
        Evidence.objects.get(),
        ReferenceWeight.objects.get(kind="TEAM"),
    )
    told = ({"sinceDate": "2026-03-01"}, {"contactedBy": "Ada"}, {"quote": "Yes!"}, {"wRef": "1"})

    found = ask(NODES, ids=[id_of(row) for row in rows])["nodes"]

    assert found == [{"id": id_of(row)} | more for row, more in zip(rows, told, strict=True)]


def test_champions_and_evidence_are_narrowed_by_what_they_are_about() -> None:
    build_rally()
    other = id_of(build_feature())
    query = """query ($f: ID, $q: String) { champions(filter: {feature: $f}) { totalCount }
      outreach(filter: {feature: $f, outcome: {contains: $q}}) { totalCount }
      evidence(filter: {feature: $f, quote: {contains: $q}}) { totalCount } }"""

    counts = [ask(query, f=id_of(Feature.objects.get(key="f")), q=""), ask(query, f=other, q="")]

    assert [[each["totalCount"] for each in found.values()] for found in counts] == [
        [1, 1, 1],
        [0, 0, 0],
    ]
