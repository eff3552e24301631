"""What the board says where little is known: lone insights, bare counts and silent groups."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route

from tests.conformance.looking import SIZES, Board, board, chromium

__all__ = ["board", "chromium"]

pytestmark = pytest.mark.django_db  # or there would be no database to copy

PRODUCT: Final = "/products/cadenza"
FEATURE: Final = f"{PRODUCT}/features/demo-season"
QUIET: Final[dict[str, Any]] = {"viewport": SIZES["desktop"], "reduced_motion": "reduce"}
ONE: Final = "Fider counted 1 vote without saying whose; it is nobody's voice and enters no score."
DASH: Final = "\N{EN DASH}"
UNTOLD: Final = (
    "This group is too small to tell here where it stands, or whether anybody of it has spoken."
)
INSIGHT: Final = {
    "id": "lone",
    "title": "Halls ask for it in passing",
    "body": "",
    "kind": "OTHER",
    "url": "",
    "occurredAt": None,
    "mood": "NEUTRAL",
    "voices": 0,
    "groups": 0,
}


def change(page: Page, mend: Callable[[dict[str, Any]], None]) -> None:
    """Let MEND change each feature that PAGE is told of."""

    def answer(route: Route) -> None:
        told = route.fetch()
        body = json.loads(told.body())
        feature = (body.get("data") or {}).get("feature")
        if feature:
            mend(feature)
        route.fulfill(response=told, json=body)

    page.route("**/graphql?*", answer)


def hide(page: Page, group: str) -> None:
    """Let PAGE be told of GROUP as of one that is too small to be told of."""

    def answer(route: Route) -> None:
        told = route.fetch()
        body = json.loads(told.body())
        for feature in ((body.get("data") or {}).get("features") or {}).get("nodes", []):
            for line in (feature.get("alignment") or {}).get("breakdown") or []:
                if line["name"] == group:
                    line.update(heard=None, agreement=None, support=0.5)
        route.fulfill(response=told, json=body)

    page.route("**/graphql?*", answer)


def test_what_nobody_cites_was_learned_all_the_same(board: Board) -> None:
    def mend(feature: dict[str, Any]) -> None:
        if "insights" in feature:
            feature.update(excites=[], bothers=[])
            feature["insights"] = {"totalCount": 1, "nodes": [INSIGHT]}

    with board.look(**QUIET) as desk:
        change(desk.page, mend)
        desk.open(FEATURE)
        panel = desk.page.locator(".panel").filter(has_text="What else was learned")
        told = panel.locator("li").all_inner_texts()
        shown = desk.page.get_by_text("Nothing was learned about it yet.").count()

    assert [" ".join(each.split()) for each in told] == [
        "Halls ask for it in passing neutral · nobody cites it"
    ]
    assert shown == 0


def test_votes_without_names_are_told_beside_those_that_were_heard(board: Board) -> None:
    def mend(feature: dict[str, Any]) -> None:
        if "tallies" in feature:
            mine = {"id": "t1", "source": "Fider", "key": feature["key"], "count": 41}
            feature["tallies"] = [mine, mine | {"id": "t2", "key": "twin", "count": 1}]

    with board.look(**QUIET) as desk:
        change(desk.page, mend)
        desk.open(FEATURE)
        told = desk.page.locator(".head p", has_text="Fider counted").all_inner_texts()

    assert [each.strip() for each in told] == [
        "Fider counted 41 votes without saying whose; they are nobody's voice and enter no score.",
        f"{ONE} Counted for the duplicate twin.",
    ]


def test_no_view_is_stated_for_a_group_of_which_nobody_was_heard(board: Board) -> None:
    def mend(feature: dict[str, Any]) -> None:
        for line in (feature.get("alignment") or {}).get("breakdown", [])[:1]:
            line.update(heard=0, support=0.5, backing=False, objecting=False, loss=9, name="Quiet")

    with board.look(**QUIET) as desk:
        change(desk.page, mend)
        desk.open(FEATURE)
        line = desk.page.locator(".waterfall tbody tr").filter(has_text="Quiet").inner_text()
        chosen = desk.page.locator(".what-if option").first.inner_text()
        said = desk.page.get_by_text("Nobody of Quiet was heard; until then 50% counts").count()

    assert "nobody heard" in line
    assert "50%" not in line
    assert (chosen, said) == ("Quiet (nobody heard)", 1)


def test_of_a_group_too_small_to_be_told_of_nothing_is_told(board: Board) -> None:
    with board.look(signed_in=False, **QUIET) as desk:
        hide(desk.page, "Finance")
        desk.open(f"{PRODUCT}/heatmap")
        desk.page.locator("button.cell").first.wait_for()
        cells = desk.page.locator("button.cell[aria-label*='too few to be told']")
        shown = {cell.inner_text() for cell in cells.all()}
        cells.first.click()
        said = desk.page.get_by_role("dialog").get_by_role("paragraph").all_inner_texts()

    assert shown == {DASH}
    assert said == [UNTOLD]


def test_nothing_parts_a_group_too_small_to_be_told_of_from_another(board: Board) -> None:
    with board.look(signed_in=False, **QUIET) as desk:
        hide(desk.page, "Finance")
        desk.open(f"{PRODUCT}/teams?one=finance&other=sales")
        panel = desk.page.locator(".panel.wide")
        panel.get_by_text("too few to be told").wait_for()
        told = panel.locator("p").all_inner_texts()
        rows = panel.locator("tbody tr").count()

    assert (told, rows) == (["Finance: too few to be told"], 0)


def test_no_support_is_supposed_of_a_group_too_small_to_be_told_of(board: Board) -> None:
    def mend(feature: dict[str, Any]) -> None:
        for line in (feature.get("alignment") or {}).get("breakdown", [])[:1]:
            line.update(heard=None, agreement=None, support=0.5, loss=9, name="Tiny")

    with board.look(**QUIET) as desk:
        change(desk.page, mend)
        desk.open(FEATURE)
        line = desk.page.locator(".waterfall tbody tr").filter(has_text="Tiny").inner_text()
        chosen = desk.page.locator(".what-if option").first.inner_text()
        slider = desk.page.locator(".what-if .slider").inner_text()

    assert line.split("\t")[-2:] == [DASH, "too few to be told"]
    assert chosen == "Tiny (too few to be told)"
    assert slider == "Support of Tiny: too few to be told"


def test_whoever_weighs_nothing_is_not_said_to_be_unheard(board: Board) -> None:
    def mend(feature: dict[str, Any]) -> None:
        if "alignment" in feature:
            feature.update(alignment=None)

    with board.look(**QUIET) as desk:
        change(desk.page, mend)
        desk.open(FEATURE)
        told = desk.page.locator(".head-score").inner_text().splitlines()

    assert told == ["heard, but no voice has weight yet", "hardly heard"]


def test_a_roadmap_without_any_effort_asks_for_efforts(board: Board) -> None:
    def answer(route: Route) -> None:
        told = route.fetch()
        body = json.loads(told.body())
        if "priced" in body["data"]:
            body["data"]["priced"]["totalCount"] = 0
        route.fulfill(response=told, json=body)

    with board.look(**QUIET) as desk:
        desk.page.route("**/graphql?*", answer)
        desk.open(f"{PRODUCT}/roadmap?budget=1")
        desk.page.get_by_role("heading", name="Nothing fits").wait_for()
        why = desk.page.get_by_role("heading", name="Nothing fits").locator("..")
        told = why.inner_text().splitlines()[-1]

    assert told == "No open feature has an effort yet: enter what each would take, in person-weeks."


def test_a_day_of_changes_is_told_by_its_times(board: Board) -> None:
    def mend(feature: dict[str, Any]) -> None:
        if "alignmentHistory" in feature:
            line = {"low": 40, "high": 60, "cause": "STATED"}
            feature["alignmentHistory"]["nodes"] = [
                line | {"id": str(hour), "createdAt": f"2026-05-04T{hour}:00:00Z", "score": hour}
                for hour in (18, 14, 10)
            ]

    with board.look(**QUIET) as desk:
        change(desk.page, mend)
        desk.open(FEATURE)
        chart = desk.page.locator('.chart[aria-label^="The score over time"]')
        chart.locator("text", has_text="PM").first.wait_for()
        labels = chart.locator("text").all_text_contents()

    assert not [each for each in labels if "May" in each]
    assert len(labels) == len(set(labels))


def test_the_ranking_says_its_order_and_what_its_dots_mean(board: Board) -> None:
    with board.look(**QUIET) as desk:
        desk.open(f"{PRODUCT}?min=10")
        desk.page.get_by_text("In the order of the low end of the interval").wait_for()
        dots = desk.page.locator("ul.legend li").all_inner_texts()
        desk.page.get_by_role("link", name="Sort by the score itself").click()
        desk.page.get_by_text("In the order of the low end").wait_for(state="detached")
        address = desk.page.url

    assert [each.strip() for each in dots] == [
        "a group that backs it",
        "one that objects",
        "one that was heard and does neither",
    ]
    assert address.endswith("?min=10&sort=score")


def test_on_a_phone_every_view_is_in_sight(board: Board) -> None:
    with board.look(viewport=SIZES["phone"], reduced_motion="reduce") as desk:
        desk.open(f"{PRODUCT}/map")
        desk.page.locator("h1").wait_for()
        width = desk.page.evaluate("innerWidth")
        boxes = [each.bounding_box() for each in desk.page.locator("nav a").all()]
        listed = desk.page.locator(".beside section")
        hidden = listed.evaluate("each => each.scrollHeight - each.clientHeight")

    assert [box["x"] + box["width"] <= width for box in boxes if box] == [True] * 6
    assert hidden == 0
