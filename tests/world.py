"""Builds a world in which every filter finds something and leaves something out."""

from datetime import UTC, date, datetime
from decimal import Decimal

from products.models import (
    Decision,
    Exposure,
    Feature,
    Insight,
    InsightKind,
    Mood,
    Outcome,
    Product,
    Stage,
    StageChange,
)
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.models import Account, Champion, Evidence, Group, Preference, Stakeholder
from stakeholders.preferences import state
from stakeholders.say import upsert_groups
from stakeholders.statements import Statement
from tests.builders import (
    build_account,
    build_feature,
    build_objective,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

# Names with what a pattern could take for a wildcard, and summaries with what they share.
FEATURES: tuple[tuple[str, str, Stage, str | None, list[str]], ...] = (
    ("offline", "Works offline 100%", Stage.DISCOVERY, "2.5", ["mobile", "fast"]),
    ("dark_mode", "Dark_mode", Stage.VALIDATION, None, ["mobile"]),
    ("api", "API v2 \\ REST", Stage.DISCOVERY, "40", []),
    ("sso", "Single sign-on", Stage.LAUNCH, "0", ["100%", "déjà vu"]),
    ("export", "Export as CSV", Stage.DECLINED, None, []),
    ("quiet", "Quiet hours", Stage.CONCEPTION, "1.0", ["fast"]),
    ("double", "Works offline, doubly", Stage.DISCOVERY, "3", ["mobile"]),
)
# For each feature the stances of the two people in either team and of the three accounts.
STANCES = {
    "offline": (2, 2, 2, 1, 2, 2, 1),
    "dark_mode": (2, 2, -2, -2, 1, -2, -2),
    "api": (2, 1, None, None, None, None, None),
    "sso": (-2, -1, -2, -2, -2, None, 0),
    "export": (None, None, None, None, 0, 1, None),
}


def build_world() -> None:
    """Build two products, their features, who stands where, and what hangs on each."""
    product, other = build_product("app", "The App"), build_product("site", "The Site")
    Product.objects.filter(pk=other.pk).update(exposure=Exposure.UP_VOTES, currency="CHF")
    features = [
        build_feature(key, name, product=other if key == "sso" else product, stage=stage)
        for key, name, stage, *_ in FEATURES
    ]
    for feature, (key, _, _, effort, tags) in zip(features, FEATURES, strict=True):
        feature.effort = None if effort is None else Decimal(effort)
        feature.tags = tags
        feature.summary = f"About {key}, in 50% of cases."
        feature.source, feature.external_id = ("crm", key) if "d" in key else ("", "")
        feature.exposure_unknown = key == "quiet"
        feature.save()
    Feature.objects.filter(key="double").update(merged_into=features[0])
    build_people(features)
    build_belongings(features)


def build_people(features: list[Feature]) -> None:
    """Build teams, one of them with a say in one product only, accounts, and what they state."""
    teams = [build_team("design", "Design"), build_team("sales", "Sales")]
    segments = [build_segment("large", "Large"), build_segment("small", "Small")]
    silent = build_team("silent", "Silent")
    products = {feature.product.key: feature.product for feature in features}
    upsert_groups(
        [{"kind": "TEAM", "key": silent.key, "products": [products["app"].pk]}], actor="tests"
    )
    accounts = [
        build_account(f"account_{place}", segment=segments[place > 0], annual_value=500 * place)
        for place in range(3)
    ]
    people = [build_stakeholder(f"in {team.key} {n}", team=team) for team in teams for n in (1, 2)]
    people += [build_stakeholder(f"of {each.key}", account=each) for each in accounts]
    for place, person in enumerate(people):
        state_all(person, {each: STANCES[each.key][place] for each in features[:5]}, place)
    late = build_stakeholder("gone", team=teams[0])
    state_all(late, {features[5]: -2}, 0)
    deactivate_stakeholders([late.pk], actor="tests")


def state_all(person: Stakeholder, stances: dict[Feature, int | None], place: int) -> None:
    """Let PERSON state STANCES, the reason and price of which depend on their PLACE."""
    statements = [
        Statement(
            stakeholder=person.pk,
            feature=feature.pk,
            stance=stance,
            importance=(1, 2, 4)[place % 3],
            willingness_to_pay=Decimal(place) if place % 2 else None,
            reason="because of 100%" if place % 2 else "",
            entered_by="pm" if place > 4 else "",
            stated_at=datetime(2026, 1, 1 + place, tzinfo=UTC),
        )
        for feature, stance in stances.items()
        if stance is not None
    ]
    state(statements, actor=f"actor {place}", source="survey" if place % 2 else "")


def build_belongings(features: list[Feature]) -> None:
    """Build objectives, insights, decisions, moves, champions and evidence, some of them twice."""
    objectives = [build_objective(f"o{n}", product=features[0].product) for n in range(3)]
    insights = [
        Insight.objects.create(
            product=features[0].product,
            kind=kind,
            mood=mood,
            title=f"Insight {kind}",
            body="They said 100%." if mood == Mood.EXCITED else "",
            occurred_at=None if mood == Mood.NEUTRAL else datetime(2026, 2, 1, tzinfo=UTC),
        )
        for kind, mood in zip(InsightKind, (*Mood, *Mood), strict=False)
    ]
    for feature in features[:2]:
        feature.objectives.set(objectives[:2])
        feature.insights.set(insights[:2])
        build_decisions(feature, insights)
        for person in Stakeholder.objects.order_by("pk")[:2]:
            Champion.objects.create(
                feature=feature, stakeholder=person, since_date=date(2026, 3, 1)
            )
    for preference in Preference.objects.order_by("pk")[:3]:
        for number in range(2):
            Evidence.objects.create(preference=preference, quote=f"quote {number}")
    Group.objects.filter(key="large").update(source="crm", external_id="7")
    Account.objects.filter(key="account_1").update(domain="one.example")


def build_decisions(feature: Feature, insights: list[Insight]) -> None:
    """Decide twice about FEATURE, once with a score and a note of the outcome; and move it."""
    for number, outcome in enumerate((Outcome.COMMIT, Outcome.DEFER)):
        decision = Decision.objects.create(
            feature=feature,
            outcome=outcome,
            rationale=f"rationale {number}",
            promise="half the tickets" if number else "",
            outcome_note="it did" if number else "",
            review_on=date(2026, 6, 1) if number else None,
            decided_by=f"pm {number}",
            decided_at=datetime(2026, 4, 1 + number, tzinfo=UTC),
            **({"score": 50.0, "low": 40.0, "high": 60.0, "rank": 1} if number else {}),
        )
        decision.insights.set(insights[:2])
    StageChange.objects.create(
        feature=feature,
        from_stage=Stage.CONCEPTION,
        to_stage=Stage.DISCOVERY,
        reason="time",
        actor="pm",
    )
