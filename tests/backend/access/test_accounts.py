"""What people are shown of their own login, and where they see who is signed in."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.scopes import Role
from stakeholders.models import Stakeholder
from tests.backend.access.people import build_login, come_by, lead, sign_in
from tests.builders import build_product, build_stakeholder

pytestmark = pytest.mark.django_db

PAGES = (
    "/accounts/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/3rdparty/",
    "/accounts/email/",
    "/accounts/sessions/",
    "/accounts/logout/",
)
STRANGERS_PAGES = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
)


@pytest.fixture
def browser() -> Client:
    """Give a browser in which Ada, curator of a product, has signed in."""
    build_login("ada", role=Role.CURATOR, product=build_product(name="Lighthouse"))
    browser = come_by()
    sign_in(browser, "ada")
    return browser


def read(browser: Client, page: str, **headers: str) -> str:
    """Give the words of PAGE."""
    answer = browser.get(page, headers=headers)
    assert answer.status_code == 200, page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_my_account_tells_what_is_known_of_me(browser: Client) -> None:
    person = build_stakeholder("Ada Lovelace")
    Stakeholder.objects.filter(pk=person.pk).update(login=User.objects.get())

    told = read(browser, "/accounts/")

    for each in ("ada@house.example", "Lighthouse: curator", "Ada Lovelace", "Admin"):
        assert each in told


@pytest.mark.parametrize("page", ["/accounts/", "/admin/", "/admin/products/feature/"])
def test_a_page_leads_back_to_the_board(browser: Client, page: str) -> None:
    assert '<a href="/">Board</a>' in browser.get(page).content.decode()


def test_my_account_is_shown_to_nobody_else() -> None:
    answer = come_by().get("/accounts/")

    assert lead(answer) == "/accounts/login/"


def test_my_account_says_when_roles_sleep(browser: Client, settings: Settings) -> None:
    settings.REQUIRE_MFA = True

    assert "Your roles sleep" in read(browser, "/accounts/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_login_leads_back_to_it(browser: Client, page: str) -> None:
    answer = browser.get(page)

    assert answer.status_code == 200
    assert 'href="/accounts/"' in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, *STRANGERS_PAGES])
def test_no_page_holds_a_style_or_a_script_of_its_own(browser: Client, page: str) -> None:
    client = browser if page in PAGES else come_by()

    text = client.get(page).content.decode()

    scripts = re.findall(r"<script([^>]*)>", text)
    assert [each for each in scripts if "src=" not in each and "application/json" not in each] == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|https?://(?!testserver)", text) == []


def test_the_explorer_says_who_is_signed_in(browser: Client) -> None:
    assert "Signed in as ada My account Sign out" in read(browser, "/graphql", accept="text/html")
    assert "Not signed in Sign in" in read(come_by(), "/graphql", accept="text/html")


def test_the_admin_signs_out_where_everybody_does(browser: Client) -> None:
    User.objects.update(is_staff=True, is_superuser=True)

    text = browser.get("/admin/").content.decode()

    assert all(f'href="{page}"' in text for page in ("/accounts/", "/accounts/logout/"))
    assert "/admin/logout/" not in text


def test_the_pages_speak_german() -> None:
    told = read(come_by(), "/accounts/login/", **{"accept-language": "de"})

    assert "Mit einem Passkey anmelden" in told
    assert "Passwort vergessen?" in told


def test_without_a_mail_server_no_page_promises_mail() -> None:
    assert not settings.SENDS_MAIL
    assert "ask an administrator" in read(come_by(), "/accounts/password/reset/")
