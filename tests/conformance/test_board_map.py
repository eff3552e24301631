"""The map of the board: names beside their spots, and how one draws around some."""

from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page

from tests.conformance.looking import SIZES, Board, board, chromium, wait_until

__all__ = ["board", "chromium"]

pytestmark = pytest.mark.django_db  # or there would be no database to copy

MAP: Final = "/products/cadenza/map"
QUIET: Final[dict[str, Any]] = {"viewport": SIZES["desktop"], "reduced_motion": "reduce"}
# The names that are drawn of those listed, and the pairs of them that lie on each other.
NAMES: Final = """() => {
    const all = (path) => [...document.querySelectorAll(path)];
    const listed = new Set(all("section li a").map((link) => link.textContent));
    const drawn = all(".chart svg text").filter((text) => listed.has(text.textContent));
    const boxes = drawn.map((text) => text.getBoundingClientRect());
    const beside = (a, b) => a.top + 2 < b.bottom && b.top + 2 < a.bottom;
    const meet = (a, b) => a.left < b.right && b.left < a.right && beside(a, b);
    const pairs = boxes.flatMap((a, at) => boxes.slice(0, at).filter((b) => meet(a, b)));
    return [listed.size, drawn.length, pairs.length];
}"""

# Whether none do: names move a moment after the spots that they belong to.
APART: Final = f"() => ({NAMES})()[2] === 0"


def open_map(page: Page, origin: str) -> Locator:
    """Go to the map and wait until it is drawn; give the buttons by which one draws."""
    page.goto(f"{origin}{MAP}")
    page.locator(".chart svg text").first.wait_for()
    return page.locator(".tools button[aria-pressed]")


def read_pressed(tools: Locator) -> list[str | None]:
    """Tell of each of TOOLS whether it is pressed."""
    return [tool.get_attribute("aria-pressed") for tool in tools.all()]


def draw(page: Page) -> None:
    """Draw around what stands in the middle of the map."""
    box = page.locator(".chart svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 300, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Show all").wait_for()


@pytest.mark.parametrize(("size", "least"), [("phone", 10), ("desktop", 14)])
def test_no_name_lies_on_another(board: Board, size: str, least: int) -> None:
    with board.look(viewport=SIZES[size], reduced_motion="reduce") as desk:
        open_map(desk.page, desk.origin)
        listed, drawn, pairs = desk.page.evaluate(NAMES)

    assert listed >= drawn >= least
    assert pairs == 0


def test_names_stay_in_their_places_while_one_draws_and_turns_the_phone(board: Board) -> None:
    with board.look(**QUIET) as desk:
        open_map(desk.page, desk.origin)
        draw(desk.page)
        wait_until(desk.page, APART)
        desk.page.get_by_role("button", name="Show all").click()
        desk.page.set_viewport_size({"width": 390, "height": 844})
        wait_until(desk.page, "() => document.querySelector('.chart svg')?.clientWidth < 390")
        wait_until(desk.page, APART)


def test_a_button_tells_by_what_one_draws(board: Board) -> None:
    with board.look(**QUIET) as desk:
        tools = open_map(desk.page, desk.origin)
        first = read_pressed(tools)
        desk.page.get_by_role("button", name="Choose by a line around").click()
        second = read_pressed(tools)
        nothing = desk.page.get_by_role("button", name="Choose nothing")
        nothing.click()

        assert read_pressed(tools) == ["false", "false"]
        assert nothing.is_disabled()

    assert (first, second) == (["true", "false"], ["false", "true"])


def test_one_draws_as_before_once_colours_have_changed(board: Board) -> None:
    with board.look(color_scheme="dark", **QUIET) as desk:
        tools = open_map(desk.page, desk.origin)
        desk.page.get_by_role("button", name="Colours: As the system").click()
        draw(desk.page)

        assert read_pressed(tools) == ["true", "false"]
