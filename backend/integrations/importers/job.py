"""What the parts of an import of another tool's export share, and how they write rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from backend.integrations.importers.drafts import AnyDraft
from backend.integrations.importers.elsewhere import tell_elsewhere
from backend.integrations.importers.faults import Fault
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
        self.report.add(word, "refused")
        self._add(draft, fact, message)

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
            self._add(chunk[fault.row][0], fault.field, message)
        refused = {fault.row for fault in faults}
        self.report.add(word, "refused", len(refused))
        return [item for place, item in enumerate(chunk) if place not in refused]

    def _add(self, draft: AnyDraft, fact: str, message: str) -> None:
        column = self.tool.find_column(draft, fact)
        self.report.faults.add(Fault(draft.file, draft.row, column, message))
