"""Builds a feature that much is known of, and briefs of it."""

from decimal import Decimal

from products.models import Feature, Insight
from stakeholders.advocacy import add_champion, commit
from stakeholders.briefing import build_briefs
from stakeholders.briefs import Audience, Brief, Rights
from stakeholders.models import Evidence, Group, GroupKind, Stance
from stakeholders.talks import Pledge
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

ALL = Rights(people=True, money=True)
NONE = Rights(people=False, money=False, least=3)


def build_world(key: str = "radar") -> Feature:
    """Build a feature that engineering backs, sales objects to and two customers want."""
    product = build_product(currency="EUR")
    feature = build_feature(key, name="Conflict radar", product=product)
    feature.summary, feature.problem = "Shows clashes.", "Dates clash unseen."
    feature.save()
    objective = build_objective(product=product, title="Fewer clashes")
    feature.objectives.set([objective])
    engineering, sales = build_team("engineering", "Engineering"), build_team("sales", "Sales")
    speak(feature, engineering, Stance.STRONGLY_SUPPORT, 4)
    speak(feature, sales, Stance.STRONGLY_OPPOSE, 4)
    build_stakeholder(team=sales)
    tell_customers(feature, build_segment("schools", "Schools"))
    commit(objective, engineering, Pledge(statement="We draw it."))
    insight = Insight.objects.create(product=product, kind="MARKET_TREND", title="Calendars merge")
    insight.features.set([feature])
    return feature


def speak(feature: Feature, team: Group, stance: int, voices: int) -> None:
    """Let VOICES new people of TEAM, all of them leads, take STANCE on FEATURE."""
    for _ in range(voices):
        person = build_stakeholder(team=team)
        person.title = "Lead"
        person.save()
        build_preference(person, feature, stance=stance)
    if stance > 0:
        add_champion(person, feature)


def tell_customers(feature: Feature, segment: Group) -> None:
    """Let four customers of SEGMENT want FEATURE, one of whom is quoted."""
    for number in range(4):
        account = build_account(segment=segment, annual_value=Decimal(1000))
        person = build_stakeholder(f"Hidden {number}", account=account)
        person.title = "Head teacher"
        person.save()
        preference = build_preference(person, feature)
    Evidence.objects.create(preference=preference, quote="We lose a day a week.")


def brief(feature: Feature, audience: Audience, rights: Rights = ALL) -> Brief | None:
    """Build the brief of FEATURE for AUDIENCE that somebody with RIGHTS may read."""
    return build_briefs([feature.pk], audience, {feature.pk: rights}).get(feature.pk)


def brief_group(feature: Feature, key: str, rights: Rights = ALL) -> Brief:
    """Build the brief of FEATURE for the group KEY, which has a say."""
    found = brief(feature, Audience(group=Group.objects.get(key=key).public_id), rights)
    assert found is not None
    return found


def brief_kind(feature: Feature, kind: GroupKind, rights: Rights = ALL) -> Brief:
    """Build the brief of FEATURE for all groups of KIND, of which one has a say."""
    found = brief(feature, Audience(kind=kind), rights)
    assert found is not None
    return found
