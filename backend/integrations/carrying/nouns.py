"""What can be carried: nouns with their columns, and how lines of a file become rows of them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from backend.access.callers import Caller
from backend.integrations.carrying.columns import Column
from backend.integrations.carrying.faults import Code
from backend.integrations.carrying.tables import Line, Table
from backend.integrations.carrying.told import Told
from products.chunks import CHUNK

Seen: TypeAlias = MutableMapping[object, int]  # what earlier rows were about, and their numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who carries, as whom the history knows them, and whether empty cells EMPTY what stands."""

    caller: Caller
    actor: str
    empties: bool = False


@dataclass(frozen=True, kw_only=True)
class Noun(ABC):
    """A noun: its MODEL and COLUMNS, and ROWS, all of them with what is told of each read along.

    A file NEEDS one column of each of these; each line NAMES its row by one of those. Lines are
    carried a CHUNK at a time.
    """

    model: type[Model]
    columns: tuple[Column, ...]
    rows: Callable[[], QuerySet[Any]]
    needs: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    chunk: int = CHUNK

    def begin(self, table: Table, terms: Terms) -> None:  # noqa: B027 -- most nouns have nothing to prepare
        """Prepare for TABLE under TERMS: nothing, for most nouns."""

    @abstractmethod
    def carry(self, lines: Sequence[Line], terms: Terms, seen: Seen) -> list[Told]:
        """Write LINES under TERMS and tell what became of each; SEEN are those before them."""

    def check_names(self, lines: Iterable[Line]) -> None:
        """Note which of LINES do not say what they are about."""
        for line in lines:
            named = any(line.values.get(name) for name in self.names)
            if not named and not line.problems:
                told = _("Name the row by one of %(names)s, so that it is written once.")
                message = told % {"names": ", ".join(self.names)}
                line.problems.append((self.names[-1], Code.REQUIRED, message))
