"""Files of other tools that are refused before any worker sees them, beside the field."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.scopes import Role
from backend.queue.models import Task
from products.models import Feature, Product
from tests.admin_pages import find_page
from tests.backend.access.two_products import become
from tests.backend.integrations.carrying.tool_files import (
    PAGE,
    confirm,
    find_address,
    list_errors,
    preview,
    send,
)
from tests.backend.integrations.importers.samples import FIDER_CSV, write_sample
from tests.builders import build_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return build_product("app", "App")


def curate(product: Product) -> Client:
    """Sign in a curator of PRODUCT."""
    return become(product, Role.CURATOR)


def tear_zip() -> bytes:
    """Make a zip of which the packed content of its file is torn."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packing:
        packing.writestr("posts.json", "[1, 2, 3]" * 1_000)
    content = bytearray(file.getvalue())
    content[40:48] = b"\xff" * 8
    return bytes(content)


@pytest.mark.parametrize(
    "case",
    [
        ("a.csv", b"", "fider", ["a.csv, row 1: there is no header; the first row has to name"]),
        ("a.zip", b"PK\x03\x04", "canny", ["a.zip: this zip is damaged or cut off: fetch it anew"]),
        ("a.zip", b"PK\x03\x04", "", ["a.zip: this zip is damaged or cut off: fetch it anew"]),
        ("a.zip", b"hello", "", ["a.zip: this is called a zip and is none: send the files"]),
        ("a.zip", tear_zip(), "", ["a.zip/posts.json: this is broken, or locked by a password:"]),
        (
            "posts.csv",
            FIDER_CSV.encode(),
            "jira",
            [
                "posts.csv: there is no CSV of issues, with a column Summary, in this.",
                "posts.csv: this looks like Fider: import it as 'fider'.",
            ],
        ),
        ("posts.json", b'{"posts": [', "canny", ["posts.json, row 1: this is no JSON:"]),
        ("notes.txt", b"hello", "file", ["notes.txt: name the form, or let the name end in .csv,"]),
    ],
)
def test_a_bad_file_is_refused_beside_the_field_in_the_importers_words(
    product: Product, tmp_path: Path, uploads: Path, case: tuple[str, bytes, str, list[str]]
) -> None:
    name, content, form, told = case
    path = tmp_path / name
    path.write_bytes(content)

    errors = list_errors(send(curate(product), product, path, form=form))

    assert list(errors) == ["file"]
    found = list(zip(errors["file"], told, strict=True))
    assert [line for line, start in found if not line.startswith(start)] == []
    assert (list(uploads.iterdir()), Task.objects.exists()) == ([], False)


def test_what_nothing_is_known_of_has_to_be_named(product: Product, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n", "utf-8")

    errors = list_errors(send(curate(product), product, path))

    (told,) = errors.pop("form")
    start = "It cannot be told what this is: choose it. Looked for were: Preferences, in any form, "
    assert (errors, told.startswith(start), told.endswith("Linear, Jira.")) == ({}, True, True)


def test_no_file_at_all_is_refused(product: Product) -> None:
    assert list_errors(send(curate(product), product)) == {"file": ["This field is required."]}


def test_files_that_are_too_large_together_are_left(
    product: Product, tmp_path: Path, settings: Settings, uploads: Path
) -> None:
    first, second = write_sample(tmp_path, "file"), write_sample(tmp_path, "fider")
    settings.LIMIT_UPLOAD = first.stat().st_size + 1

    page = send(curate(product), product, first, second)

    told = f"These files are too large: together they may have {settings.LIMIT_UPLOAD}\xa0bytes."
    assert list_errors(page) == {"file": [told]}
    assert not uploads.exists() or list(uploads.iterdir()) == []


def test_two_files_of_one_name_are_refused(product: Product, tmp_path: Path) -> None:
    path = write_sample(tmp_path, "file")

    errors = list_errors(send(curate(product), product, path, path))

    assert errors == {"file": ["answers.csv: each file needs a name of its own."]}


def test_a_page_for_rows_still_takes_one_file(product: Product, tmp_path: Path) -> None:
    path = write_sample(tmp_path, "file")
    sent = {"file": [path.open("rb"), path.open("rb")]}
    try:
        answer = curate(product).post(find_page(Feature, "import"), sent)
    finally:
        for file in sent["file"]:
            file.close()

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [("segment", "s"), ("team", "t"), ("worth", "1"), ("stages", "a=MATURITY")],
)
def test_what_a_table_says_itself_is_left_empty(
    product: Product, tmp_path: Path, field: str, value: str
) -> None:
    page = send(curate(product), product, write_sample(tmp_path, "file"), **{field: value})

    told = "A file of preferences says this itself: leave it empty."
    assert list_errors(page) == {field: [told]}


def test_stages_that_mean_nothing_are_refused(product: Product, tmp_path: Path) -> None:
    page = send(curate(product), product, write_sample(tmp_path, "fider"), stages="soon")

    (told,) = list_errors(page)["stages"]
    assert told.startswith("write WORD=STAGE, with a stage of CONCEPTION, ")


def test_a_name_that_leads_elsewhere_stays_in_its_folder(
    product: Product, tmp_path: Path, uploads: Path
) -> None:
    file = BytesIO(FIDER_CSV.encode())
    file.name = "../../../posts.csv"

    curate(product).post(PAGE, {"file": file, "product": product.pk, "form": "fider"})

    assert [path.name for path in uploads.rglob("*.csv")] == ["posts.csv"]
    assert [path.name for path in tmp_path.glob("*.csv")] == []


def fail_to_put(execute: Callable[..., object], sql: str, *arguments: object) -> object:
    """Let no task be put, as on SQLite while another import writes."""
    if sql.startswith("INSERT") and "queue_task" in sql:
        raise OperationalError("database is locked")
    return execute(sql, *arguments)


def test_a_busy_database_is_told_and_nothing_is_lost(
    product: Product, tmp_path: Path, uploads: Path
) -> None:
    browser, path = curate(product), write_sample(tmp_path, "file")

    with connection.execute_wrapper(fail_to_put):
        page = send(browser, product, path)
    assert list_errors(page) == {"__all__": ["the database is busy: database is locked"]}
    assert list(uploads.iterdir()) == []

    shown = preview(browser, product, path)
    with connection.execute_wrapper(fail_to_put):
        answer = browser.post(find_address(shown), {"write": "yes"}, follow=True)
    assert "The database is busy: database is locked" in answer.content.decode()
    assert confirm(browser, answer).context["is_written"]
