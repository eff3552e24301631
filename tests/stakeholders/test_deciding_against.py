"""A decision keeps what it rested on, and whether it went against the backing."""

import pytest
from pytest_django.fixtures import Settings

from backend.access.audit_models import AuditWord
from backend.access.people import tell_person
from products.decisions import MOST_INSIGHTS, Choice
from products.faults import RowsRefusedError
from products.models import Decision, Feature, Insight, Outcome, Stage
from products.naming import ERASED
from stakeholders.deciding import decide
from stakeholders.erasing import erase_stakeholders
from stakeholders.models import Stance
from tests.builders import build_feature, build_preference, build_stakeholder, build_team

pytestmark = pytest.mark.django_db


def build_heard(stance: int, *, voices: int = 12, stage: Stage = Stage.VALIDATION) -> Feature:
    """Build a feature of which a team of VOICES takes STANCE."""
    feature, team = build_feature(stage=stage), build_team()
    people = [build_stakeholder(team=team) for _ in range(voices)]
    for person in people:
        build_preference(person, feature, stance=stance)
    return feature


def choose(feature: Feature, outcome: Outcome, *insights: Insight) -> Decision:
    """Decide about FEATURE for INSIGHTS."""
    choice = Choice(
        outcome=outcome,
        rationale="The contract asks for it.",
        decided_by="Ada",
        insights=[each.pk for each in insights],
    )
    return Decision.objects.get(pk=decide(feature, choice, actor="Ada").row.pk)


def build_insight(feature: Feature) -> Insight:
    """Build something that was heard about the product of FEATURE."""
    return Insight.objects.create(
        product=feature.product, kind="INTERNAL", title="Zoë waits", body="For weeks."
    )


@pytest.mark.parametrize(
    ("stance", "outcome", "against"),
    [
        (Stance.STRONGLY_OPPOSE, Outcome.COMMIT, True),
        (Stance.STRONGLY_SUPPORT, Outcome.COMMIT, False),
        (Stance.STRONGLY_SUPPORT, Outcome.DECLINE, True),
        (Stance.STRONGLY_OPPOSE, Outcome.DECLINE, False),
        (Stance.STRONGLY_SUPPORT, Outcome.DEFER, False),
    ],
)
def test_what_goes_against_the_backing_is_marked(
    stance: int, outcome: Outcome, *, against: bool
) -> None:
    decision = choose(build_heard(stance), outcome)

    assert (decision.against_backing, decision.line) == (against, 50)


def test_the_mark_stays_when_people_come_round() -> None:
    feature = build_heard(Stance.STRONGLY_OPPOSE)
    decision = choose(feature, Outcome.COMMIT)

    for preference in feature.preferences.all():
        build_preference(preference.stakeholder, feature, stance=Stance.STRONGLY_SUPPORT)

    decision.refresh_from_db()
    assert feature.preferences.filter(stance__gt=0).count() == 12
    assert decision.against_backing is True


def test_the_line_of_the_day_is_kept(settings: Settings) -> None:
    settings.BACKING_LINE = 95
    decision = choose(build_heard(Stance.STRONGLY_SUPPORT), Outcome.COMMIT)
    settings.BACKING_LINE = 50

    decision.refresh_from_db()

    assert (decision.against_backing, decision.line) == (True, 95)


def test_where_nobody_had_spoken_there_is_neither_mark_nor_line() -> None:
    decision = choose(build_feature(), Outcome.COMMIT)

    assert (decision.against_backing, decision.line) == (False, None)


@pytest.mark.parametrize("rationale", ["", "  \n"])
def test_a_choice_needs_a_reason_also_against_the_backing(rationale: str) -> None:
    feature = build_heard(Stance.STRONGLY_OPPOSE)
    choice = Choice(outcome=Outcome.COMMIT, rationale=rationale, decided_by="Ada")

    with pytest.raises(RowsRefusedError, match="rationale"):
        decide(feature, choice, actor="Ada")

    assert Decision.objects.count() == 0


def test_what_the_insights_said_outlives_their_edits_and_their_end() -> None:
    feature = build_feature()
    insight = build_insight(feature)
    decision = choose(feature, Outcome.DEFER, insight)
    public_id = str(insight.public_id)

    Insight.objects.update(title="Nobody waits")
    insight.refresh_from_db()
    insight.delete()

    decision.refresh_from_db()
    assert decision.grounds == [
        {
            "insight": public_id,
            "kind": "INTERNAL",
            "mood": "NEUTRAL",
            "title": "Zoë waits",
            "body": "For weeks.",
            "url": "",
            "occurred_at": None,
        }
    ]


def test_a_decision_rests_on_no_more_insights_than_can_be_read() -> None:
    feature = build_feature()
    insights = Insight.objects.bulk_create(
        Insight(product=feature.product, kind="INTERNAL", title=f"{number}")
        for number in range(MOST_INSIGHTS + 1)
    )

    assert len(choose(feature, Outcome.DEFER, *insights[1:]).grounds) == MOST_INSIGHTS
    with pytest.raises(RowsRefusedError, match="insights"):
        choose(feature, Outcome.DEFER, *insights)


def test_who_is_erased_goes_from_what_the_insights_said() -> None:
    feature = build_feature()
    person = build_stakeholder("Zoë Öhm")
    insight = Insight.objects.create(
        product=feature.product, kind="INTERNAL", title="Zoë Öhm waits", body="So says Zoë Öhm."
    )
    decision = choose(feature, Outcome.DEFER, insight)
    found = tell_person(person)["named elsewhere"]

    erase_stakeholders([person.pk], actor="Ada")

    decision.refresh_from_db()
    kept = [(ground["title"], ground["body"]) for ground in decision.grounds]
    assert {row.get("title") or row["rationale"] for row in found} == {
        "Zoë Öhm waits",
        "The contract asks for it.",
    }
    assert kept == [(f"{ERASED} waits", f"So says {ERASED}.")]
    told = [(word.before or "", word.after or "") for word in AuditWord.objects.all()]
    assert [pair for pair in told if "Öhm" in "".join(pair)] == []
