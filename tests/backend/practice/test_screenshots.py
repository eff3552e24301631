"""The main pages of the admin render, and docs/screenshots/ shows them.

Pictures differ from machine to machine, so that nothing compares them. They are made anew, where
there is a Chromium, by:

    SCREENSHOTS=1 ./run test tests/backend/practice/test_screenshots.py
"""

import os
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from products.models import Feature
from stakeholders.demo.load import load_demo
from tests.admin_pages import find_page
from tests.backend.practice.pictures import shrink
from tests.backend.practice.scenes import SCENES, Scene
from tests.browsing import Desk, session, sit_down

__all__ = ["session"]

SHELF: Final = Path(__file__).resolve().parents[3] / "docs" / "screenshots"
WIDTH: Final = 1200
MOST_BYTES: Final = 150_000
BOARD: Final = "board-"  # what begins so is looked after with the board
# The list of all models beside a page is as long as the window, not as the picture.
CLOSE_SIDEBAR: Final = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"
OVERFLOWS: Final = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def show(desk: Desk, scene: Scene) -> list[str]:
    """Go to SCENE; give what is wrong with the page that is shown there."""
    cookie = {
        "name": settings.LANGUAGE_COOKIE_NAME,
        "value": scene.language,
        "url": desk.origin,
    }
    desk.page.context.add_cookies([cookie])  # type: ignore[list-item]  # -- a dict with these keys
    scene.go(desk)
    language = desk.page.locator("html").get_attribute("lang")
    wrong = [f"{scene}: {each}" for each in desk.complaints]
    wrong += [f"{scene} is in {language}"] if language != scene.language else []
    wrong += [f"{scene} is too wide"] if desk.page.evaluate(OVERFLOWS) else []
    desk.complaints.clear()
    return wrong


def photograph(page: Page, blank: Page, scene: Scene) -> None:
    """Write what PAGE shows of SCENE to its file."""
    tall = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(tall, scene.height)}
    taken = page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]  # -- a dict with these keys
    SHELF.mkdir(exist_ok=True)
    (SHELF / f"{scene}.png").write_bytes(shrink(taken, blank))


@pytest.mark.once
def test_the_main_pages_are_shown(live_server: LiveServer, session: str) -> None:
    assert load_demo(lambda statements, _name: statements)
    with sit_down(live_server.url, session) as desk:
        desk.page.set_viewport_size({"width": WIDTH, "height": 900})
        desk.open(find_page(Feature, "changelist"))
        desk.page.evaluate(CLOSE_SIDEBAR)
        blank = desk.page.context.new_page()
        wrong = []
        for scene in SCENES:
            wrong += show(desk, scene)
            if os.environ.get("SCREENSHOTS"):
                photograph(desk.page, blank, scene)

    assert wrong == []


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_there_is_a_small_picture_of_each(scene: Scene) -> None:
    found = (SHELF / f"{scene}.png").read_bytes()

    assert found.startswith(b"\x89PNG")
    assert int.from_bytes(found[16:20]) == WIDTH
    assert len(found) < MOST_BYTES


def test_there_is_no_picture_of_anything_else() -> None:
    kept = {each.name for each in SHELF.iterdir() if not each.name.startswith(BOARD)}

    assert kept == {f"{scene}.png" for scene in SCENES}
