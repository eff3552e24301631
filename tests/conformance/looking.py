"""Opens the board of a served Tutti in a browser, and hears what it complains of."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from playwright.sync_api import Page, sync_playwright

from tests.browsing import BROWSER_FLAGS, Desk
from tests.conformance.serving import ROOT, Server, command, serve

AXE: Final = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
# What is wrong by WCAG 2.2 A and AA and by good practice, each with where it is.
JUDGE: Final = """async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const {violations} = await axe.run({runOnly: tags});
    return violations.flatMap(({id, nodes}) => nodes.map(({target}) => `${id}: ${target}`));
}"""
TOO_WIDE: Final = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SIZES: Final = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}
# Asks at each frame whether a function holds, for half a minute. Playwright's `wait_for_function`
# asks by `eval` from the second time on, which the board's policy forbids.
WAIT: Final = """async () => {
    const holds = %s;
    const end = performance.now() + 30_000;
    while (!holds() && performance.now() < end) await new Promise(requestAnimationFrame);
    return holds();
}"""
# Signs an administrator in, and says by what cookie they are known.
SIGN_IN: Final = """
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
client = Client()
client.force_login(User.objects.create_superuser("grace"))
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
OPEN: Final = {"DJANGO_SETTINGS_MODULE": "backend.settings", "TUTTI_PUBLIC_READ": "1"}


@dataclass(frozen=True)
class Board:
    """A served board: its SERVER, the BROWSER to open it by, an administrator's SESSION."""

    server: Server
    browser: str
    session: str

    @contextmanager
    def look(self, *, signed_in: bool = True, **context: Any) -> Iterator[Desk]:  # noqa: ANN401 -- what Playwright's contexts take
        """Open a page, SIGNED IN or as a stranger, in a CONTEXT of its own."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=self.browser, args=BROWSER_FLAGS)
            opened = browser.new_context(**context)
            origin = self.server.url.removesuffix("/graphql")
            if signed_in:
                name = settings.SESSION_COOKIE_NAME
                cookie = {"name": name, "value": self.session, "url": origin}
                opened.add_cookies([cookie])  # type: ignore[list-item]  # -- a dict with these keys
            desk = Desk(opened.new_page(), origin)
            desk.watch()
            yield desk
            browser.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the browser; skip where there is none, which `conftest` fails in CI."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed: the board cannot be opened")
    return found


@pytest.fixture(scope="session")
def axe() -> str:
    """Read what judges pages; skip where npm has not brought it, which `conftest` fails in CI."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: nothing judges the pages")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def board(
    house: tuple[Path, str], chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Board]:
    """Serve a copy of the demo, to whoever comes, and to an administrator."""
    filled, session = house
    database = tmp_path_factory.mktemp("board") / "demo.sqlite3"
    shutil.copy(filled, database)
    with serve(database, **OPEN) as server:
        yield Board(server, chromium, session)


def fill(database: Path) -> str:
    """Load the demo into DATABASE, and give the session of an administrator of it."""
    run(database, "demo")
    return run(database, "shell", "--verbosity", "0", "--command", SIGN_IN).split()[-1]


def run(database: Path, *arguments: str) -> str:
    """Run manage.py with ARGUMENTS on DATABASE, and give what it prints."""
    words, environment = command(database, *arguments, **OPEN)
    terms: dict[str, Any] = {"cwd": ROOT, "env": environment, "text": True}
    ran = subprocess.run(words, check=True, stdout=subprocess.PIPE, **terms)
    return str(ran.stdout)


def find_faults(desk: Desk, axe: str) -> list[str]:
    """Find what is wrong with the page at DESK: complaints, width, hosts, and what AXE sees."""
    page = desk.page
    faults = list(desk.complaints)
    faults += ["too wide"] if page.evaluate(TOO_WIDE) else []
    faults += [f"asks {host}" for host in desk.hosts - {"127.0.0.1"}]
    page.evaluate(axe)
    faults += page.evaluate(JUDGE)
    desk.complaints.clear()
    return faults


def wait_until(page: Page, holds: str) -> None:
    """Wait until the function HOLDS, in JavaScript, is true of PAGE."""
    assert page.evaluate(WAIT % holds), f"not within half a minute: {holds}"


def speak(desk: Desk, language: str) -> None:
    """Have pages speak LANGUAGE from now on."""
    name = settings.LANGUAGE_COOKIE_NAME
    cookie = {"name": name, "value": language, "url": desk.origin}
    desk.page.context.add_cookies([cookie])  # type: ignore[list-item]  # -- a dict with these keys
