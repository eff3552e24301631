"""Tells what became of the rows of a file: on a page as much as one reads, in a file all of it."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from django.utils.translation import gettext as _

from backend.integrations.carrying.exporting import MARK
from backend.integrations.carrying.texts import guard
from backend.integrations.carrying.told import Outcome, Tally, Told, read_told
from backend.integrations.carrying.uploads import TableUpload
from products.figures import write_number

# How many rows of each outcome a page shows.
MOST: Final = {
    Outcome.REFUSED: 1_000,
    Outcome.CHANGED: 200,
    Outcome.CREATED: 50,
    Outcome.UNCHANGED: 50,
}


@dataclass(slots=True)
class Report:
    """What a page shows of a file: the first ROWS of each outcome, and the COUNTS of all."""

    counts: dict[str, int]
    rows: dict[Outcome, list[Told]] = field(
        default_factory=lambda: {outcome: [] for outcome in Outcome}
    )

    @property
    def written(self) -> int:
        """Count the rows that would be written."""
        return self.counts.get(Outcome.CREATED, 0) + self.counts.get(Outcome.CHANGED, 0)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Give what is shown of each outcome that there is."""
        titles = {
            Outcome.REFUSED: _("Refused"),
            Outcome.CHANGED: _("Changed"),
            Outcome.CREATED: _("New"),
            Outcome.UNCHANGED: _("Unchanged"),
        }
        return [
            {
                "outcome": outcome.lower(),
                "title": title,
                "count": self.counts[outcome],
                "rows": self.rows[outcome],
                "grid": _lay_out(self.rows[outcome]) if outcome is Outcome.CREATED else None,
                "more": self.counts[outcome] - len(self.rows[outcome]),
            }
            for outcome, title in titles.items()
            if self.counts.get(outcome)
        ]


@dataclass(frozen=True, slots=True)
class Grid:
    """New rows as a table: the NAMES of the columns they fill, and each row with its cells."""

    names: list[str]
    lines: list[tuple[Told, list[str]]]


def _lay_out(rows: list[Told]) -> Grid:
    """Lay ROWS, which are new, out as the table that they were."""
    filled = [{column: new for column, _old, new in told.changes} for told in rows]
    names = list(dict.fromkeys(name for cells in filled for name in cells))
    lines = [
        (told, [cells.get(name, "") for name in names])
        for told, cells in zip(rows, filled, strict=True)
    ]
    return Grid(names, lines)


def read_report(upload: TableUpload) -> Report:
    """Read what a page shows of UPLOAD; unchanged rows only where there is something to say."""
    report = Report(dict(upload.counts))
    with upload.told.open(encoding="utf-8") as file:
        for told in read_told(file):
            rows = report.rows[told.outcome]
            silent = told.outcome is Outcome.UNCHANGED and not told.problems
            if len(rows) < MOST[told.outcome] and not silent:
                rows.append(told)
    return report


def write_report(upload: TableUpload) -> Iterator[str]:
    """Write as CSV what became of each row of UPLOAD, one line for each cell that is told of."""
    yield MARK
    yield _write("row", "outcome", "about", "column", "old", "new", "code", "message")
    with upload.told.open(encoding="utf-8") as file:
        for told in read_told(file):
            start = (str(told.number), told.outcome, told.label)
            for column, old, new in told.changes:
                yield _write(*start, column, old, new, "", "")
            for column, code, message in told.problems:
                yield _write(*start, column, "", "", code, message)
            if not told.changes and not told.problems:
                yield _write(*start, "", "", "", "", "")


def _write(*cells: str) -> str:
    line = StringIO()
    csv.writer(line).writerow(map(guard, cells))
    return line.getvalue()


def count(tally: Tally) -> str:
    """Say in a sentence how many rows ended how."""
    told = _(
        "Imported: %(created)s new, %(changed)s changed, %(unchanged)s unchanged, "
        "%(refused)s left out."
    )
    return told % {outcome.lower(): write_number(tally.counts[outcome]) for outcome in Outcome}


def list_numbers(moved: Iterable[Told]) -> str:
    """Name the rows that have MOVED."""
    return ", ".join(str(told.number) for told in moved)
