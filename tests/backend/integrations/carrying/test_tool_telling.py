"""What came of an import is told so that its readers know what to do, in whichever language."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from backend.access.models import FileImport, RoleGrant
from backend.access.scopes import Role
from products.models import Feature, Product
from tests.admin_pages import find_page, log_in
from tests.backend.access.two_products import become
from tests.backend.integrations.carrying.tool_files import confirm, preview
from tests.backend.integrations.importers.samples import FIDER_CSV, write_sample
from tests.builders import build_product

pytestmark = pytest.mark.django_db

NUMBERS = {"created": 1, "changed": 0, "unchanged": 0, "refused": 0}
MARK = '<div lang="{}" dir="auto">'


@pytest.fixture
def product() -> Product:
    return build_product("app", "App")


@pytest.fixture
def browser(product: Product) -> Client:
    return become(product, Role.CURATOR)


@pytest.mark.parametrize(
    ("is_seen", "told"),
    [
        (True, "is in the product 'cad' already: import into that one, or give another «Source»,"),
        (False, "is in another product already: give another «Source»,"),
    ],
    ids=["seen", "hidden"],
)
def test_what_is_in_another_product_is_told_with_the_way_out(
    browser: Client, product: Product, tmp_path: Path, *, is_seen: bool, told: str
) -> None:
    path, other = write_sample(tmp_path, "jira"), build_product("cad", "CAD")
    administrator = log_in()
    confirm(administrator, preview(administrator, other, path))
    if is_seen:
        user = int(browser.session["_auth_user_id"])
        RoleGrant.objects.create(user_id=user, product=other, role=Role.VIEWER)

    refused = preview(browser, product, path)
    apart = preview(browser, product, path, source="jira-app")

    key = Feature.objects.get().external_id
    (why,) = [why for *_place, why in refused.context["faults"]]
    assert why == f"'{key}' of 'jira' {told} which keeps the two apart."
    assert ("cad" in refused.content.decode()) == is_seen
    assert apart.context["faults"] == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["this is empty.", "Statuses of unknown meaning: &#x27;Soon&#x27; (1)"]),
        ("de", ["dies ist leer.", "Status von unbekannter Bedeutung: &#x27;Soon&#x27; (1)"]),
    ],
)
def test_importers_speak_the_language_of_whoever_imports(
    browser: Client, product: Product, tmp_path: Path, language: str, told: list[str]
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"{FIDER_CSV.replace('open', 'Soon')}2,,,4,open,\n", "utf-8")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    shown = preview(browser, product, path, form="fider", keep_good="on")
    done = confirm(browser, shown)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    again = browser.get(done.request["PATH_INFO"]).content.decode()
    page = browser.get(done.context["log"]).content.decode()

    for text in (shown.content.decode(), again):
        assert [MARK.format(language) + each in text for each in told] == [True, True]
    assert '<div dir="auto">Fider: app<br>' in page
    assert told[0] in page
    assert 'dir="rtl"' in page


def test_preview_and_log_call_options_as_the_page_does(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(FIDER_CSV.replace("open", "Soon"), "utf-8")

    shown = preview(browser, product, path, form="fider")
    confirm(browser, shown)

    (remark,) = shown.context["remarks"]
    assert "(«Stages» 'WORD=STAGE' tells)" in remark
    assert remark in FileImport.objects.get().report.splitlines()


def test_the_first_rows_that_were_written_are_told_by_name(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    rows = "".join(f"{number},Idea {number},,4,open,\n" for number in range(2, 14))
    path.write_text(f"{FIDER_CSV}{rows}", "utf-8")
    confirm(browser, preview(browser, product, path, form="fider"))
    path.write_text(f"{FIDER_CSV}{rows.replace('Idea 7', 'Seven')}", "utf-8")

    shown = preview(browser, product, path, form="fider")

    (named,) = shown.context["named"]
    assert (str(named["noun"]), str(named["outcome"])) == ("features", "Changed")
    assert (named["names"], named["more"]) == (["Seven (name)"], "")


def test_what_was_written_is_told_as_done(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "canny"), segment="guests")
    done = confirm(browser, shown)

    pages = [page.content.decode() for page in (shown, done)]
    assert ["What becomes of it" in page for page in pages] == [True, False]
    assert ["What came of it" in page for page in pages] == [False, True]


def test_the_log_names_tool_and_product(browser: Client, product: Product, tmp_path: Path) -> None:
    confirm(browser, preview(browser, product, write_sample(tmp_path, "jira")))
    FileImport.objects.create(noun="products.feature", file_name="f.csv", size=1, **NUMBERS)
    user = int(browser.session["_auth_user_id"])
    FileImport.objects.update(user=user)

    page = browser.get(find_page(FileImport, "changelist")).content.decode()

    assert '<td class="field-show_noun">Jira: app</td>' in page
    assert '<td class="field-show_noun">feature</td>' in page


def test_the_log_of_an_erased_report_names_the_kind_alone(browser: Client) -> None:
    user = int(browser.session["_auth_user_id"])
    row = {"noun": "importers.tool", "file_name": "f.csv", "size": 1, "report": "someone erased"}
    FileImport.objects.create(user_id=user, **row, **NUMBERS)

    page = browser.get(find_page(FileImport, "changelist")).content.decode()

    assert '<td class="field-show_noun">tool</td>' in page
