"""Opens pages of a served Tutti in Chromium, and hears what it complains of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

BROWSER_FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# A violation is said aloud, so that it lands among the complaints whatever the browser prints.
REPORT_VIOLATIONS: Final = """
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
    console.error(`violation of ${violatedDirective} by ${blockedURI}`));
"""


@dataclass
class Desk:
    """A page of a browser, signed in to the admin at ORIGIN, and what was complained of there."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str | None] = field(default_factory=set)

    def watch(self) -> None:
        """Write down from now on every complaint, and every host that is asked."""
        context = self.page.context
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self.hear)

    def hear(self, said: ConsoleMessage) -> None:
        """Write down what was SAID if it is a complaint."""
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def open(self, path: str) -> None:
        """Go to PATH, and wait until its scripts have run."""
        self.page.goto(f"{self.origin}{path}", wait_until="networkidle")


@pytest.fixture
def session() -> str:
    """Sign an administrator in; skip where there is no browser, which `conftest` fails in CI."""
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed: the admin cannot be opened")
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="correct horse"))  # noqa: S106 -- a test's
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def sit_down(origin: str, session: str) -> Iterator[Desk]:
    """Open a browser at ORIGIN with SESSION; the test may ask the database before and after."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        context = browser.new_context()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": origin}
        context.add_cookies([cookie])  # type: ignore[list-item]  # -- a dict with these keys
        desk = Desk(context.new_page(), origin)
        desk.watch()
        yield desk
        browser.close()
