"""Builds a small house of features with and without backing, for the tests of the Relay feed."""

from decimal import Decimal

from products.models import Feature, Stage
from stakeholders.models import Group, Stance
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


def build_house() -> None:
    """Build two products with features that are loved, contested, disliked, unheard and merged."""
    app, site = build_product("app", "The App"), build_product("site", "The Site")
    team, segment = build_team("ops", "Operations"), build_segment("large", "Large customers")
    build_team("silent", "Silent")
    loved = build_feature("loved", "Loved", product=app, effort=Decimal("2.5"))
    loved.tags = ["mobile", "fast"]
    loved.save()
    contested = build_feature("contested", "Contested", product=app, stage=Stage.VALIDATION)
    disliked = build_feature("disliked", "Disliked", product=site, stage=Stage.LAUNCH)
    build_feature("unheard", "Unheard", product=site)
    build_feature("merged", "Merged", product=app, merged_into=loved)
    sides = {loved: (2, 2), contested: (2, -2), disliked: (-2, -1)}
    people = [(team, segment) for _ in range(6)]
    state(
        [each for pair in people for each in speak(*pair, sides)],
        actor="tests",
    )


def speak(team: Group, segment: Group, sides: dict[Feature, tuple[int, int]]) -> list[Statement]:
    """Let a person of TEAM and one of SEGMENT take their SIDES."""
    inside = build_stakeholder(team=team)
    outside = build_stakeholder(account=build_account(segment=segment))
    return [
        Statement(stakeholder=person.pk, feature=feature.pk, stance=Stance(stance))
        for feature, stances in sides.items()
        for person, stance in zip((inside, outside), stances, strict=True)
    ]


def build_features(number: int) -> None:
    """Build NUMBER features, each in a product and backed by a team of its own."""
    statements = [
        Statement(
            stakeholder=build_stakeholder().pk,
            feature=build_feature().pk,
            stance=Stance.SUPPORT,
        )
        for _ in range(number)
    ]
    state(statements, actor="tests")
