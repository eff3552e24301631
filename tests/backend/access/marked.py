"""Builds somebody of whom every column that is theirs, or names them, holds a mark."""

from datetime import UTC, date, datetime
from decimal import Decimal

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User

from backend.access.callers import describe_user
from backend.access.invitations import invite
from backend.access.issuing import SHELL
from backend.access.models import FileImport, IdempotencyKey, Invitation, RoleGrant, SavedFilter
from backend.access.scopes import Role
from backend.integrations.exports.models import Export
from products.models import Decision, Feature, Insight, Merge, Product, StageChange
from products.origins import Interface, acting
from stakeholders.models import (
    Champion,
    Commitment,
    Evidence,
    Outreach,
    Preference,
    Stakeholder,
)
from stakeholders.preferences import state, withdraw
from stakeholders.statements import Statement
from tests.builders import (
    build_feature,
    build_objective,
    build_product,
    build_stakeholder,
    build_team,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FULL = "Zyxa Marker"
EMAIL = "zyxa-marker@an.example"
LOGIN = "zyxa-login"
ADDRESS = "192.0.2.99"
# One in each column that holds somebody's words, or names them.
MARKS = (
    *(FULL, EMAIL, LOGIN, ADDRESS, "zyxa-title", "zyxa-id", "zyxa-first", "zyxa-last"),
    *("zyxa-reason", "zyxa-quote", "zyxa-url", "zyxa-outcome", "zyxa-change", "4321.98"),
    *("zyxa-other", "zyxa-claim", "zyxa-subject", "zyxa-browser", "zyxa-used"),
)
SECRETS = ("zyxa-session", "zyxa-key")  # what nobody is told


def build_marked() -> Stakeholder:
    """Build somebody with a mark in each column that is theirs, or names them."""
    team, product = build_team(), build_product()
    login = User.objects.create_user(LOGIN, email=EMAIL, first_name="zyxa-first")
    User.objects.filter(pk=login.pk).update(last_name="zyxa-last")
    person = build_stakeholder(FULL, team=team)
    person.email, person.title, person.external_id = EMAIL, "zyxa-title", "zyxa-id"
    person.login = login
    person.save()
    RoleGrant.objects.create(user=login, product=product)
    _hang(login, product)
    with acting(Interface.GRAPHQL, address=ADDRESS, actor=lambda: f"user:{login.pk}"):
        _speak(person)
    _name(person)
    return Stakeholder.objects.select_related("login").get(pk=person.pk)


def _hang(login: User, product: Product) -> None:
    """Hang on LOGIN what people have who were invited, and have signed in by all the ways."""
    EmailAddress.objects.create(user=login, email=f"zyxa-other-{EMAIL}")
    Authenticator.objects.create(user=login, type="webauthn", data={"name": "zyxa-key"})
    told = {"userinfo": {"name": "zyxa-claim"}}
    SocialAccount.objects.create(user=login, provider="sso", uid="zyxa-subject", extra_data=told)
    UserSession.objects.create(
        user=login, session_key="zyxa-session", ip=ADDRESS, user_agent="zyxa-browser"
    )
    for email, by in ((EMAIL.upper(), SHELL), ("grace@an.example", describe_user(login))):
        invite(email, role=Role.VIEWER, products=[product], by=by, at=NOON)
    used = invite("zyxa-used@an.example", role=Role.VIEWER, products=[product], by=SHELL, at=NOON)
    Invitation.objects.filter(pk=used.invitation.pk).update(used_at=NOON, used_by=login)


def _speak(person: Stakeholder) -> None:
    """Let PERSON say what is theirs, and speak for what they want."""
    features = [build_feature() for _ in range(2)]
    for feature in features:
        statement = Statement(
            stakeholder=person.pk,
            feature=feature.pk,
            stance=2,
            willingness_to_pay=Decimal("4321.98"),
            reason="zyxa-reason",
            entered_by=FULL,
            heard_at=NOON,
            heard_in="zyxa-place",
            stated_at=NOON,
        )
        state([statement], actor=LOGIN)
    withdraw([(person.pk, features[1].pk)], actor=LOGIN)
    preference = Preference.objects.get(stakeholder=person)
    Evidence.objects.create(
        preference=preference, quote="zyxa-quote", url="https://zyxa-url.example"
    )
    champion = Champion.objects.create(
        stakeholder=person, feature=features[0], since_date=date(2026, 1, 1)
    )
    Outreach.objects.create(
        feature=features[0],
        group=build_team(),
        champion=champion,
        contacted_by=FULL,
        contacted_at=NOON,
        outcome="zyxa-outcome",
    )


def _name(person: Stakeholder) -> None:
    """Let others name PERSON, in columns for names and amid their own words."""
    feature, said = build_feature(), f"As {FULL.upper()} ({EMAIL}) told us."
    _tell(feature, said)
    assert person.team is not None
    Commitment.objects.create(
        team=person.team,
        objective=build_objective(title=said),
        statement=said,
        acknowledged_by=FULL,
        acknowledged_at=NOON,
    )
    statement = Statement(
        stakeholder=build_stakeholder("Grace").pk,
        feature=feature.pk,
        stance=1,
        reason=said,
        entered_by=FULL,
        heard_in=said,
    )
    state([statement], actor=LOGIN)
    _note(person, said)


def _note(person: Stakeholder, said: str) -> None:
    """Let what was SAID, and done by PERSON and others, stand in what Tutti keeps of requests."""
    curator = User.objects.create(username="curator", is_staff=True, is_superuser=True)
    for user in (curator, person.login):
        assert user is not None
        LogEntry.objects.log_actions(user.pk, [person], CHANGE, change_message="zyxa-change")
    IdempotencyKey.objects.create(
        caller="user:0", key="k", fingerprint="f", answer=said, created_at=NOON, expires_at=NOON
    )
    counts = dict.fromkeys(("size", "created", "changed", "unchanged", "refused"), 1)
    SavedFilter.objects.create(
        user=curator, noun="products.feature", name=f"zyxa {FULL}", query=f"q=zyxa {FULL}"
    )
    Export.objects.create(
        asker=f"user:{person.login_id}", user=person.login, noun="FEATURES", format="CSV", sight={}
    )
    FileImport.objects.create(
        user=curator,
        noun="products.feature",
        file_name=f"{FULL}.csv",
        report=said,
        problems=said,
        **counts,
    )


def _tell(feature: Feature, said: str) -> None:
    """Let what was SAID stand in all that is told of FEATURE."""
    feature.name = feature.summary = feature.problem = feature.product.vision = said
    feature.save()
    feature.product.save()
    Insight.objects.create(product=feature.product, kind="INTERNAL", title=said, body=said)
    Decision.objects.create(
        feature=feature,
        outcome="DEFER",
        rationale=said,
        promise=said,
        outcome_note=said,
        decided_by=LOGIN,
        decided_at=NOON,
    )
    StageChange.objects.create(
        feature=feature, from_stage="DISCOVERY", to_stage="LAUNCH", reason=said, actor=LOGIN
    )
    Merge.objects.create(
        feature=build_feature(), into=feature, reason=said, actor=LOGIN, undone_by=FULL
    )
