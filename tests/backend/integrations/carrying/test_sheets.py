"""Of a workbook the first sheet that is shown is read, or the one that is named."""

from io import BytesIO

import pytest
from django.test import Client
from xlsxwriter import Workbook

from products.models import Feature
from tests.admin_pages import log_in
from tests.backend.integrations.carrying.files import count, send
from tests.builders import build_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    build_product("app")
    return log_in()


def build_book() -> bytes:
    """Build a workbook with a hidden sheet, one with a row, and one with two below a title."""
    file = BytesIO()
    with Workbook(file) as book:
        for name, number in (("hidden", 3), ("one", 1), ("two", 2)):
            sheet = book.add_worksheet(name)
            rows = [["product", "key", "name"], *(["app", f"k{n}", "N"] for n in range(number))]
            for place, row in enumerate(rows):
                sheet.write_row(place + 4, 2, row)
        book.get_worksheet_by_name("one").activate()
        book.get_worksheet_by_name("one").set_first_sheet()
        book.get_worksheet_by_name("hidden").hide()
    return file.getvalue()


@pytest.mark.parametrize(
    ("sheet", "number", "others"), [("", 1, "two"), ("two", 2, "one"), ("hidden", 3, "one, two")]
)
def test_a_sheet_is_chosen(browser: Client, sheet: str, number: int, others: str) -> None:
    preview = send(browser, Feature, build_book(), sheet=sheet)

    assert count(preview) == {"CREATED": number}
    assert preview.context["upload"].notes == [
        f"The sheet {sheet or 'one'} was read.",
        f"Sheets that were not read: {others}.",
    ]
    assert next(row.number for row in preview.context["report"].parts[0]["rows"]) == 6
