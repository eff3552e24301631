"""Deletes what is too old to be kept in the feed; cursors before that are refused from then on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from backend.feed.models import Change, Epoch
from backend.feed.reading import settle

CHUNK: Final = 5_000  # lines in one transaction


def prune(
    *, now: datetime, days: int | None = None, beat: Callable[[], object] = lambda: None
) -> int:
    """Delete the lines older at NOW than DAYS, or than FEED_DAYS; tell how many there were.

    Only what has its place goes, and only from the beginning on. BEAT is called between chunks.
    """
    kept = timedelta(days=settings.FEED_DAYS if days is None else days)
    settle()  # so that there is an epoch to note it in
    number = found = _prune(now - kept)
    while found == CHUNK:
        beat()
        found = _prune(now - kept)
        number += found
    return number


@transaction.atomic
def _prune(before: datetime) -> int:
    """Delete a chunk of the lines from BEFORE a moment, and note how far."""
    placed = Change.objects.filter(seq__isnull=False).order_by("seq")
    old = takewhile(lambda line: line[1] < before, placed.values_list("seq", "at")[:CHUNK])
    places = [place for place, _ in old]
    if not places:
        return 0
    Epoch.objects.update(pruned_to=Greatest(F("pruned_to"), places[-1]))
    Change.objects.filter(seq__lte=places[-1]).delete()
    return len(places)
