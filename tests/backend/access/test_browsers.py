"""Signing in with a real browser: by passkeys, with a virtual authenticator, and by an issuer."""

import re
import shutil
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.backend.access.fake_issuer import FakeIssuer
from tests.backend.access.people import PASSWORD, build_login
from tests.browsing import BROWSER_FLAGS
from tests.builders import build_product

pytestmark = pytest.mark.once

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# The strictest policy that the pages have to work under: nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


HOME = re.compile(r"://[^/]+/(products/p)?$")  # the board, on its way to a product


@pytest.fixture
def page(live_server: LiveServer, settings: Settings) -> Iterator[Page]:
    """Open a browser with an authenticator; every page comes under the policy."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: no passkey can be made")
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    cache.clear()
    build_login("ada")
    build_product("p")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        page = browser.new_page(base_url=live_server.url)
        devices = page.context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        browser.close()


def fill_in(page: Page) -> None:
    """Sign in by password."""
    page.goto("/accounts/login/")
    page.get_by_label("Login").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page) -> None:
    """Set up a passkey, which asks for the password once more."""
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Recovery Codes").wait_for()


def serve_strictly(route: Route) -> None:
    """Let the answer come under the policy."""
    answer = route.fetch(max_redirects=0)
    headers = answer.headers | {"content-security-policy": POLICY}
    route.fulfill(response=answer, headers=headers)


def sign_out(page: Page) -> None:
    """Sign out."""
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign Out").click()
    page.wait_for_url(HOME)


def test_a_passkey_lets_in_without_a_password(page: Page) -> None:
    fill_in(page)
    add_passkey(page)
    sign_out(page)
    page.goto("/accounts/login/?next=/accounts/")

    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="My account").wait_for()

    assert page.get_by_role("link", name="Signed in as ada").is_visible()


def test_a_passkey_is_a_second_factor_beside_a_password(page: Page) -> None:
    fill_in(page)
    add_passkey(page)
    sign_out(page)

    fill_in(page)
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(HOME)
    page.goto("/accounts/")

    assert page.get_by_role("link", name="Signed in as ada").is_visible()


def test_the_pages_work_under_a_policy_that_allows_nothing_inline(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))

    fill_in(page)
    page.wait_for_url(HOME)
    page.route("**/accounts/**", serve_strictly)
    add_passkey(page)
    for place in ("", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "sessions/", "logout/"):
        page.goto(f"/accounts/{place}")
        assert page.get_by_role("heading", level=1).is_visible()

    assert [each for each in complaints if "Content Security Policy" in each] == []


def test_the_way_by_an_issuer_is_open_under_the_policy(page: Page, issuer: FakeIssuer) -> None:
    issuer.claims["email"] = "bea@house.example"
    page.route("**/accounts/login/", serve_strictly)
    page.goto("/accounts/login/")

    page.get_by_role("link", name="Continue with Single sign-on").click()
    page.wait_for_url(HOME)
    page.goto("/accounts/")

    assert page.get_by_text("bea@house.example").is_visible()
    assert page.get_by_text("p: contributor").is_visible()
