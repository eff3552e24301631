"""Issues of Linear become features; needs of customers are counted, and kept as insights."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backend.integrations.importers.faults import FileRefusedError
from products.models import Feature
from stakeholders.models import Account, Stakeholder, Tally
from tests.backend.integrations.importers.exports import (
    count_rows,
    list_outcomes,
    pack,
    read_features,
    read_insights,
    run,
    write_rows,
)
from tests.backend.integrations.importers.headers import LINEAR

pytestmark = pytest.mark.django_db

AT = "2026-03-01T10:00:00Z"


def build_issue(key: str, title: str, **more: object) -> list[object]:
    known = {**dict.fromkeys(LINEAR.split(","), ""), "ID": key, "Title": title, **more}
    return list(known.values())


ISSUES = (
    build_issue("ENG-1", "'=Dark mode", Description="'- eyes", Status="Todo", Labels="ui, night"),
    build_issue("ENG-2", "'Quoted' mode", Status="In Progress", Archived=AT),
    build_issue("ENG-3", "Speed", Status="Shipped-ish"),
)


def build_need(key: str, issue: str | None, customer: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": key,
        "body": f"said {key}",
        "priority": 1,
        "createdAt": AT,
        "url": "https://mail.example/1",
        "issue": issue and {"id": f"uuid-{issue}", "identifier": issue},
        "customer": customer,
    }


ACME = {
    "id": "c1",
    "name": "Acme",
    "revenue": 1200,
    "size": 40,
    "tier": {"name": "Gold"},
    "domains": ["acme.example"],
    "externalIds": ["x1"],
}
NEEDS = [
    build_need("n1", "ENG-1", ACME),
    build_need("n2", "ENG-1", ACME),
    build_need("n3", "ENG-1", {"externalIds": ["x2"], "name": "Be", "tier": "Silver"}),
    build_need("n4", None, ACME),
    build_need("n5", "ENG-3", None),
]


def write_issues(path: Path, *issues: list[object]) -> Path:
    file = path / "issues.csv"
    file.write_text(write_rows(LINEAR, *(issues or ISSUES)), "utf-8")
    return file


def build_zip(path: Path, needs: object = None) -> Path:
    answer = {"data": {"customerNeeds": {"pageInfo": {"hasNextPage": False}, "nodes": NEEDS}}}
    content = answer if needs is None else needs
    files = {"issues.csv": write_rows(LINEAR, *ISSUES), "customerNeeds.json": content}
    return pack(path / "linear.zip", files)


def test_issues_become_features_without_the_quotes_before_formulas(tmp_path: Path) -> None:
    report = run("linear", write_issues(tmp_path))

    assert read_features() == {
        ("ENG-1", "«=Dark mode»", "VALIDATION"),
        ("ENG-2", "'Quoted' mode", "DEVELOPMENT"),
        ("ENG-3", "Speed", "CONCEPTION"),
    }
    rows = Feature.objects.order_by("external_id").values_list("summary", "tags")
    assert list(rows) == [("=Dark mode\n\n- eyes", ["ui", "night"]), ("", ["archived"]), ("", [])]
    assert (Tally.objects.count(), Stakeholder.objects.count()) == (0, 0)
    assert "'Shipped-ish' (1)" in report.notes[0]


@pytest.mark.parametrize("needs", [None, NEEDS, {"nodes": NEEDS}])
def test_needs_are_counted_by_customer_and_kept_as_insights(tmp_path: Path, needs: object) -> None:
    run("linear", build_zip(tmp_path, needs))

    tallies = Tally.objects.values_list("feature__external_id", "count")
    assert set(tallies) == {("ENG-1", 2)}
    assert read_insights() == {
        (f"n{number}", "CUSTOMER_FEEDBACK", f"said n{number}") for number in range(1, 6)
    }
    accounts = Account.objects.values_list("external_id", "name", "segment__key", "annual_value")
    assert set(accounts) == {("c1", "Acme", "gold", Decimal(1200)), ("x2", "Be", "silver", 0)}


@pytest.mark.parametrize("is_zip", [True, False])
def test_the_second_import_changes_nothing(tmp_path: Path, *, is_zip: bool) -> None:
    path = build_zip(tmp_path) if is_zip else write_issues(tmp_path)
    run("linear", path)
    before = count_rows()

    assert (list_outcomes(run("linear", path)), count_rows()) == ({"unchanged"}, before)


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = build_zip(tmp_path)

    dry = run("linear", path, dry_run=True)

    assert count_rows() == (0, 0, 0, 0, 0)
    assert dry.counts == run("linear", path).counts


def test_other_names_of_the_id_are_known(tmp_path: Path) -> None:
    file = tmp_path / "issues.csv"
    file.write_text(write_rows("Id,Title,State", ("ENG-1", "Dark mode", "Done")), "utf-8")

    run("linear", file)

    assert read_features() == {("ENG-1", "Dark mode", "LAUNCH")}


def test_bad_rows_are_told_by_file_row_and_column(tmp_path: Path) -> None:
    needs = [
        build_need("n1", "ENG-1", ACME | {"revenue": "much"}),
        {"id": "n2", "body": "x", "issue": "ENG-1", "customer": ACME},
        {"id": "n3", "body": ["x"], "customer": {"externalIds": 5}},
        "n4",
    ]
    files = {
        "issues.csv": write_rows(LINEAR, *ISSUES, build_issue("", "x"), build_issue("ENG-4", "")),
        "needs.json": needs,
    }
    path = pack(tmp_path / "linear.zip", files)

    report = run("linear", path, keep_good=True)

    assert [str(fault).removeprefix(f"{path}/") for fault in sorted(report.faults.listed)] == [
        "issues.csv, row 5, column ID: this is empty.",
        "issues.csv, row 6, column Title: this is empty.",
        (
            "needs.json, row 1, column customer.revenue: 'much' is no number from 0; "
            "write it with digits and a point, such as 1200.50."
        ),
        "needs.json, row 2, column issue: this is no object.",
        "needs.json, row 3, column body: this is no text.",
        "needs.json, row 3, column customer.externalIds: this is no list.",
        "needs.json, row 4: this is no object.",
    ]


@pytest.mark.parametrize(
    "needs", ['{"data": ' * 5_000, '{"data": {"nodes": [' + "[" * 100, '{"nodes": 1}', "nodes"]
)
def test_needs_that_are_no_list_are_refused(tmp_path: Path, needs: str) -> None:
    with pytest.raises(FileRefusedError, match=r"customerNeeds\.json"):
        run("linear", build_zip(tmp_path, needs))

    assert count_rows() == (0, 0, 0, 0, 0)


def test_what_holds_no_issues_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "linear.zip", {"needs.json": NEEDS, "other.csv": "a,b\n"})

    with pytest.raises(FileRefusedError, match="no CSV of issues, with a column Title"):
        run("linear", path)
