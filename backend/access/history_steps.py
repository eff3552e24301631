"""The steps that a history is made of."""

from dataclasses import dataclass
from typing import Final

from backend.access.audit_models import Action, AuditEntry
from backend.access.history_links import Relation
from backend.access.history_values import Values

NOTHING: Final = Values({}, {}, frozenset())


@dataclass(frozen=True, slots=True)
class Step:
    """One ENTRY of the log about a row: what changed in it, or a row OTHER that it was linked to.

    A link is told of by its RELATION; whether it came or went the entry says.
    """

    entry: AuditEntry
    values: Values = NOTHING
    relation: Relation | None = None
    other: int = 0

    @property
    def is_gain(self) -> bool:
        """Tell whether a row was linked, rather than unlinked."""
        return self.entry.action != Action.DELETED
