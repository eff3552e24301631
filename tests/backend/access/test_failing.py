"""What is refused, missing or broken says so in a line, with no trace, version or database."""

import json
from collections.abc import Iterator

import django
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from backend import urls
from backend.access.headers import PERMISSIONS, POLICY

HTTPS = {"x-forwarded-proto": "https", "host": "testserver"}
SECRET = "the-password-of-the-database"  # noqa: S105 -- it guards nothing

TALES = (SECRET, "Traceback", "Django", "Python", django.__version__)

FORM = "/admin/products/product/add/"


def fall(_request: HttpRequest) -> HttpResponse:
    """Fail as a bug does."""
    raise RuntimeError(SECRET)


@pytest.fixture
def browser() -> Iterator[Client]:
    """Give a browser of somebody unknown, to whom two addresses are broken."""
    broken = [path("broken", fall), path("graphql/broken", fall)]
    urls.urlpatterns.extend(broken)
    yield Client(headers=HTTPS, raise_request_exception=False, enforce_csrf_checks=True)
    for pattern in broken:
        urls.urlpatterns.remove(pattern)


@pytest.mark.parametrize(
    ("address", "headers", "status", "title"),
    [
        ("/nowhere", {}, 404, "Not Found"),
        ("/broken", {}, 500, "Internal Server Error"),
        ("/admin/", {"host": "evil.example"}, 400, "Bad Request"),
    ],
)
def test_a_page_says_in_a_line_what_is_wrong(
    browser: Client, address: str, headers: dict[str, str], status: int, title: str
) -> None:
    answer = browser.get(address, headers=HTTPS | headers)

    text = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in text or not title
    assert [
        word for word in (SECRET, "Traceback", "Django", django.__version__) if word in text
    ] == []


@pytest.mark.parametrize(
    ("address", "headers", "status", "code"),
    [
        ("/graphql/nowhere", {}, 404, "NOT_FOUND"),
        ("/graphql/broken", {}, 500, "INTERNAL_SERVER_ERROR"),
        ("/graphql", {"host": "evil.example"}, 400, "BAD_USER_INPUT"),
    ],
)
def test_the_api_says_it_in_its_own_form(
    browser: Client, address: str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = browser.get(address, headers=HTTPS | {"accept": "application/json"} | headers)

    told = json.loads(answer.content)
    assert (answer.status_code, told["errors"][0]["extensions"]["code"]) == (status, code)
    assert SECRET not in answer.content.decode()


@pytest.mark.django_db
def test_what_no_address_of_rest_has_is_told_to_programs(client: Client) -> None:
    answers = [client.get("/exports/0b9c"), client.delete("/hooks/0b9c")]

    sentence = "There is nothing here."
    told = {"type": "about:blank", "status": 404, "code": "NOT_FOUND", "detail": sentence}
    assert [(each.status_code, each.json()) for each in answers] == [(404, told)] * 2
    assert {each["Content-Type"] for each in answers} == {"application/problem+json"}


@pytest.fixture
def curator(browser: Client) -> Client:
    """Give the same browser, in which an administrator is signed in."""
    browser.force_login(User.objects.create(username="ada", is_superuser=True))
    return browser


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver"])
def test_a_form_from_another_origin_is_refused(curator: Client, origin: str) -> None:
    token = curator.get(FORM).cookies[settings.CSRF_COOKIE_NAME].value
    sent = {"name": "", "csrfmiddlewaretoken": token}

    codes = [
        curator.post(FORM, sent, headers=HTTPS | {"origin": named}).status_code
        for named in ("https://testserver", origin)
    ]

    assert codes == [200, 403]


@pytest.mark.django_db
def test_a_form_that_brings_a_file_is_refused() -> None:
    browser = Client(headers=HTTPS)
    browser.force_login(User.objects.create(username="ada", is_superuser=True))
    body = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n1\r\n--x--\r\n'

    answer = browser.post(FORM, body, "multipart/form-data; boundary=x")

    assert answer.status_code == 400
    assert "The request cannot be read." in answer.content.decode()


@pytest.mark.django_db
@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_body_that_is_too_large_is_refused() -> None:
    browser = Client(headers=HTTPS)
    browser.force_login(User.objects.create(username="ada", is_superuser=True))

    answer = browser.post(FORM, {"name": "x" * 2_000})

    assert answer.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("address", [FORM, "/nowhere", "/graphql"])
def test_every_page_says_what_it_may_do(curator: Client, address: str) -> None:
    answer = curator.get(address, headers=HTTPS | {"accept": "text/html"})

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert (policy == POLICY) == (address != "/graphql")
    assert answer.headers["Permissions-Policy"] == PERMISSIONS
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Server"] == "Tutti"
    assert "X-Powered-By" not in answer.headers


def test_nothing_inline_is_let_in_by_the_policy() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
