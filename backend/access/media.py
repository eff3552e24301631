"""The media types in which answers come, and which of them a caller likes best."""

from functools import lru_cache
from typing import Final

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
MEDIA: Final = {GRAPHQL: (GRAPHQL,), JSON: (JSON, "application/*", "*/*")}
EVENTS: Final = "text/event-stream"
KNOWN: Final = 128  # wishes that are remembered: clients of one kind all send the same


@lru_cache(KNOWN)
def negotiate(accept: str, *, events: bool = False) -> str | None:
    """Choose the media type that ACCEPT likes best, the first named where it likes two alike.

    A stream of EVENTS can be offered as well.
    """
    offered = MEDIA | {EVENTS: (EVENTS,)} if events else MEDIA
    chosen, best = None if accept.strip() else JSON, 0.0
    for part in accept.split(","):
        wanted, *parameters = (bit.strip().lower() for bit in part.split(";"))
        quality = _read_quality(parameters)
        media = next((media for media, names in offered.items() if wanted in names), None)
        if media is not None and quality > best:
            chosen, best = media, quality
    return chosen


def _read_quality(parameters: list[str]) -> float:
    given = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0
