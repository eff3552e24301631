"""Says what came of an import, as a table."""

from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from backend.integrations.importers.faults import Fault, Faults
from backend.integrations.importers.marks import Marks
from products.upserts import Outcome, Upserted

WORDS: Final = (
    *("products", "teams", "segments", "accounts", "people", "features", "preferences"),
    *("insights", "evidence", "merges", "tallies"),
)
# What is read, in the order in which it is told.
READ: Final = ("rows", "participants", "ideas", "votes", "people", "companies", "notes")
SINGULAR: Final = {"people": "person", "companies": "company"}
MOST_TOLD: Final = 20  # groups that join
MOST_NAMED: Final = 10  # rows of one noun and outcome
OUTCOMES: Final = ("created", "changed", "unchanged", "refused")
WIDTH: Final = 100  # characters of a line, wherever it is printed


@dataclass(frozen=True, slots=True)
class Joined:
    """A group that has a say in the product and had none before: of which KIND, and if IS_NEW."""

    kind: str
    key: str
    name: str
    is_new: bool

    def __str__(self) -> str:
        name = f" ({self.name})" if self.name != self.key else ""
        return f"{'new ' if self.is_new else ''}{self.kind.lower()} {self.key}{name}"


@dataclass(slots=True)
class ImportReport:
    """How many rows of which noun met with which outcome, and what else is worth knowing."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)  # what the file had, by what it is
    left_out: int = 0  # rows of people in no group, which is no fault
    unattributed: int = 0  # votes that a tool counts, and names nobody for
    joined: list[Joined] = field(default_factory=list)  # groups, in order of kind and key
    notes: list[str] = field(default_factory=list)
    # The first rows that were written, by noun and outcome.
    named: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)  # what was left out with keep_good
    refused: Marks = field(default_factory=Marks)  # the rows that are counted as such
    seconds: float = 0.0
    dry_run: bool = False

    def add(self, word: str, outcome: str, number: int = 1) -> None:
        """Count NUMBER more rows of the noun WORD with OUTCOME, in letters of either case."""
        self.counts[word, outcome.lower()] += number

    def add_row(self, word: str, item: Upserted[Any]) -> None:
        """Count ITEM as a row of the noun WORD, and name it if it is among the first of its kind.

        Of one that has changed it is told what has. People are not named: reports outlast those
        who are erased.
        """
        self.add(word, item.outcome)
        if item.outcome is not Outcome.UNCHANGED and word != "people":
            named = self.named.setdefault((word, item.outcome.lower()), [])
            if len(named) < MOST_NAMED:
                named.append(_name(item))

    def refuse(self, word: str, fault: Fault) -> None:
        """Tell FAULT, and count the row in which it stands as a refused one of the noun WORD."""
        self.faults.add(fault)
        self.leave_out(word, fault.file, fault.row)

    def leave_out(self, word: str, file: str, row: int) -> None:
        """Count ROW of FILE as a refused one of the noun WORD, unless it is counted already.

        One row may hold an idea, who voted for it and when: what is refused first tells the noun.
        """
        if self.refused.take(file, row):
            self.add(word, "refused")

    @property
    def rows(self) -> int:
        """Tell how much was read of all."""
        return self.read.total()

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
    written = _count(report.written, "preferences")
    speed = f"in {report.seconds:.1f} s: {report.rate:,.0f} preferences a second."
    lines = [capture.get().rstrip(), f"{_tell_read(report)} read, {written} written, {speed}"]
    lines += tell_notes(report)
    if report.faults.count:
        lines += ["Refused and left out:", str(report.faults)]
    if report.dry_run:
        lines += _tell_named(report)
        lines.append("This was a dry run: nothing was written.")
    return "\n".join(lines)


def _tell_read(report: ImportReport) -> str:
    """Say how much of what REPORT has read: rows of a table, or records of the parts of an export.

    One line of a file may hold several records, as a post of Fider holds its answer.
    """
    counts = [_count(report.read[word], word) for word in READ if report.read[word]]
    return ", ".join(counts) or _count(0, "rows")


def tell_notes(report: ImportReport) -> list[str]:
    """Say what else is worth knowing of REPORT, a sentence each; faults are told elsewhere."""
    lines = []
    if report.left_out:
        lines.append(f"Rows left out, of people in no group: {report.left_out:,}.")
    if report.joined:
        listed = ", ".join(map(str, report.joined[:MOST_TOLD]))
        more = len(report.joined) - MOST_TOLD
        rest = f" and {more:,} more" if more > 0 else ""
        lines.append(f"Groups that join the electorate of this product: {listed}{rest}.")
    if report.unattributed:
        told = "kept apart from what people have stated."
        lines.append(f"Votes that are nobody's: {report.unattributed:,}; {told}")
    return [*lines, *report.notes]


def _name(item: Upserted[Any]) -> str:
    """Name the row of ITEM and, if it was there before, what of it has changed."""
    fields = map(item.row._meta.get_field, sorted(item.changes))  # noqa: SLF001 -- Django's documented model API
    changed = ", ".join(str(each.verbose_name) for each in fields)
    return f"{item.row} ({changed})" if item.outcome is Outcome.CHANGED else str(item.row)


def _tell_named(report: ImportReport) -> list[str]:
    """Name the first rows that were written, a line for each noun and outcome."""
    lines = []
    for (word, outcome), names in report.named.items():
        more = report.counts[word, outcome] - len(names)
        rest = f" and {more:,} more" if more else ""
        lines.append(f"{word.capitalize()} {outcome}: {', '.join(names)}{rest}.")
    return lines


def _count(number: int, word: str) -> str:
    """Say NUMBER and WORD, a plural, in the singular where there is one."""
    return f"{number:,} {SINGULAR.get(word, word[:-1]) if number == 1 else word}"


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
