"""How things stand on Monday morning."""

from datetime import UTC, date, datetime

from django.contrib.auth.models import User

from products.decisions import Choice
from products.models import Outcome, Stage
from stakeholders.deciding import decide
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

MANAGER = "ada"
PRODUCT = "lighthouse"
BEFORE = datetime(2026, 1, 12, 9, tzinfo=UTC)
OFFERED = (
    ("radar", "Conflict radar", Stage.VALIDATION),
    ("sheets", "Shared sheets", Stage.VALIDATION),
    ("metronome", "Metronome", Stage.VALIDATION),
    ("tuner", "Tuner", Stage.DISCOVERY),
)
HELD = (
    ("Grace", "radar", Stance.STRONGLY_SUPPORT),
    ("Linus", "radar", Stance.SUPPORT),
    ("Nora", "radar", Stance.NEUTRAL),
    ("Grace", "sheets", Stance.OPPOSE),
    ("Linus", "sheets", Stance.STRONGLY_OPPOSE),
    ("Mara", "sheets", Stance.SUPPORT),
    ("Mara", "metronome", Stance.SUPPORT),
    ("Nora", "tuner", Stance.SUPPORT),
)


def open_week() -> User:
    """Build the product, those who have a say in it, and one decision that is due; give her login.

    Nothing of it is named twice, so that names tell rows apart.
    """
    product = build_product(PRODUCT, "Lighthouse")
    people = _invite()
    features = {
        key: build_feature(key, name, product=product, stage=stage) for key, name, stage in OFFERED
    }
    said = [
        Statement(
            stakeholder=people[who].pk, feature=features[what].pk, stance=stance, stated_at=BEFORE
        )
        for who, what, stance in HELD
    ]
    state(said, actor="tests")
    choice = Choice(
        outcome=Outcome.COMMIT,
        rationale="It is little work.",
        promise="Every second player uses it.",
        review_on=date(2026, 2, 27),
        decided_by=MANAGER,
        decided_at=datetime(2026, 1, 20, 9, tzinfo=UTC),
    )
    decide(features["metronome"], choice, actor="tests")
    return User.objects.create_superuser(MANAGER)


def _invite() -> dict[str, Stakeholder]:
    """Build two teams and two customers, and give their people by name."""
    engineering = build_team("engineering", "Engineering")
    quintet = build_account("quintet", segment=build_segment("studios", "Studios"))
    hall = build_account("hall", segment=build_segment("halls", "Halls"))
    return {
        "Grace": build_stakeholder("Grace", team=engineering),
        "Linus": build_stakeholder("Linus", team=engineering),
        "Mara": build_stakeholder("Mara", team=build_team("marketing", "Marketing")),
        "Nora": build_stakeholder("Nora", account=quintet),
        "Omar": build_stakeholder("Omar", account=hall),
    }
