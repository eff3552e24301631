"""Administrators read the feed, and no page of it reads all of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.access.scopes import Role
from backend.feed import admin
from backend.feed.models import Change
from backend.feed.reading import find_end
from tests.admin_pages import log_in
from tests.backend.access.two_products import become
from tests.backend.api.asking import id_of
from tests.builders import build_feature, build_objective, build_product

pytestmark = pytest.mark.django_db

LIST = "/admin/feed/change/"


def list_lines(browser: Client, **query: str) -> list[Change]:
    """List the lines that BROWSER is shown for QUERY."""
    found: list[Change] = browser.get(LIST, query).context["cl"].result_list
    return found


def test_lines_are_shown_the_latest_first_with_what_they_are_about() -> None:
    feature = build_feature("dark", "Dark mode", product=build_product("drive"))
    find_end()

    shown = log_in().get(LIST).context["cl"]

    model = shown.model_admin
    columns = (model.place, model.product, model.feature, model.name)
    told = [(line.noun, *(column(line) for column in columns)) for line in shown.result_list]
    assert told == [
        ("FEATURE", "2", "drive", "Dark mode", id_of(feature)),
        ("PRODUCT", "1", "drive", "", id_of(feature.product)),
    ]


def test_a_page_leads_to_the_row_while_it_is_there() -> None:
    objective = build_objective(title="Grow")
    browser = log_in()
    line = Change.objects.get(noun="OBJECTIVE")
    page, row = f"{LIST}{line.pk}/change/", f"/admin/products/objective/{objective.pk}/change/"

    there = browser.get(page).content.decode()
    objective.delete()
    gone = browser.get(page).content.decode()

    assert f'<a href="{row}">Grow</a>' in there
    assert "It is gone." in gone


def test_lines_are_found_by_their_place_and_narrowed_among_the_latest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    features = [build_feature(f"f{number}") for number in range(3)]
    end, browser = find_end(), log_in()
    noun, product = {"noun": "FEATURE"}, {"product": str(features[0].product_id)}

    def list_places(**query: str) -> list[int | None]:
        return [line.seq for line in list_lines(browser, **query)]

    found = [list_places(q=text) for text in (str(end), "2", "far")]
    narrowed = [list_places(**noun), list_places(**product)]
    monkeypatch.setattr(admin, "LOOKED_AT", 2)
    late = [list_places(**noun), list_places(**product)]

    assert found == [[6], [2], []]
    assert narrowed == [[6, 4, 2], [2, 1]]
    assert late == [[6], []]


@pytest.mark.parametrize("number", [1, 30])
def test_a_list_costs_the_same_however_many_lines_there_are(number: int) -> None:
    for _ in range(number):
        build_feature()
    browser = log_in()
    browser.get(LIST)

    with CaptureQueriesContext(connection) as captured:
        lines = list_lines(browser)

    assert (len(lines), len(captured)) == (min(2 * number, 50), 8)
    assert not [each["sql"] for each in captured if "COUNT(" in each["sql"].upper()]


def explain(sql: str) -> str:
    """Tell how the database would answer SQL."""
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("query", [{}, {"noun": "FEATURE"}, {"product": "1"}, {"q": "3"}])
def test_no_list_reads_or_sorts_the_whole_feed(query: dict[str, str]) -> None:
    build_feature()
    browser = log_in()
    with CaptureQueriesContext(connection) as captured:
        list_lines(browser, **query)
    asked = [each["sql"] for each in captured if 'FROM "change_log"' in each["sql"]]

    if connection.vendor == "postgresql":  # it reads a table of two lines whole otherwise
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plans = [explain(sql) for sql in asked]

    assert len(plans) >= 2
    assert not [plan for plan in plans if "TEMP B-TREE" in plan or "Seq Scan" in plan]


def test_curators_and_owners_have_no_business_there() -> None:
    product = build_product()

    codes = [become(product, role).get(LIST).status_code for role in (Role.CURATOR, Role.OWNER)]

    assert codes == [403, 403]
