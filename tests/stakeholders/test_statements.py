"""What a statement may say, and how a report counts what became of each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from stakeholders.models import Importance, Stance
from stakeholders.statements import (
    Outcome,
    Refusal,
    Report,
    Statement,
    StatementsRefusedError,
    find_faults,
)
from stakeholders.vetting import are_sound, take_apart

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PLAIN = Statement(stakeholder=1, feature=2, stance=Stance.SUPPORT)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"stance": -2, "importance": Importance.CRITICAL},
        {"willingness_to_pay": Decimal(0)},
        {"willingness_to_pay": Decimal("9999999999.99")},
        {"willingness_to_pay": Decimal("12.500")},
        {"reason": "r" * 20_000, "source": "s" * 60, "entered_by": "e" * 200},
        {"heard_in": "h" * 200},
        {"stated_at": NOW, "heard_at": NOW - timedelta(days=400)},
        {"stated_at": NOW + timedelta(days=1)},
        {"stated_at": datetime(1970, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_plausible_statement_has_no_faults(values: dict[str, Any]) -> None:
    statement = replace(PLAIN, **values)

    assert list(find_faults(statement, NOW)) == []
    assert are_sound(take_apart([PLAIN, statement, PLAIN]), NOW)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("stance", 3, "3 is no stance; they go from -2 to 2."),
        ("stance", 1.0, "1.0 is no stance; they go from -2 to 2."),
        ("stance", True, "True is no stance; they go from -2 to 2."),
        ("importance", 3, "3 is no importance; they are 1, 2 and 4 halves."),
        ("willingness_to_pay", Decimal(-1), "-1 is not from 0 to 9999999999.99."),
        ("willingness_to_pay", Decimal("1e10"), "1E+10 is not from 0 to 9999999999.99."),
        ("willingness_to_pay", Decimal("1e-999"), "1E-999 has more than 2 decimal places."),
        ("willingness_to_pay", Decimal("NaN"), "NaN is no amount of money."),
        ("willingness_to_pay", Decimal("sNaN"), "sNaN is no amount of money."),
        ("willingness_to_pay", Decimal("Infinity"), "Infinity is no amount of money."),
        ("willingness_to_pay", Decimal("0.125"), "0.125 has more than 2 decimal places."),
        ("reason", "r" * 20_001, "This has 20,001 characters; 20,000 are allowed."),
        ("reason", "a\0b", "This holds U+0000, which no database keeps."),
        ("reason", "half \udc00", "This holds U+DC00, which no database keeps."),
        ("source", "s" * 61, "This has 61 characters; 60 are allowed."),
        ("entered_by", "e" * 201, "This has 201 characters; 200 are allowed."),
        ("heard_in", "h" * 201, "This has 201 characters; 200 are allowed."),
        ("heard_in", "a\0b", "This holds U+0000, which no database keeps."),
        ("stated_at", datetime(2026, 1, 1), "This needs a time zone."),  # noqa: DTZ001 -- the fault
        ("heard_at", datetime(2026, 1, 1), "This needs a time zone."),  # noqa: DTZ001 -- the fault
        ("stated_at", NOW + timedelta(days=2), "2026-06-03 is not between 1970 and now."),
        ("heard_at", datetime.max.replace(tzinfo=UTC), "9999-12-31 is not between 1970 and now."),
        (
            "stated_at",
            datetime(1899, 12, 30, tzinfo=UTC),
            "1899-12-30 is not between 1970 and now.",
        ),
        (
            "stated_at",
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
            "0001-01-01 is not between 1970 and now.",
        ),
    ],
)
def test_a_fault_is_told_with_its_field(field: str, value: Any, message: str) -> None:  # noqa: ANN401 -- any
    statement = replace(PLAIN, **{field: value})

    assert list(find_faults(statement, NOW)) == [(field, message)]
    assert not are_sound(take_apart([PLAIN, statement, PLAIN]), NOW)


def test_all_faults_of_a_statement_are_told() -> None:
    statement = replace(PLAIN, stance=9, importance=0, source="s" * 61)

    assert [field for field, _ in find_faults(statement, NOW)] == ["stance", "importance", "source"]


def test_a_report_counts_what_became_of_the_rows() -> None:
    report = Report([Outcome.CREATED, Outcome.REFUSED, Outcome.CREATED])

    assert report.count(Outcome.CREATED) == 2
    assert report.count(Outcome.WITHDRAWN) == 0


def test_an_error_tells_the_first_five_refusals() -> None:
    refusals = [Refusal(row, "stance", "INVALID", "No.") for row in range(7)]

    error = StatementsRefusedError(Report([Outcome.REFUSED] * 7, refusals))

    assert str(error) == "; ".join(f"row {row}, stance: No." for row in range(5))
    assert len(error.report.refusals) == 7
