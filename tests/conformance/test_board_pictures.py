"""The pictures of the board in the README and the docs, taken of the demo.

They differ from machine to machine, so that nothing compares them. They are made anew by:

    SCREENSHOTS=1 ./run test tests/conformance/test_board_pictures.py
"""

import os
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from tests.backend.practice.pictures import shrink
from tests.conformance.looking import SIZES, Board, board, chromium

__all__ = ["board", "chromium"]

pytestmark = pytest.mark.django_db  # or there would be no database to copy

SHELF: Final = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
PRODUCT: Final = "/products/cadenza"
DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 860}}
PHONE: Final[dict[str, Any]] = {"viewport": SIZES["phone"]}
DARK: Final = {"color_scheme": "dark"}
MOST_BYTES: Final = 150_000
# Of each picture its name, what it shows, and how.
PICTURES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "board-ranking": ("", DESKTOP),
    "board-ranking-phone": ("", PHONE | DARK),
    "board-map-dark": ("/map", DESKTOP | DARK),
    "board-heatmap": ("/heatmap", DESKTOP),
    "board-feature": ("/features/rehearsal-recordings", DESKTOP),
    "board-teams": ("/teams", DESKTOP),
    "board-roadmap": ("/roadmap?budget=80", DESKTOP),
    "board-conversations": ("/conversations", DESKTOP),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_there_is(board: Board, name: str) -> None:
    path, terms = PICTURES[name]

    with board.look(reduced_motion="reduce", **terms) as desk:
        desk.open(PRODUCT + path)
        desk.page.locator("h1").wait_for()
        expect(desk.page.locator(".skeleton")).to_have_count(0)
        if os.environ.get("SCREENSHOTS"):
            blank = desk.page.context.new_page()
            taken = desk.page.screenshot(animations="disabled")
            (SHELF / f"{name}.png").write_bytes(shrink(taken, blank))

    found = (SHELF / f"{name}.png").read_bytes()
    assert found.startswith(b"\x89PNG")
    assert int.from_bytes(found[16:20]) == terms["viewport"]["width"]
    assert len(found) < MOST_BYTES
    assert desk.complaints == []


def test_there_is_no_picture_of_another_view() -> None:
    assert {each.stem for each in SHELF.glob("board-*")} == set(PICTURES)
