"""What comes out of the printer: all that there is, or a word of what is lacking."""

import re
from typing import Any, Final
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browsing import Desk
from tests.conformance.looking import SIZES, Board, board, chromium

__all__ = ["board", "chromium"]

pytestmark = pytest.mark.django_db  # or there would be no database to copy

RANKING: Final = "/products/cadenza"
QUIET: Final[dict[str, Any]] = {"viewport": SIZES["desktop"], "reduced_motion": "reduce"}


def open_ranking(desk: Desk, search: str = "") -> Locator:
    """Go to the ranking under SEARCH; give its lines."""
    desk.open(f"{RANKING}{search}")
    lines = desk.page.locator("tr[data-key]")
    lines.first.wait_for()
    return lines


def print_out(desk: Desk) -> None:
    """Lay the page out as it is printed."""
    desk.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    desk.page.emulate_media(media="print")


def test_all_lines_are_printed(board: Board) -> None:
    with board.look(viewport={"width": 1280, "height": 400}) as desk:
        lines = open_ranking(desk, "?all=1")
        rows = int(desk.page.locator("table").get_attribute("aria-rowcount") or 0) - 1
        print_out(desk)
        expect(lines).to_have_count(rows)
        hidden = desk.page.locator("nav").is_hidden()

    assert hidden


def cut(route: Route) -> None:
    """Answer as if there were more features, which do not come."""
    if '"after":null' not in unquote(route.request.url):
        route.abort()
        return
    answer = route.fetch()
    told = answer.json()
    if "features" in told["data"]:
        told["data"]["features"]["totalCount"] = 250
        told["data"]["features"]["pageInfo"] = {"hasNextPage": True, "endCursor": "x"}
    route.fulfill(response=answer, json=told)


def test_a_print_says_what_it_lacks(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.page.route(re.compile("/graphql.*after"), cut)
        rows = open_ranking(desk).count()
        said = desk.page.get_by_text(f"The first {rows} of 250 features.")
        shown = said.is_visible()
        print_out(desk)
        said.wait_for()
        blanks = desk.page.locator(".gap:visible").count()

    assert (shown, blanks) == (False, 0)
