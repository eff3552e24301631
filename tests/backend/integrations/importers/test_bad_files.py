"""A bad file ends in a message that names file, row and column, and nothing is written."""

from pathlib import Path

import pytest

from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.generic import import_generic
from backend.integrations.importers.preference_rows import COLUMNS
from products.models import Product
from stakeholders.models import Group, Preference, Stakeholder
from tests.backend.integrations.importers.files import ROW, build_terms, import_rows

pytestmark = pytest.mark.django_db

HEADER = "feature,stakeholder,team,stance"
GOOD = "dark-mode,p1,sales,2"
CARRIAGE_RETURN = "a carriage return stands outside quotes; end lines with LF or CR LF."
ACME = {"team": "", "account": "acme", "segment": "retail", "weight": "1000"}


def count_rows() -> int:
    """Count what an import could have written."""
    return sum(model.objects.count() for model in (Product, Group, Stakeholder, Preference))


def refuse(path: Path, content: str | bytes) -> list[str]:
    """Import a file of CONTENT, which has to be refused as a whole, and give its messages."""
    file = path / "answers.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileRefusedError) as refused:
        import_generic(file, build_terms(keep_good=True))
    return str(refused.value).replace(f"{path}/", "").splitlines()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "answers.csv, row 1: there is no header; the first row has to name the columns."),
        (
            f"{HEADER}\n{GOOD}\nx,Jos\xe9,sales,2\n".encode("latin-1"),
            "answers.csv, row 3, column stakeholder: this is not UTF-8 (byte 0xE9).",
        ),
        (
            f"{HEADER}\n{GOOD}\n".encode("utf-16"),
            "answers.csv, row 1, column 1: this is not UTF-8 (byte 0xFF).",
        ),
        (
            f"{HEADER},stance\n",
            "answers.csv, row 1, column 'stance': this column is there twice.",
        ),
        (f"{HEADER}\n,,,\n", "answers.csv: this file has no rows."),
        (f"{HEADER},\n", "answers.csv, row 1, column 5: this column has no name."),
        (
            HEADER.replace(",", ";"),
            "answers.csv, row 1: the header has no comma; separate the columns by commas.",
        ),
        (
            "feature,stakeholder,team\n",
            "answers.csv, row 1, column stance: this column is missing.",
        ),
        (
            "feature,stakeholder,stance\n",
            "answers.csv, row 1, column team: this column, or account, is missing.",
        ),
        (
            f'{HEADER}\n{GOOD}\nx,"p2"!,sales,2\n',
            "answers.csv, row 3, column stakeholder: this is no CSV: ',' expected after '\"'.",
        ),
        (
            f'{HEADER}\n{GOOD}\nx,"p2,sales,2\n{GOOD}\n',
            "answers.csv, row 3, column stakeholder: this is no CSV: unexpected end of data.",
        ),
        (
            f"{HEADER}\r{GOOD}\r",
            f"answers.csv, row 1, column 4: {CARRIAGE_RETURN}",
        ),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert refuse(tmp_path, content)[0] == message
    assert count_rows() == 0


@pytest.mark.parametrize("before", ["x,p1,sales,", "x,", ""])
def test_a_cell_of_ten_megabytes_is_refused(tmp_path: Path, before: str) -> None:
    cell = before + "y" * 10_000_000

    [message] = refuse(tmp_path, f"{HEADER}\n{GOOD}\n{cell}\n")

    column = HEADER.split(",")[before.count(",")]
    assert message == (
        f"answers.csv, row 3, column {column}: this has more than 1,000,000 characters; "
        "is a quote left open?"
    )


def test_a_quote_left_open_in_a_long_file_is_refused(tmp_path: Path) -> None:
    content = f'{HEADER}\nx,p1,"sales,2\n' + f"{GOOD}\n" * 100_000

    [message] = refuse(tmp_path, content)

    assert message == (
        "answers.csv, row 2, column team: this has more than 1,000,000 characters; "
        "is a quote left open?"
    )


def test_a_row_without_an_end_is_refused(tmp_path: Path) -> None:
    [message] = refuse(tmp_path, f"{HEADER}\n" + "x," * 5_000_000)

    assert message == "answers.csv, row 2, column 4000001: the row has more than 8,000,000 bytes."


def test_unknown_columns_are_named(tmp_path: Path) -> None:
    messages = refuse(tmp_path, f"{HEADER},mood,votes\n{GOOD},1,2\n")

    assert messages == [
        f"answers.csv, row 1: known columns are {', '.join(COLUMNS)}.",
        "answers.csv, row 1, column 'mood': this column is unknown.",
        "answers.csv, row 1, column 'votes': this column is unknown.",
    ]


def test_capitals_in_the_header_are_told_of_once(tmp_path: Path) -> None:
    messages = refuse(tmp_path, f"{HEADER.title()}\n{GOOD}\n")

    columns = "feature, stakeholder, team, stance"
    assert messages == [f"answers.csv, row 1: columns are written in small letters: {columns}."]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.csv", "this cannot be read: No such file or directory."),
        ("", "this is a directory."),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_generic(tmp_path / name, build_terms())

    assert str(refused.value) == f"{tmp_path / name}: {reason}"


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"stance": "7"}, "stance", "'7' is no stance; write -2 to 2 or one of strongly oppose"),
        ({"stance": "- 1"}, "stance", "'- 1' is no stance"),
        ({"stance": ""}, "stance", "this is empty."),
        ({"feature": " "}, "feature", "this is empty."),
        ({"stakeholder": ""}, "stakeholder", "this is empty."),
        ({"team": ""}, "team", "name a team or an account."),
        ({"account": "acme"}, "account", "a person belongs to a team or to an account"),
        ({"segment": "retail"}, "segment", "only an account is in a segment"),
        (ACME | {"segment": ""}, "segment", "this account is new: name it."),
        ({"weight": "NaN"}, "weight", "'NaN' is no number from 0"),
        ({"weight": "inf"}, "weight", "'inf' is no number from 0"),
        ({"weight": "-1"}, "weight", "'-1' is no number from 0"),
        ({"weight": "1,5"}, "weight", "'1,5' is no number from 0"),
        ({"weight": "1e5"}, "weight", "'1e5' is no number from 0"),
        ({"weight": "1.2345"}, "weight", "1.2345 has more than 3 decimal places."),
        ({"weight": "1" + "0" * 12}, "weight", "1000000000000 is not below 1,000,000,000,000."),
        ({"importance": "2"}, "importance", "'2' is no importance; write one of nice to have"),
        ({"willingness_to_pay": "-3"}, "willingness_to_pay", "'-3' is no number from 0"),
        ({"willingness_to_pay": "1.999"}, "willingness_to_pay", "1.999 has more than 2 decimal"),
        ({"stated_at": "31.3.2026"}, "stated_at", "'31.3.2026' is no moment"),
        ({"stated_at": "2999-01-01"}, "stated_at", "2999-01-01"),
        ({"stated_at": "0001-01-01T00:00+14:00"}, "stated_at", "'0001-01-01T00:00+14:00' is no"),
        ({"reason": "x" * 20_001}, "reason", "This has 20,001 characters; 20,000 are allowed."),
        ({"source": "x" * 61}, "source", "This has 61 characters; 60 are allowed."),
        ({"reason": "a\0b"}, "reason", "this holds the control character U+0000."),
        ({"email": "nobody"}, "email", "Enter a valid email address."),
        ({"feature": "=1+1"}, "feature", "This starts with '=', as a spreadsheet formula does."),
        ({"feature_name": "+1"}, "feature_name", "This starts with '+'"),
        ({"stakeholder_name": "@all"}, "stakeholder_name", "This starts with '@'"),
        ({"stakeholder": "-p"}, "stakeholder", "This starts with '-'"),
        ({"team": "=sum"}, "team", "This starts with '='"),
        (ACME | {"account": "=sum"}, "account", "This starts with '='"),
        (ACME | {"segment": "=sum"}, "segment", "This starts with '='"),
        ({"feature": "a\tb"}, "feature", "This holds the control character U+0009."),
        ({"feature": "x" * 101}, "feature", "Ensure this value has at most 100 characters"),
        ({"feature": "x" * 9_000}, "feature", "this has 9,000 characters, which is far too long."),
        ({"team": "x" * 201}, "team", "Ensure this value has at most 100 characters (it has 201)"),
    ],
)
def test_a_bad_cell_is_refused(
    tmp_path: Path, cells: dict[str, str], column: str, message: str
) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, {"feature": "good", "stakeholder": "p0"}, cells)

    [fault] = refused.value.faults.listed
    assert (fault.file, fault.row, fault.column) == (f"{tmp_path}/answers.csv", 3, column)
    assert fault.message.startswith(message)
    assert count_rows() == 0


@pytest.mark.parametrize(
    ("first", "second", "column", "message"),
    [
        ({}, {"team": "support"}, "team", "earlier rows have 'p1' in another team or account."),
        ({}, ACME, "account", "earlier rows have 'p1' in another team or account."),
        (ACME, ACME | {"account": "be"}, "account", "earlier rows have 'p1' in another team"),
        (ACME, ACME | {"weight": "2"}, "weight", "earlier rows say '1000' of 'acme'."),
        (ACME, ACME | {"segment": "gov"}, "segment", "earlier rows say 'retail' of 'acme'."),
        ({"weight": "1"}, {"weight": "2"}, "weight", "earlier rows say '1' of 'p1'."),
        ({"email": "a@a.example"}, {"email": "b@a.example"}, "email", "earlier rows say 'a@a"),
        ({"stakeholder_name": "A"}, {"stakeholder_name": "B"}, "stakeholder_name", "earlier rows"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(
    tmp_path: Path, first: dict[str, str], second: dict[str, str], column: str, message: str
) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, first, {"feature": "another"} | second)

    [fault] = refused.value.faults.listed
    assert (fault.row, fault.column) == (3, column)
    assert fault.message.startswith(message)
    assert count_rows() == 0


def test_a_feature_has_one_name(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, {"feature_name": "A"}, {"stakeholder": "p2", "feature_name": "B"})

    assert "row 3, column feature_name: earlier rows say 'A' of 'dark-mode'." in str(refused.value)


def test_a_second_view_of_one_person_on_one_feature_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, {}, {"stance": "-2"})

    assert str(refused.value).endswith(
        "row 3, column feature: 'p1' has already spoken about it in an earlier row."
    )


@pytest.mark.parametrize(("cells", "column"), [("x,p1,sales", "stance"), (f"{GOOD},x", "stance")])
def test_a_row_of_another_length_is_refused(tmp_path: Path, cells: str, column: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(f"{HEADER}\n{cells}\n", "utf-8")

    with pytest.raises(FileRefusedError) as refused:
        import_generic(path, build_terms())

    number = len(cells.split(","))
    message = f"row 2, column {column}: the row has {number} cells, the header 4."
    assert str(refused.value) == f"{path}, {message}"


def test_twenty_faults_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [{"stakeholder": f"p{number}", "stance": "7"} for number in range(25)]

    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, *rows)

    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert lines[19].startswith(f"{tmp_path}/answers.csv, row 21, column stance:")
    assert lines[20] == "... and 5 more"


def test_a_value_cannot_paint_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, {"stance": "\x1b[31m" + "x" * 500})

    assert "\\x1b[31m" in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("terms", "option"),
    [
        ({"product": "=x"}, "--product: "),
        ({"product": "x" * 101}, "--product: "),
        ({"product_name": "@x"}, "--product-name: "),
        ({"source": "x" * 61}, "--source: "),
    ],
)
def test_a_bad_option_is_refused_by_name(
    tmp_path: Path, terms: dict[str, str], option: str
) -> None:
    with pytest.raises(FileRefusedError) as refused:
        import_rows(tmp_path, ROW, **terms)

    assert str(refused.value).startswith(option)
    assert count_rows() == 0
