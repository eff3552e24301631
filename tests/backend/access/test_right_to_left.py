"""Pages in Arabic, in a real browser: they run from right to left, and fit."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from products.models import Feature
from tests.admin_pages import find_page
from tests.browsing import session, sit_down
from tests.builders import build_feature, build_preference, build_stakeholder

__all__ = ["session"]

pytestmark = pytest.mark.once

ROOT: Final = Path(__file__).parents[3]
BARE: Final = re.compile(r'(?<!<span class="leads">)(→|&rarr;)')
# Whether the first arrow of a page is turned, and leads to the left.
LED = """() => {
  const arrow = document.querySelector(".leads");
  const [from, to] = [arrow.previousElementSibling, arrow.nextElementSibling];
  const turned = new DOMMatrix(getComputedStyle(arrow).transform).a;
  return [turned, from.getBoundingClientRect().x > to.getBoundingClientRect().x];
}"""
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def choose(page: Page, language: str) -> None:
    """Choose LANGUAGE where a page offers it."""
    page.locator(f".languages button[value={language}]").click()
    page.wait_for_load_state("networkidle")


def test_a_language_is_chosen_and_the_admin_turns_round(
    live_server: LiveServer, session: str
) -> None:
    build_preference(build_stakeholder("Ada"), build_feature("radar"))
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Feature, "changelist"))
        page = desk.page

        choose(page, "ar")
        root = page.locator("html")
        told = (root.get_attribute("lang"), root.get_attribute("dir"))
        heading = page.locator("#site-name").bounding_box()
        tools = page.locator("#user-tools").bounding_box()
        overflows = page.evaluate(OVERFLOWS)

    assert told == ("ar", "rtl")
    assert heading is not None
    assert tools is not None
    assert heading["x"] > tools["x"]
    assert not overflows
    assert desk.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_my_account_runs_from_right_to_left_at_any_width(
    live_server: LiveServer, session: str, width: int
) -> None:
    with sit_down(live_server.url, session) as desk:
        desk.page.set_viewport_size({"width": width, "height": 800})
        desk.open("/accounts/")
        page = desk.page

        choose(page, "ar")
        home = page.locator(".home").bounding_box()
        overflows = page.evaluate(OVERFLOWS)

    assert home is not None
    assert home["x"] > width / 2
    assert not overflows
    assert desk.complaints == []


def test_an_arrow_leads_from_what_was_to_what_is(live_server: LiveServer, session: str) -> None:
    feature = build_feature("radar")
    Feature.objects.filter(pk=feature.pk).update(name="sonar")
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Feature, "history", feature.pk))
        english = desk.page.evaluate(LED)

        choose(desk.page, "ar")
        arabic = desk.page.evaluate(LED)

    assert (english, arabic) == ([1, False], [-1, True])
    assert desk.complaints == []


def list_sources() -> Iterator[Path]:
    """List what pages are made of."""
    for package in ("backend", "products", "stakeholders"):
        yield from (ROOT / package).glob("**/templates/**/*.html")
        yield from (ROOT / package).glob("**/*admin*.py")


def test_every_arrow_turns_with_its_page() -> None:
    sources = {path: path.read_text("utf-8") for path in list_sources()}

    assert sum("→" in text for text in sources.values()) > 3
    assert [path for path, text in sources.items() if BARE.search(text)] == []
