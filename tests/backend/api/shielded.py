"""Builds two products whose texts say who may read them, and callers of every kind."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from django.contrib.auth.models import User

from backend.access.callers import ANYONE, Caller
from backend.access.scopes import EVERY_SCOPE, SCOPES, TOKEN_SCOPES, Role, Scope
from products.catalogue import InsightEntry, upsert_insights
from products.decisions import Choice
from products.lifecycle import LifecycleStage
from products.models import Feature, Insight, Objective, Outcome, Product
from stakeholders.advocacy import add_champion, commit, record_outreach
from stakeholders.deciding import decide
from stakeholders.merging import merge_features, unmerge_feature
from stakeholders.models import Account, Evidence, Group, Preference, Stakeholder
from stakeholders.news import move
from stakeholders.preferences import state
from stakeholders.statements import Statement
from stakeholders.talks import Pledge, Talk
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

OWN: Final = "own"
OTHER: Final = "other"
ANY: Final = "any"  # of the workspace: open to who has the scope in any product
THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)


def mark(scope: Scope, product: str, word: str = "") -> str:
    """Write a text that only those may read who have SCOPE in PRODUCT."""
    return f"{word}[{scope.value}|{product}]"


def build_shielded() -> None:
    """Build the two products, and the people who want something of both."""
    people = build_people()
    for key in (OWN, OTHER):
        build_shielded_product(key, people)
    Group.objects.filter(key="small").update(name=mark(Scope.READ_ALIGNMENT, ANY, "small"))


def build_people() -> list[Stakeholder]:
    """Build a team of one, and a segment of four accounts with a person each."""
    secret = mark(Scope.READ_PEOPLE, ANY)
    large = build_segment("large", "Large")
    accounts = [build_account(f"account-{n}", segment=large, annual_value=n) for n in range(1, 5)]
    people = [build_stakeholder(f"p{n} {secret}", account=a) for n, a in enumerate(accounts)]
    people.append(build_stakeholder(f"alone {secret}", team=build_team("small", "Small")))
    Account.objects.update(name=secret, domain="hidden.example")
    for person in people:
        person.email, person.title = f"{person.pk}@hidden.example", secret
        person.save()
    return people


def build_shielded_product(key: str, people: list[Stakeholder]) -> None:
    """Build the product KEY with something of every noun, of which PEOPLE want something."""
    seen, said = mark(Scope.READ_ALIGNMENT, key), mark(Scope.READ_PEOPLE, key)
    product = build_product(key, f"{key} {seen}")
    features = [
        build_feature(f"f{n}", f"f{n} {seen}", product=product, effort=Decimal(1)) for n in range(3)
    ]
    speak(features, people, said)
    objective = Objective.objects.create(product=product, key="o", title=seen)
    features[0].objectives.set([objective])
    told: InsightEntry = {"source": key, "title": seen, "kind": "INTERNAL", "features": ["f0"]}
    insight, rare = (
        done.row
        for done in upsert_insights(
            product,
            [
                {**told, "external_id": "i", "mood": "BOTHERED"},
                {**told, "external_id": "j", "mood": "EXCITED"},
            ],
        )
    )
    for preference in Preference.objects.filter(feature=features[0]):
        Evidence.objects.create(preference=preference, quote=said, insight=insight)
    Evidence.objects.create(
        preference=Preference.objects.filter(feature=features[0]).earliest("pk"), insight=rare
    )
    build_choices(features, said, seen)
    champion = add_champion(people[0], features[0]).row
    record_outreach(
        features[0],
        people[4].team,  # type: ignore[arg-type]  # -- the one who is alone has a team
        talk=Talk(contacted_by=said, outcome=said, champion=champion),
    )
    pledge = Pledge(statement=seen, acknowledged_by=said)
    commit(objective, people[4].team, pledge=pledge)  # type: ignore[arg-type]  # -- as above


def speak(features: list[Feature], people: list[Stakeholder], said: str) -> None:
    """Let all of PEOPLE speak about the first of FEATURES, and one about the others."""
    pairs = [(person, features[0]) for person in people]
    pairs += [(people[4], feature) for feature in features[1:]]
    state(
        [
            Statement(
                stakeholder=person.pk,
                feature=feature.pk,
                stance=1 + n % 2,
                willingness_to_pay=Decimal(f"{10 + n}.25"),
                reason=said,
                entered_by=said,
                heard_in=said,
                stated_at=THEN,
            )
            for n, (person, feature) in enumerate(pairs)
        ],
        actor=said,
        source="survey",
    )


def build_choices(features: list[Feature], said: str, seen: str) -> None:
    """Move, decide about, merge and part FEATURES, as somebody SAID, for reasons that are SEEN."""
    move(features[0], LifecycleStage.VALIDATION, reason=seen, actor=said)
    choice = Choice(
        outcome=Outcome.DEFER,
        rationale=seen,
        promise=seen,
        decided_by=said,
        insights=list(
            Insight.objects.filter(product=features[0].product_id).values_list("pk", flat=True)
        ),
    )
    decide(features[0], choice, actor=said)
    merge_features(features[2], features[0], reason=seen, actor=said)
    unmerge_feature(features[2], actor=said)
    merge_features(features[2], features[1], reason=seen, actor=said)


def build_callers() -> dict[str, Caller]:
    """Build a caller of each kind; what they may do, they may in the product OWN."""
    own = Product.objects.get(key=OWN).pk
    found = {
        "anonymous": Caller(key=ANYONE, name=ANYONE),
        "anonymous, public": Caller(key=ANYONE, name=ANYONE, everywhere=SCOPES[Role.VIEWER]),
        "nobody": Caller(key="user:1", name="nobody"),
        "administrator": Caller(key="user:9", name="root", everywhere=EVERY_SCOPE),
    }
    for role in Role:
        name = role.name.lower()
        key = f"user:{User.objects.create(username=name).pk}"  # who gives tokens has to be there
        found[name] = Caller(key=key, name=name, products={own: SCOPES[role]})
    found["curator, public"] = Caller(
        key="user:2", name="c", everywhere=SCOPES[Role.VIEWER], products={own: SCOPES[Role.CURATOR]}
    )
    for scope in TOKEN_SCOPES:
        scopes = frozenset({scope})
        found[f"token {scope}"] = Caller(key=f"token:{scope}", name="t", products={own: scopes})
        found[f"wide token {scope}"] = Caller(key=f"token:w{scope}", name="t", everywhere=scopes)
    return found
