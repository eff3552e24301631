"""Builds rows for the tests: plain functions, each with defaults that need no explaining."""

from decimal import Decimal
from itertools import count

from django.utils import timezone

from products.models import Exposure, Feature, Objective, Product, Stage
from stakeholders.electorates import refresh_electorates
from stakeholders.models import (
    Account,
    Group,
    GroupKind,
    Importance,
    Preference,
    Stakeholder,
    Stance,
)
from stakeholders.preferences import state
from stakeholders.statements import Statement

_numbers = count(1)  # keys that a test does not care about still have to differ


def build_product(
    key: str = "", name: str = "", *, currency: str = "EUR", exposure: Exposure = Exposure.ASKED
) -> Product:
    """Build the product KEY."""
    key = key or f"product-{next(_numbers)}"
    return Product.objects.create(key=key, name=name or key, currency=currency, exposure=exposure)


def build_objective(key: str = "", *, product: Product | None = None, title: str = "") -> Objective:
    """Build the objective KEY of PRODUCT, or of a product of its own."""
    key = key or f"objective-{next(_numbers)}"
    return Objective.objects.create(product=product or build_product(), key=key, title=title or key)


def build_feature(  # noqa: PLR0913 -- a row has as many columns, and each has a default
    key: str = "",
    name: str = "",
    *,
    product: Product | None = None,
    stage: Stage = Stage.DISCOVERY,
    effort: Decimal | None = None,
    merged_into: Feature | None = None,
) -> Feature:
    """Build the feature KEY of PRODUCT, or of a product of its own; it is open."""
    key = key or f"feature-{next(_numbers)}"
    return Feature.objects.create(
        product=product or build_product(),
        key=key,
        name=name or key,
        stage=stage,
        effort=effort,
        merged_into=merged_into,
    )


def build_group(key: str = "", name: str = "", *, kind: GroupKind = GroupKind.TEAM) -> Group:
    """Build the group KEY of KIND, with a say in every product."""
    key = key or f"group-{next(_numbers)}"
    group = Group.objects.create(kind=kind, key=key, name=name or key)
    refresh_electorates(at=timezone.now())
    return group


def build_team(key: str = "", name: str = "") -> Group:
    """Build the team KEY, with a say in every product."""
    return build_group(key, name, kind=GroupKind.TEAM)


def build_segment(key: str = "", name: str = "") -> Group:
    """Build the segment KEY, with a say in every product."""
    return build_group(key, name, kind=GroupKind.SEGMENT)


def build_account(
    key: str = "", *, segment: Group | None = None, annual_value: Decimal | int = 1000
) -> Account:
    """Build the account KEY in SEGMENT, or in a segment of its own."""
    key = key or f"account-{next(_numbers)}"
    account = Account.objects.create(
        key=key,
        name=key,
        segment=segment or build_segment(),
        annual_value=Decimal(annual_value),
    )
    refresh_electorates(at=timezone.now())
    return account


def build_stakeholder(
    name: str = "",
    *,
    team: Group | None = None,
    account: Account | None = None,
    weight: Decimal | int = 1,
) -> Stakeholder:
    """Build a person in TEAM or speaking through ACCOUNT; without either, in a team of their own.

    No score is counted anew: build people before their preferences.
    """
    name = name or f"person-{next(_numbers)}"
    person = Stakeholder.objects.create(
        name=name,
        team=team or (None if account else build_team()),
        account=account,
        weight=Decimal(weight),
        source="tests",
        external_id=name,
    )
    refresh_electorates(at=timezone.now())
    return person


def build_preference(
    stakeholder: Stakeholder,
    feature: Feature,
    *,
    stance: int = Stance.STRONGLY_SUPPORT,
    importance: int = Importance.IMPORTANT,
    willingness_to_pay: Decimal | None = None,
) -> Preference:
    """Let STAKEHOLDER state a preference about FEATURE, through the one door."""
    statement = Statement(
        stakeholder=stakeholder.pk,
        feature=feature.pk,
        stance=stance,
        importance=importance,
        willingness_to_pay=willingness_to_pay,
    )
    state([statement], actor="tests")
    return Preference.objects.get(stakeholder=stakeholder, feature=feature)
