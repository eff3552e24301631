"""What the parts of an import of another tool's export share, and how they write rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from backend.integrations.importers.drafts import AnyDraft
from backend.integrations.importers.elsewhere import tell_elsewhere
from backend.integrations.importers.faults import Fault, Faults
from backend.integrations.importers.importing import Terms
from backend.integrations.importers.report import ImportReport
from backend.integrations.importers.tools import Export, Tool
from products.chunks import CHUNK
from products.faults import RowFault, RowsRefusedError
from products.models import Product
from products.upserts import Upserted

A = TypeVar("A", bound=AnyDraft)
T = TypeVar("T")
Entry: TypeAlias = dict[str, Any]
Upsert: TypeAlias = Callable[[Sequence[Any]], Sequence[Upserted[Any]]]

CHUNK_LENGTH: Final = 4_000_000  # characters: the texts of some ideas are long


def cut(items: Iterable[T], measure: Callable[[T], int]) -> Iterator[list[T]]:
    """Cut ITEMS into lists of what one statement can hold, and of little to keep in memory.

    MEASURE tells how many characters an item has.
    """
    chunk: list[T] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += measure(item)
        if len(chunk) == CHUNK or size > CHUNK_LENGTH:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def measure_entry(item: tuple[AnyDraft, Entry]) -> int:
    """Tell how many characters the texts of an entry have."""
    return sum(len(value) for value in item[1].values() if isinstance(value, str))


@dataclass(slots=True, kw_only=True)
class Refusals(Faults):
    """Hears what readers find wrong with records of the noun WORD; REPORT tells and counts it.

    KEYS come to hold the external ids of these records.
    """

    report: ImportReport
    word: str
    keys: set[str] = field(default_factory=set)

    def add(self, fault: Fault) -> None:
        """Take in FAULT."""
        self.report.refuse(self.word, fault)
        if fault.key:
            self.keys.add(fault.key)


@dataclass(frozen=True, slots=True)
class Job:
    """An import of the EXPORT of a TOOL into PRODUCT under TERMS; SOURCE names its rows."""

    tool: Tool
    export: Export
    product: Product
    source: str
    terms: Terms
    report: ImportReport

    def blame(self, draft: AnyDraft, word: str, fact: str, message: str) -> None:
        """Add to the faults what MESSAGE says of a FACT of DRAFT, and count it as refused."""
        self.report.refuse(word, self._find_fault(draft, fact, message))

    def hear(self, word: str, keys: set[str] | None = None) -> Refusals:
        """Give what hears of unreadable records of the noun WORD; KEYS come to hold their ids."""
        return Refusals(report=self.report, word=word, keys=set() if keys is None else keys)

    def upsert(
        self,
        word: str,
        entries: Iterable[tuple[A, Entry]],
        upsert: Upsert,
    ) -> Iterator[tuple[A, Upserted[Any]]]:
        """Write ENTRIES by UPSERT, counted as WORD; those that it refuses are blamed and left out.

        What is refused last may only show once the rest is mended.
        """
        for chunk in cut(entries, measure_entry):
            good, written = chunk, None
            while written is None:
                try:
                    written = upsert([entry for _, entry in good])
                except RowsRefusedError as error:
                    good = self._leave_out(word, good, error.faults)
            for (draft, _), item in zip(good, written, strict=True):
                self.report.add_row(word, item)
                yield draft, item

    def _leave_out(
        self, word: str, chunk: list[tuple[A, Entry]], faults: Sequence[RowFault]
    ) -> list[tuple[A, Entry]]:
        """Blame FAULTS on what they are about, and give the rest of CHUNK."""
        taken = {
            fault.row: str(chunk[fault.row][1].get("external_id", ""))
            for fault in faults
            if (fault.field, fault.code) == ("external_id", "CONFLICT")
        }
        told = tell_elsewhere(
            word,
            set(taken.values()),
            source=self.source,
            product=self.product,
            terms=self.terms,
        )
        for fault in faults:
            message = fault.message
            if fault.field == "external_id":
                message = told.get(taken.get(fault.row, ""), message)
            self.blame(chunk[fault.row][0], word, fault.field, message)
        refused = {fault.row for fault in faults}
        return [item for place, item in enumerate(chunk) if place not in refused]

    def _find_fault(self, draft: AnyDraft, fact: str, message: str) -> Fault:
        return Fault(draft.file, draft.row, self.tool.find_column(draft, fact), message)
