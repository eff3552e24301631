"""Takes the steps of the week in the admin alone, by mouse and keyboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db.models import Model
from playwright.sync_api import Locator, Page

from products.models import Decision, Feature, Insight, Objective
from stakeholders.models import Champion, Commitment, Importance, Outreach, Preference, Stance
from tests.admin_pages import find_page
from tests.backend.practice.opening import PRODUCT
from tests.backend.practice.week import Told
from tests.browsing import Desk

SELECTS: Final = frozenset({"kind", "mood", "outcome", "move_to", "result"})
RADIOS: Final[Mapping[str, type[Stance | Importance]]] = {
    "stance": Stance,
    "importance": Importance,
}


@dataclass(frozen=True)
class AdminHand:
    """Somebody at a DESK; what they do not know they look up in the lists."""

    desk: Desk

    @property
    def _page(self) -> Page:
        return self.desk.page

    def _open(self, model: type[Model], name: str) -> None:
        """Open the page of the one row of MODEL that a search for NAME finds."""
        self.desk.open(f"{find_page(model, 'changelist')}?q={name}")
        rows = self._page.locator("#result_list tbody th a")
        rows.filter(has_text=name).first.click()
        self._page.locator("#content-main form").first.wait_for()

    def _fill(self, told: Told) -> None:
        """Fill in what is TOLD, each in the way of its field."""
        for name, text in told.items():
            if name.endswith("_at"):
                day, hour = text.split("T")
                self._page.locator(f"#id_{name}_0").fill(day)
                self._page.locator(f"#id_{name}_1").fill(hour)
            elif name in RADIOS:
                value: int = RADIOS[name][text].value
                self._page.locator(f"input[name={name}][value='{value}']").check()
            elif name in SELECTS and self._at(name).evaluate("each => each.tagName") == "SELECT":
                self._at(name).select_option(text)
            else:
                self._at(name).fill(text)

    def _at(self, name: str) -> Locator:
        return self._page.locator(f"#id_{name}")

    def _pick(self, field: str, name: str) -> None:
        """Search for NAME in FIELD, and choose what is offered."""
        box = self._page.locator(f".field-{field} .select2-container")
        box.first.click()
        self._page.locator(".select2-container--open .select2-search__field").fill(name)
        offered = self._page.locator(".select2-results__option", has_text=name)
        offered.first.click()

    def _turn(self, tab: str) -> None:
        self._page.get_by_role("tab", name=tab).click()

    def _save(self) -> None:
        """Save, and see that it was."""
        self._page.get_by_role("button", name="Save", exact=True).click()
        self._page.locator(".messagelist .success, .errornote").first.wait_for()
        refused = self._page.locator(".errorlist li").all_inner_texts()
        assert refused == [], refused

    def capture(self, title: str, told: Told) -> None:
        """Capture the insight TITLE."""
        self.desk.open(find_page(Insight, "add"))
        self._pick("product", PRODUCT.title())
        self._fill({"title": title, **told})
        self._save()

    def attach(self, title: str, feature: str) -> None:
        """Let the insight TITLE bear on FEATURE."""
        self._open(Insight, title)
        self._pick("features", feature)
        self._save()

    def state(self, person: str, feature: str, told: Told) -> None:
        """State for PERSON what they hold of FEATURE, on its page where they have spoken before."""
        self.desk.open(f"{find_page(Preference, 'changelist')}?q={person}+{feature}")
        if (before := self._page.locator("#result_list tbody th a")).count():
            before.click()
            self._at("reason").wait_for()
        else:
            self.desk.open(find_page(Preference, "add"))
            self._pick("stakeholder", person)
            self._pick("feature", feature)
        self._fill(told)
        self._save()

    def look_alike(self, name: str) -> str:
        """Tell which features NAME may mean."""
        self.desk.open(find_page(Feature, "add"))
        self._pick("product", PRODUCT.title())
        self._at("name").press_sequentially(name)
        self._page.locator("#similar-features a").first.wait_for()
        return "\n".join(self._page.locator("#similar-features li").all_inner_texts())

    def add(self, name: str, told: Told) -> None:
        """Add the feature NAME."""
        self.desk.open(find_page(Feature, "add"))
        self._pick("product", PRODUCT.title())
        self._at("name").press_sequentially(name)
        self._fill(told)
        self._save()

    def merge(self, duplicate: str, into: str, reason: str) -> None:
        """Let DUPLICATE become part of INTO."""
        self._open(Feature, duplicate)
        self._turn("Merges")
        self._page.get_by_role("link", name="Merge this feature into another").click()
        self._page.locator(".select2-selection").click()
        self._page.locator(".select2-dropdown .select2-search__field").fill(into)
        self._page.get_by_role("option", name=into, exact=True).click()
        self._page.get_by_role("button", name="Look at both").click()
        self._at("reason").fill(reason)
        self._page.get_by_role("button", name="Merge", exact=True).click()
        self._page.locator(".messagelist li", has_text=into).wait_for()

    def aim(self, title: str, told: Told) -> None:
        """Set the objective TITLE."""
        self.desk.open(find_page(Objective, "add"))
        self._pick("product", PRODUCT.title())
        self._at("title").press_sequentially(title)
        self._fill(told)
        self._save()

    def commit(self, team: str, objective: str, statement: str) -> None:
        """Write down what TEAM contributes to OBJECTIVE."""
        self.desk.open(find_page(Commitment, "add"))
        self._pick("team", team)
        self._pick("objective", objective)
        self._fill({"statement": statement})
        self._save()

    def acknowledge(self, team: str, objective: str, by: str) -> None:
        """Let BY stand by what TEAM contributes to OBJECTIVE."""
        self.desk.open(f"{find_page(Commitment, 'changelist')}?q={objective}")
        rows = self._page.locator("#result_list tbody th a")
        rows.filter(has_text=team).click()
        self._fill({"acknowledged_by": by})
        self._save()

    def serve(self, feature: str, objective: str) -> None:
        """Let FEATURE serve OBJECTIVE."""
        self._open(Feature, feature)
        self._pick("objectives", objective)
        self._save()

    def move(self, feature: str, stage: str, reason: str) -> None:
        """Move FEATURE to STAGE."""
        self._open(Feature, feature)
        self._turn("Lifecycle")
        self._fill({"move_to": stage, "move_reason": reason})
        self._save()

    def decide(self, feature: str, insight: str, told: Told) -> None:
        """Decide about FEATURE, on the ground of INSIGHT."""
        self.desk.open(find_page(Decision, "add"))
        self._pick("feature", feature)
        self._pick("insights", insight)
        self._fill(told)
        self._save()

    def champion(self, person: str, feature: str, since: str) -> None:
        """Let PERSON speak for FEATURE."""
        self.desk.open(find_page(Champion, "add"))
        self._pick("stakeholder", person)
        self._pick("feature", feature)
        self._fill({"since_date": since})
        self._save()

    def reach_out(self, feature: str, group: str, champion: str, told: Told) -> None:
        """Write down a conversation of CHAMPION with GROUP about FEATURE."""
        self.desk.open(find_page(Outreach, "add"))
        self._pick("feature", feature)
        self._pick("group", group)
        self._pick("champion", champion)
        self._fill(told)
        self._save()

    def print_brief(self, feature: str, group: str) -> str:
        """Give what GROUP has to know of FEATURE, as a text to hand out."""
        self._open(Feature, feature)
        self._turn("Champions")
        self._page.locator(".field-briefs a").first.click()
        self._page.get_by_role("link", name=group, exact=True).click()
        with self._page.expect_download() as download:
            self._page.get_by_role("link", name="Markdown").click()
        return Path(download.value.path()).read_text(encoding="utf-8")

    def review(self, note: str) -> None:
        """Note what came of the one decision that is due."""
        self.desk.open(f"{find_page(Decision, 'changelist')}?review=due")
        [due] = self._page.locator("#result_list tbody th a").all()
        due.click()
        self._fill({"outcome_note": note})
        self._save()
