"""What curators send to the admin changes nothing of a product that they do not look after."""

from typing import Any, Final

import pytest
from django.contrib import admin
from django.db.models import Model

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Decision, Feature, Insight, Objective, Product
from stakeholders.models import (
    Champion,
    Commitment,
    Evidence,
    Group,
    Outreach,
    Preference,
    ReferenceWeight,
    Stakeholder,
)
from tests.admin_pages import delete, delete_listed, edit, find_page, send
from tests.backend.access.two_products import PATHS, become, fill_two, rows_of
from tests.builders import build_team

pytestmark = pytest.mark.django_db

# What a forged form names of the other product, by model.
FORGED: Final[dict[type[Model], dict[str, type[Model]]]] = {
    Objective: {"product": Product},
    Feature: {"product": Product},
    Insight: {"product": Product},
    Decision: {"feature": Feature},
    Commitment: {"objective": Objective},
    Preference: {"feature": Feature},
    Evidence: {"preference": Preference},
    Champion: {"feature": Feature},
    Outreach: {"feature": Feature},
    RoleGrant: {"product": Product},
}
TYPED: Final = {"title": "Forged", "name": "Forged", "key": "forged", "statement": "Forged"}
TICKED: Final = {"role": "VIEWER", "stance": "2", "importance": "2", "outcome": "DECLINE"}
INVALID: Final = "Select a valid choice. That choice is not one of the available choices."
each_model = pytest.mark.parametrize("model", PATHS)


def read_all(product: Product) -> dict[type[Model], list[dict[str, Any]]]:
    """Read every row of PRODUCT with all its columns."""
    return {model: list(rows_of(model, product).values()) for model in PATHS}


def count_all() -> dict[type[Model], int]:
    """Count the rows of every model that belongs to a product."""
    return {model: model._base_manager.count() for model in PATHS}  # noqa: SLF001 -- generic over models


@each_model
def test_the_pages_of_another_products_rows_take_nothing(model: type[Model]) -> None:
    mine, other = fill_two()
    browser = become(mine, Role.OWNER)
    row = rows_of(model, other)[0]
    before = read_all(other)
    sent = {"post": "yes", **TYPED, **TICKED}

    codes = {
        page: browser.post(find_page(model, page, row.pk), sent).status_code
        for page in ("change", "delete")
    }

    assert set(codes.values()) <= {403, 404}
    assert read_all(other) == before


@each_model
def test_no_action_reaches_rows_of_another_product(model: type[Model]) -> None:
    mine, other = fill_two()
    browser = become(mine, Role.OWNER)
    before = read_all(other)
    keys = [str(row.pk) for row in rows_of(model, other)]

    for action in ("delete_selected", "deactivate", "activate"):
        sent = {"action": action, "_selected_action": keys, "select_across": "1", "post": "yes"}
        browser.post(find_page(model, "changelist"), sent)

    assert read_all(other) == before


@pytest.mark.parametrize("model", FORGED)
def test_a_form_that_names_another_product_is_refused(model: type[Model]) -> None:
    mine, other = fill_two()
    browser = become(mine, Role.OWNER)
    named = {name: rows_of(kind, other)[0].pk for name, kind in FORGED[model].items()}
    before = count_all()

    answer = send(browser, find_page(model, "add"), **TYPED, **TICKED, **named)

    assert INVALID in answer.complaints
    assert count_all() == before


def test_rows_beside_others_are_none_of_another_product() -> None:
    mine, other = fill_two()
    browser = become(mine, Role.CURATOR)
    before = read_all(other)
    forged = {"objectives-0-id": rows_of(Objective, other)[0].pk, "objectives-0-title": "Forged"}

    edit(browser, mine, **forged)

    assert read_all(other) == before


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.CONTRIBUTOR])
def test_whoever_curates_nothing_writes_nothing(role: Role | None) -> None:
    mine, _ = fill_two()
    browser = become(mine, role)
    before = read_all(mine)

    codes = {
        browser.post(find_page(model, page, rows_of(model, mine)[0].pk), {"post": "yes"})
        for model in PATHS
        for page in ("change", "delete")
    }

    assert {answer.status_code for answer in codes} == {403}
    assert read_all(mine) == before


def test_curators_edit_what_is_theirs() -> None:
    mine, _ = fill_two()
    browser = become(mine, Role.CURATOR)
    feature = rows_of(Feature, mine)[0]

    answer = edit(browser, feature, summary="Told anew.")

    assert answer.complaints == []
    assert Feature.objects.get(pk=feature.pk).summary == "Told anew."


def test_curators_delete_what_is_theirs() -> None:
    mine, other = fill_two()
    browser = become(mine, Role.CURATOR)
    rows = [*rows_of(Objective, mine), *rows_of(Objective, other)]
    before = read_all(other)

    delete_listed(browser, *rows)

    assert not rows_of(Objective, mine).exists()
    assert read_all(other) == before


def test_nobody_is_erased_but_by_administrators() -> None:
    mine, _ = fill_two()
    browser = become(mine, Role.OWNER)
    people = Stakeholder.objects.order_by("pk")
    before = list(people)

    codes = {delete(browser, person).code for person in people}
    delete_listed(browser, *people)

    assert codes == {403}
    assert list(people.all()) == before
    delete(become(above=True), before[0])
    assert list(people.all()) == before[1:]


def test_a_group_keeps_the_say_that_its_editor_does_not_see() -> None:
    mine, other = fill_two()
    team = Group.objects.get(products=other, kind="TEAM")

    edit(become(mine, Role.CURATOR), team, name="Named anew", products=[str(mine.pk)])

    assert Group.objects.get(name="Named anew") == team
    assert set(team.products.all()) == {mine, other}


@pytest.mark.parametrize("named", [[], ["mine"]])
def test_a_say_that_would_move_in_products_of_others_is_refused(named: list[str]) -> None:
    mine, _ = fill_two()
    team = build_team()
    if not named:
        team.products.add(mine)
    before = set(team.products.all())

    answer = edit(become(mine, Role.OWNER), team, products=[str(mine.pk)] if named else [])

    assert [each[:43] for each in answer.complaints] == [
        "This would change its say in products that "
    ]
    assert set(team.products.all()) == before


def test_what_hangs_on_rows_is_not_asked_for_in_addresses() -> None:
    mine, other = fill_two()
    browser = become(mine, Role.CURATOR)
    page = find_page(Group, "changelist")

    codes = [
        browser.get(f"{page}?{question}").status_code
        for question in (
            f"products__id__exact={mine.pk}",
            f"products__id__exact={other.pk}",
            "products__isnull=1",
        )
    ]

    assert codes == [200, 400, 400]


def test_reference_weights_are_for_administrators() -> None:
    mine, _ = fill_two()
    row = ReferenceWeight.objects.order_by("pk")[0]

    code = become(mine, Role.OWNER).post(find_page(ReferenceWeight, "change", row.pk), {})

    assert code.status_code == 403
    assert edit(become(above=True), row, w_ref="2").complaints == []


def test_every_page_offers_no_more_actions_than_are_tested() -> None:
    pages = admin.site._registry.values()  # noqa: SLF001 -- there is no public way to list them

    offered = {action for page in pages for action in page.actions or ()}
    of_administrators = {"make_verified"}  # e-mail addresses, of which nobody else sees one
    of_tokens = {"rotate", "revoke"}  # see test_token_pages
    of_objectives = {"mark_as_achieved", "mark_as_open"}  # see stakeholders/test_admin_practice.py
    of_tasks = {"retry", "drop"}  # see queue/test_admin.py
    of_webhooks = {"pause", "resume", "test", "send_again"}  # see webhooks/test_admin.py
    elsewhere = of_administrators | of_tokens | of_objectives | of_tasks | of_webhooks
    assert offered - elsewhere == {"deactivate", "activate"}
    assert [name for name, _ in admin.site.actions] == ["delete_selected"]
