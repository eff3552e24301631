"""What narrows and orders a list is kept under a name, shared, and told of once it is stale."""

import json
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.access.erasing import erase_people
from backend.access.issuing import SHELL
from backend.access.models import SavedFilter
from backend.access.scopes import Role
from products.models import Feature, Product
from tests.admin_pages import find_page, log_in, post
from tests.backend.access.two_products import become, fill_two
from tests.builders import build_feature, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

LIST = "/admin/products/feature/"
KEPT = f"{LIST}saved/"


@pytest.fixture
def browser() -> Client:
    return log_in()


def keep(browser: Client, query: str, name: str = "Mine", **more: object) -> str:
    """Save the filter of the list of features that QUERY stands for; give what is said."""
    return post(browser, KEPT, {"query": query, "name": name, **more}).text


def open_it(browser: Client, name: str = "Mine") -> tuple[dict[str, list[str]], str]:
    """Open the filter NAME; give what the list is asked then, and what it says."""
    saved = SavedFilter.objects.get(name=name)
    answer = browser.get(f"{KEPT}{saved.pk}/")
    target = str(answer.headers["Location"])
    return parse_qs(urlsplit(target).query), browser.get(target).content.decode()


def test_a_filter_is_saved_and_opened_again(browser: Client) -> None:
    product = build_product()
    build_feature("red", product=product)
    build_feature("blue", product=build_product())

    told = keep(
        browser, f"q=re+d&product__id__exact={product.pk}&stage__exact=DISCOVERY&o=-1.2&p=3"
    )
    asked, page = open_it(browser)

    assert "The filter was saved as “Mine”." in told
    assert asked == {
        "q": ["re d"],
        "product__id__exact": [str(product.pk)],
        "stage__exact": ["DISCOVERY"],
        "o": ["-1.2"],
    }
    assert "no longer fits" not in page
    assert f'<a href="{KEPT}{SavedFilter.objects.get().pk}/">Mine</a>' in page


@pytest.mark.parametrize("bogus", ["colour=red", "effort__exact=much", "effort__gte=x&colour=red"])
def test_what_means_nothing_in_an_address_is_told_and_the_rest_holds(
    browser: Client, bogus: str
) -> None:
    product = build_product()
    build_feature("red", product=product)
    build_feature("blue", product=product)

    answer: Any = browser.get(f"{LIST}?q=red&{bogus}", follow=True)

    assert [row.key for row in answer.context["cl"].result_list] == ["red"]
    assert answer.request["QUERY_STRING"] == "q=red"
    for name, _, value in (part.partition("=") for part in bogus.split("&")):
        assert f"{name.partition('__')[0]} = {value}" in answer.content.decode()


def test_the_page_of_what_is_kept_tells_what_each_narrows_by(browser: Client) -> None:
    product = build_product(name="Calendar")
    keep(
        browser,
        f"q=re+d&product__id__exact={product.pk}&stage__exact=DISCOVERY&open=true&o=-1"
        "&merged_into__isempty=1&exposure_unknown__exact=0",
    )
    keep(browser, "product__id__exact=999999", "Gone")

    page = unescape(browser.get(KEPT).content.decode())

    for told in (
        "search: “re d”",
        "Product: Calendar",
        "Stage: discovery",
        "Whether it is open: can still be chosen",
        "sorted by -name",
        "Merged into: empty: yes",
        ": no",
        "Product: a deleted product, number 999999",
    ):
        assert told in page


def test_what_is_saved_survives_columns_that_move(browser: Client) -> None:
    keep(browser, "o=-1")

    saved = json.loads(SavedFilter.objects.get().query)

    assert saved == {"o": ["-name"]}


def test_the_list_offers_to_save_what_narrows_it(browser: Client) -> None:
    build_feature("red")

    plain, narrowed = (browser.get(f"{LIST}{more}").content.decode() for more in ("", "?q=red"))

    assert "Save this filter as" not in plain
    assert '<input type="hidden" name="query" value="q=red">' in narrowed
    assert "<script>" not in narrowed.replace("<script src", "")


@pytest.mark.parametrize(
    ("query", "stale"),
    [
        ("stage__exact=NOWHERE", "stage = NOWHERE"),
        ("product__id__exact=987654", "product = 987654"),
        ("backed_by__group=00000000-0000-0000-0000-000000000000", "backed_by = "),
        ("gone__exact=1", "gone = 1"),
        ("effort__password=1", "effort = 1"),
    ],
)
def test_a_filter_that_no_longer_fits_says_so_and_keeps_the_rest(
    browser: Client, query: str, stale: str
) -> None:
    for _ in range(2):
        build_feature()
    keep(browser, f"{query}&q=red&open=true")

    asked, page = open_it(browser)

    assert asked == {"q": ["red"], "open": ["true"]}
    assert "“Mine” no longer fits" in page
    assert stale in page


def test_a_product_that_was_deleted_makes_its_filters_stale(browser: Client) -> None:
    products = [build_product() for _ in range(3)]
    keep(browser, f"product__id__exact={products[0].pk}")
    products[0].delete()

    asked, page = open_it(browser)

    assert (asked, "no longer fits" in page) == ({}, True)


def test_a_column_that_is_gone_is_told_of(browser: Client) -> None:
    user = User.objects.get()
    SavedFilter.objects.create(
        user=user, noun="products.feature", name="Mine", query='{"o": ["-gone", "name"]}'
    )

    asked, page = open_it(browser)

    assert asked == {"o": ["1"]}
    assert "the order by gone" in page


def test_a_filter_is_found_by_others_when_it_is_shared() -> None:
    mine, _ = fill_two()
    keeper, other, stranger = (become(mine, Role.CURATOR) for _ in range(3))
    keep(keeper, "q=a", "Hidden")
    keep(keeper, "q=b", "Shared", is_shared="on")

    page = other.get(LIST).content.decode()
    codes = {
        each.name: other.get(f"{KEPT}{each.pk}/").status_code for each in SavedFilter.objects.all()
    }

    assert ("Shared</a>" in page, "Hidden</a>" in page) == (True, False)
    assert codes == {"Hidden": 404, "Shared": 302}
    assert "Shared</a>" in stranger.get(KEPT).content.decode()


def test_only_its_keeper_changes_a_filter_and_administrators_delete_shared_ones() -> None:
    mine, _ = fill_two()
    keeper, other, head = become(mine, Role.CURATOR), become(mine, Role.OWNER), become(above=True)
    keep(keeper, "q=b", "Shared", is_shared="on")
    page = f"{KEPT}{SavedFilter.objects.get().pk}/"

    codes = [
        other.post(page, {"name": "Theirs"}).status_code,
        other.post(page, {"delete": "x"}).status_code,
        head.post(page, {"name": "Theirs"}).status_code,
    ]
    assert (codes, SavedFilter.objects.get().name) == ([404, 404, 404], "Shared")

    assert head.post(page, {"delete": "x"}).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_filter_is_renamed_shared_and_deleted(browser: Client) -> None:
    keep(browser, "q=b")
    page = f"{KEPT}{SavedFilter.objects.get().pk}/"

    post(browser, page, {"name": "Renamed", "is_shared": "on"})
    renamed = SavedFilter.objects.get()
    told = post(browser, page, {"name": ""})
    post(browser, page, {"delete": "Delete"})

    assert (renamed.name, renamed.is_shared, renamed.query) == ("Renamed", True, '{"q": ["b"]}')
    assert "This field is required." in told.text
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("Mine", "q=b", "You have one of this name already."),
        ("", "q=b", "This field is required."),
        ("x" * 81, "q=b", "at most 80 characters"),
        ("a\x00b", "q=b", "Null characters are not allowed."),
        ("Long", f"q={'x' * 5_000}", "This filter is too long to be kept."),
    ],
)
def test_what_cannot_be_saved_is_told(browser: Client, name: str, query: str, told: str) -> None:
    keep(browser, "q=a")

    assert told in keep(browser, query, name)

    assert SavedFilter.objects.get().query == '{"q": ["a"]}'


def test_filters_are_for_those_who_see_the_list() -> None:
    mine, _ = fill_two()
    curator, viewer = become(mine, Role.CURATOR), become(mine, Role.VIEWER)
    users = find_page(User, "changelist")

    codes = [
        viewer.get(KEPT).status_code,
        viewer.post(KEPT, {"name": "a", "query": "q=a"}).status_code,
        curator.get(f"{users}saved/").status_code,
        curator.get(f"{KEPT}{10**20}/").status_code,
    ]

    assert codes == [403, 403, 403, 404]


def test_a_shared_filter_shows_no_rows_of_others() -> None:
    mine, other = fill_two()
    head, curator = become(above=True), become(mine, Role.CURATOR)
    keep(head, f"product__id__exact={other.pk}", is_shared="on")

    asked, page = open_it(curator)

    assert asked == {}
    assert "no longer fits" in page
    assert "zebra" not in page


def test_filters_that_name_the_erased_are_forgotten(browser: Client) -> None:
    ada, bob = build_stakeholder("Ada Løve"), build_stakeholder("Bob Stone")
    keep(browser, "q=Ada+L%C3%B8ve", "One")
    keep(browser, "q=Bob+Stone", "Two")

    erase_people([ada.pk], by=SHELL, actor="tests")

    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["Two"]
    assert bob.name == "Bob Stone"


def test_a_list_costs_no_more_with_many_filters(browser: Client) -> None:
    counts = []
    for number in (1, 3):
        for place in range(number):
            keep(browser, "q=a", f"{number} {place}", is_shared="on")
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_filters_of_every_list_are_kept_apart(browser: Client) -> None:
    keep(browser, "q=a")

    pages = [find_page(model, "changelist") for model in (Feature, Product)]
    shown: list[Any] = ["Mine</a>" in browser.get(page).content.decode() for page in pages]

    assert shown == [True, False]
