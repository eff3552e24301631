"""Mutations, pages of the admin, actions on rows, imports and domain calls are told of once."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone

from backend.access.invitations import invite
from backend.access.issuing import SHELL
from backend.access.models import AuditEntry, RoleGrant
from backend.access.scopes import Role, Scope
from products.catalogue import move_feature
from products.decisions import Choice
from products.lifecycle import LifecycleStage
from products.models import (
    Decision,
    Feature,
    Insight,
    Merge,
    Objective,
    Outcome,
    Product,
    StageChange,
)
from stakeholders.deactivating import deactivate_stakeholders
from stakeholders.deciding import decide
from stakeholders.erasing import erase_stakeholders
from stakeholders.merging import merge_features
from stakeholders.models import (
    Account,
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Preference,
    ReferenceWeight,
    Stakeholder,
)
from stakeholders.preferences import withdraw
from tests.admin_pages import CURATOR, delete_listed, edit, log_in
from tests.admin_rows import fill
from tests.backend.access.people import PASSWORD, come_by
from tests.backend.api.asking import ADDRESS, id_of, post
from tests.backend.integrations.importers.files import write_csv
from tests.builders import build_feature, build_product
from tests.token_rows import build_token

pytestmark = pytest.mark.django_db

# What is sent to a mutation about a row, and which noun's row it creates or changes.
MUTATIONS: dict[str, tuple[str, type[Model], str]] = {
    "upsertProduct": ('key: "{product.key}", vision: "New"', Product, "CHANGED"),
    "upsertObjective": ('product: "{product.key}", key: "new", title: "New"', Objective, "CREATED"),
    "upsertFeature": (
        'product: "{product.key}", key: "{feature.key}", name: "New"',
        Feature,
        "CHANGED",
    ),
    "upsertInsight": (
        'product: "{product.key}", kind: INTERNAL, title: "New", source: "s", externalId: "1"',
        Insight,
        "CREATED",
    ),
    "upsertGroup": ('kind: TEAM, key: "{team.key}", name: "New"', Group, "CHANGED"),
    "upsertAccount": ('key: "{account.key}", name: "New"', Account, "CHANGED"),
    "upsertStakeholder": ('id: "{person_id}", name: "New"', Stakeholder, "CHANGED"),
    "statePreference": (
        'stakeholder: "{person_id}", feature: "{feature_id}", stance: OPPOSE',
        Preference,
        "CHANGED",
    ),
    "withdrawPreference": (
        'stakeholder: "{person_id}", feature: "{feature_id}"',
        Preference,
        "DELETED",
    ),
    "moveFeature": (
        'feature: "{feature_id}", stage: DEVELOPMENT, reason: "Now."',
        StageChange,
        "CREATED",
    ),
    "mergeFeatures": (
        'feature: "{feature_id}", into: "{other_id}", reason: "Same."',
        Merge,
        "CREATED",
    ),
    "decide": ('feature: "{feature_id}", outcome: DEFER, rationale: "Later."', Decision, "CREATED"),
    "addChampion": ('feature: "{other_id}", stakeholder: "{person_id}"', Champion, "CREATED"),
    "removeChampion": ('feature: "{feature_id}", stakeholder: "{person_id}"', Champion, "DELETED"),
    "recordOutreach": ('feature: "{feature_id}", group: "{team_id}"', Outreach, "CREATED"),
    "acknowledgeObjective": (
        'objective: "{objective_id}", team: "{team_id}"',
        Commitment,
        "CHANGED",
    ),
    "deactivateStakeholder": ('stakeholder: "{person_id}"', Stakeholder, "CHANGED"),
    "eraseStakeholder": ('stakeholder: "{person_id}"', Stakeholder, "DELETED"),
}
FEATURE, STATEMENT = MUTATIONS["upsertFeature"][0], MUTATIONS["statePreference"][0]
CHOSEN = dict.fromkeys(("password1", "password2"), PASSWORD)
EDITS: dict[type[Model], dict[str, object]] = {
    Product: {"vision": "New"},
    Objective: {"title": "New"},
    Feature: {"name": "New"},
    Insight: {"title": "New"},
    Decision: {"outcome_note": "New"},
    Group: {"name": "New"},
    Account: {"name": "New"},
    ReferenceWeight: {"w_ref": "3"},
    Stakeholder: {"name": "New"},
    Evidence: {"quote": "New"},
    Champion: {"since_date": "2025-01-01"},
    Outreach: {"outcome": "New"},
    Commitment: {"statement": "New"},
    User: {"first_name": "New"},
}
DELETED = (
    Objective,
    Insight,
    Evidence,
    Champion,
    Outreach,
    Commitment,
    Stakeholder,
    Preference,
    User,
)


def read_since(last: int, model: type[Model]) -> list[tuple[str, str]]:
    """Read what was done to rows of MODEL since the entry LAST, and by which interface."""
    rows = AuditEntry.objects.filter(pk__gt=last, noun=model._meta.label_lower)  # noqa: SLF001 -- Django's documented model API
    return list(rows.order_by("pk").values_list("action", "interface"))


def read_actors(last: int) -> set[str]:
    """Read who did what was done since the entry LAST."""
    return set(AuditEntry.objects.filter(pk__gt=last).values_list("actor", flat=True))


def find_me() -> str:
    """Give the key under which whoever is logged in acts."""
    return f"user:{User.objects.get(username=CURATOR).pk}"


def find_last() -> int:
    """Give the key of the latest entry."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]


def find_ids() -> dict[str, Any]:
    """Give what the mutations name: rows of `fill`, and a feature beside them."""
    person = Stakeholder.objects.exclude(team=None).order_by("pk")[0]
    feature = Feature.objects.filter(merged_into=None).order_by("pk")[0]
    team = person.team
    assert team is not None
    objective = feature.objectives.get()
    other = build_feature(product=feature.product)
    rows = {"person": person, "feature": feature, "team": team, "objective": objective}
    ids = {f"{name}_id": id_of(row) for name, row in (rows | {"other": other}).items()}
    account = Account.objects.order_by("pk")[0]
    return {**ids, **rows, "product": feature.product, "account": account}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_told_of_once(name: str) -> None:
    fill(1)
    given, model, action = MUTATIONS[name]
    query = (
        f"mutation {{ {name}(input: {{{given.format(**find_ids())}}}) {{ errors {{ message }} }} }}"
    )
    browser = log_in()
    last = find_last()

    answer = browser.post(ADDRESS, {"query": query}, content_type="application/json").json()

    assert (answer.get("errors", []), answer["data"]) == ([], {name: {"errors": []}})
    assert read_since(last, model) == [(action, "GRAPHQL")]
    assert read_actors(last) == {find_me()}


def test_the_first_write_of_a_token_is_its_own() -> None:
    fill(1)
    scopes = frozenset({Scope.WRITE_CATALOGUE, Scope.WRITE_PREFERENCES})
    issued = build_token(scopes=scopes)
    ids = find_ids()
    written, stated = FEATURE.format(**ids), STATEMENT.format(**ids)
    query = f"""mutation {{
        one: upsertFeature(input: {{{written}}}) {{ errors {{ code }} }}
        two: statePreference(input: {{{stated}}}) {{ errors {{ code }} }}
    }}"""
    last = find_last()

    answer = post(query, authorization=f"Bearer {issued.text}")

    assert json.loads(answer.content)["data"] == {"one": {"errors": []}, "two": {"errors": []}}
    assert read_since(last, Feature) == [("CHANGED", "GRAPHQL")]
    assert read_actors(last) == {f"token:{issued.token.public_id}"}


@pytest.mark.parametrize("model", EDITS, ids=lambda model: model.__name__)
def test_an_edit_in_the_admin_is_told_of_once(model: type[Model]) -> None:
    fill(1)
    browser = log_in()
    row = model._base_manager.order_by("pk")[0]  # noqa: SLF001 -- any model
    last = find_last()

    answer = edit(browser, row, **EDITS[model])

    assert answer.complaints == []
    assert read_since(last, model) == [("CHANGED", "ADMIN")]
    assert read_actors(last) == {find_me()}


@pytest.mark.parametrize("model", DELETED, ids=lambda model: model.__name__)
def test_an_action_on_marked_rows_is_told_of_once_for_each(model: type[Model]) -> None:
    fill(2)
    browser = log_in()
    rows = list(model._base_manager.order_by("pk")[:2])  # noqa: SLF001 -- any model
    last = find_last()

    delete_listed(browser, *rows)

    told = read_since(last, model)
    assert told in ([("DELETED", "ADMIN")] * 2, [("BATCH", "ADMIN")])
    assert (told[0][0] == "BATCH") == (model is Preference)


def test_an_import_is_told_of_as_one(tmp_path: Path) -> None:
    build_product()
    last = find_last()
    path = write_csv(tmp_path / "answers.csv", {}, {"stakeholder": "p2"})

    call_command("import_file", "csv", str(path), "--product", "tutti", stdout=StringIO())

    assert read_since(last, Product) == [("CREATED", "IMPORT")]
    assert read_since(last, Stakeholder) == [("CREATED", "IMPORT")] * 2
    assert read_since(last, Preference) == [("BATCH", "IMPORT")]


def call_domain(ids: dict[str, Any]) -> dict[type[Model], tuple[str, Callable[[], object]]]:
    """Give what the domain does to the rows of IDS, by the noun that it creates or changes."""
    person, feature = ids["person"], ids["feature"]
    other = Feature.objects.order_by("-pk")[0]
    move = LifecycleStage.DEVELOPMENT
    choice = Choice(outcome=Outcome.DEFER, rationale="Later.", decided_by="x")
    return {
        StageChange: ("CREATED", lambda: move_feature(feature, move, reason="Go.", actor="x")),
        Decision: ("CREATED", lambda: decide(feature, choice, actor="x")),
        Merge: ("CREATED", lambda: merge_features(feature, other, actor="x")),
        Preference: ("DELETED", lambda: withdraw([(person.pk, feature.pk)], actor="x")),
        Stakeholder: ("CHANGED", lambda: deactivate_stakeholders([person.pk], actor="x")),
        Champion: ("DELETED", lambda: erase_stakeholders([person.pk], actor="x")),
    }


@pytest.mark.parametrize("model", [StageChange, Decision, Merge, Preference, Stakeholder, Champion])
def test_a_call_of_the_domain_is_told_of_once(model: type[Model]) -> None:
    fill(1)
    action, call = call_domain(find_ids())[model]
    last = find_last()

    call()

    assert read_since(last, model) == [(action, "DIRECT")]


def test_what_a_stranger_writes_is_nobodys() -> None:
    invited = invite(
        "ada@house.example",
        role=Role.VIEWER,
        products=[build_product()],
        by=SHELL,
        at=timezone.now(),
    )
    browser = come_by()
    browser.get(f"/accounts/invitation/{invited.secret}/")
    last = find_last()

    browser.post("/accounts/invitation/", {"username": "ada", **CHOSEN})

    assert read_since(last, User) == [("CREATED", "WEB")]
    assert read_since(last, RoleGrant) == [("CREATED", "WEB")]
    ada = User.objects.get(username="ada")
    assert read_actors(last) == {"", f"user:{ada.pk}"}  # nobody's until there is a login
