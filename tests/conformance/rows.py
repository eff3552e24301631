"""Fills the database that clients are tried against: of each kind of row more than a page holds."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone

from products.catalogue import move_feature, upsert_insights, upsert_objectives
from products.lifecycle import LifecycleStage
from products.models import Decision, Feature, Outcome, Product, Stage
from stakeholders.electorates import refresh_electorates
from stakeholders.merging import merge_features
from stakeholders.models import Stakeholder, Stance
from stakeholders.preferences import state
from stakeholders.statements import Statement
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

# Each has a product of its own to write about, and a person of its own to speak for.
CLIENTS: Final = ("apollo", "urql", "relay", "graphql-ws", "graphql-sse", "codegen", "gql")
WALKED: Final = "walked"  # the product whose features are paged through, and never written to
FEATURES: Final = 45
VOICES: Final = 8  # of each feature: more than one page of preferences in a list, fewer in all
NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)


def fill() -> None:
    """Write everything; which row says what depends on nothing but this file."""
    people = build_people()
    for name in CLIENTS:
        build_stakeholder(f"speaker-{name}", team=people[1].team)
        product = build_product(name, f"What {name} asks about")
        for key in ("first", "second"):
            build_feature(key, product=product)
    for number in range(20):
        build_product(f"spare-{number:02}")
    walked = build_product(WALKED, "The walked one")
    features = build_catalogue(walked)
    refresh_electorates(at=timezone.now())
    speak(features, people)
    for feature in features:
        duplicate = build_feature(f"also-{feature.key}", product=walked)
        merge_features(duplicate, feature, reason="The same in other words.", actor="Ada")


def build_people() -> list[Stakeholder]:
    """Build people of four teams, and of the accounts of two segments."""
    teams = [build_team(f"team-{number}") for number in range(4)]
    segments = [build_segment(f"segment-{number}") for number in range(2)]
    for number in range(20):
        build_team(f"silent-{number:02}")
    accounts = [
        build_account(
            f"account-{n:02}", segment=segments[n % 2], annual_value=Decimal(f"{n + 1}.5")
        )
        for n in range(24)
    ]
    pairs = [
        (
            build_stakeholder(f"customer-{n:02}", account=accounts[n]),
            build_stakeholder(f"insider-{n:02}", team=teams[n % 4]),
        )
        for n in range(24)
    ]
    return [person for pair in pairs for person in pair]


def build_catalogue(product: Product) -> list[Feature]:
    """Build features of PRODUCT, each alike in what is known and was decided about it."""
    keys = [f"feature-{number:02}" for number in range(1, FEATURES + 1)]
    features = [
        build_feature(key, f"Feature {key[-2:]}", product=product, effort=Decimal(key[-2:]))
        for key in keys
    ]
    near = [keys[place : place + 3] for place in range(FEATURES)]
    upsert_objectives(product, [{"key": f"goal-{key}", "title": f"Reach {key}"} for key in keys])
    upsert_insights(
        product,
        [
            {
                "source": "talks",
                "external_id": key,
                "title": f"On {key}",
                "kind": "CUSTOMER_FEEDBACK",
                "features": near[place],
            }
            for place, key in enumerate(keys)
        ],
    )
    for feature in features:
        decide(feature)
    return features


def decide(feature: Feature) -> None:
    """Let FEATURE serve objectives, rest on insights, move, and be decided about."""
    objectives, insights = feature.product.objectives, feature.product.insights
    # Its own and those behind it: none is served by nothing, which would cost less to read.
    near = objectives.filter(key__gte=f"goal-{feature.key}").order_by("key")
    feature.objectives.set(near[:3])
    decision = Decision.objects.create(
        feature=feature,
        outcome=Outcome.DEFER,
        rationale="Not yet.",
        decided_by="Ada",
        decided_at=NOON,
    )
    decision.insights.set(insights.order_by("pk")[:3])
    if feature.stage == Stage.DISCOVERY:
        move_feature(feature, LifecycleStage.VALIDATION, reason="Asked for.", actor="Ada")


def speak(features: list[Feature], people: list[Stakeholder]) -> None:
    """Let some PEOPLE speak about each of FEATURES, not all of them alike."""
    state(
        [
            Statement(
                stakeholder=people[(place * 5 + voice) % len(people)].pk,
                feature=feature.pk,
                stance=Stance((place * 7 + voice * 3) % 5 - 2),
                willingness_to_pay=Decimal(f"{voice}.90") if voice % 2 else None,
                stated_at=NOON,
            )
            for place, feature in enumerate(features)
            for voice in range(VOICES)
        ],
        actor="tests",
    )
