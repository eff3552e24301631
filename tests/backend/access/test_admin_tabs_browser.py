"""Tabs in a real browser: by mouse and by keyboard, in both directions, and without scripts."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from products.models import Feature, Stage
from tests.admin_pages import find_page
from tests.browsing import session, sit_down
from tests.builders import build_feature, build_preference, build_stakeholder

__all__ = ["session"]

pytestmark = pytest.mark.once


def open_feature() -> str:
    """Give the address of the page of a feature with some backing."""
    feature = build_feature("radar", stage=Stage.DISCOVERY)
    build_preference(build_stakeholder("Ada"), feature)
    return find_page(Feature, "change", feature.pk)


def find_open(page: Page) -> list[str | None]:
    """Name the parts of PAGE that are shown."""
    shown = page.locator("section.tab")
    return [part.get_attribute("id") for part in shown.all() if part.is_visible()]


def test_tabs_are_turned_by_mouse_and_keyboard(live_server: LiveServer, session: str) -> None:
    address = open_feature()
    with sit_down(live_server.url, session) as desk:
        desk.open(address)
        page = desk.page
        first = find_open(page)
        page.get_by_role("tab", name="Lifecycle").click()
        clicked = find_open(page)
        page.keyboard.press("ArrowRight")
        right = find_open(page)
        page.keyboard.press("Home")
        home = find_open(page)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.keyboard.press("ArrowLeft")
        turned = find_open(page)
        chosen = page.locator('[role=tab][aria-selected="true"]')

        assert (first, clicked, right) == (["tab-about"], ["tab-lifecycle"], ["tab-advocacy"])
        assert (home, turned) == (["tab-about"], ["tab-backing"])
        assert chosen.inner_text() == "Alignment"
        assert page.get_by_role("tabpanel", name="Alignment").is_visible()
        assert desk.complaints == []


def test_a_refused_edit_opens_the_tab_to_correct(live_server: LiveServer, session: str) -> None:
    address = open_feature()
    with sit_down(live_server.url, session) as desk:
        desk.open(address)
        page = desk.page
        page.get_by_role("tab", name="Lifecycle").click()
        page.locator("#id_move_to").select_option("VALIDATION")
        page.get_by_role("tab", name="Alignment").click()
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".errornote").wait_for()

        assert find_open(page) == ["tab-lifecycle"]
        assert desk.complaints == []


def test_without_scripts_the_page_is_whole(live_server: LiveServer, session: str) -> None:
    address = open_feature()
    with sit_down(live_server.url, session) as desk:
        browser = desk.page.context.browser
        assert browser is not None
        context = browser.new_context(java_script_enabled=False)
        context.add_cookies(desk.page.context.cookies())  # type: ignore[arg-type]  # -- what it gives, it takes
        page = context.new_page()
        page.goto(f"{live_server.url}{address}")

        assert len(find_open(page)) == 8
        page.get_by_role("link", name="Alignment", exact=True).click()
        assert page.url.endswith("#tab-backing")
