"""What does not come back says why, and is listed for nobody who could not have edited it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from backend.access.deleted_rows import find_deletions
from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Decision, Feature, Insight, Objective, Product
from stakeholders.models import (
    Champion,
    Evidence,
    Group,
    Outreach,
    Preference,
    Stakeholder,
)
from tests.admin_pages import delete, delete_listed, find_page, log_in
from tests.backend.access.restoring import restore
from tests.backend.access.two_products import become, fill_two, rows_of
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


@pytest.mark.parametrize("build", [build_segment, build_team])
def test_a_row_whose_key_was_taken_stays_away(browser: Client, build: Callable[..., Group]) -> None:
    group = build("core")
    delete(browser, group)
    build("Core")

    answer = restore(browser, Group)

    assert "Another row has its key by now." in answer.text
    assert Group.objects.get().key == "Core"


def test_a_feature_whose_key_was_taken_stays_away(browser: Client) -> None:
    feature = build_feature("f")
    delete(browser, feature)
    taken = build_feature("f", product=feature.product)

    answer = restore(browser, Feature)

    assert "already exists" in answer.text
    assert Feature.objects.get() == taken


def test_a_row_comes_back_once(browser: Client) -> None:
    objective = build_objective("grow")
    delete(browser, objective)
    restore(browser, Objective)

    answer = restore(browser, Objective)

    assert "Another row has taken its place" in answer.text
    assert Objective.objects.get() == objective


def test_a_row_without_what_it_belongs_to_stays_away(browser: Client) -> None:
    product = build_product()
    objective = build_objective("grow", product=product)
    delete(browser, objective)
    delete(browser, product)

    answer = restore(browser, Objective)

    assert f"Product: a deleted product, number {product.pk}. Without it" in answer.text
    assert not Objective.objects.exists()


def test_the_erased_do_not_come_back(browser: Client) -> None:
    person = build_stakeholder("Ada Love")
    delete(browser, person)

    listed = browser.get(find_page(Stakeholder, "deleted")).content.decode()
    answer = restore(browser, Stakeholder)

    assert "Ada" not in listed
    assert "Whoever was erased does not come back." in listed
    assert "Whoever was erased does not come back." in answer.text
    assert not Stakeholder.objects.exists()


def test_what_was_withdrawn_is_stated_anew(browser: Client) -> None:
    preference = build_preference(build_stakeholder(), build_feature())
    delete(browser, preference)

    answer = restore(browser, Preference)

    assert "It was withdrawn: state it anew." in answer.text
    assert not Preference.objects.exists()


def test_a_role_comes_back_unless_they_have_another(browser: Client) -> None:
    grant = RoleGrant.objects.create(
        user=User.objects.create(username="mia"), product=build_product(), role=Role.CURATOR
    )
    delete(browser, grant)

    first, second = restore(browser, RoleGrant), restore(browser, RoleGrant)

    assert "is back." in first.text
    assert "They have another role there by now." in second.text
    assert RoleGrant.objects.values_list("role", flat=True).get() == Role.CURATOR


def test_the_list_tells_who_deleted_what_and_leads_on(browser: Client) -> None:
    kept, gone = build_objective("kept"), build_objective("gone")
    delete_listed(browser, gone)

    listed = browser.get(find_page(Objective, "deleted")).content.decode()

    assert '<th scope="row">gone</th>' in listed
    assert "<td>curator</td>" in listed
    assert '<th scope="row">kept</th>' not in listed
    assert "Deleted</a>" in browser.get(find_page(Objective, "changelist")).content.decode()
    assert kept.key == "kept"


@pytest.mark.parametrize("model", [Objective, Insight, Decision, Evidence, Champion, Outreach])
def test_what_was_deleted_in_other_products_is_not_there(model: Any) -> None:  # noqa: ANN401 -- a model
    mine, other = fill_two()
    for product in (mine, other):
        rows_of(model, product).delete()
    entries = {each.row_id: each.pk for each in find_deletions(model)}
    browser = become(mine, Role.CURATOR)

    listed = browser.get(find_page(model, "deleted")).content.decode()
    codes = [
        browser.get(find_page(model, "restore", point)).status_code
        for point in sorted(entries.values())
    ]

    assert sorted(codes) == [200, 404]
    assert listed.count("/restore") + listed.count("deleted/") >= 1
    assert "zebra" not in listed


def test_what_went_with_a_deleted_feature_is_told_by_its_product_of_then() -> None:
    mine, other = fill_two()
    features = [build_feature(product=product) for product in (mine, other)]
    for feature in features:
        Decision.objects.create(
            feature=feature,
            outcome="DEFER",
            rationale="r",
            decided_by="us",
            decided_at=timezone.now(),
        )
        feature.delete()
    browser = become(mine, Role.CURATOR)

    listed = browser.get(find_page(Decision, "deleted")).content.decode()

    assert listed.count("Restore</a>") == 1


def test_products_come_back_by_administrators_alone() -> None:
    mine, _ = fill_two()

    codes = [
        become(mine, Role.OWNER).get(find_page(Product, "deleted")).status_code,
        become(above=True).get(find_page(Product, "deleted")).status_code,
        become(mine, Role.VIEWER).get(find_page(Feature, "deleted")).status_code,
    ]

    assert codes == [403, 200, 403]
