"""What a list shows goes into a file, and the file comes in again without changing anything."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.access.callers import Caller
from backend.access.scopes import EVERY_SCOPE, Scope
from backend.integrations.carrying import exporting
from backend.integrations.carrying.exporting import open_export, write_csv
from backend.integrations.carrying.registry import NOUNS
from products.models import Feature, Insight, Objective, Product
from stakeholders.models import Account, Preference, Stakeholder
from tests.admin_pages import find_page, log_in
from tests.admin_rows import fill
from tests.backend.integrations.carrying.files import count, export, list_messages, read_csv, send
from tests.builders import build_feature, build_preference, build_product, build_stakeholder
from tests.world import build_world

pytestmark = pytest.mark.django_db

HOSTILE = '=HYPERLINK("http://evil.example")\r\n\'quoted", and ;\t more \x85 \u2028 😀 '
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def browser() -> Client:
    return log_in()


def build_hostile() -> None:
    """Build a world, and fill what holds free texts with some that files do not like."""
    build_world()
    build_preference(build_stakeholder("plain"), Feature.objects.get(key="quiet"))
    texts = {Product: "vision", Feature: "problem", Insight: "body", Preference: "reason"}
    for model, column in texts.items():
        model._default_manager.update(**{column: HOSTILE})  # noqa: SLF001 -- any model
    Preference.objects.filter(stance=-2).update(reason="'=1+1")
    Product.objects.filter(key="site").update(vision="'-1", north_star_metric="@home")
    Stakeholder.objects.filter(team=None).update(title="+49 30 1234", weight="0.125")
    Objective.objects.filter(key="o1").update(target_date="2026-03-31")
    Account.objects.filter(key="account_2").update(annual_value="123456789012.345")
    Feature.objects.filter(key="api").update(tags=["a", 'q"', "b c"])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("model", NOUNS)
@pytest.mark.parametrize("empties", [{}, {"empties": "on"}], ids=["left", "emptied"])
def test_an_export_comes_in_again_unchanged(
    browser: Client, model: type[Model], form: str, empties: dict[str, object]
) -> None:
    build_hostile()
    number = model._default_manager.count()  # noqa: SLF001 -- any model

    preview = send(browser, model, export(browser, model, form), **empties)

    told = preview.context["report"]
    assert [
        (row.outcome, row.changes, row.problems) for rows in told.rows.values() for row in rows
    ] == []
    assert count(preview) == {"UNCHANGED": number}
    assert number > 1


@pytest.mark.parametrize("model", NOUNS)
def test_no_text_begins_as_a_formula_does(browser: Client, model: type[Model]) -> None:
    build_hostile()

    rows = read_csv(export(browser, model))

    cells = [cell for row in rows for cell in row.values() if cell]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_a_workbook_holds_no_formula(browser: Client) -> None:
    build_hostile()

    with ZipFile(BytesIO(export(browser, Product, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet


def test_an_export_has_the_rows_that_the_list_shows(browser: Client) -> None:
    build_world()
    product = Product.objects.get(key="app")

    filtered = read_csv(
        export(browser, Feature, query=f"?product__id__exact={product.pk}&q=offline")
    )

    assert [row["key"] for row in filtered] == ["offline", "double"]
    assert filtered[1]["merged_into"] == "offline"
    wrong = browser.get(f"{find_page(Feature, 'changelist')}export/csv?none=1")
    assert wrong.status_code == 404
    assert browser.get(f"{find_page(Feature, 'changelist')}export/pdf").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_more_rows_cost_no_more_queries(browser: Client, number: int) -> None:
    fill(number)
    browser.get(find_page(Feature, "changelist"))

    costs = {}
    for model in NOUNS:
        with CaptureQueriesContext(connection) as captured:
            export(browser, model)
        costs[model] = len(captured)

    assert max(costs.values()) <= 12, costs


def test_rows_are_read_a_few_at_a_time(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    product = build_product()
    keys = [build_feature(product=product).key for _ in range(5)]

    assert [row["key"] for row in read_csv(export(browser, Feature))] == keys


def test_who_may_not_read_of_people_or_money_gets_no_such_column() -> None:
    build_world()
    scopes = EVERY_SCOPE - {Scope.READ_COMMERCIAL}
    caller = Caller(key="user:1", name="ada", everywhere=scopes)

    columns = {
        column.name
        for noun in NOUNS.values()
        for column in open_export(noun, noun.rows(), caller).columns
    }

    assert not {"annual_value", "willingness_to_pay"} & columns
    assert {"reason", "stakeholder_email"} <= columns


def test_what_no_workbook_holds_is_told(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    build_feature()
    page = f"{find_page(Feature, 'changelist')}export/xlsx"

    Feature.objects.update(summary="x" * 32_768)
    long = list_messages(browser.get(page, follow=True))
    monkeypatch.setattr(exporting, "MOST_ROWS", 0)
    many = list_messages(browser.get(page, follow=True))

    assert long == ["Row 2 has a text that fits into no cell: export it as CSV."]
    assert many == ["There are more than 0 rows: export them as CSV, or filter the list."]
    assert "x" * 32_768 in export(browser, Feature).decode()


def test_an_export_is_kept_nowhere_on_its_way(browser: Client) -> None:
    build_feature()

    answer = browser.get(f"{find_page(Feature, 'changelist')}export/csv")

    assert "no-store" in answer.headers["Cache-Control"]
    name = f"feature-{timezone.localdate():%Y-%m-%d}.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_guide_names_every_column() -> None:
    guide = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    tables = dict(re.findall(r"\*\*(\w+)\*\*[^\n]*\n\n((?:\|[^\n]*\n)+)", guide))

    for noun in NOUNS.values():
        title = f"{noun.model.__name__}s"
        rows = [line.split("|")[1] for line in tables[title].splitlines()[2:]]
        named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        assert named == {column.name for column in noun.columns}, title
        emptied = {
            name
            for line in tables[title].splitlines()
            if "∅" in line
            for name in re.findall(r"`(\w+)`", line.split("|")[1])
        }
        assert emptied == {column.name for column in noun.columns if column.may_empty}, title


def test_users_are_no_part_of_any_of_it() -> None:
    assert User not in NOUNS
    assert list(
        write_csv(open_export(NOUNS[Product], Product.objects.none(), Caller(key="a", name="a")))
    )[1:] == ["id,key,name,vision,north_star_metric,currency,exposure,source,external_id\r\n"]
