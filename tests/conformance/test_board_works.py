"""What people do on the board: by mouse, by keys alone, in two windows, and when things fail."""

import json
import re
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsing import Desk
from tests.conformance.looking import SIZES, Board, board, chromium

__all__ = ["board", "chromium"]

pytestmark = pytest.mark.django_db  # or there would be no database to copy

PRODUCT: Final = "/products/cadenza"
FEATURE: Final = f"{PRODUCT}/features/demo-season"
LINES: Final = "tr[data-key]"
QUIET: Final[dict[str, Any]] = {"viewport": SIZES["desktop"], "reduced_motion": "reduce"}


def open_ranking(desk: Desk, search: str = "") -> list[str]:
    """Go to the ranking under SEARCH; give the names of its features."""
    desk.open(f"{PRODUCT}{search}")
    desk.page.locator(LINES).first.wait_for()
    return read_names(desk.page)


def read_names(page: Page) -> list[str]:
    """Give the names of the features that PAGE ranks."""
    return page.locator(f"{LINES} .name a").all_inner_texts()


def test_a_filter_stands_in_the_address_and_comes_back_from_it(board: Board) -> None:
    with board.look(**QUIET) as desk:
        everything = open_ranking(desk)
        desk.page.get_by_label("Objected to by").select_option("Legal & Security")
        expect(desk.page.locator(LINES)).not_to_have_count(len(everything))
        narrowed = read_names(desk.page)
        address = desk.page.url
        again = open_ranking(desk, "?" + address.partition("?")[2])

    assert set(narrowed) < set(everything)
    assert address.endswith("?objected=legal-security")
    assert again == narrowed


def test_a_search_is_the_apis_search(board: Board) -> None:
    asked = 'query { features(product: "cadenza", filter: {open: true, search: "calendar"}) '
    found = board.server.ask(asked + "{ nodes { name } } }")["features"]["nodes"]

    with board.look(**QUIET) as desk:
        shown = open_ranking(desk, "?q=calendar")

    assert shown == [each["name"] for each in found]


def test_the_ways_of_a_reader_lead_back_and_forth(board: Board) -> None:
    with board.look(**QUIET) as desk:
        open_ranking(desk)
        desk.page.get_by_role("link", name="Conflict radar").click()
        desk.page.get_by_role("heading", name="Conflict radar", level=1).wait_for()
        title = desk.page.title()
        desk.page.go_back()
        desk.page.get_by_role("heading", name="What everyone stands behind").wait_for()
        desk.page.go_forward()
        desk.page.get_by_role("heading", name="Conflict radar", level=1).wait_for()

    assert title == "Conflict radar · Cadenza · Tutti"
    assert desk.complaints == []


def test_the_board_works_by_keys_alone(board: Board) -> None:
    with board.look(**QUIET) as desk:
        open_ranking(desk)
        page = desk.page
        page.keyboard.press("Tab")
        skip = page.evaluate("document.activeElement.textContent")
        page.get_by_role("link", name="Heatmap").focus()
        page.keyboard.press("Enter")
        cell = page.get_by_role("button", name=re.compile("Legal & Security on Rehearsal"))
        cell.focus()
        page.keyboard.press("Enter")
        page.get_by_role("dialog").get_by_role("listitem").first.wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
        back = page.evaluate("document.activeElement.getAttribute('aria-label')")

    assert skip == "Skip to the content"
    assert back.startswith("Legal & Security on Rehearsal recordings in the plan: 7%")


def test_a_slider_asks_what_the_score_would_be(board: Board) -> None:
    asked = """query ($g: ID!) { feature(product: "cadenza", key: "demo-season") {
        whatIf(group: $g, support: 1)
        alignment { score breakdown { name loss group { id } } } } }"""
    first = board.server.ask(asked, g=find_group(board, "legal-security"))["feature"]
    worst = max(first["alignment"]["breakdown"], key=lambda each: each["loss"])
    then = board.server.ask(asked, g=worst["group"]["id"])["feature"]["whatIf"]
    gained = then - first["alignment"]["score"]

    with board.look(**QUIET) as desk:
        desk.open(FEATURE)
        desk.page.get_by_label(f"Support of {worst['name']}").press("End")
        told = desk.page.get_by_text("The score would be").filter(has_text="+")
        told.wait_for()
        said = told.inner_text()

    assert said == f"The score would be {then:.1f} (+{gained:.1f})."


def find_group(board: Board, key: str) -> str:
    """Give the id of the group KEY."""
    groups = board.server.ask("{ groups(first: 100) { nodes { id key } } }")["groups"]["nodes"]
    return next(str(each["id"]) for each in groups if each["key"] == key)


def test_a_preference_in_one_window_moves_the_ranking_in_another(board: Board) -> None:
    with board.look(**QUIET) as desk:
        open_ranking(desk)
        desk.page.get_by_text("Live", exact=True).wait_for()
        stating = desk.page.context.new_page()
        stating.goto(f"{desk.origin}{PRODUCT}/features/large-print-parts")
        stating.get_by_label("Who says so").fill("a")
        stating.locator(".found button").first.click()
        stating.get_by_label("strongly supports", exact=True).check()
        stating.get_by_role("button", name="State it").click()
        stating.get_by_text("Written down. The score is").wait_for()
        desk.page.get_by_text("Large-print and braille parts moved to").wait_for(state="attached")

    assert desk.complaints == []


def test_a_conversation_is_ticked_off_as_it_is_recorded(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.open(f"{PRODUCT}/conversations")
        first = desk.page.get_by_role("listitem").filter(has_text="Ask").first
        first.get_by_role("button", name=re.compile("^Record the conversation")).click()
        first.get_by_label("What came of it").first.fill("They want it by autumn.")
        first.get_by_role("button", name="Record it").click()
        first.get_by_text("recorded", exact=True).wait_for()
    asked = '{ feature(product: "cadenza", key: "working-time-rules") { outreach(first: 1, '
    asked += "orderBy: [CREATED_AT_DESC]) { nodes { outcome } } } }"
    [kept] = ask_as_admin(board, asked)["feature"]["outreach"]["nodes"]

    assert kept == {"outcome": "They want it by autumn."}


def ask_as_admin(board: Board, query: str) -> Any:  # noqa: ANN401 -- JSON
    """Give what an administrator is answered to QUERY."""
    with board.look() as desk:
        answer = desk.page.request.post(f"{desk.origin}/graphql", data={"query": query})
        return json.loads(answer.body())["data"]


def test_a_roadmap_is_saved_as_it_is_shown(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.open(f"{PRODUCT}/roadmap?budget=40")
        with desk.page.expect_download() as saved:
            desk.page.get_by_role("button", name="Export as CSV").click()
        lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
        name = saved.value.suggested_filename

    assert name == "cadenza-roadmap-40.csv"
    assert lines[0] == "Roadmap,Rank,key,Feature,Effort in person-weeks"
    assert lines[1].startswith("Equal shares,1,conflict-radar,Conflict radar,")


def test_features_that_are_drawn_around_are_listed(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.open(f"{PRODUCT}/map")
        desk.page.locator(".chart svg path[stroke]").nth(0).wait_for(state="attached")
        desk.page.get_by_role("button", name="Choose by a box").click()
        box = desk.page.locator(".chart svg").bounding_box()
        assert box is not None
        desk.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 400)
        desk.page.mouse.down()
        desk.page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 530, steps=8)
        desk.page.mouse.up()
        desk.page.get_by_role("button", name="Show all").wait_for()
        listed = desk.page.get_by_role("region", name="Chosen features").get_by_role("link")
        names = listed.all_inner_texts()

    assert names == ["Conflict radar"]


def fail_with(code: str, status: int = 200) -> Any:  # noqa: ANN401 -- a handler of Playwright's
    """Give what answers a request with the error CODE."""
    body = {"data": None, "errors": [{"message": "No.", "extensions": {"code": code}}]}
    return lambda route: route.fulfill(status=status, json=body)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("INTERNAL_SERVER_ERROR", "This could not be loaded"),
        ("FORBIDDEN", "You may not see this"),
        ("RATE_LIMITED", "Too much was asked for this hour."),
    ],
)
def test_what_fails_is_said_and_may_be_tried_again(board: Board, code: str, told: str) -> None:
    with board.look(**QUIET) as desk:
        desk.page.route("**/graphql?*", fail_with(code))
        desk.open(PRODUCT)
        desk.page.get_by_text(told).wait_for()
        desk.page.unroute("**/graphql?*")
        if code != "FORBIDDEN":
            desk.page.get_by_role("button", name="Try again").click()
            desk.page.locator(LINES).first.wait_for()


def test_whoever_is_offline_is_told_so_until_they_are_back(board: Board) -> None:
    with board.look(**QUIET) as desk:
        open_ranking(desk)
        desk.page.context.set_offline(True)
        desk.page.get_by_text("You are offline").wait_for()
        kept = read_names(desk.page)
        desk.page.context.set_offline(False)
        desk.page.get_by_text("You are offline").wait_for(state="detached")

    assert kept[0] == "Conflict radar"


@pytest.mark.parametrize("path", ["/products/nowhere", f"{PRODUCT}/nowhere", FEATURE + "-not"])
def test_an_address_of_nothing_says_so(board: Board, path: str) -> None:
    with board.look(**QUIET) as desk:
        desk.open(path)

        assert desk.page.get_by_text("There is no such page").count() == 1


def empty(route: Route) -> None:
    """Answer as if there were no feature."""
    answer = route.fetch()
    told = answer.json()
    if "features" in told["data"]:
        page = {"hasNextPage": False, "endCursor": None}
        told["data"]["features"] = {"totalCount": 0, "nodes": [], "pageInfo": page}
    route.fulfill(response=answer, json=told)


@pytest.mark.parametrize(
    ("search", "told"), [("", "No feature yet"), ("?min=75", "No feature fits these filters")]
)
def test_an_empty_list_says_what_to_do(board: Board, search: str, told: str) -> None:
    with board.look(**QUIET) as desk:
        desk.page.route("**/graphql?*", empty)
        desk.open(f"{PRODUCT}{search}")
        desk.page.get_by_text(told).wait_for()


def test_a_cell_of_which_nobody_spoke_says_so_once(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.open(f"{PRODUCT}/heatmap")
        desk.page.locator("button[aria-label*='nobody'], button.cell:empty").first.click()
        told = desk.page.get_by_role("dialog").get_by_role("paragraph")
        told.wait_for()

        assert told.all_inner_texts() == ["Nobody of this group has spoken about it."]


def test_a_budget_that_buys_nothing_says_so(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.open(f"{PRODUCT}/roadmap?budget=1")
        desk.page.get_by_role("heading", name="Nothing fits").wait_for()

        assert desk.page.get_by_text("is cheap enough for this budget").count() == 1
        assert desk.page.get_by_text("Least served").count() == 0
        assert desk.page.get_by_text("1 person-week", exact=True).count() == 1


def test_colours_follow_the_system_until_they_are_chosen(board: Board) -> None:
    with board.look(color_scheme="dark", **QUIET) as desk:
        open_ranking(desk)
        ground = "getComputedStyle(document.body).backgroundColor"
        dark = desk.page.evaluate(ground)
        desk.page.get_by_role("button", name="Colours: As the system").click()
        light = desk.page.evaluate(ground)
        desk.page.reload()
        kept = desk.page.evaluate(ground)

    assert (dark, light, kept) == ("rgb(20, 23, 27)", "rgb(255, 255, 255)", "rgb(255, 255, 255)")
