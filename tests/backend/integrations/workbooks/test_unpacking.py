"""Workbooks that would fill the memory are refused before any library reads them."""

import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from backend.integrations.workbooks import unpacking
from backend.integrations.workbooks.faults import TableRefusedError
from backend.integrations.workbooks.sheets import open_sheet
from backend.integrations.workbooks.unpacking import unpack
from tests.backend.integrations.carrying.files import MAIN, pack, write_xlsx

CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c></row>'


def copy(place: Path, content: bytes) -> Path:
    """Unpack CONTENT into a safe copy at PLACE."""
    (place / "file").write_bytes(content)
    unpack(place / "file", place / "copy")
    return place / "copy"


def test_a_workbook_is_read_as_it_was(tmp_path: Path) -> None:
    safe = copy(tmp_path, write_xlsx(["key", "number"], ["a", 1.5], [], ["ü\nb", 2]))

    assert [row for _, row in open_sheet(safe).read()][:2] == [["key", "number"], ["a", 1.5]]
    assert list(open_sheet(safe).read())[3] == (4, ["ü\nb", 2])


def test_a_workbook_packed_by_hand_is_read(tmp_path: Path) -> None:
    shared = '<row><c t="s"><v>1</v></c></row>'

    safe = copy(tmp_path, pack(CELL + shared, ["one", "two"]))

    assert list(open_sheet(safe).read()) == [(1, ["key"]), (2, ["two"])]


def test_a_formula_that_failed_is_a_text(tmp_path: Path) -> None:
    failed = "<row><c s='1'  t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"
    text = '<row><c t="inlineStr"><is><t xml:space="preserve"> t="e"</t></is></c></row>'

    safe = copy(tmp_path, pack(CELL + failed + text))

    assert [row for _, row in open_sheet(safe).read()] == [["key"], ["#DIV/0!"], [' t="e"']]


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_formulas_that_nothing_has_come_of_yet_are_texts(tmp_path: Path, prefix: str) -> None:
    cells = (
        "<c><f>A1</f></c>",
        "<c s='1'><f>A1</f><v/></c>",
        "<c><f t='shared' si='0'/><v></v></c>",
        "<c t='str'><f>A1</f><v></v></c>",  # a formula may come to nothing
        "<c><f>A1</f><v>2</v></c>",
        "<c/>",
    )
    number = 25_000  # rows, which fill several blocks
    rows = f"<row>{''.join(cells)}</row>" * number
    sheet = re.sub(
        "<(/?)", rf"<\1{prefix}", f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    )
    sheet = sheet.replace("worksheet", f'worksheet xmlns{prefix and ":x"}="{MAIN}"', 1)

    safe = copy(tmp_path, pack("", **{"xl/worksheets/sheet1.xml": sheet}))

    read = [tuple(row) for _, row in open_sheet(safe).read()]
    assert len(read) == number
    assert set(read) == {("#UNCALCULATED!", "#UNCALCULATED!", "#UNCALCULATED!", "", 2.0)}


@pytest.mark.parametrize(
    "sheet",
    [
        CELL + '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        CELL + "<row r = '2'><c  s='1'\n r = 'zz2'/></row>",
        CELL + '<x:row r="2"><x:c r="$XFD$2"/></x:row>',
        CELL + '<row r="1048576"><c r="A1048576"/><c/><c/><c/></row>',
        CELL + "<row>" + "<c/>" * 201 + "</row>",
        "<row/>" * 20_000 + "<row>" + "<c/>" * 200 + "</row>",
    ],
)
def test_cells_far_out_are_refused(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(TableRefusedError):
        copy(tmp_path, pack(sheet))


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/styles.xml": '<row><c r="XFD1"/></row>'},
        {"xl/_rels/workbook.xml.rels": '<Relationships><row><c r="XFD1"/></row></Relationships>'},
        {"xl/sharedStrings.xml": '<sst><row><c r="A1"/></row></sst>'},
        {"xl/worksheets/texts.xml": "<sst><si><t>long</t></si></sst>"},
        {"xl/SharedStrings.xml": "<sst/>"},
        {"xl/worksheets/Sheet1.xml": "<worksheet/>"},
    ],
)
def test_nothing_hides_under_another_name(tmp_path: Path, parts: dict[str, str]) -> None:
    with pytest.raises(TableRefusedError):
        copy(tmp_path, pack(CELL, **parts))


def test_one_long_text_for_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_TEXT", 100_000)
    cells = '<row><c t="s"><v>0</v></c></row>' * 101

    with pytest.raises(TableRefusedError):
        copy(tmp_path, pack(cells, ["x" * 1_000]))


def test_a_bomb_is_refused_while_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 3_000_000)
    bomb = pack(CELL, **{"xl/styles.xml": "<a>" + "<b/>" * 1_000_000 + "</a>"})
    assert len(bomb) < 30_000

    with pytest.raises(TableRefusedError):
        copy(tmp_path, bomb)


def test_a_tag_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableRefusedError):
        copy(tmp_path, pack(CELL + "<c " + "x" * 3_000_000))


def test_parts_that_are_not_needed_are_left_out(tmp_path: Path) -> None:
    parts = {"xl/vbaProject.bin": "macro", "xl/media/image1.png": "x", "../../evil.xml": "x"}

    safe = copy(tmp_path, pack(CELL, **parts))

    with ZipFile(safe) as book:
        assert not set(parts) & set(book.namelist())
    assert not (tmp_path.parent / "evil.xml").exists()


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    sheet = f"{entities}<worksheet><sheetData>{CELL.replace('key', '&b;')}</sheetData></worksheet>"

    safe = copy(tmp_path, pack("", **{"xl/worksheets/sheet1.xml": sheet}))

    told = ""
    with suppress(TableRefusedError):
        told = str(list(open_sheet(safe).read()))
    assert "aaaa" not in told


def build_other(name: str, method: int = 8) -> bytes:
    """Build a zip with one part that has NAME."""
    file = BytesIO()
    with ZipFile(file, "w", method) as book:
        book.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and no more",
        build_other("word/document.xml"),
        build_other("xl/workbook.xml", ZIP_BZIP2),
        pack(CELL)[:400],
        pack(CELL).replace(b"xl/workbook.xml", b"xl/workbook.xm_"),
        pack(CELL, **{f"xl/{number}.xml": "" for number in range(1_001)}),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableRefusedError):
        copy(tmp_path, content)


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/workbook.xml": "no xml"},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row><c><v>1"},
    ],
)
def test_a_broken_workbook_is_refused_when_it_is_read(
    tmp_path: Path, parts: dict[str, str]
) -> None:
    safe = copy(tmp_path, pack(CELL, **parts))

    with pytest.raises(TableRefusedError):
        list(open_sheet(safe).read())


def test_an_unknown_sheet_is_told_with_those_there_are(tmp_path: Path) -> None:
    safe = copy(tmp_path, pack(CELL))

    with pytest.raises(TableRefusedError, match="it has first"):
        open_sheet(safe, "second")
