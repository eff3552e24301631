"""Objectives through the API: who stands behind them, who commits, and when they are achieved."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from products.models import Objective
from stakeholders.advocacy import commit
from stakeholders.models import Commitment, Stance
from stakeholders.talks import Pledge
from tests.backend.api.asking import ask, id_of
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
ERRORS = "errors { code path }"
COMMIT = f"""mutation ($in: CommitToObjectiveInput!) {{ commitToObjective(input: $in) {{
  outcome commitment {{ statement acknowledgedBy acknowledgedAt }} {ERRORS} }} }}"""
WITHDRAW = f"""mutation ($in: WithdrawCommitmentInput!) {{ withdrawCommitment(input: $in) {{
  removed objective {{ key }} {ERRORS} }} }}"""
ACHIEVE = f"""mutation ($in: AchieveObjectiveInput!) {{ achieveObjective(input: $in) {{
  outcome objective {{ achievedAt }} {ERRORS} }} }}"""
REOPEN = f"""mutation ($in: ReopenObjectiveInput!) {{ reopenObjective(input: $in) {{
  outcome objective {{ achievedAt }} {ERRORS} }} }}"""
ALIGNMENT = """{ objectives { nodes { alignment { score evenness provisional heardFeatures
  servingFeatures groups { name kind support weight loss heard group { key } } } } } }"""
TEAMS = """query ($standing: [CommitmentStanding!]) { objectives { nodes {
  teams(standing: $standing) { team { key } standing commitment { statement } } } } }"""
DUTIES = """{ products { nodes { teamDuties { team { key }
  silent { key } stated { key } acknowledged { key } } } } }"""


def do(mutation: str, **given: object) -> Any:  # noqa: ANN401 -- JSON
    """Run MUTATION with what is GIVEN, and give its payload."""
    (payload,) = ask(mutation, **{"in": given}).values()
    return payload


def refused(code: str, field: str, **rest: object) -> dict[str, object]:
    """Give the payload that refuses FIELD of the input by its CODE."""
    return {**rest, "errors": [{"code": code, "path": ["input", field]}]}


def test_a_team_commits_itself_and_takes_it_back() -> None:
    pair = {"objective": id_of(build_objective("o")), "team": id_of(build_team())}
    words = pair | {"statement": " We draw it. "}

    done = [do(COMMIT, **words), do(COMMIT, **words)]

    told = {"statement": "We draw it.", "acknowledgedBy": "", "acknowledgedAt": None}
    assert [each["outcome"] for each in done] == ["CREATED", "UNCHANGED"]
    assert done[0]["commitment"] == told
    gone = {"objective": {"key": "o"}, "errors": []}
    assert do(WITHDRAW, **pair) == {"removed": True, **gone}
    assert do(WITHDRAW, **pair) == {"removed": False, **gone}
    assert Commitment.objects.count() == 0


def test_other_words_have_to_be_acknowledged_anew() -> None:
    objective, team = build_objective(), build_team()
    commit(objective, team, Pledge(statement="We draw it.", acknowledged_by="Ada"))
    pair = {"objective": id_of(objective), "team": id_of(team)}

    same = do(COMMIT, **pair, statement="We draw it.")
    other = do(COMMIT, **pair, statement="We build it.")

    assert (same["outcome"], same["commitment"]["acknowledgedBy"]) == ("UNCHANGED", "Ada")
    assert (other["outcome"], other["commitment"]["acknowledgedBy"]) == ("CHANGED", "")


def test_a_commitment_that_says_nothing_or_names_nobody_is_refused() -> None:
    objective, team = id_of(build_objective()), id_of(build_team())
    nothing = {"outcome": None, "commitment": None}

    assert do(COMMIT, objective=objective, team=team, statement=" ") == refused(
        "REQUIRED", "statement", **nothing
    )
    assert do(COMMIT, objective=team, team=team, statement="x") == refused(
        "UNKNOWN", "objective", **nothing
    )
    segment = id_of(build_segment())
    assert do(COMMIT, objective=objective, team=segment, statement="x") == refused(
        "INVALID", "team", **nothing
    )
    assert do(WITHDRAW, objective=objective, team=objective) == refused(
        "UNKNOWN", "team", removed=False, objective=None
    )


def test_an_objective_is_achieved_and_reopened() -> None:
    objective = {"objective": id_of(build_objective())}
    march = MARCH.isoformat()

    done = do(ACHIEVE, **objective, achievedAt=march)

    assert done == {"outcome": "CHANGED", "objective": {"achievedAt": march}, "errors": []}
    assert do(ACHIEVE, **objective)["objective"] == {"achievedAt": march}
    open_again = {"objective": {"achievedAt": None}, "errors": []}
    assert do(REOPEN, **objective) == {"outcome": "CHANGED", **open_again}
    assert do(REOPEN, **objective) == {"outcome": "UNCHANGED", **open_again}


def test_nothing_is_achieved_in_the_future_or_without_being_there() -> None:
    objective, team = id_of(build_objective()), id_of(build_team())
    nothing = {"outcome": None, "objective": None}

    assert do(ACHIEVE, objective=objective, achievedAt="2999-01-01T00:00:00Z") == refused(
        "INVALID", "achievedAt", **nothing
    )
    assert do(ACHIEVE, objective=team) == refused("UNKNOWN", "objective", **nothing)
    assert do(REOPEN, objective=team) == refused("UNKNOWN", "objective", **nothing)
    assert Objective.objects.get().achieved_at is None


def test_an_objective_is_as_aligned_as_the_groups_behind_its_features() -> None:
    objective, team = build_objective(), build_team("sales", "Sales")
    feature, other = (build_feature(product=objective.product) for _ in range(2))
    objective.features.set([feature, other])
    build_preference(build_stakeholder(team=team), feature, stance=Stance.STRONGLY_SUPPORT)

    (node,) = ask(ALIGNMENT)["objectives"]["nodes"]

    share = pytest.approx(2 / 3)
    assert node["alignment"] == {
        "score": pytest.approx(200 / 3),
        "evenness": pytest.approx(1),
        "provisional": False,
        "heardFeatures": 1,
        "servingFeatures": 2,
        "groups": [
            {
                "name": "Sales",
                "kind": "TEAM",
                "support": share,
                "weight": 1,
                "loss": pytest.approx(0.405465, abs=1e-6),
                "heard": True,
                "group": {"key": "sales"},
            }
        ],
    }


def test_an_objective_about_which_nobody_spoke_has_no_alignment() -> None:
    objective = build_objective()
    objective.features.add(build_feature(product=objective.product))

    assert ask(ALIGNMENT)["objectives"]["nodes"] == [{"alignment": None}]


def test_the_teams_that_did_not_commit_themselves_are_told() -> None:
    objective = build_objective("o")
    drawing, building = build_team("design", "Design"), build_team("engineering", "Engineering")
    build_team("sales", "Sales")
    commit(objective, drawing, Pledge(statement="We draw it."))
    commit(objective, building, Pledge(statement="We build it.", acknowledged_by="Ada"))

    (node,) = ask(TEAMS, standing=["SILENT", "STATED"])["objectives"]["nodes"]
    (product,) = ask(DUTIES)["products"]["nodes"]

    drawn = {"statement": "We draw it."}
    assert node["teams"] == [
        {"team": {"key": "design"}, "standing": "STATED", "commitment": drawn},
        {"team": {"key": "sales"}, "standing": "SILENT", "commitment": None},
    ]
    nothing: dict[str, Any] = {"silent": [], "stated": [], "acknowledged": []}
    mine = [{"key": "o"}]
    assert product["teamDuties"] == [
        {"team": {"key": "design"}} | nothing | {"stated": mine},
        {"team": {"key": "engineering"}} | nothing | {"acknowledged": mine},
        {"team": {"key": "sales"}} | nothing | {"silent": mine},
    ]


def test_an_objective_is_overdue_after_its_day_until_it_is_achieved() -> None:
    build_objective("late", product=build_product())
    Objective.objects.update(target_date=date(2026, 3, 1))
    query = """{ objectives { nodes { on: overdue(on: "2026-03-01")
      after: overdue(on: "2026-03-02") } } }"""

    before = ask(query)["objectives"]["nodes"]
    Objective.objects.update(achieved_at=timezone.now())
    since = ask(query)["objectives"]["nodes"]

    assert before == [{"on": False, "after": True}]
    assert since == [{"on": False, "after": False}]
