"""Who may import from another tool, and what its pages show them meanwhile."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.access.models import FileImport, RoleGrant
from backend.access.scopes import Role
from backend.integrations.carrying import tool_showing
from backend.integrations.carrying.tool_words import TAKES, title_form
from backend.integrations.importers.background import KIND
from backend.integrations.importers.outcomes import keep_reading
from backend.integrations.importers.progress import Reading
from backend.integrations.importers.registry import FORMS
from backend.integrations.importers.report import READ, WORDS
from backend.integrations.importers.told_words import NOUNS, READS
from backend.queue.leasing import lease
from backend.queue.models import Status, Task
from backend.queue.stopping import Stop
from products.models import Feature, Product
from tests.admin_pages import find_page, log_in
from tests.backend.access.two_products import become
from tests.backend.integrations.carrying.tool_files import (
    PAGE,
    confirm,
    find_address,
    list_errors,
    preview,
    send,
    work,
)
from tests.backend.integrations.importers.samples import FIDER_CSV, write_sample
from tests.builders import build_product

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20  # a page asks fewer
LINK = f'href="{PAGE}"'


@pytest.fixture
def product() -> Product:
    return build_product("app", "App")


def curate(product: Product) -> Client:
    """Sign in a curator of PRODUCT."""
    return become(product, Role.CURATOR)


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.CONTRIBUTOR])
def test_who_curates_nothing_is_refused(product: Product, role: Role | None, uploads: Path) -> None:
    browser = become(product, role)
    sent = {"file": SimpleUploadedFile("f.csv", FIDER_CSV.encode())}

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, sent).status_code == 403
    assert browser.get(f"{PAGE}{'0' * 32}/").status_code == 403
    assert not uploads.exists()


def test_a_stranger_is_led_to_sign_in() -> None:
    answer = become().get(PAGE)

    assert answer.status_code == 302
    assert reverse("admin:login") in answer.url or "login" in answer.url  # type: ignore[attr-defined]  # -- a redirect


@pytest.mark.parametrize("role", [Role.CURATOR, Role.OWNER])
def test_who_curates_is_offered_the_page_where_they_look_for_it(
    product: Product, role: Role
) -> None:
    browser = become(product, role)
    places = (
        *(reverse("admin:index"), find_page(FileImport, "changelist")),
        find_page(Feature, "import"),
    )

    assert [LINK in browser.get(place).content.decode() for place in places] == [True] * 3
    assert browser.get(PAGE).status_code == 200


def test_another_product_is_not_to_be_chosen(product: Product, tmp_path: Path) -> None:
    other = build_product("other", "Hidden")

    page = send(curate(product), other, write_sample(tmp_path, "fider"))

    (told,) = list_errors(page)["product"]
    assert told.startswith("Select a valid choice.")
    assert not Task.objects.exists()


def test_who_lost_their_role_meanwhile_imports_nothing(product: Product, tmp_path: Path) -> None:
    browser = curate(product)
    curate_more(browser)
    page = send(browser, product, write_sample(tmp_path, "file"))
    RoleGrant.objects.filter(product=product).delete()

    told = work(browser, page)

    task = Task.objects.get()
    assert task.status == Status.FAILED
    assert task.fault == "Whoever asked for it does not curate the product any more."
    assert task.fault in told.content.decode()


def curate_more(browser: Client) -> None:
    """Let BROWSER, which is signed in, curate another product besides."""
    RoleGrant.objects.create(
        user_id=int(browser.session["_auth_user_id"]),
        product=build_product("more"),
        role=Role.CURATOR,
    )


def test_a_product_that_is_gone_meanwhile_is_not_made_anew(
    product: Product, tmp_path: Path
) -> None:
    browser = log_in()
    page = send(browser, product, write_sample(tmp_path, "file"))
    product.delete()

    assert work(browser, page).status_code == 200
    assert (Task.objects.get().status, Product.objects.exists()) == (Status.FAILED, False)


def test_files_are_their_senders_alone(product: Product, tmp_path: Path) -> None:
    shown = preview(curate(product), product, write_sample(tmp_path, "file"))
    address = find_address(shown)

    for browser in (curate(product), log_in()):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"write": "yes"}).status_code == 404
    assert Task.objects.count() == 1


def test_pages_ask_few_queries(product: Product, tmp_path: Path) -> None:
    browser = curate(product)
    asked = [count_queries(browser, PAGE)]

    page = send(browser, product, write_sample(tmp_path, "canny"), segment="guests")
    asked.append(count_queries(browser, find_address(page)))
    shown = work(browser, page)
    asked.append(count_queries(browser, find_address(shown)))
    done = confirm(browser, shown)
    asked.append(count_queries(browser, find_address(done)))

    assert [number for number in asked if number >= MOST_QUERIES] == []


def count_queries(browser: Client, page: str) -> int:
    """Tell how many queries PAGE costs."""
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        browser.get(page)
    return len(captured)


def test_what_waits_for_long_says_so(
    product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = curate(product)
    page = send(browser, product, write_sample(tmp_path, "file"))
    fresh = page.content.decode()
    monkeypatch.setattr(tool_showing, "LONG", -tool_showing.LONG)

    late = browser.get(find_address(page)).content.decode()

    assert ("It waits until a worker begins." in fresh, "None has begun" in fresh) == (True, False)
    assert "None has begun so far" in late
    assert '<meta http-equiv="refresh" content="2">' in fresh


def test_every_form_and_noun_has_words() -> None:
    assert set(TAKES) == set(FORMS)
    assert (set(NOUNS), set(READS)) == (set(WORDS), set(READ))
    assert len({title_form(form) for form in FORMS}) == len(FORMS)


def test_a_page_shows_how_far_the_writing_is(product: Product, tmp_path: Path) -> None:
    browser = curate(product)
    shown = preview(browser, product, write_sample(tmp_path, "canny"), segment="guests")
    browser.post(find_address(shown), {"write": "yes"})
    turn = lease([KIND], stop=Stop(), clock=timezone.now)
    assert turn is not None
    begun = browser.get(find_address(shown))
    keep_reading(turn.task, Reading("importing votes.json", 40, 100, 60))
    page = browser.get(find_address(shown))

    assert "It has begun." in begun.content.decode()
    assert (page.context["title"], page.context["step"]) == ("Importing", "writing votes.json")
    length = shown.context["told"].length
    assert (page.context["done"], page.context["whole"]) == ("40", min(100, 6000 // length))
    assert "Of all that is to be read, 3 records:" in page.content.decode()
