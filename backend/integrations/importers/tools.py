"""What every importer of another tool's export says of itself, and what it yields."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from backend.integrations.importers.archives import Archive
from backend.integrations.importers.drafts import AnyDraft, Company, Idea, Note, Person, Vote
from backend.integrations.importers.faults import Faults
from products.lifecycle import LifecycleStage

NOTHING: Final[Mapping[str, str]] = {}


class Export(ABC):
    """One export of a tool. Its records are read anew whenever they are asked for, as a stream.

    What is wrong with a record is added to the faults given, which are thrown away when it has been
    told of before. A tool says only what it knows: the rest is empty here.
    """

    def read_companies(self, faults: Faults) -> Iterator[Company]:  # noqa: ARG002 -- others do
        """Yield the customers that the tool knows."""
        yield from ()

    def read_people(self, faults: Faults) -> Iterator[Person]:  # noqa: ARG002 -- others do
        """Yield those who may have voted; the same person may come again."""
        yield from ()

    @abstractmethod
    def read_ideas(self, faults: Faults) -> Iterator[Idea]:
        """Yield what people could vote on, each once."""

    def read_votes(self, faults: Faults) -> Iterator[Vote]:  # noqa: ARG002 -- others do
        """Yield whom the tool names as backing what."""
        yield from ()

    def read_notes(self, faults: Faults) -> Iterator[Note]:  # noqa: ARG002 -- others do
        """Yield what people said, each once."""
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool whose exports can be imported: how it is called, and how to OPEN what at a path.

    COLUMNS tell in which column of a draft's file each fact about it stands, for messages. STAGES
    tell what the tool's own words for a status mean; small and capital letters are alike. Where
    IDS_REPEAT, as in a tool that numbers the ideas of each site from 1, each product has a source
    of its own.
    """

    name: str  # as the command line and sources say it
    title: str
    takes: str  # what is at the path, in words that end "PATH is ..."
    open: Callable[[Archive], Export]
    stages: Mapping[str, LifecycleStage]
    columns: Mapping[type[AnyDraft], Mapping[str, str]]
    ids_repeat: bool = False

    def name_source(self, product: str) -> str:
        """Name the source of the rows of this tool in PRODUCT."""
        return f"{self.name}:{product}" if self.ids_repeat else self.name

    def find_column(self, draft: AnyDraft, fact: str) -> str:
        """Tell in which column of the file of DRAFT the FACT stands."""
        return self.columns.get(type(draft), NOTHING).get(fact, fact)
