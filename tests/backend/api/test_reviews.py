"""Asks which decisions to look back at, what they rested on, and what has become of them."""

from datetime import date
from typing import Any

import pytest

from products.decisions import Choice, review
from products.models import Decision, Feature, Insight, Outcome
from stakeholders.deciding import decide
from stakeholders.models import Stance
from tests.backend.api.asking import ask, id_of, refusals
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

LIST = "query ($f: DecisionFilter, $o: [DecisionOrder!]) { decisions(filter: $f, orderBy: $o) %s }"


def build_decision(
    key: str, review_on: date | None = None, *, outcome: Outcome = Outcome.DEFER
) -> Decision:
    """Decide about the new feature KEY, which somebody strongly opposes."""
    feature = build_feature(key)
    build_preference(build_stakeholder(), feature, stance=Stance.STRONGLY_OPPOSE)
    insight = Insight.objects.create(product=feature.product, kind="INTERNAL", title="Heard")
    choice = Choice(
        outcome=outcome,
        rationale="So.",
        decided_by="Ada",
        review_on=review_on,
        insights=[insight.pk],
    )
    return decide(feature, choice, actor="Ada").row


def list_keys(**asked: object) -> list[str]:
    """Give the features of the decisions that meet what is ASKED."""
    found = ask(LIST % "{ nodes { feature { key } } }", **asked)["decisions"]["nodes"]
    return [each["feature"]["key"] for each in found]


def test_decisions_are_listed_that_are_due_by_a_day_the_longest_due_first() -> None:
    build_decision("later", date(2026, 3, 2))
    build_decision("second", date(2026, 3, 1))
    build_decision("first", date(2026, 2, 1))
    build_decision("never")
    review(build_decision("done", date(2026, 1, 1)), "It came.")

    assert list_keys(f={"dueBy": "2026-03-01"}, o=["REVIEW_ON_ASC"]) == ["first", "second"]
    assert list_keys(f={"not": {"dueBy": "2026-03-01"}}, o=["REVIEW_ON_ASC"]) == [
        "done",
        "later",
        "never",
    ]


def test_a_day_that_is_none_is_refused() -> None:
    query = '{ decisions(filter: { dueBy: "soon" }) { totalCount } }'

    assert refusals(query) == ["GRAPHQL_VALIDATION_FAILED"]


def test_decisions_are_filtered_by_whether_they_go_against_the_backing() -> None:
    build_decision("against", outcome=Outcome.COMMIT)
    build_decision("with", outcome=Outcome.DECLINE)

    assert list_keys(f={"againstBacking": True}) == ["against"]
    assert list_keys(f={"againstBacking": False}) == ["with"]


SINCE = """
{ nodes {
  score rank againstBacking line
  grounds { title body kind mood url occurredAt changed insight { title } }
  since { feature { key } score low high rank scoreChange lowChange rankChange isClear explanation }
} }
"""


def read() -> Any:  # noqa: ANN401 -- JSON
    """Give all that is told of the only decision."""
    (found,) = ask(LIST % SINCE)["decisions"]["nodes"]
    return found


def test_then_stands_beside_now() -> None:
    decision = build_decision("f", outcome=Outcome.COMMIT)
    feature: Feature = decision.feature
    build_preference(feature.preferences.get().stakeholder, feature)

    found = read()

    assert (found["againstBacking"], found["line"]) == (True, 50)
    since = found["since"]
    assert since["feature"] == {"key": "f"}
    assert since["scoreChange"] == pytest.approx(since["score"] - found["score"])
    assert (since["rank"], since["rankChange"]) == (1, 0)
    assert since["explanation"].startswith("Its score rose from 25.0 to 66.7.")


def test_what_it_rested_on_reads_as_it_did() -> None:
    build_decision("f")
    before = read()["grounds"]
    Insight.objects.update(title="Unheard of")
    edited = read()["grounds"]
    Insight.objects.all().delete()
    gone = read()["grounds"]

    assert [(g["title"], g["changed"], g["insight"]) for (g,) in (before, edited, gone)] == [
        ("Heard", False, {"title": "Heard"}),
        ("Heard", True, {"title": "Unheard of"}),
        ("Heard", True, None),
    ]


DECIDE = """
mutation ($f: ID!, $why: String!) {
  decide(input: { feature: $f, outcome: COMMIT, rationale: $why }) {
    decision { againstBacking } errors { code path }
  }
}
"""


@pytest.mark.usefixtures("administrate")
def test_against_the_backing_there_is_no_decision_without_a_reason() -> None:
    feature = build_feature("f", product=build_product())
    build_preference(build_stakeholder(), feature, stance=Stance.STRONGLY_OPPOSE)

    refused = ask(DECIDE, f=id_of(feature), why=" ")["decide"]
    made = ask(DECIDE, f=id_of(feature), why="The contract asks for it.")["decide"]

    assert refused == {
        "decision": None,
        "errors": [{"code": "INVALID", "path": ["input", "rationale"]}],
    }
    assert made == {"decision": {"againstBacking": True}, "errors": []}
