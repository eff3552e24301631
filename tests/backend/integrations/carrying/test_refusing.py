"""Whatever is wrong with a file is told, with its row and column; the other rows are kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.models import FileImport
from backend.integrations.carrying.told import LISTED
from products.models import Feature, Product
from stakeholders.models import Account, Group, Stakeholder
from tests.admin_pages import find_page, log_in
from tests.backend.integrations.carrying.files import carry, count, pack, send, tell, write_csv
from tests.builders import build_feature, build_product, build_segment, build_team

pytestmark = pytest.mark.django_db

HEADER = ["product", "key", "name"]


@pytest.fixture
def browser() -> Client:
    build_product("app")
    return log_in()


def complain(browser: Client, content: bytes, **terms: object) -> list[str]:
    """Send CONTENT as features, and list what the form complains of."""
    answer = send(browser, Feature, content, **terms)
    return [str(sentence) for sentence in answer.context["form"].non_field_errors()]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty."),
        (b"\n\n ,,\n", "There is no header"),
        (b"%PDF-1.7", "neither CSV nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old workbook"),
        (b"PK\x03\x04", "broken"),
        (b"key\n\0", "U+0000"),
        (b"product,key,Key\n", "twice: key."),
        (b"name\n", "missing: product."),
        (b"product\n", "missing: id or external_id or key."),
        (("product,key" + ",x" * 199).encode(), "more than 200 columns"),
        (b'product,key\napp,"a\n', "is a quote left open?"),
        (pack('<row><c r="XFD1"/></row>'), "columns"),
    ],
)
def test_what_is_no_such_table_is_refused(browser: Client, content: bytes, told: str) -> None:
    complaints = complain(browser, content)

    assert told in " ".join(complaints)


def test_an_unknown_sheet_is_refused(browser: Client) -> None:
    assert "has no sheet other" in complain(browser, pack("<row/>"), sheet="other")[0]


def test_columns_that_are_not_read_are_told(browser: Client) -> None:
    preview = send(
        browser,
        Feature,
        write_csv([*HEADER, "nmae", "", "merged into"], ["app", "a", "A"] + [""] * 3),
    )

    assert preview.context["upload"].notes == [
        "This was read as UTF-8, with commas between the cells.",
        "Unknown columns, which are not read: nmae, (no name).",
        "Columns that are only shown, and not read: merged_into.",
    ]
    assert count(preview) == {"CREATED": 1}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["other", "a", "A"], "product", "UNKNOWN"),
        (["app", "", "A"], "key", "REQUIRED"),
        (["app", "a", ""], "name", "REQUIRED"),
        (["app", "+a", "A"], "key", "INVALID"),
        (["app", "OLD", "A"], "key", "CONFLICT"),
        (["app", "a", "A" * 201], "name", "INVALID"),
        (["app", "a"], "", "SHAPE"),
        (["app", "a", "A", "", "", "", "x"], "", "SHAPE"),
        (["app", "a", "A", "1,200"], "effort", "AMBIGUOUS"),
        (["app", "a", "A", "-1"], "effort", "INVALID"),
        (["app", "a", "A", "", "none"], "objectives", "UNKNOWN"),
        (["app", "old", "A", "", "", "launch"], "stage", "INVALID"),
        (["app", "a", "A", "", "", "soon"], "stage", "INVALID"),
    ],
)
def test_a_row_is_refused_with_its_column_and_the_others_are_kept(
    browser: Client, row: list[str], column: str, code: str
) -> None:
    build_feature("old", product=Product.objects.get())
    header = [*HEADER, "effort", "objectives", "stage"]
    row = row if code == "SHAPE" else [*row, *[""] * (6 - len(row))]
    good = ["app", "good", "Good", "", "", ""]

    preview = send(browser, Feature, write_csv(header, row, good))

    assert tell(preview) == [(2, "REFUSED", [(column, code)]), (3, "CREATED", [])]


def test_a_second_row_about_the_same_is_refused(browser: Client) -> None:
    feature = build_feature("old", product=build_product("site"))
    header = ["id", "product", "key", "name"]
    rows: list[list[object]] = [
        ["", "site", "old", "One"],
        [feature.public_id, "site", "", "Two"],
        ["", "app", "a", "A"],
    ]

    preview = send(browser, Feature, write_csv(header, *rows, ["", "app", "a", "B"]))

    assert tell(preview)[1] == (3, "REFUSED", [("key", "CONFLICT")])
    assert tell(preview)[3] == (5, "REFUSED", [("key", "CONFLICT")])


def test_rows_that_only_fail_once_others_are_left_out_are_told_too(browser: Client) -> None:
    build_segment("retail")
    header = ["key", "name", "segment", "currency"]
    rows = [["a", "A", "retail", "EUR"], ["b", "B", "retail", "USD"], ["c", "", "retail", "EUR"]]

    told = carry(browser, Account, write_csv(header, *rows))

    assert told == "Imported: 1 new, 0 changed, 0 unchanged, 2 left out."
    assert Account.objects.get().key == "a"


def test_a_person_needs_a_team_or_an_account(browser: Client) -> None:
    build_team("design")
    header = ["external_id", "name", "team", "account"]
    rows = [["p1", "Ann", "", ""], ["p2", "Ben", "sales", ""], ["p3", "Cem", "design", ""]]

    preview = send(browser, Stakeholder, write_csv(header, *rows))

    assert tell(preview) == [
        (2, "REFUSED", [("team", "INVALID")]),
        (3, "REFUSED", [("team", "UNKNOWN")]),
        (4, "CREATED", []),
    ]


def test_a_group_stays_of_its_kind(browser: Client) -> None:
    team = build_team("design")

    preview = send(browser, Group, write_csv(["id", "kind"], [team.public_id, "segment"]))

    assert tell(preview) == [(2, "REFUSED", [("kind", "CONFLICT")])]


def test_every_reason_is_kept_for_as_many_rows_as_the_log_holds(browser: Client) -> None:
    header = ("product", "key", "name", "effort", "stage")
    bad = [["app", f"k{number}", "Bad", "much", "later"] for number in range(LISTED + 1)]

    carry(browser, Feature, write_csv(header, ["app", "good", "Good", "1", ""], *bad))

    lines = FileImport.objects.get().problems.splitlines()
    rows = [line.split(",")[0] for line in lines]
    assert [line.split(":")[0] for line in lines[:2]] == ["row 3, effort", "row 3, stage"]
    assert list(dict.fromkeys(rows)) == [f"row {number}" for number in range(3, 3 + LISTED)]


def test_a_file_that_is_too_large_is_not_kept(browser: Client, settings: Settings) -> None:
    settings.LIMIT_UPLOAD = 100

    answer = send(browser, Feature, write_csv(HEADER, *[["app", "a", "A"]] * 20))

    assert "This file is too large" in answer.content.decode()


def test_the_report_tells_of_every_row(browser: Client) -> None:
    preview = send(browser, Feature, write_csv(HEADER, ["app", "a", "A"], ["app", "b", "=B"]))

    answer = browser.get(f"{preview.request['PATH_INFO']}rows.csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]  # -- a streaming answer has one
    assert lines[1:] == [
        "2,CREATED,A,product,,app,,",
        "2,CREATED,A,key,,a,,",
        "2,CREATED,A,name,,A,,",
        "3,REFUSED,'=B,name,,,INVALID,\"This starts with '=', as a spreadsheet formula does.\"",
    ]


def test_nothing_else_in_the_admin_takes_a_file(browser: Client) -> None:
    page = find_page(Feature, "add")
    file = SimpleUploadedFile("file", b"x")

    assert browser.post(page, {"file": file}).status_code == 400


def test_a_file_of_which_all_is_refused_says_so(browser: Client) -> None:
    preview = send(browser, Feature, write_csv(HEADER, ["none", "a", "A"]))

    assert "There is nothing to write: 1 row was refused." in preview.text
    assert "This file changes nothing." not in preview.text
