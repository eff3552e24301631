"""A line that is no object of texts and numbers is told of by its number; all others are read."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.integrations.importers import lines
from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.generic import import_generic
from products.models import Product
from tests.backend.integrations.importers.files import build_terms, read_preferences

pytestmark = pytest.mark.django_db

GOOD = '{"feature": "a", "stakeholder": "p1", "team": "sales", "stance": 2}'


def refuse(path: Path, content: str | bytes) -> list[str]:
    """Import a file of CONTENT, which has to be refused, and give its messages."""
    file = path / "answers.ndjson"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileRefusedError) as refused:
        import_generic(file, build_terms())
    assert not Product.objects.exists()
    return str(refused.value).replace(f"{path}/", "").splitlines()


def spell(key: str, value: str) -> str:
    """Write a good line in which KEY has the VALUE given."""
    line = json.dumps({"feature": "b", "stakeholder": "p1", "team": "t", "stance": 2})
    return f'{line[:-1]}, "{key}": {value}}}'


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[" * 100_000, "this begins a list; write one object on each line."),
        ('{"a":' * 100_000, "this is nested too deeply."),
        ('"text"', "this is no JSON object; write one on each line."),
        ("null", "this is no JSON object; write one on each line."),
        ("{'a': 1}", "this is no JSON: Expecting property name enclosed in double quotes"),
        (f"{GOOD} {GOOD}", "this is no JSON: Extra data (character 69)."),
        (GOOD[:-1], "this is no JSON: Expecting ',' delimiter"),
        ('{"feature": "a\tb"}', "this is no JSON: Invalid control character at (character 15)."),
    ],
)
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str, message: str) -> None:
    [told] = refuse(tmp_path, f"{GOOD}\n{line}\n")

    assert told.startswith(f"answers.ndjson, row 2: {message}")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("weight", "NaN", "NaN is no value of JSON; leave it out, or write null."),
        ("weight", "-Infinity", "-Infinity is no value of JSON; leave it out, or write null."),
        ("reason", "Infinity", "Infinity is no value of JSON; leave it out, or write null."),
        ("weight", "true", "true is neither a text nor a number."),
        ("reason", "false", "false is neither a text nor a number."),
        ("weight", "[1]", "this is a list; write a text or a number."),
        ("reason", '{"text": "x"}', "this is an object; write a text or a number."),
        ("weight", "1e999999999", "'1e999999999' has more than 40 places."),
        ("weight", "1e-99999", "'1e-99999' has more than 40 places."),
        ("weight", "1e99999999999999999999", "'1e99999999999999999999' is no number."),
        ("weight", "-3", "'-3' is no number from 0; write it with digits"),
        ("weight", "-0.5", "'-0.5' is no number from 0; write it with digits"),
        ("weight", "1" * 100_000, "this has 100,000 characters, which is far too long."),
        ("weight", "1" * 900, f"'{'1' * 59}…' is no number from 0; write it with digits"),
        ("weight", f"0.{'1' * 100_000}", f"'0.{'1' * 57}…' has more than 40 places."),
        ("importance", "2.5", "'2.5' is no importance"),
        ("reason", r'"\u0000"', "this holds the control character U+0000."),
        ("reason", r'"\ud83d"', "this holds half of a character (U+D83D)."),
        ("source", f'"{"x" * 1_000_001}"', "this has more than 1,000,000 characters."),
        ("stated_at", "1774965900", "'1774965900' is no moment"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(
    tmp_path: Path, key: str, value: str, message: str
) -> None:
    [told] = refuse(tmp_path, f"{GOOD}\n{spell(key, value)}\n")

    assert told.startswith(f"answers.ndjson, row 2, column {key}: {message}")


def test_a_key_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    [told] = refuse(tmp_path, f"{GOOD}\n{spell('stance', '-2')}\n")

    assert told == "answers.ndjson, row 2, column stance: this key is there twice."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            f"[{GOOD},\n{GOOD}]",
            "answers.ndjson, row 1: this begins a list; write one object on each line.",
        ),
        (b"\xff\xfe" + GOOD.encode("utf-16-le"), "answers.ndjson, row 1: this is not UTF-8"),
        (f"{GOOD}\n".encode() + b'{"feature": "\xe9"}', "answers.ndjson, row 2: this is not UTF-8"),
        ("", "answers.ndjson: this file has no rows."),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refuse(tmp_path, content)[0].startswith(message)


def test_a_line_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "ROW_BYTES", 1_000)

    [told] = refuse(tmp_path, f'{GOOD}\n{{"reason": "{"x" * 5_000}"}}\n')

    assert told == "answers.ndjson, row 2: the row has more than 1,000 bytes."


def test_empty_lines_and_a_byte_order_mark_pass(tmp_path: Path) -> None:
    path = tmp_path / "answers.ndjson"
    path.write_bytes(b"\xef\xbb\xbf\n" + GOOD.encode() + b'\r\n{}\n{"reason": null}\n  \n')

    report = import_generic(path, build_terms())

    assert (report.rows, read_preferences()) == (1, {("p1", "a", 2)})


def test_numbers_are_read_as_they_are_meant(tmp_path: Path) -> None:
    path = tmp_path / "answers.ndjson"
    line = '{"feature": 12345678901234567890, "stakeholder": 17.0, "team": 1.5, "stance": -1.0}'
    path.write_text(f"{line}\n", "utf-8")

    import_generic(path, build_terms())

    assert read_preferences() == {("17", "12345678901234567890", -1)}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(content=st.binary(max_size=300))
def test_whatever_a_file_holds_it_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    refuse(tmp_path, GOOD.encode() + b"\n\x00" + content)
