"""Every view of the board by its address, on small and large screens, by day and by night."""

from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browsing import Desk
from tests.conformance.looking import SIZES, Board, axe, board, chromium, find_faults, speak

__all__ = ["axe", "board", "chromium"]

pytestmark = pytest.mark.django_db  # or there would be no database to copy

PRODUCT: Final = "/products/cadenza"
OWN: Final = f"{PRODUCT}/features/rehearsal-recordings"  # whose heading is the curators' own
VIEWS: Final = {
    PRODUCT: "What everyone stands behind",
    f"{PRODUCT}?all=1&sort=divided&q=re": "What everyone stands behind",
    f"{PRODUCT}/map": "Wanted, and disputed",
    f"{PRODUCT}/heatmap": "Who stands where",
    f"{PRODUCT}/teams?one=engineering&other=design": "How alike groups stand",
    f"{PRODUCT}/roadmap?budget=80": "What a fair roadmap would be",
    f"{PRODUCT}/conversations": "Whom to ask next",
    OWN: "Rehearsal recordings in the plan",
}


def visit(desk: Desk, path: str) -> str:
    """Go to PATH and wait until all is there; give its heading."""
    desk.open(path)
    desk.page.locator("h1").wait_for()
    expect(desk.page.locator(".skeleton")).to_have_count(0)
    return desk.page.locator("h1").inner_text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_there_by_its_address(board: Board, axe: str, size: str, scheme: str) -> None:
    shown, faults = {}, {}

    with board.look(viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce") as desk:
        for path in VIEWS:
            shown[path] = visit(desk, path)
            faults[path] = find_faults(desk, axe)

    assert shown == VIEWS
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_view_speaks_the_language_of_its_reader(
    board: Board, axe: str, language: str
) -> None:
    same, faults = [], {}

    with board.look(viewport=SIZES["phone"], reduced_motion="reduce") as desk:
        speak(desk, language)
        for path, english in VIEWS.items():
            same += [path] if visit(desk, path) == english else []
            faults[path] = find_faults(desk, axe)

    assert same == [OWN]
    assert {path: found for path, found in faults.items() if found} == {}


def test_whoever_may_see_little_is_told_so(board: Board, axe: str) -> None:
    faults = {}

    with board.look(signed_in=False, viewport=SIZES["desktop"], reduced_motion="reduce") as desk:
        for path in VIEWS:
            visit(desk, path)
            faults[path] = find_faults(desk, axe)
        told = desk.page.get_by_text("Sign in with a role in this product").count()

    assert told == 1
    assert {path: found for path, found in faults.items() if found} == {}
