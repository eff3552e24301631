"""What a statement may say, and what became of each one."""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from products.faults import RowFault
from products.naming import NAME_LENGTH, REASON_LENGTH, find_text_fault
from stakeholders.models import Importance, Stance

SOURCE_LENGTH: Final = 60
LARGEST_PAYMENT: Final = Decimal("9999999999.99")
MONEY_PLACES: Final = 2
# Clocks differ, and so do time zones that were left out; a date beyond that is a mistake.
CLOCK_SLACK: Final = timedelta(days=1)
# What no tool was there to hear is a mistake too: spreadsheets count their days from 1899.
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
Refusal: TypeAlias = RowFault  # of a statement as of any other row
STANCES: Final = frozenset(Stance.values)
IMPORTANCES: Final = frozenset(Importance.values)
TEXT_LENGTHS: Final = {
    "reason": REASON_LENGTH,
    "source": SOURCE_LENGTH,
    "entered_by": NAME_LENGTH,
    "heard_in": NAME_LENGTH,
}


class Outcome(StrEnum):
    """What became of one statement or withdrawal."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one stakeholder says about one feature, both named by primary key.

    STATED_AT is left out when it is said now; an older statement never replaces a newer one.
    """

    stakeholder: int
    feature: int
    stance: int
    importance: int = Importance.IMPORTANT
    willingness_to_pay: Decimal | None = None
    reason: str = ""
    source: str = ""
    stated_at: datetime | None = None
    entered_by: str = ""
    heard_at: datetime | None = None
    heard_in: str = ""


@dataclass(slots=True)
class Report:
    """What became of each row, in the order given, and why some were refused."""

    outcomes: list[Outcome] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Tell how many rows ended in OUTCOME."""
        return Counter(self.outcomes)[outcome]


class StatementsRefusedError(ValueError):
    """Says which statements were refused and why; nothing was written."""

    def __init__(self, report: Report) -> None:
        """Keep the REPORT, which has at least one refusal."""
        self.report = report
        lines = [f"row {r.row}, {r.field}: {r.message}" for r in report.refusals[:5]]
        super().__init__("; ".join(lines))


def find_faults(statement: Statement, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield field and message for each thing that STATEMENT may not say at the moment NOW."""
    if not _is_among(statement.stance, STANCES):
        yield "stance", f"{statement.stance!r} is no stance; they go from -2 to 2."
    if not _is_among(statement.importance, IMPORTANCES):
        yield (
            "importance",
            f"{statement.importance!r} is no importance; they are 1, 2 and 4 halves.",
        )
    yield from find_money_faults(statement.willingness_to_pay)
    for name, longest in TEXT_LENGTHS.items():
        if fault := find_text_fault(getattr(statement, name), longest):
            yield name, fault
    for name in ("stated_at", "heard_at"):
        moment = getattr(statement, name)
        if moment is not None and moment.tzinfo is None:
            yield name, "This needs a time zone."
        elif moment is not None and not EARLIEST <= moment <= now + CLOCK_SLACK:
            yield name, f"{moment.date()} is not between {EARLIEST:%Y} and now."


def _is_among(value: object, allowed: Container[int]) -> bool:
    """Tell whether VALUE is a whole number among those ALLOWED; True and 1.0 are not."""
    return isinstance(value, int) and not isinstance(value, bool) and int(value) in allowed


def find_money_faults(amount: Decimal | None) -> Iterator[tuple[str, str]]:
    """Yield why AMOUNT cannot be what someone would pay a month."""
    if amount is None:
        return
    if not amount.is_finite():
        yield "willingness_to_pay", f"{amount} is no amount of money."
    elif not 0 <= amount <= LARGEST_PAYMENT:
        yield "willingness_to_pay", f"{amount} is not from 0 to {LARGEST_PAYMENT}."
    elif amount != round(amount, MONEY_PLACES):
        yield "willingness_to_pay", f"{amount} has more than {MONEY_PLACES} decimal places."
