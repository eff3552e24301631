"""The main pages of the admin, as they look with the demo loaded, and the way to each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Model
from django.urls import reverse

from products.models import Feature, Product
from tests.admin_pages import find_page
from tests.browsing import Desk

RADAR: Final = "Conflict radar"
CHANGES: Final = """key,product,name,effort,tags
conflict-radar,cadenza,Conflict radar,16,"planning, calendar"
offline-schedules,cadenza,Schedules without a network,21,offline
travel-desk,cadenza,Travel desk,8,touring
stage-seating,cadenza,Stage seating plans,many,
"""


@dataclass(frozen=True)
class Scene:
    """A page by its NAME, the way to it from any other, and the LANGUAGE it is read in."""

    name: str
    go: Callable[[Desk], None]
    language: str = "en"
    height: int = 1100  # as much of it as is shown

    def __str__(self) -> str:
        """Name the scene."""
        return self.name


def find(desk: Desk, model: type[Model], name: str) -> None:
    """Open the page of the row of MODEL called NAME."""
    desk.open(f"{find_page(model, 'changelist')}?q={name}")
    link = desk.page.locator("#result_list tbody th a", has_text=name).first
    desk.open(str(link.get_attribute("href")))


def turn(tab: str) -> Callable[[Desk], None]:
    """Give the way to TAB of the page of a feature."""

    def go(desk: Desk) -> None:
        find(desk, Feature, RADAR)
        desk.page.locator(f"[role=tab][aria-controls=tab-{tab}]").click()

    return go


def list_features(desk: Desk) -> None:
    """Go to the features of a product, the broadest backing first."""
    desk.open(find_page(Feature, "changelist"))
    desk.page.locator("#changelist-filter a", has_text="Cadenza").first.click()
    desk.page.wait_for_load_state("networkidle")


def find_product(desk: Desk) -> None:
    """Go to a product."""
    find(desk, Product, "Cadenza")


def aim(desk: Desk) -> None:
    """Go to where the objectives of a product stand."""
    find(desk, Product, "Cadenza")
    desk.page.locator("[role=tab][aria-controls=tab-objectives]").click()


def mark(desk: Desk, names: tuple[str, ...], action: str) -> None:
    """Mark the features with NAMES in their list, and run ACTION on them."""
    list_features(desk)
    for name in names:
        link = desk.page.get_by_role("link", name=name, exact=True)
        row = desk.page.locator("#result_list tbody tr").filter(has=link)
        row.locator("input.action-select").check()
    desk.page.locator("select[name=action]").select_option(action)
    desk.page.locator("button[name=index]").first.click()
    desk.page.wait_for_load_state("networkidle")


def merge(desk: Desk) -> None:
    """Look at two features side by side, before they are merged."""
    mark(desk, ("Sick call in two taps", "Deputy finder"), "merge_marked")


def edit_together(desk: Desk) -> None:
    """See what an edit of three features would change."""
    names = (RADAR, "Stage seating plans", "Deputy finder")
    mark(desk, names, "edit_together")
    page = desk.page
    page.locator("#change-effort").check()
    page.locator("#id_effort").fill("12")
    page.locator("#change-tags").check()
    page.locator("#id_tags").fill("planning, autumn")
    page.locator("input[name=_preview]").click()
    page.wait_for_load_state("networkidle")


def import_rows(desk: Desk) -> None:
    """See what a file would do."""
    desk.open(reverse("admin:products_feature_import"))
    told = {"name": "features.csv", "mimeType": "text/csv", "buffer": CHANGES.encode()}
    desk.page.locator("#id_file").set_input_files(told)  # type: ignore[arg-type]  # -- a dict with these keys
    desk.page.locator("form[enctype] [type=submit]").first.click()
    desk.page.wait_for_load_state("networkidle")


def import_from_a_tool(desk: Desk) -> None:
    """See what is asked for to import from another tool."""
    desk.open(reverse("admin:access_fileimport_import"))


def look_back(desk: Desk) -> None:
    """Edit a feature, and read its history."""
    find(desk, Feature, "Deputy finder")
    desk.page.locator("#id_summary").fill("Finds a deputy who knows the part, and asks them.")
    desk.page.locator("#id_effort").fill("9")
    desk.page.locator("input[name=_continue]").click()
    desk.page.locator(".messagelist .success").wait_for()
    link = desk.page.locator(".object-tools a.historylink")
    desk.open(str(link.get_attribute("href")))


def rally(desk: Desk) -> None:
    """Find out where to rally."""
    find(desk, Product, "Cadenza")
    link = desk.page.locator("a[href$='/rally/']")
    desk.open(str(link.first.get_attribute("href")))


def brief(desk: Desk) -> None:
    """Read what all customers are told about a feature."""
    turn("advocacy")(desk)
    link = desk.page.locator(".field-briefs a").first
    desk.open(str(link.get_attribute("href")))


SCENES: Final = (
    Scene("features", list_features),
    Scene("feature", turn("about")),
    Scene("feature-alignment", turn("backing"), height=1500),
    Scene("feature-insights", turn("insights")),
    Scene("feature-lifecycle", turn("lifecycle")),
    Scene("product", find_product),
    Scene("product-objectives", aim),
    Scene("merge", merge),
    Scene("together", edit_together),
    Scene("import", import_rows),
    Scene("import-tool", import_from_a_tool, height=1500),
    Scene("history", look_back),
    Scene("rally", rally),
    Scene("brief", brief),
    Scene("features-de", list_features, language="de"),
    Scene("feature-alignment-ar", turn("backing"), language="ar", height=1500),
)
