"""Fills the database with rows of every model that the admin shows."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import models as auth
from django.db.models import Max, Model
from django.utils import timezone

from backend.access.idempotency import Claim, do_once
from backend.access.invitations import invite
from backend.access.issuing import SHELL
from backend.access.models import FileImport, RoleGrant
from backend.access.scopes import Role
from backend.integrations.exports.models import Export
from backend.integrations.webhooks.endpoints import Order as EndpointOrder
from backend.integrations.webhooks.endpoints import add as add_endpoint
from backend.integrations.webhooks.models import Delivery
from backend.queue.putting import put
from products.catalogue import move_feature
from products.lifecycle import LifecycleStage
from products.models import Decision, Feature, Insight, Merge
from stakeholders.models import (
    Champion,
    Commitment,
    Evidence,
    Group,
    GroupKind,
    Outreach,
    Preference,
    Stance,
    Tally,
)
from stakeholders.news import spread
from stakeholders.preferences import state
from stakeholders.recounting import find_drift
from stakeholders.scoring import find_stale
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
from tests.token_rows import build_token

NOW = timezone.now()


def fill(number: int) -> None:
    """Build NUMBER rows of every model, each hanging on others of its own."""
    last = Preference.objects.aggregate(last=Max("pk"))["last"] or 0
    statements = [statement for _ in range(number) for statement in _build_one()]
    state(statements, actor="tests")
    inside = Preference.objects.exclude(stakeholder__team=None)
    for preference in inside.filter(pk__gt=last).order_by("pk"):
        _tell_of(preference)


def _build_one() -> list[Statement]:
    """Build a product with a feature, a person inside and a customer; say what both state."""
    product = build_product()
    feature = build_feature(product=product)
    team = build_team()
    team.products.add(product)
    objective = build_objective(product=product)
    feature.objectives.add(objective)
    move_feature(feature, LifecycleStage.VALIDATION, reason="Asked for.", actor="tests")
    Commitment.objects.create(team=team, objective=objective, statement="We draw it.")
    duplicate = build_feature(product=product, merged_into=feature)
    Merge.objects.create(feature=duplicate, into=feature, reason="The same.", actor="tests")
    Tally.objects.create(feature=feature, source="canny", count=3, seen_at=NOW)
    auth.Group.objects.create(name=feature.key)
    do_once(Claim("user:1", feature.key, "0" * 64), "done", dict, at=NOW)
    user = auth.User.objects.create(username=feature.key)
    RoleGrant.objects.create(user=user, product=product, role=Role.VIEWER)
    EmailAddress.objects.create(user=user, email=f"{feature.key}@house.example")
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    SocialAccount.objects.create(user=user, provider="sso", uid=feature.key)
    counts = dict.fromkeys(("size", "created", "changed", "unchanged", "refused"), 1)
    FileImport.objects.create(user=user, noun="products.feature", file_name="f.csv", **counts)
    build_token(product)
    task = put("queue.tidy", {"feature": feature.pk})
    asked = {"asker": f"user:{user.pk}", "user": user, "noun": "FEATURES", "format": "CSV"}
    Export.objects.create(**asked, product=product, task=task, sight={})
    url = "https://hooks.example.com/in"
    hook = add_endpoint(EndpointOrder(name="CRM", url=url, product=product.pk), by=SHELL).endpoint
    Delivery.objects.create(endpoint=hook, type="test.ping", body="{}")
    invite("ada@house.example", role=Role.VIEWER, products=[product], by=SHELL, at=NOW)
    segment = build_segment()
    segment.products.add(product)
    people = (
        build_stakeholder(team=team),
        build_stakeholder(account=build_account(segment=segment)),
    )
    return [Statement(stakeholder=p.pk, feature=feature.pk, stance=Stance.SUPPORT) for p in people]


def _tell_of(preference: Preference) -> None:
    """Hang an insight, evidence, a decision, a champion and a conversation on PREFERENCE."""
    feature: Feature = preference.feature
    insight = Insight.objects.create(
        product=feature.product, kind="INTERNAL", mood="EXCITED", title="Heard", occurred_at=NOW
    )
    insight.features.add(feature)
    Evidence.objects.create(preference=preference, quote="Yes!", insight=insight, occurred_at=NOW)
    decision = Decision.objects.create(
        feature=feature, outcome="COMMIT", rationale="Asked for.", decided_by="us", decided_at=NOW
    )
    decision.insights.add(insight)
    spread(feature.stage_changes.get())
    champion = Champion.objects.create(
        stakeholder=preference.stakeholder, feature=feature, since_date=date(2026, 1, 1)
    )
    Outreach.objects.create(
        feature=feature,
        group=feature.product.groups.get(kind=GroupKind.TEAM),
        champion=champion,
        contacted_by="us",
        contacted_at=NOW - timedelta(days=1),
    )


def find_first(model: type[Model]) -> Model:
    """Give the first row of MODEL, by key."""
    return model._default_manager.order_by("pk")[0]  # noqa: SLF001 -- generic over models


def find_untruths() -> list[object]:
    """Give every cell and score that does not follow from the preferences; there must be none."""
    features = set(Feature.objects.values_list("pk", flat=True))
    groups = set(Group.objects.values_list("pk", flat=True))
    return [*find_drift(features, groups), *find_stale(features)]
