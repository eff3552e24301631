"""The preview of an import on a phone, in a real browser: all of it is on the screen."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator
from pytest_django.live_server_helper import LiveServer

from tests.backend.integrations.carrying.tool_files import find_address, preview
from tests.backend.integrations.importers.samples import FIDER_CSV
from tests.browsing import session, sit_down
from tests.builders import build_product

__all__ = ["session"]

pytestmark = pytest.mark.once

WIDTH = 360
FITS = "(element) => element.scrollWidth <= element.clientWidth"


def test_reasons_and_buttons_stay_on_the_screen(
    live_server: LiveServer, session: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{'posts-of-this-year-' * 3}.csv"
    path.write_text(f"{FIDER_CSV}2,,,4,open,\n", "utf-8")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    shown = preview(client, build_product("app"), path, form="fider", keep_good="on")

    with sit_down(live_server.url, session) as desk:
        desk.page.set_viewport_size({"width": WIDTH, "height": 800})
        desk.open(find_address(shown))
        why = desk.page.get_by_text("this is empty.", exact=True)
        button = desk.page.get_by_role("button", name="Import the others")
        inside = [is_inside(each) for each in (why, button)]
        whole = button.evaluate(FITS)

    assert (inside, whole) == ([True, True], True)
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_what_becomes_of_the_rows_is_read_whole(
    live_server: LiveServer, session: str, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"{FIDER_CSV}2,,,4,open,\n", "utf-8")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    shown = preview(client, build_product("app"), path, form="fider", keep_good="on")

    with sit_down(live_server.url, session) as desk:
        desk.page.set_viewport_size({"width": WIDTH, "height": 800})
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": desk.origin}
        desk.page.context.add_cookies([cookie])  # type: ignore[list-item]  # -- a dict with these keys
        desk.open(find_address(shown))
        table = desk.page.locator("#content table").first
        cells = [is_inside(each) for each in table.locator("th:visible, td:visible").all()]

    assert cells == [True] * 5 * len(shown.context["rows"])
    assert desk.complaints == []


def is_inside(found: Locator) -> bool:
    """Tell whether what was FOUND is on the screen, from side to side."""
    box = found.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= WIDTH
