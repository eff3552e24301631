"""CSV is read as spreadsheets write it, and what they would run is shown instead."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.integrations.carrying.texts import guard, open_text, unguard
from backend.integrations.workbooks.faults import TableRefusedError

ROWS = [(1, ["key", "name"]), (2, ["a", "Größe; «1,5»"])]


def write(path: Path, content: bytes) -> Path:
    """Write CONTENT to a file at PATH."""
    file = path / "file"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_separators_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    text = f'key{separator}name\r\na{separator}"Größe; «1,5»"\r\n'

    file = open_text(write(tmp_path, text.encode(encoding)))

    assert list(file.read()) == ROWS
    assert file.separator == separator


def test_big_endian_utf_16_is_found_by_its_mark(tmp_path: Path) -> None:
    content = b"\xfe\xff" + "key,name\na,ü\n".encode("utf-16-be")

    assert list(open_text(write(tmp_path, content)).read())[1] == (2, ["a", "ü"])


@pytest.mark.parametrize(
    "content",
    [
        "key\nü".encode("utf-16-le"),  # without its mark it is full of zeros
        b"key\na\0b",
        b"key\n\x81\x8d",  # of no character in either encoding
        b"\xef\xbb\xbfkey\n\xff",
        b"\xff\xfek",
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableRefusedError):
        open_text(write(tmp_path, content))


def test_an_open_quote_is_told_with_its_row(tmp_path: Path) -> None:
    file = open_text(write(tmp_path, b'key,name\na,b\nc,"d\n'))

    with pytest.raises(TableRefusedError, match="Row 3"):
        list(file.read())


def test_a_quoted_header_is_looked_through_for_what_stands_outside(tmp_path: Path) -> None:
    assert open_text(write(tmp_path, b'\n"a,b,c";d\n')).separator == ";"


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    file = open_text(write(tmp_path, b"key\n" + b"x" * 1_000_001))

    with pytest.raises(TableRefusedError):
        list(file.read())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "'=", "''@"])
def test_what_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    text = f"{start}1+1"

    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["", "'tis", "1-1", "a=b", "'"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text
