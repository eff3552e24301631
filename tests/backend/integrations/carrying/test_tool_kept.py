"""Several uploads of one person stay side by side, and nobody's page ends in nothing."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.access.models import FileImport
from backend.access.scopes import Role
from backend.integrations.carrying import tool_kept
from products.models import Feature, Product
from stakeholders.models import Preference
from tests.admin_pages import find_page
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

REFUSED_ROW = "2,,,4,open,\n"


@pytest.fixture
def product() -> Product:
    return build_product("app", "App")


@pytest.fixture
def browser(product: Product) -> Client:
    return become(product, Role.CURATOR)


def list_uploads(browser: Client) -> list[tuple[str, str]]:
    """List the uploads that the form shows to BROWSER, and how far they are."""
    page = browser.get(PAGE)
    return sorted((each["name"], each["state"]) for each in page.context["uploads"])


def test_a_preview_is_confirmed_although_more_was_previewed_since(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    first = preview(browser, product, write_sample(tmp_path, "file"))
    second = preview(browser, product, write_sample(tmp_path, "fider"))

    done = [confirm(browser, page).context["is_written"] for page in (first, second)]

    assert done == [True, True]
    assert (Preference.objects.count(), FileImport.objects.count()) == (1, 2)


def test_the_form_leads_back_to_what_waits_or_runs(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "file"))
    send(browser, product, write_sample(tmp_path, "fider"))
    waiting = list_uploads(browser)
    browser.post(find_address(shown), {"write": "yes"})
    confirmed = list_uploads(browser)
    form = browser.get(PAGE).content.decode()
    work(browser, shown)

    new = next(name for name, _state in waiting if name != "answers.csv")
    assert waiting == sorted(
        [("answers.csv", "previewed, not confirmed yet"), (new, "waits for a worker")]
    )
    assert ("answers.csv", "confirmed, waits for a worker") in confirmed
    assert (f'href="{find_address(shown)}"' in form, "<td>App</td>" in form) == (True, True)
    assert list_uploads(browser) == [(new, "previewed, not confirmed yet")]


def test_uploads_are_listed_to_their_sender_alone(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    preview(browser, product, write_sample(tmp_path, "file"))

    assert len(list_uploads(browser)) == 1
    assert list_uploads(become(product, Role.CURATOR)) == []


def test_the_form_asks_as_many_queries_for_one_upload_as_for_three(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = write_sample(tmp_path, "file")
    preview(browser, product, path)
    browser.get(PAGE)
    costs = [count_queries(browser)]
    for _ in range(2):
        preview(browser, product, path)
    costs.append(count_queries(browser))

    assert costs[0] == costs[1]


def count_queries(browser: Client) -> int:
    """Tell how many queries the form costs."""
    with CaptureQueriesContext(connection) as captured:
        browser.get(PAGE)
    return len(captured)


def test_beyond_the_most_the_oldest_that_waits_for_nobody_goes_and_is_told(
    browser: Client, product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_kept, "MOST_KEPT", 2)
    pages = []
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(FIDER_CSV, "utf-8")
        pages.append(preview(browser, product, tmp_path / name))
    age(pages[0], seconds=60, uploads=tmp_path / "uploads")
    (tmp_path / "c.csv").write_text(FIDER_CSV, "utf-8")

    waiting = send(browser, product, tmp_path / "c.csv")
    shown = work(browser, waiting)

    told = "At most 2 uploads are kept for you: the oldest of those that were not confirmed was "
    is_told = [f"{told}forgotten, a.csv." in page.content.decode() for page in (waiting, shown)]
    assert is_told == [False, True]
    assert [name for name, _ in list_uploads(browser)] == ["b.csv", "c.csv"]


def age(page: Any, *, seconds: int, uploads: Path) -> None:  # noqa: ANN401 -- the test client's own class
    """Let the upload on PAGE, among UPLOADS, be so many SECONDS older."""
    token = find_address(page).rstrip("/").rpartition("/")[2]
    (folder,) = uploads.glob(f"*-{token}")
    moment = folder.stat().st_mtime - seconds
    os.utime(folder, (moment, moment))


def test_what_workers_are_to_read_makes_no_room(
    browser: Client, product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_kept, "MOST_KEPT", 1)
    path = write_sample(tmp_path, "file")
    send(browser, product, path)

    page = send(browser, product, path)

    told = "1 of your uploads wait for a worker: send more once it has looked at them."
    assert list_errors(page) == {"__all__": [told]}
    assert len(list_uploads(browser)) == 1


def test_an_import_whose_page_is_gone_leads_to_the_log(
    browser: Client, product: Product, tmp_path: Path, uploads: Path
) -> None:
    done = confirm(browser, preview(browser, product, write_sample(tmp_path, "file")))
    for folder in uploads.iterdir():
        shutil.rmtree(folder)

    led = browser.get(find_address(done))
    sent = browser.post(find_address(done), {"write": "yes"})
    stranger = become(product, Role.CURATOR).get(find_address(done))

    log = find_page(FileImport, "change", FileImport.objects.get().pk)
    assert [(each.status_code, each.headers["Location"]) for each in (led, sent)] == [
        (302, log)
    ] * 2
    assert stranger.status_code == 404


@pytest.mark.parametrize("token", ["0" * 32, "none"])
def test_what_is_not_here_says_so_and_leads_to_the_form(browser: Client, token: str) -> None:
    page = browser.get(f"{PAGE}{token}/")

    assert page.status_code == 404
    assert "These files are not here" in page.content.decode()
    assert f'<p><a href="{PAGE}">Send them again</a></p>' in page.content.decode()


def test_what_is_forgotten_is_said_to_be(browser: Client, product: Product, tmp_path: Path) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "file"))

    page = browser.post(find_address(shown), {"forget": "yes"}, follow=True)

    assert "Forgotten, and nothing of it was written: answers.csv" in page.content.decode()
    assert Feature.objects.count() == 0


def test_what_was_imported_leads_to_where_it_stands(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    done = confirm(browser, preview(browser, product, write_sample(tmp_path, "clearflask")))
    links = [address for address, _words in done.context["links"]]

    assert [browser.get(address).status_code for address in links] == [200, 200, 200]
    assert links == [
        f"{find_page(Feature, 'changelist')}?product__id__exact={product.pk}",
        f"/admin/stakeholders/tally/?feature__product__id__exact={product.pk}",
        "/products/app",
    ]


def test_known_rows_beside_refused_ones_are_told_apart(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(FIDER_CSV, "utf-8")
    confirm(browser, preview(browser, product, path))
    path.write_text(f"{FIDER_CSV}{REFUSED_ROW}", "utf-8")

    text = preview(browser, product, path, form="fider", keep_good="on").content.decode()

    assert "But for what is refused, these files change nothing: the rest is known." in text
    assert "all of it is known" not in text
