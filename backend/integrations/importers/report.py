"""Says what came of an import, as a table."""

from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from rich.console import Console
from rich.table import Table

from backend.integrations.importers.faults import Faults

WORDS: Final = ("products", "teams", "segments", "accounts", "people", "features", "preferences")
OUTCOMES: Final = ("created", "changed", "unchanged", "refused")
WIDTH: Final = 100  # characters of a line, wherever it is printed


@dataclass(slots=True)
class ImportReport:
    """How many rows of which noun met with which outcome, and what else is worth knowing."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: int = 0
    left_out: int = 0  # rows of people in no group, which is no fault
    notes: list[str] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)  # what was left out with keep_good
    seconds: float = 0.0
    dry_run: bool = False

    def add(self, word: str, outcome: str, number: int = 1) -> None:
        """Count NUMBER more rows of the noun WORD with OUTCOME, in letters of either case."""
        self.counts[word, outcome.lower()] += number

    @property
    def rate(self) -> float:
        """Tell how many preferences were imported in a second, known ones among them."""
        imported = self.written + self.counts["preferences", "unchanged"]
        return imported / self.seconds if self.seconds else 0.0

    @property
    def written(self) -> int:
        """Tell how many preferences were written."""
        return self.counts["preferences", "created"] + self.counts["preferences", "changed"]


def render(report: ImportReport) -> str:
    """Write REPORT for a terminal or a log."""
    console = Console(file=StringIO(), width=WIDTH, color_system=None)
    with console.capture() as capture:
        console.print(_tabulate(report))
    rows, written = _count(report.rows, "row"), _count(report.written, "preference")
    speed = f"in {report.seconds:.1f} s: {report.rate:,.0f} preferences a second."
    lines = [capture.get().rstrip(), f"{rows} read, {written} written, {speed}"]
    if report.left_out:
        lines.append(f"Rows left out, of people in no group: {report.left_out:,}.")
    lines += report.notes
    if report.faults.count:
        lines += ["Refused and left out:", str(report.faults)]
    if report.dry_run:
        lines.append("This was a dry run: nothing was written.")
    return "\n".join(lines)


def _count(number: int, word: str) -> str:
    """Say NUMBER and WORD, in the plural where there are more or none."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _tabulate(report: ImportReport) -> Table:
    """Lay the counts of REPORT out by noun and outcome."""
    table = Table("", box=None, pad_edge=False)
    for outcome in OUTCOMES:
        table.add_column(outcome, justify="right")
    for word in WORDS:
        numbers = [report.counts[word, outcome] for outcome in OUTCOMES]
        if any(numbers):
            table.add_row(word, *(f"{number:,}" for number in numbers))
    return table
