"""The same preferences come to the same rows and the same report, in whichever form they stand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from backend.integrations.importers.faults import FileRefusedError
from backend.integrations.importers.generic import import_generic
from backend.integrations.importers.preference_rows import COLUMNS
from backend.integrations.importers.report import ImportReport
from stakeholders.models import Preference
from tests.backend.integrations.importers.files import build_terms, read_preferences
from tests.backend.integrations.importers.forms import (
    FIRST,
    WRITERS,
    write_form,
    write_ndjson,
    write_parquet,
    write_xlsx,
)

pytestmark = pytest.mark.django_db

ACME: Final = {"team": "", "account": "acme", "segment": "retail", "weight": "1200.50"}
ROWS: Final[list[dict[str, str]]] = [
    {"feature_name": "Größe «ü»\nand more", "stakeholder_name": "Ann", "email": "ann@an.example"},
    {
        "stakeholder": "p2",
        "stance": "oppose",
        "importance": "Critical",
        "reason": "Glare, 'at' \"2",
    },
    ACME | {"stakeholder": "17", "willingness_to_pay": "9.90", "source": "survey"},
    {"stakeholder": "p3", "stance": "-1", "stated_at": "2026-03-31T14:05:00+02:00"},
    {"stakeholder": "p4", "feature": "api-v2", "stated_at": "2026-03-31"},
]
BAD: Final[list[dict[str, str]]] = [
    {},
    {"stakeholder": "p2", "stance": "7", "weight": "NaN"},
    {"stakeholder": "p3", "stance": ""},
    {"stakeholder": "p4", "team": ""},
    {"stakeholder": "p5", "feature": "Dark-Mode"},
    {"stakeholder": "p6", "reason": "x" * 20_001},
    {"stakeholder": "p7", "feature": "=1+1"},
    {},
]
forms = pytest.mark.parametrize("form", WRITERS)


def read_rows() -> list[tuple[Any, ...]]:
    """Give all that is known of all preferences and whom and what they name, by person."""
    person, account = "stakeholder__", "stakeholder__account__"
    return list(
        Preference.objects.order_by(f"{person}external_id").values_list(
            *("feature__key", "feature__name", f"{person}source", f"{person}external_id"),
            *(f"{person}name", f"{person}email", f"{person}team__key", f"{person}weight"),
            *(f"{account}key", f"{account}segment__key", f"{account}annual_value"),
            *("stance", "importance", "willingness_to_pay", "reason", "source"),
        )
    )


def tell(report: ImportReport, form: str) -> list[tuple[int, str, str]]:
    """Tell of each fault in REPORT after how many rows of a file of FORM it is, and so on."""
    return [
        (fault.row - FIRST[form], fault.column, fault.message)
        for fault in sorted(report.faults.listed)
    ]


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "csv"])
def test_the_same_rows_come_of_every_form(tmp_path: Path, form: str) -> None:
    rows = [row | {"feature_name": row.get("feature_name", "").replace("\n", " ")} for row in ROWS]
    first = import_generic(write_form(tmp_path, "csv", rows), build_terms(dry_run=True))
    report = import_generic(write_form(tmp_path, form, rows), build_terms())

    assert (report.counts, report.rows) == (first.counts, 5)
    assert read_rows()[2][:8] == (
        *("dark-mode", "Größe «ü» and more", "csv", "p2"),
        *("p2", "", "sales", Decimal(1)),
    )
    found = read_rows()

    again = import_generic(tmp_path / "answers.csv", build_terms())

    assert read_rows() == found
    assert {outcome for _, outcome in again.counts} <= {"unchanged"} | {
        outcome for (_, outcome), number in again.counts.items() if not number
    }


@forms
def test_a_second_import_changes_nothing(tmp_path: Path, form: str) -> None:
    path = write_form(tmp_path, form, [ROWS[1], *ROWS[3:]])
    import_generic(path, build_terms())

    report = import_generic(path, build_terms())

    assert report.counts["preferences", "unchanged"] == 3
    assert (report.written, report.counts["features", "changed"]) == (0, 0)


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "csv"])
def test_the_same_faults_are_told_of_every_form(tmp_path: Path, form: str) -> None:
    terms = build_terms(dry_run=True, keep_good=True)
    csv = import_generic(write_form(tmp_path, "csv", BAD), terms)

    report = import_generic(write_form(tmp_path, form, BAD), terms)

    assert tell(report, form) == tell(csv, "csv")
    assert (report.counts, report.rows, len(tell(csv, "csv"))) == (csv.counts, csv.rows, 8)


@forms
def test_nothing_is_written_when_a_row_is_bad(tmp_path: Path, form: str) -> None:
    path = write_form(tmp_path, form, BAD)

    with pytest.raises(FileRefusedError) as refused:
        import_generic(path, build_terms())

    assert {fault.file for fault in refused.value.faults.listed} == {str(path)}
    assert not Preference.objects.exists()


@forms
def test_unknown_columns_are_named_in_every_form(tmp_path: Path, form: str) -> None:
    path = write_form(tmp_path, form, [{"mood": "1"}])

    with pytest.raises(FileRefusedError) as refused:
        import_generic(path, build_terms(keep_good=True))

    place = {"parquet": ""}.get(form, ", row 1")
    assert str(refused.value).splitlines() == [
        f"{path}{place}: known columns are {', '.join(COLUMNS)}.",
        f"{path}{place}, column 'mood': this column is unknown.",
    ]


@forms
def test_what_is_no_file_is_refused(tmp_path: Path, form: str) -> None:
    (tmp_path / "folder").mkdir()
    told = []
    for name in ("missing", "folder"):
        with pytest.raises(FileRefusedError) as refused:
            import_generic(tmp_path / name, build_terms(), form=form)
        told.append(str(refused.value).replace(f"{tmp_path}/", ""))

    assert told == [
        "missing: this cannot be read: No such file or directory.",
        "folder: this is a directory.",
    ]


@forms
def test_a_file_without_rows_is_refused(tmp_path: Path, form: str) -> None:
    path = write_form(tmp_path, form, [dict.fromkeys(("feature", "stakeholder", "team"), "")])

    with pytest.raises(FileRefusedError):
        import_generic(path, build_terms())


def test_a_name_that_tells_no_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "answers.txt").write_text("feature", "utf-8")

    with pytest.raises(FileRefusedError) as refused:
        import_generic(tmp_path / "answers.txt", build_terms())

    known = ".csv, .xlsx, .xlsm, .ndjson, .jsonl, .parquet"
    assert str(refused.value).endswith(f"name the form, or let the name end in {known}.")


def test_numbers_and_dates_may_be_numbers_and_dates(tmp_path: Path) -> None:
    row = {"feature": 12, "stakeholder": 17, "team": "sales", "stance": 2, "weight": 1.5}
    moment = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
    types = {"feature": "BIGINT", "stakeholder": "DOUBLE", "stance": "TINYINT", "weight": "FLOAT"}
    paths = [
        write_ndjson(tmp_path / "a.jsonl", [row | {"stated_at": moment.isoformat()}]),
        write_xlsx(tmp_path / "b.xlsx", [row | {"stated_at": moment}]),
        write_parquet(
            tmp_path / "c.parquet",
            [row | {"stated_at": moment.replace(tzinfo=None)}],
            **types,
            stated_at="TIMESTAMP",
        ),
    ]

    reports = [import_generic(path, build_terms()) for path in paths]

    assert read_preferences() == {("17", "12", 2)}
    assert Preference.objects.get().stated_at == moment
    assert Preference.objects.get().stakeholder.weight == Decimal("1.5")
    assert [report.written for report in reports] == [1, 0, 0]


def test_a_day_in_a_spreadsheet_is_its_first_moment(tmp_path: Path) -> None:
    path = write_form(tmp_path, "xlsx", [{"stated_at": date(2026, 3, 31)}])

    import_generic(path, build_terms())

    assert Preference.objects.get().stated_at == datetime(2026, 3, 31, tzinfo=UTC)
