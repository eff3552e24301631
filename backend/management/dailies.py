"""Has workers do once a day what rooms that do not know the queue need."""

from django.utils import timezone

from backend.feed.pruning import prune
from backend.queue.daily import daily
from backend.queue.kinds import Turn


def prune_feed(turn: Turn) -> None:
    """Delete in TURN what is too old to be kept in the feed."""
    prune(now=timezone.now(), beat=turn.beat)


def register_dailies() -> None:
    """Have it done."""
    daily("feed.prune", prune_feed)
