"""What was filled in wrongly is said at the top, and nothing can be imported meanwhile."""

from pathlib import Path

import pytest
from django.test import Client

from backend.access.scopes import Role
from products.models import Product
from tests.backend.access.two_products import become
from tests.backend.integrations.carrying.tool_files import (
    find_address,
    list_errors,
    preview,
    send,
)
from tests.backend.integrations.importers.samples import FIDER_CSV
from tests.builders import build_product

pytestmark = pytest.mark.django_db

NOTE = '<p class="errornote">Please correct the error below.</p>'


@pytest.fixture
def product() -> Product:
    return build_product("app", "App")


@pytest.fixture
def browser(product: Product) -> Client:
    return become(product, Role.CURATOR)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "posts.csv"
    place.write_text(FIDER_CSV, "utf-8")
    return place


def test_options_that_are_refused_offer_no_import_under_the_former_ones(
    browser: Client, product: Product, path: Path
) -> None:
    shown = preview(browser, product, path)
    sent = {"again": "yes", "product": product.pk, "stages": "In review by board=DISCOVER"}

    page = browser.post(find_address(shown), sent)
    text = page.content.decode()
    former = browser.get(find_address(shown)).content.decode()

    assert list(list_errors(page)) == ["stages"]
    assert text.index(NOTE) < text.index("Fider</bdi>") < text.index("errorlist")
    assert "In review by board=DISCOVER</textarea>" in text
    assert ('name="write"' in text, 'name="write"' in former) == (False, True)


def test_a_form_that_is_refused_says_so_at_its_top(
    browser: Client, product: Product, path: Path
) -> None:
    preview(browser, product, path)

    text = send(browser, product, path, stages="DISCOVER").content.decode()

    assert text.index(NOTE) < text.index("Your uploads that are not imported yet")
