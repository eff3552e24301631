"""The admin offers what is curated first, tells logins from customers, and what one did last."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin_pages import delete, edit, log_in
from tests.builders import build_product, build_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return log_in()


def read_index(browser: Client) -> dict[str, list[str]]:
    """Give what the index offers, by app, in order."""
    answer: Any = browser.get(reverse("admin:index"))
    return {
        str(app["name"]): [str(about["name"]) for about in app["models"]]
        for app in answer.context["app_list"]
    }


def test_what_is_curated_comes_first_and_access_last(browser: Client) -> None:
    found = read_index(browser)

    names = list(found)
    assert names[:2] == ["Products", "Stakeholders"]
    assert names[-1] == "Access"
    assert found["Products"] == [
        *("Products", "Objectives", "Features", "Insights", "Decisions"),
        *("Merges", "Stage changes"),
    ]
    assert found["Stakeholders"][:5] == [
        *("Groups", "Accounts (customers)", "Stakeholders", "Preferences", "Evidence"),
    ]
    assert found["Access"][:2] == ["Roles", "Invitations"]


def test_logins_are_called_so(browser: Client) -> None:
    found = read_index(browser)

    assert [name for name in found if "ccount" in name] == []
    assert found["Logins: e-mail addresses"] == ["Email addresses"]


def test_the_index_tells_what_one_did_last(browser: Client) -> None:
    product, team = build_product("app", "App"), build_team()
    edit(browser, product, name="Other")
    delete(browser, team)

    page = browser.get(reverse("admin:index")).content.decode()

    assert f'<a href="/admin/products/product/{product.pk}/change/">Other</a>' in page
    assert ": Changed Name." in page
    assert ": deleted</span>" in page
