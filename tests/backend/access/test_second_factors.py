"""Where a second factor is required, roles sleep until it is shown."""

from http import HTTPStatus
from time import time

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from backend.access.callers import Caller, find_caller
from backend.access.scopes import Role, Scope
from tests.backend.access.people import add_app, build_login, come_by, lead, sign_in
from tests.builders import build_product

# allauth tells that a factor was set up when the transaction has ended.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _required(settings: Settings, transactional_db: None) -> None:  # noqa: ARG001 -- the cache is kept there
    """Ask for second factors, as in production; nobody has tried to sign in before."""
    settings.REQUIRE_MFA = True
    cache.clear()


def look_at(browser: Client) -> Caller:
    """Find out whom the API takes BROWSER for."""
    request: HttpRequest = RequestFactory().get("/graphql")
    key = browser.session.session_key
    request.session = SessionStore(key)
    request.user = User.objects.get(pk=request.session["_auth_user_id"])
    return find_caller(request)


@pytest.mark.parametrize("role", [Role.CURATOR, Role.OWNER])
def test_the_roles_of_curators_sleep_until_a_second_factor_is_set_up(role: Role) -> None:
    product = build_product()
    build_login("ada", role=role, product=product)
    browser = come_by()
    sign_in(browser, "ada")

    before = look_at(browser)
    add_app(browser, at=time())
    after = look_at(browser)

    assert (before.is_asleep, before.may(Scope.READ_ALIGNMENT)) == (True, False)
    assert (after.is_asleep, after.may(Scope.WRITE_CATALOGUE, product.pk)) == (False, True)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR])
def test_viewers_and_contributors_need_none(role: Role) -> None:
    product = build_product()
    build_login("ada", role=role, product=product)
    browser = come_by()

    answer = sign_in(browser, "ada")

    assert lead(answer) == "/"
    assert look_at(browser).may(Scope.READ_ALIGNMENT, product.pk)


def test_where_none_is_required_a_password_is_enough(settings: Settings) -> None:
    settings.REQUIRE_MFA = False
    product = build_product()
    build_login("ada", role=Role.CURATOR, product=product)
    browser = come_by()
    sign_in(browser, "ada")

    assert look_at(browser).may(Scope.WRITE_CATALOGUE, product.pk)


def test_a_factor_that_was_set_up_in_one_session_wakes_no_other() -> None:
    build_login("ada", role=Role.CURATOR, product=build_product())
    here, there = come_by(), come_by()
    for each in (here, there):
        sign_in(each, "ada")

    add_app(here, at=time())

    assert (look_at(here).is_asleep, look_at(there).is_asleep) == (False, True)


@pytest.mark.parametrize("page", ["/admin/", "/admin/login/", "/admin/products/feature/"])
def test_the_admin_leads_administrators_to_where_a_second_factor_is_set_up(page: str) -> None:
    build_login("ada")
    User.objects.update(is_superuser=True, is_staff=True)
    browser = come_by()
    first = sign_in(browser, "ada")

    asked = browser.get(page)
    add_app(browser, at=time())
    opened = browser.get(page)

    assert (lead(first), lead(asked)) == (reverse("mfa_index"),) * 2
    assert opened.status_code == (HTTPStatus.FOUND if "login" in page else HTTPStatus.OK)


def test_there_is_no_other_entrance_to_the_admin() -> None:
    build_login("ada")
    User.objects.update(is_superuser=True, is_staff=True)
    browser = come_by()
    sent = {"username": "ada", "password": "correct horse 9", "next": "/admin/"}

    answer = browser.post("/admin/login/", sent)

    assert lead(answer) == reverse("account_login")
    assert "_auth_user_id" not in browser.session


def test_whoever_may_not_enter_the_admin_is_told_so() -> None:
    build_login("ada")
    browser = come_by()
    sign_in(browser, "ada")

    answer = browser.get("/admin/", follow=True)

    assert answer.status_code == HTTPStatus.FORBIDDEN
