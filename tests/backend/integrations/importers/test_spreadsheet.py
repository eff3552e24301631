"""What a workbook holds beside texts and numbers is told of by its cell, and no formula is run."""

from datetime import date, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.generic import import_generic
from backend.integrations.workbooks import unpacking
from products.models import Product
from tests.backend.integrations.carrying.files import pack
from tests.backend.integrations.importers.files import ROW, build_terms, read_preferences
from tests.backend.integrations.importers.forms import write_form, write_xlsx

pytestmark = pytest.mark.django_db


def refuse(path: Path) -> list[str]:
    """Import the file at PATH, which has to be refused, and give its messages."""
    with pytest.raises(FileRefusedError) as refused:
        import_generic(path, build_terms(), form="xlsx")
    assert not Product.objects.exists()
    return str(refused.value).replace(f"{path.parent}/", "").splitlines()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("weight", True, "true is neither a text nor a number."),
        ("reason", False, "false is neither a text nor a number."),
        ("weight", -1.5, "'-1.5' is no number from 0"),
        ("stance", 0.5, "'0.5' is no stance"),
        ("feature", date(2026, 3, 31), "this is a date; format the column as text."),
        ("reason", time(14, 5), "this is neither a text nor a number."),
        ("stakeholder", 10**17 + 1, "1e+17 may not be exact, as only 15 digits are kept"),
        ("feature", "=1+1", "This starts with '=', as a spreadsheet formula does."),
    ],
)
def test_a_bad_cell_is_refused(tmp_path: Path, column: str, value: object, message: str) -> None:
    [told] = refuse(write_form(tmp_path, "xlsx", [{"feature": "good"}, {column: value}]))

    assert told.startswith(f"answers.xlsx, row 3, column {column}: {message}")


@pytest.mark.parametrize(
    ("came_to", "message"),
    [
        ("#DIV/0!", "a formula has failed here: #DIV/0!."),
        ("=cmd|' /C calc'!A0", "This starts with '=', as a spreadsheet formula does."),
        (True, "true is neither a text nor a number."),
    ],
)
def test_what_a_formula_came_to_is_judged_as_any_cell(
    tmp_path: Path, came_to: object, message: str
) -> None:
    path = tmp_path / "answers.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ROW))
        sheet.write_row(1, 0, list(ROW.values()))
        sheet.write_formula(1, 0, "=A3", None, came_to)

    assert refuse(path) == [f"answers.xlsx, row 2, column feature: {message}"]


def test_a_formula_that_came_to_a_key_is_that_key(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ROW))
        sheet.write_row(1, 0, list(ROW.values()))
        sheet.write_formula(1, 0, '="dark"&"-mode"', None, "dark-mode")

    import_generic(path, build_terms())

    assert read_preferences() == {("p1", "dark-mode", 2)}


def test_a_formula_that_nothing_has_come_of_is_refused(tmp_path: Path) -> None:
    names = "".join(f"<c t='inlineStr'><is><t>{name}</t></is></c>" for name in ROW)
    texts = [f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in ROW.values()]
    bare = "<c r='A2'><f>A3</f><v></v></c>"
    path = tmp_path / "answers.xlsx"
    row = "".join([bare, *texts[1:]])
    path.write_bytes(pack(f"<row r='1'>{names}</row><row r='2'>{row}</row>"))

    told = "a formula has failed here: #UNCALCULATED!."
    assert refuse(path) == [f"answers.xlsx, row 2, column feature: {told}"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This file is empty."),
        (b"feature,stakeholder\n", "this is no workbook; save it as XLSX or CSV."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "This is an old workbook, or locked by a password"),
        (b"PK\x03\x04 and no more", "This workbook is broken, or locked by a password."),
        (pack("<row r='1'><c r='XFD1'><v>1</v></c></row>"), "A sheet has more than 200 columns"),
        (pack(""), "there is no header; the first row has to name the columns."),
    ],
)
def test_what_is_no_safe_workbook_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "answers.xlsx"
    path.write_bytes(content)

    [told] = refuse(path)

    assert told.partition(": ")[2].startswith(message)


def test_a_bomb_is_refused_while_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 3_000_000)
    path = tmp_path / "answers.xlsx"
    path.write_bytes(pack("<row><c/></row>" * 1_000_000))
    assert path.stat().st_size < 100_000

    assert refuse(path) == ["answers.xlsx: This workbook is too large once it is unpacked."]


def test_parts_with_paths_of_others_are_never_unpacked(tmp_path: Path) -> None:
    path = write_form(tmp_path, "xlsx", [{}])
    with ZipFile(path, "a", ZIP_DEFLATED) as book:
        book.writestr("../../evil.xml", "x")

    import_generic(path, build_terms())

    assert not list(tmp_path.parent.glob("evil.xml"))


def test_rows_are_counted_as_the_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 0, list(ROW))
        sheet.write_row(4, 0, [*ROW.values(), "more"])

    told = "the row has 5 cells, the header 4."
    assert refuse(path) == [f"answers.xlsx, row 5, column stance: {told}"]


def test_the_first_sheet_that_is_shown_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    with Workbook(path) as book:
        for name in ("hidden", "answers", "more"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(ROW))
            sheet.write_row(1, 0, [name, *list(ROW.values())[1:]])
        book.get_worksheet_by_name("answers").set_first_sheet()
        book.get_worksheet_by_name("answers").activate()
        book.get_worksheet_by_name("hidden").hide()

    report = import_generic(path, build_terms())

    assert read_preferences() == {("p1", "answers", 2)}
    assert report.notes == ["Only the sheet answers was read, not more."]


def test_no_copy_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = write_xlsx(tmp_path / "answers.xlsx", [ROW])

    import_generic(path, build_terms())

    assert list(scratch.iterdir()) == []
