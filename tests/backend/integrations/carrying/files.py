"""Makes files, sends them to the admin as a browser does, and reads what it answers."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from xlsxwriter import Workbook

from backend.integrations.carrying.told import Outcome, Told
from tests.admin_pages import find_page

ROOT = "http://schemas.openxmlformats.org"
MAIN = f"{ROOT}/spreadsheetml/2006/main"


def write_csv(*rows: Sequence[object], separator: str = ",") -> bytes:
    """Write ROWS, the first of which is the header."""
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode()


def write_xlsx(*rows: Sequence[object], formats: Mapping[int, str] | None = None) -> bytes:
    """Write ROWS as a workbook; columns by place may have number FORMATS.

    A pair is a formula and what it came to.
    """
    file = BytesIO()
    cells = [
        (number, place, value) for number, row in enumerate(rows) for place, value in enumerate(row)
    ]
    with Workbook(file, {"remove_timezone": True}) as book:
        sheet = book.add_worksheet("first")
        for number, place, value in cells:
            style = book.add_format({"num_format": (formats or {}).get(place, "General")})
            if isinstance(value, tuple):
                sheet.write_formula(number, place, value[0], style, value[1])
            else:
                sheet.write(number, place, value, style)
    return file.getvalue()


def pack(sheet: str, texts: Sequence[str] = (), **more: str) -> bytes:
    """Pack a workbook by hand, around the XML of one SHEET and shared TEXTS; MORE are parts."""
    relation = f"{ROOT}/officeDocument/2006/relationships"
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {
        "_rels/.rels": "<Relationships>"
        f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets>'
        '<sheet name="first" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
        **more,
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()


def send(browser: Client, model: type[Model], content: bytes, **terms: object) -> Any:  # noqa: ANN401 -- the test client's own class
    """Send CONTENT to the import of MODEL, and give the preview, or the form with complaints."""
    file = SimpleUploadedFile(str(terms.pop("name", "file")), content)
    page = find_page(model, "import")
    return browser.post(page, {"file": file, **terms}, follow=True)


def tell(preview: Any) -> list[tuple[int, str, list[Any]]]:  # noqa: ANN401 -- as above
    """Tell what PREVIEW shows: of each row number, outcome, and changes or column and code.

    What new rows say is told by `tell_new`.
    """
    report = preview.context["report"]
    return sorted(
        (row.number, str(row.outcome), _list_changes(row) or [(c, k) for c, k, _ in row.problems])
        for rows in report.rows.values()
        for row in rows
    )


def _list_changes(row: Told) -> list[Any]:
    return [] if row.outcome is Outcome.CREATED else [*row.changes]


def tell_new(preview: Any) -> dict[int, dict[str, str]]:  # noqa: ANN401 -- as above
    """Tell what the cells of the new rows say that PREVIEW shows, by number and column."""
    rows = preview.context["report"].rows[Outcome.CREATED]
    return {row.number: {column: new for column, _old, new in row.changes} for row in rows}


def count(preview: Any) -> dict[str, int]:  # noqa: ANN401 -- as above
    """Tell how many rows PREVIEW counts by outcome."""
    return dict(preview.context["report"].counts)


def find_address(preview: Any) -> str:  # noqa: ANN401 -- as above
    """Give the address of PREVIEW."""
    address: str = preview.request["PATH_INFO"]
    return address


def confirm(browser: Client, preview: Any) -> Any:  # noqa: ANN401 -- as above
    """Confirm PREVIEW, and give the list to which that leads."""
    return browser.post(find_address(preview), {"write": "yes"}, follow=True)


def list_messages(answer: Any) -> list[str]:  # noqa: ANN401 -- as above
    """List what ANSWER says above its content."""
    return [str(message) for message in answer.context["messages"]]


def carry(browser: Client, model: type[Model], content: bytes, **terms: object) -> str:
    """Send CONTENT, confirm its preview, and give what is said then."""
    return list_messages(confirm(browser, send(browser, model, content, **terms)))[0]


def export(browser: Client, model: type[Model], form: str = "csv", query: str = "") -> bytes:
    """Export the list of MODEL under QUERY."""
    answer: Any = browser.get(f"{find_page(model, 'changelist')}export/{form}{query}")
    assert answer.status_code == 200
    chunks: Iterable[bytes] = answer.streaming_content
    return b"".join(chunks)


def read_csv(content: bytes) -> list[dict[str, str]]:
    """Read CONTENT, an export, as a program would that knows nothing of ours."""
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
