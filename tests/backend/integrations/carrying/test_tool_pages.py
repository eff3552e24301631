"""Curators import from another tool: it is shown first, then written as it was shown."""

from pathlib import Path

import pytest
from django.test import Client

from backend.access.models import AuditEntry, FileImport
from backend.access.scopes import Role
from backend.queue.models import Status, Task
from products.models import Feature, Product
from stakeholders.models import Account, Group, Preference, Tally
from tests.backend.access.two_products import become
from tests.backend.integrations.carrying.tool_files import (
    confirm,
    count,
    find_address,
    preview,
    send,
    work,
)
from tests.backend.integrations.importers.samples import CANNY, FIDER_CSV, SAMPLES, write_sample
from tests.builders import build_product

pytestmark = pytest.mark.django_db

PLACES = {"segment": "guests", "worth": "1200"}


@pytest.fixture
def product() -> Product:
    return build_product("app", "App")


@pytest.fixture
def browser(product: Product) -> Client:
    return become(product, Role.CURATOR)


def list_options(form: str) -> dict[str, str]:
    """List what a file of FORM does not say itself."""
    return {} if form in {"file", "polis"} else PLACES


@pytest.mark.parametrize("form", SAMPLES)
@pytest.mark.parametrize("is_named", [True, False], ids=["named", "found out"])
def test_each_form_is_shown_then_written_and_then_known(
    browser: Client, product: Product, tmp_path: Path, form: str, *, is_named: bool
) -> None:
    path, told = write_sample(tmp_path, form), list_options(form)
    options = {"form": form if is_named else "", **told}

    shown = preview(browser, product, path, **options)
    assert (Feature.objects.count(), FileImport.objects.count()) == (0, 0)
    done = confirm(browser, shown)
    again = preview(browser, product, path, **options)

    assert count(shown)["features"] == {"created": 1}
    assert shown.context["told"].sense == done.context["told"].sense
    assert Feature.objects.get().product == product
    assert {key for each in count(again).values() for key in each} == {"unchanged"}
    assert "These files change nothing" in again.content.decode()
    assert Task.objects.exclude(status=Status.DONE).count() == 0


def test_files_of_one_export_are_read_as_one(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    for name, content in CANNY.items():
        (tmp_path / name).write_text(str(content).replace("'", '"'), "utf-8")

    shown = preview(browser, product, tmp_path / "posts.json", tmp_path / "votes.json", **PLACES)

    assert count(shown)["preferences"] == {"created": 1}
    assert shown.context["upload"].name == "posts.json, votes.json"


def test_a_preview_tells_who_joins_the_electorate_and_what_is_nobodys(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "canny"), **PLACES)
    before = Group.objects.count()
    done = confirm(browser, shown)

    assert shown.context["joined"] == ["segment 'guests', which is new"]
    assert "These groups would join the electorate" in shown.content.decode()
    assert "2 votes are nobody&#x27;s" in shown.content.decode()
    assert (before, [group.key for group in Group.objects.with_say_in(product)]) == (0, ["guests"])
    assert "These groups have joined the electorate" in done.content.decode()
    assert Tally.objects.get().count == 2


def test_what_came_of_it_stands_in_the_log_and_says_so(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    done = confirm(browser, preview(browser, product, write_sample(tmp_path, "canny"), **PLACES))

    row = FileImport.objects.get()
    assert row.user is not None
    assert (row.noun, row.file_name, row.user.username) == ("importers.tool", "canny.zip", "me-0")
    assert (row.created, row.changed, row.unchanged, row.refused) == (6, 0, 1, 0)
    lines = row.report.splitlines()
    assert lines[0] == "Canny: app"
    told = "Groups that join the electorate of this product: segment 'guests', which is new."
    assert told in lines
    assert "features: New 1" in lines
    page = browser.get(done.context["log"]).content.decode()
    assert "segment &#x27;guests&#x27;, which is new" in page


def test_it_is_written_in_the_name_of_whoever_asked(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    confirm(browser, preview(browser, product, write_sample(tmp_path, "file")))

    entry = AuditEntry.objects.filter(noun="products.feature").latest("pk")
    user = FileImport.objects.get().user_id
    assert (entry.interface, entry.actor) == ("IMPORT", f"user:{user}")
    assert str(tmp_path) not in str(list(Task.objects.values_list("key", "payload"))).replace(
        str(tmp_path / "uploads"), ""
    )


def test_a_task_names_no_file_as_people_may_be_in_its_name(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = tmp_path / "Ann Arbor.csv"
    path.write_text(FIDER_CSV, "utf-8")

    shown = preview(browser, product, path, **PLACES)

    assert shown.context["upload"].name == "Ann Arbor.csv"
    assert "Ann" not in str(list(Task.objects.values("key", "payload", "fault")))


def test_a_confirmation_that_is_sent_again_writes_once(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "file"))

    codes = [browser.post(find_address(shown), {"write": "yes"}).status_code for _ in range(2)]
    work(browser, shown)
    codes.append(browser.post(find_address(shown), {"write": "yes"}).status_code)
    done = work(browser, shown)

    assert codes == [302, 302, 302]
    assert (Task.objects.count(), FileImport.objects.count()) == (2, 1)
    assert done.context["is_written"]


def test_a_row_that_changed_since_the_preview_stops_the_import(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = write_sample(tmp_path, "file")
    shown = preview(browser, product, path)
    Feature.objects.create(product=product, key="dark-mode", name="Dark mode")

    stopped = confirm(browser, shown)
    browser.post(find_address(shown), {"again": "yes", "product": product.pk})
    again = work(browser, shown)

    assert "other rows have changed, and nothing was written" in stopped.content.decode()
    assert (count(again)["features"], Preference.objects.count()) == ({"unchanged": 1}, 0)
    assert confirm(browser, again).context["is_written"]
    assert (Preference.objects.count(), FileImport.objects.count()) == (1, 1)


def test_what_is_refused_is_told_row_by_row_and_may_be_left_out(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"{FIDER_CSV}2,,,4,open,\n", "utf-8")

    refused = preview(browser, product, path, form="fider")
    browser.post(find_address(refused), {"again": "1", "product": product.pk, "keep_good": "on"})
    shown = work(browser, refused)
    confirm(browser, shown)

    row = ("posts.csv", 3, "title", "this is empty.")
    assert refused.context["faults"] == shown.context["faults"] == [row]
    assert (refused.context["may_confirm"], shown.context["may_confirm"]) == (False, True)
    assert "leave out the refused rows" in shown.content.decode()
    assert FileImport.objects.get().problems == "posts.csv, row 3, column title: this is empty."
    assert Feature.objects.count() == 1


def test_a_missing_option_is_named_as_on_the_page_and_given_without_sending_anew(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    refused = preview(browser, product, write_sample(tmp_path, "canny"))
    browser.post(find_address(refused), {"again": "1", "product": product.pk, **PLACES})
    shown = work(browser, refused)

    told = "1 of those who voted speak for no company: name a «Segment» of customers for them,"
    assert refused.context["faults"][0][3].startswith(told)
    assert '<td data-head="File or option"><bdi>«Segment»</bdi></td>' in refused.content.decode()
    assert count(shown)["accounts"] == {"created": 1}
    confirm(browser, shown)
    assert Account.objects.get().annual_value == 1200


def test_stages_are_read_as_they_are_told(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(FIDER_CSV.replace("open", "Soon"), "utf-8")

    confirm(browser, preview(browser, product, path, stages="soon = discovery\n"))

    assert Feature.objects.get().stage == "DISCOVERY"


def test_what_is_forgotten_is_gone(
    browser: Client, product: Product, tmp_path: Path, uploads: Path
) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "file"))

    browser.post(find_address(shown), {"forget": "yes"})

    assert list(uploads.iterdir()) == []
    assert browser.get(find_address(shown)).status_code == 404


def test_files_go_once_they_are_written(
    browser: Client, product: Product, tmp_path: Path, uploads: Path
) -> None:
    shown = preview(browser, product, write_sample(tmp_path, "file"))
    kept = [path.name for path in uploads.rglob("*.csv")]

    confirm(browser, shown)

    assert (kept, list(uploads.rglob("*.csv"))) == (["answers.csv"], [])


def test_what_a_worker_is_to_read_stays_although_more_is_sent(
    browser: Client, product: Product, tmp_path: Path
) -> None:
    first = send(browser, product, write_sample(tmp_path, "file"))
    second = send(browser, product, write_sample(tmp_path, "fider"))

    shown = work(browser, first)

    assert count(shown)["preferences"] == {"created": 1}
    assert count(browser.get(find_address(second)))["tallies"] == {"created": 1}
