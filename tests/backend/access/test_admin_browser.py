"""The admin, driven in a real browser: it works, and nothing in it goes against its policy."""

from urllib.parse import urlsplit

from django.contrib.auth.models import User
from pytest_django.live_server_helper import LiveServer

from products.models import Feature, Objective
from stakeholders.models import Champion, Preference
from tests.admin_pages import find_page
from tests.browsing import session, sit_down
from tests.builders import (
    build_feature,
    build_objective,
    build_preference,
    build_product,
    build_stakeholder,
)

__all__ = ["session"]


def test_pages_show_what_they_have(live_server: LiveServer, session: str) -> None:
    preference = build_preference(build_stakeholder("Ada"), build_feature("radar"))
    feature = preference.feature
    shown = [
        "/admin/",
        find_page(Feature, "changelist") + "?_facets=True",
        find_page(Feature, "change", feature.pk),
        find_page(Feature, "history", feature.pk),
        find_page(Preference, "add"),
        find_page(Preference, "delete", preference.pk),
        find_page(User, "add"),
        "/admin/password_change/",
        "/nowhere",
    ]

    with sit_down(live_server.url, session) as desk:
        for address in shown:
            desk.open(address)

    # A page that is missing is complained of, which shows that complaints are heard.
    assert [text for text in desk.complaints if "404" not in text] == []
    assert len(desk.complaints) == 1
    assert desk.hosts == {urlsplit(live_server.url).hostname}


def test_a_row_is_added_with_what_the_page_helps_with(
    live_server: LiveServer, session: str
) -> None:
    build_feature("radar", "Conflict radar")
    build_stakeholder("Ada")
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Champion, "add"))
        page = desk.page

        for label, text in (("stakeholder", "Ada"), ("feature", "Conflict radar")):
            page.locator(f".field-{label} .select2-selection").click()
            page.locator(".select2-search__field").fill(text[:3])
            page.locator(".select2-results__option", has_text=text).click()
        page.locator(".field-since_date .date-icon").click()
        page.locator(".calendarbox td:not(.nonday) a", has_text="15").first.click()
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".messagelist .success").wait_for()

    champion = Champion.objects.select_related("stakeholder", "feature").get()
    assert (champion.stakeholder.name, champion.feature.name) == ("Ada", "Conflict radar")
    assert champion.since_date.day == 15
    assert desk.complaints == []


def test_rows_beside_another_are_added_and_named_as_they_are_typed(
    live_server: LiveServer, session: str
) -> None:
    product = build_product("lighthouse")
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(type(product), "change", product.pk))
        page = desk.page

        page.locator("#tab-of-objectives").click()
        page.locator(".add-row a").click()
        page.locator("#id_objectives-0-title").press_sequentially("Shine farther")
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".messagelist .success").wait_for()

    assert Objective.objects.get().key == "shine-farther"
    assert desk.complaints == []


def test_what_a_name_may_mean_is_shown_while_it_is_typed(
    live_server: LiveServer, session: str
) -> None:
    feature = build_feature("radar", "Conflict <radar>", product=build_product("lighthouse"))
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Feature, "add"))
        page = desk.page

        page.locator(".field-product .select2-selection").click()
        page.locator(".select2-dropdown .select2-search__field").fill("light")
        page.locator(".select2-results__option", has_text="lighthouse").click()
        page.locator("#id_name").press_sequentially("conflict radars")
        link = page.locator("#similar-features a")
        link.wait_for()
        shown = (link.text_content(), link.get_attribute("href"))
        page.locator("#id_name").fill("something else")
        link.wait_for(state="detached")

    assert shown == ("Conflict <radar>", find_page(Feature, "change", feature.pk))
    assert desk.complaints == []
    assert desk.hosts == {urlsplit(live_server.url).hostname}


def test_a_list_is_filtered_and_its_rows_are_deleted(live_server: LiveServer, session: str) -> None:
    product = build_product("lighthouse")
    for key in ("kept", "gone"):
        build_objective(key, product=product)
    build_objective("other")
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Objective, "changelist"))
        page = desk.page

        page.locator("#changelist-filter a", has_text="lighthouse").click()
        page.locator("tr", has_text="gone").locator("input.action-select").check()
        page.locator("select[name=action]").select_option("delete_selected")
        page.get_by_role("button", name="Go", exact=True).click()
        page.locator("input[type=submit]").click()
        page.locator(".messagelist .success").wait_for()

    assert set(Objective.objects.values_list("key", flat=True)) == {"kept", "other"}
    assert desk.complaints == []


def test_a_row_is_added_in_a_window_of_its_own(live_server: LiveServer, session: str) -> None:
    build_product("lighthouse", "Lighthouse")
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Feature, "add"))
        page = desk.page

        with page.context.expect_page() as opened:
            page.locator("#add_id_product").click()
        window = opened.value
        window.locator("#id_name").press_sequentially("Buoy")
        with window.expect_event("close"):
            window.get_by_role("button", name="Save", exact=True).click()
        page.locator(".field-product .select2-selection", has_text="Buoy").wait_for()

    assert desk.complaints == []


def test_two_tabs_meet_and_the_history_leads_back(live_server: LiveServer, session: str) -> None:
    objective = build_objective("grow", title="Old")
    address = find_page(Objective, "change", objective.pk)
    with sit_down(live_server.url, session) as desk:
        desk.open(address)
        page, other = desk.page, desk.page.context.new_page()
        other.goto(f"{live_server.url}{address}", wait_until="networkidle")
        other.locator("#id_title").fill("Theirs")
        other.get_by_role("button", name="Save", exact=True).click()
        other.locator(".messagelist .success").wait_for()

        page.locator("#id_title").fill("Mine")
        page.get_by_role("button", name="Save", exact=True).click()
        told = page.locator("#clashes tbody").inner_text()
        page.locator("#clashes input[value=mine]").check()
        page.get_by_role("button", name="Save and continue editing").click()
        page.get_by_role("link", name="History").click()
        page.get_by_role("button", name="Compare").click()
        page.get_by_role("link", name="Revert to this").last.click()
        page.get_by_role("button", name="Put back").click()
        page.locator(".messagelist .success").wait_for()

    assert [part in told for part in ("Theirs", "Mine", "ada")] == [True, True, True]
    assert Objective.objects.get().title == "Old"
    assert desk.complaints == []


def test_what_was_deleted_comes_back_and_a_filter_is_kept(
    live_server: LiveServer, session: str
) -> None:
    objective = build_objective("grow", title="Grow")
    with sit_down(live_server.url, session) as desk:
        desk.open(find_page(Objective, "delete", objective.pk))
        page = desk.page
        page.locator("input[type=submit]").click()
        page.get_by_role("link", name="Deleted", exact=True).click()
        page.get_by_role("link", name="Restore", exact=True).click()
        page.get_by_role("button", name="Restore", exact=True).click()
        page.locator(".messagelist .success").wait_for()

        desk.open(find_page(Objective, "changelist") + "?q=gr")
        page.locator("#saved-filters input[name=name]").fill("Growing")
        page.locator("#saved-filters input[type=submit]").click()
        page.locator("#saved-filters a", has_text="Growing").click()
        asked = urlsplit(page.url).query

    assert Objective.objects.get() == objective
    assert asked == "q=gr"
    assert desk.complaints == []


def test_what_is_inline_does_not_run_and_is_heard_of(live_server: LiveServer, session: str) -> None:
    inject = """() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'run'";
        document.body.append(script);
        document.body.setAttribute("style", "color: red");
        return document.title;
    }"""
    with sit_down(live_server.url, session) as desk:
        desk.open("/admin/")
        title = desk.page.evaluate(inject)
        desk.page.wait_for_function("document.title")

    told = [text.split(" by ")[0] for text in desk.complaints if text.startswith("violation")]
    assert title != "run"
    assert sorted(told) == ["violation of script-src-elem", "violation of style-src-attr"]
