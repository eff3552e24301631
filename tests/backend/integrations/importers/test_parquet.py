"""A Parquet file of the wrong types, broken or packed to burst is refused, and told why."""

from pathlib import Path

import duckdb
import pytest

from backend.integrations.importers import parquet
from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.generic import import_generic
from products.models import Product
from stakeholders.models import Preference
from tests.backend.integrations.importers.files import ROW, build_terms, read_preferences
from tests.backend.integrations.importers.forms import write_parquet

pytestmark = pytest.mark.django_db


def copy(path: Path, query: str) -> Path:
    """Write what QUERY gives to a Parquet file in the directory PATH."""
    file = path / "answers.parquet"
    with duckdb.connect() as duck:
        duck.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    return file


def select(**columns: str) -> str:
    """Write a query for a row in which nothing is wrong but COLUMNS."""
    known = {name: f"'{value}'" for name, value in ROW.items()} | columns
    return "SELECT " + ", ".join(f"{value} AS {name}" for name, value in known.items())


def refuse(path: Path) -> list[str]:
    """Import the file at PATH, which has to be refused, and give its messages."""
    with pytest.raises(FileRefusedError) as refused:
        import_generic(path, build_terms())
    assert not Product.objects.exists()
    return str(refused.value).replace(f"{path.parent}/", "").splitlines()


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("stance", "true", "BOOLEAN"),
        ("reason", "['a', 'b']", "VARCHAR[]"),
        ("weight", "[1.50::DECIMAL(8, 2)]", "DECIMAL(8,2)[]"),
        ("reason", "{'a': 'b'}", "STRUCT(a VARCHAR)"),
        ("reason", "'x'::BLOB", "BLOB"),
        ("feature", "DATE '2026-03-31'", "DATE"),
        ("reason", "TIMESTAMPTZ '2026-03-31 00:00:00+00'", "TIMESTAMP WITH TIME ZONE"),
        ("stated_at", "TIME '14:05:00'", "TIME"),
    ],
)
def test_a_column_of_another_type_is_refused(
    tmp_path: Path, column: str, value: str, kind: str
) -> None:
    told = refuse(copy(tmp_path, select(**{column: value})))

    message = f"this column holds {kind}; write texts or numbers, and moments in stated_at."
    assert told == [f"answers.parquet, column {column}: {message}"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("weight", "'NaN'::DOUBLE", "nan is no number."),
        ("weight", "'-Infinity'::FLOAT", "-inf is no number."),
        ("weight", "-1.5", "'-1.5' is no number from 0"),
        ("stakeholder", "1e17::DOUBLE", "1e+17 may not be exact"),
        ("reason", "repeat('x', 80001)", "this has more than 80,000 bytes."),
        ("reason", "repeat('x', 20001)", "This has 20,001 characters; 20,000 are allowed."),
        ("feature", "repeat('x', 4001)", "this has more than 4,000 bytes."),
        ("reason", "'a' || chr(0)", "this holds the control character U+0000."),
        ("stated_at", "TIMESTAMP '9999-12-31 00:00:00'", "9999-12-31"),
        ("stated_at", "DATE '290000-01-01'", "'290000-01-01' is no moment"),
        ("stance", "7", "'7' is no stance"),
        ("feature", "NULL::VARCHAR", "this is empty."),
    ],
)
def test_a_bad_value_is_refused(tmp_path: Path, column: str, value: str, message: str) -> None:
    [told] = refuse(copy(tmp_path, select(**{column: value})))

    assert told.startswith(f"answers.parquet, row 1, column {column}: {message}")


def test_every_type_of_number_and_moment_is_read(tmp_path: Path) -> None:
    said = {"stance": "-2::TINYINT", "weight": "9.9::FLOAT", "willingness_to_pay": "4.50"}
    keys = {"feature": "uuid '8d6e1c9e-6d3c-4d5c-9f5c-0d1f8c8f1c11'", "stakeholder": "17::HUGEINT"}
    moment = {"stated_at": "TIMESTAMPTZ '2026-03-31 14:05:00+02:00'", "segment": "NULL"}
    path = copy(tmp_path, select(**said, **keys, **moment))

    import_generic(path, build_terms())

    assert read_preferences() == {("17", "8d6e1c9e-6d3c-4d5c-9f5c-0d1f8c8f1c11", -2)}
    preference = Preference.objects.get()
    assert str(preference.stakeholder.weight) == "9.900"
    assert str(preference.willingness_to_pay) == "4.50"
    assert preference.stated_at is not None
    assert preference.stated_at.isoformat() == "2026-03-31T12:05:00+00:00"


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "answers.parquet", [ROW] * 3)
    whole = path.read_bytes()
    told = []
    for content in (b"", b"PAR1", b"PAR1" * 4, whole[:-20], whole.replace(b"PAR1", b"PARE")):
        path.write_bytes(content)
        told += refuse(path)

    head = "answers.parquet: this is no Parquet file, or a broken one: "
    assert len(told) == 5
    assert [line for line in told if not line.startswith(head) or "file.parquet" in line] == []


def test_broken_pages_are_refused(tmp_path: Path) -> None:
    query = "SELECT 'f' feature, 'p' || i stakeholder, 't' team, 1 stance FROM range(5000) t(i)"
    path = copy(tmp_path, query)
    content = bytearray(path.read_bytes())
    content[4:2_000] = b"\xff" * 1_996
    path.write_bytes(content)

    [told] = refuse(path)

    assert told.startswith("answers.parquet, row 1: this cannot be read any further: ")


def test_a_small_file_of_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "MOST_ROWS", 1_000)

    told = refuse(copy(tmp_path, f"FROM ({select()}), range(1001)"))

    assert told == ["answers.parquet: this has 1,001 rows; 1,000 are allowed: use several files."]


def test_signs_in_a_name_stand_for_no_other_file(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a1.parquet", [ROW | {"stakeholder": "other"}])
    path = write_parquet(tmp_path / "answers.parquet", [ROW])
    path = path.rename(tmp_path / "a[1]'*.parquet")

    import_generic(path, build_terms())

    assert read_preferences() == {("p1", "dark-mode", 2)}
