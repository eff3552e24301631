"""Counts what becomes of exports."""

from typing import Final

from prometheus_client import Counter

from backend.integrations.exports.models import Export, Status

EXPORTS: Final = Counter(
    "tutti_exports",
    "Exports that are over, by what their rows are, their format and what came of them.",
    ["noun", "format", "outcome"],
)


def count_outcome(export: Export, outcome: Status) -> None:
    """Count that EXPORT came to OUTCOME."""
    EXPORTS.labels(export.noun.lower(), export.format.lower(), outcome.lower()).inc()
