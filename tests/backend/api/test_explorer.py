"""The explorer, driven in a real browser: it answers queries, and it reaches no other host."""

import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from backend.api.crew import Crew, Work
from backend.api.schema import schema
from backend.api.serving import StreamServer
from backend.api.streaming import StreamView
from backend.api.tail import Tail
from products.models import Feature
from tests.backend.api.streams import PATIENCE, lend
from tests.browsing import BROWSER_FLAGS, REPORT_VIOLATIONS
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.once

EXPLORER = Path(__file__).parents[3] / "backend" / "api" / "explorer"


@dataclass
class Visit:
    """One browser page on a running server at ORIGIN, and what was asked for and complained of."""

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write down every request and every complaint from now on."""
        self.page.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.hear)
        self.page.add_init_script(REPORT_VIOLATIONS)

    def hear(self, said: ConsoleMessage) -> None:
        """Write down what was SAID if it is a complaint; a worker's failure is a mere warning."""
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def open(self) -> None:
        """Go to the explorer and wait until the schema has come and the workers are up."""
        self.page.goto(f"{self.origin}/graphql")
        self.page.get_by_label("Show Documentation Explorer").click()
        self.page.get_by_text("Root Types").wait_for()

    def write(self, query: str) -> None:
        """Put QUERY, which has no name, in place of the example by way of the keyboard."""
        self.page.locator(".graphiql-query-editor .view-lines").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(query)
        self.page.keyboard.press("Escape")
        # The editor reads what was typed a tenth of a second later, and then renames its tab.
        self.page.get_by_role("tab", name="<untitled>").wait_for()

    def run(self) -> str:
        """Press the run button and return the answer, without its white space."""
        self.page.get_by_role("button", name="Execute query").click()
        answer = self.page.locator(".result-window .view-lines")
        answer.filter(has_text="}").wait_for()
        return "".join(answer.inner_text().split())


@pytest.fixture
def chromium() -> str:
    """Find the browser; skip where there is none, which `conftest` fails in CI."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed: the explorer cannot be opened")
    return found


@pytest.fixture
def visit(live_server: LiveServer, chromium: str) -> Iterator[Visit]:
    """Open a page in a browser that is closed before the database is cleaned."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        visit = Visit(browser.new_page(), live_server.url)
        visit.watch()
        yield visit
        browser.close()


@pytest.fixture
def streams(live_server: LiveServer, settings: Settings) -> Iterator[ThreadPoolExecutor]:
    """Serve streams beside the queries, as in development, and give the thread that they ask.

    It uses the test's connection; the test's own thread has the browser's loop, and may not.
    """
    shared = connections["default"]
    shared.inc_thread_sharing()
    with ThreadPoolExecutor(1, initializer=lend, initargs=(shared,)) as thread:
        view = StreamView(schema, Tail(Crew(dict.fromkeys(Work, thread))))
        with serve(StreamServer(view, host="localhost", port=0)) as port:
            settings.DEBUG, settings.STREAM_PORT = True, port
            settings.PORT = urlsplit(live_server.url).port
            yield thread
    shared.dec_thread_sharing()


@contextmanager
def serve(server: StreamServer) -> Iterator[int]:
    """Run SERVER, and give the port that it has found."""
    running = Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            assert running.is_alive()
            time.sleep(0.05)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.stop()
        running.join(PATIENCE)


def cost(requested: int) -> str:
    """Write what every answer says of its cost."""
    return f'"extensions":{{"cost":{{"requested":{requested},"max":10000}}}}'


def test_the_run_button_shows_the_answer(visit: Visit) -> None:
    visit.open()
    visit.write("{ __typename }")

    answer = visit.run()

    assert answer == '{"data":{"__typename":"Query"},' + cost(0) + "}"


def test_the_example_is_answered_before_there_is_any_product(visit: Visit) -> None:
    visit.open()

    answer = visit.run()

    assert answer == '{"data":{"features":{"totalCount":0,"edges":[]}},' + cost(16) + "}"


def test_nothing_is_asked_of_another_host(visit: Visit) -> None:
    visit.open()
    visit.write("{ __typename }")
    visit.run()

    foreign = [url for url in visit.requests if not url.startswith(f"{visit.origin}/")]

    assert foreign == []
    assert f"{visit.origin}/static/explorer/explorer.js" in visit.requests


def test_the_browser_finds_nothing_to_complain_about(visit: Visit) -> None:
    visit.open()
    visit.write("{ __typename }")
    visit.run()

    assert visit.complaints == []


def test_a_foreign_script_is_stopped_by_the_policy(visit: Visit) -> None:
    visit.open()

    with visit.page.expect_console_message(lambda said: said.text.startswith("violation")) as heard:
        visit.page.evaluate(
            "document.head.append("
            "Object.assign(document.createElement('script'), {src: 'http://elsewhere.test/a.js'}))"
        )

    assert heard.value.text == "violation of script-src-elem by http://elsewhere.test/a.js"


def test_the_editor_completes_from_the_schema(visit: Visit) -> None:
    visit.open()
    visit.write("{ __typename featur }")

    for key in ("ArrowLeft", "ArrowLeft", "Control+Space"):
        visit.page.keyboard.press(key)
    offered = visit.page.locator(".suggest-widget .monaco-list-row")
    offered.first.wait_for()

    assert "features" in [row.split("\n")[0].strip() for row in offered.all_inner_texts()]


def test_an_example_opens_in_a_tab_of_its_own_and_runs(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_label("Show Examples").click()

    visit.page.get_by_role("button", name="Viewer", exact=True).click()
    visit.page.get_by_role("tab", name="Viewer").wait_for()

    shown = '{"data":{"viewer":{"name":"anonymous","isAuthenticated":false}},'
    assert visit.run() == shown + cost(1) + "}"
    assert visit.complaints == []


def build_cadenza() -> Feature:
    """Build a feature of the product that the example follows."""
    return build_feature("f", product=build_product("cadenza"))


def follow(visit: Visit) -> None:
    """Open the example that is a subscription."""
    visit.page.get_by_label("Show Examples").click()
    visit.page.get_by_role("button", name="FollowScores", exact=True).click()
    visit.page.get_by_role("tab", name="FollowScores").wait_for()


def test_an_example_with_variables_shows_values_for_them(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_label("Show editor tools").wait_for()

    follow(visit)
    visit.page.get_by_label("Hide editor tools").wait_for()
    shown = visit.page.locator("[aria-label=Variables] .graphiql-editor:not(.hidden) .view-lines")
    shown.filter(has_text="}").wait_for()

    assert "".join(shown.inner_text().split()) == '{"product":"cadenza","after":null}'


def test_a_subscription_shows_the_change_that_a_preference_makes(
    streams: ThreadPoolExecutor, visit: Visit
) -> None:
    feature = streams.submit(build_cadenza).result()
    visit.open()
    follow(visit)

    visit.page.get_by_role("button", name="Execute query").click()
    shown = visit.page.locator(".result-window .view-lines").filter(has_text="alignmentChanged")
    # Nothing on the page tells when the stream has begun: people go on stating until it shows one.
    for _ in range(PATIENCE):
        streams.submit(lambda: build_preference(build_stakeholder(), feature)).result()
        visit.page.wait_for_timeout(1_000)
        if shown.count():
            break

    told = json.loads("".join(shown.inner_text().split()))["data"]["alignmentChanged"]
    assert (told["actor"], told["feature"]["key"]) == ("tests", "f")
    assert visit.complaints == []


def test_the_built_files_are_the_listed_ones() -> None:
    lines = (EXPLORER / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}

    built = {
        path.relative_to(EXPLORER).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (EXPLORER / "static").rglob("*.*")
    }

    assert built == listed
