"""Pages are told in the language of whoever reads: by choice, or as the browser asks."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

import pytest
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from backend.access.models import AuditEntry
from backend.access.scopes import Role
from tests.admin_pages import find_page, log_in
from tests.admin_rows import fill, find_first
from tests.backend.access.people import build_login, come_by, sign_in
from tests.builders import build_product
from tests.page_words import NO_WORDS, find_latin, read_words

pytestmark = pytest.mark.django_db

CHOOSE: Final = "/accounts/language/"
# What the log calls as tables do, and the random letters with which tokens begin.
CODES: Final = {
    "/admin/access/audit": re.compile(r"^\w+$|\u2068\w+\u2069"),
    "/admin/access/token": re.compile(r"^\w{8}$"),
}
STRANGERS_PAGES: Final = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/invitation/",
    "/nowhere",
)
MY_PAGES: Final = (
    "/accounts/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/email/",
    "/accounts/sessions/",
    "/accounts/logout/",
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Leave no language behind: a request leaves its own to the thread that answered it."""
    with override("en"):
        yield


def read(browser: Client, page: str, language: str) -> str:
    """Give PAGE as a browser gets it that asks for LANGUAGE."""
    return browser.get(page, headers={"accept-language": language}).content.decode()


def list_pages(model: type[Model]) -> list[str]:
    """Give the addresses of the pages of MODEL, and of those of one of its rows."""
    row = find_first(model)
    return [
        *(find_page(model, page) for page in ("changelist", "add")),
        *(find_page(model, page, row.pk) for page in ("change", "delete", "history")),
    ]


def find_codes(page: str) -> list[re.Pattern[str]]:
    """Give what else is no word on PAGE."""
    return [codes for start, codes in CODES.items() if page.startswith(start)]


def test_no_page_of_the_admin_speaks_english_to_arabs() -> None:
    fill(1)
    browser = log_in()
    models = [model for model in admin.site._registry if model._default_manager.exists()]  # noqa: SLF001 -- there is no public way to list the pages
    pages = [reverse("admin:index"), *(page for each in models for page in list_pages(each))]

    answers = {page: browser.get(page, headers={"accept-language": "ar"}) for page in pages}
    told = {
        page: read_words(answer.content.decode()).texts
        for page, answer in answers.items()
        if answer.status_code == HTTPStatus.OK  # logs take no new rows
    }

    assert AuditEntry in models
    assert len(told) > 3 * len(models)
    odd = {page: find_latin(texts, NO_WORDS, *find_codes(page)) for page, texts in told.items()}
    assert {page: texts for page, texts in odd.items() if texts} == {}


@pytest.mark.parametrize("page", STRANGERS_PAGES)
def test_no_page_for_strangers_speaks_english_to_arabs(page: str) -> None:
    told = read_words(read(come_by(), page, "ar"))

    assert find_latin(told.texts, NO_WORDS) == []
    assert (told.root["lang"], told.root["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize("page", MY_PAGES)
def test_no_page_of_a_login_speaks_english_to_arabs(page: str) -> None:
    build_login("ada", role=Role.CURATOR, product=build_product("light-1"))
    browser = come_by()
    sign_in(browser, "ada")

    read(browser, "/accounts/", "ar")  # and with it what was said when they signed in
    told = read_words(read(browser, page, "ar"))

    assert find_latin(told.texts, NO_WORDS) == []
    assert (told.root["lang"], told.root["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("asked", "language", "direction", "word"),
    [
        ("en", "en", "ltr", "Sign in"),
        ("de-CH, fr;q=0.5", "de", "ltr", "Anmelden"),
        ("ar-EG", "ar", "rtl", "تسجيل الدخول"),
        ("fr", "en", "ltr", "Sign in"),
    ],
)
def test_a_page_says_in_which_language_and_direction_it_is(
    asked: str, language: str, direction: str, word: str
) -> None:
    told = read_words(read(come_by(), "/accounts/login/", asked))

    assert (told.root["lang"], told.root["dir"]) == (language, direction)
    assert word in told.texts


def test_a_choice_is_kept_and_goes_before_what_the_browser_asks_for() -> None:
    browser = come_by()

    answer = browser.post(CHOOSE, {"language": "ar", "next": "/accounts/signup/"})
    told = read_words(read(browser, "/accounts/login/", "de"))

    assert answer.headers["Location"] == "/accounts/signup/"
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["max-age"]) == ("ar", 31_536_000)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert told.root["lang"] == "ar"


@pytest.mark.parametrize(
    "sent",
    [
        {"language": "de", "next": "https://evil.example/"},
        {"language": "de", "next": "//evil.example"},
        {"language": "de", "next": "javascript:alert(1)"},
    ],
)
def test_a_choice_leads_nowhere_else(sent: dict[str, str]) -> None:
    answer = come_by().post(CHOOSE, sent)

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "", "de\0", "../de"])
def test_a_language_that_there_is_not_is_not_kept(language: str) -> None:
    answer = come_by().post(CHOOSE, {"language": language})

    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_a_choice_takes_a_form_of_ours() -> None:
    stranger = Client(enforce_csrf_checks=True, headers={"x-forwarded-proto": "https"})

    assert stranger.post(CHOOSE, {"language": "de"}).status_code == 403
    assert stranger.get(CHOOSE, {"language": "de"}).cookies == {}
