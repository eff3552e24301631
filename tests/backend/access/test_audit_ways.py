"""Mutations, pages of the admin, actions on rows, imports and domain calls are told of once."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from backend.access.models import AuditEntry
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
from tests.admin_pages import delete_listed, edit, log_in
from tests.admin_rows import fill
from tests.backend.api.asking import ADDRESS, id_of
from tests.backend.integrations.importers.files import write_csv
from tests.builders import build_feature, build_product

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


@pytest.mark.parametrize("model", EDITS, ids=lambda model: model.__name__)
def test_an_edit_in_the_admin_is_told_of_once(model: type[Model]) -> None:
    fill(1)
    browser = log_in()
    row = model._base_manager.order_by("pk")[0]  # noqa: SLF001 -- any model
    last = find_last()

    answer = edit(browser, row, **EDITS[model])

    assert answer.complaints == []
    assert read_since(last, model) == [("CHANGED", "ADMIN")]


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


def test_who_is_not_signed_in_changes_nothing_under_a_name() -> None:
    build_product("app", "Before")
    last = find_last()
    query = 'mutation { upsertProduct(input: {key: "app", name: "After"}) { errors { message } } }'

    Client().post(ADDRESS, {"query": query}, content_type="application/json", secure=True)

    assert not AuditEntry.objects.filter(pk__gt=last).exclude(actor="").exists()


def test_a_password_is_not_told_of_when_it_stays() -> None:
    user = User.objects.create_user("someone", password="a secret of theirs")  # noqa: S106 -- a test's
    last = AuditEntry.objects.latest("pk").pk

    user.first_name = "Some"
    user.save()

    (entry,) = AuditEntry.objects.filter(pk__gt=last)
    assert (entry.after, [each.column for each in entry.words.all()]) == (None, ["first_name"])
