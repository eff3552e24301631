"""Counts for operators what comes of attempts."""

from enum import StrEnum
from typing import Final

from prometheus_client import Counter


class Outcome(StrEnum):
    """What an attempt came to."""

    DONE = "done"
    RETRIED = "retried"
    FAILED = "failed"
    LOST = "lost"
    RELEASED = "released"
    ABANDONED = "abandoned"


ATTEMPTS: Final = Counter(
    "tutti_queue_attempts",
    "Attempts at tasks, by what they came to: abandoned ones ended with their worker, "
    "lost ones were taken over from a worker that lived, released ones went back as it stopped.",
    ["kind", "outcome"],
)


def count_attempt(kind: str, outcome: Outcome) -> None:
    """Count an attempt at a task of KIND that came to OUTCOME."""
    ATTEMPTS.labels(kind, outcome).inc()
