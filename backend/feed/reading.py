"""Reads the feed: what follows a cursor, once and in order."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Max

from backend.access.callers import Caller
from backend.feed.cursors import Cursor, StaleCursorError
from backend.feed.epochs import Extent, find_extent
from backend.feed.models import Change
from backend.feed.seeing import see_changes
from backend.feed.stamping import stamp

MOST_LOOKED_AT: Final = 50_000  # lines for one page, however few of them are shown


@dataclass(frozen=True, slots=True)
class Page:
    """Some CHANGES, and the CURSOR behind them and all that was not shown; HAS_MORE behind that."""

    changes: list[Change]
    cursor: Cursor
    has_more: bool


def read_changes(
    cursor: Cursor | None,
    *,
    limit: int,
    nouns: Collection[str] = (),
    products: Collection[int] | None = None,
    caller: Caller | None = None,
) -> Page:
    """Read what follows CURSOR, LIMIT changes at most; without one, from the oldest that is kept.

    Only those of NOUNS and of the PRODUCTS with these keys where given, and only what CALLER may
    see; without one, all of it. The cursor of the page lies behind what was left out as well.

    :raises StaleCursorError: when the cursor is none of this epoch, or what follows it is gone.
    """
    extent = settle()
    begin = extent.pruned_to if cursor is None else _check(cursor, extent)
    until = min(extent.end, begin + MOST_LOOKED_AT) if limit else begin
    found: list[Change] = []
    if begin < until:
        rows = Change.objects.filter(seq__gt=begin, seq__lte=until)
        if nouns:
            rows = rows.filter(noun__in=nouns)
        if products is not None:
            rows = rows.filter(product_id__in=products)
        if caller is not None:
            rows = see_changes(rows, caller)
        found = list(rows.order_by("seq")[:limit])
        if cursor is not None:
            _check(cursor, find_extent())  # or lines could have been pruned before they were read
    is_full = bool(found) and len(found) == limit
    last = found[-1].seq or until if is_full else until
    return Page(found, Cursor(extent.epoch, last), has_more=last < extent.end)


def find_end() -> Cursor:
    """Find the end of the feed: all that lies before it can be seen by whoever looks from now on.

    What is read after that, an export say, is consistent with it: go on from here.
    """
    extent = settle()
    return Cursor(extent.epoch, extent.end)


def find_end_of_all() -> Cursor | None:
    """Find an end before which lies all that was committed until this was asked.

    It is None while others give lines their places, or commit what they began before: ask again.
    """
    waiting = Change.objects.filter(seq=None).aggregate(last=Max("pk"))["last"]
    if waiting is not None:
        stamp()
        if Change.objects.filter(seq=None, pk__lte=waiting).exists():
            return None
    return find_end()


def settle() -> Extent:
    """Give lines that were committed their places, many at least, and find out how far it goes."""
    extent = find_extent()
    if extent.is_more and stamp(rounds=1):
        return find_extent()
    return extent


def _check(cursor: Cursor, extent: Extent) -> int:
    """Give the place of CURSOR if what follows it is in EXTENT.

    :raises StaleCursorError: when it is not.
    """
    if cursor.epoch != extent.epoch:
        raise StaleCursorError("This cursor is of another feed, or from before a restore.")
    if cursor.seq < extent.pruned_to:
        raise StaleCursorError("What follows this cursor is too old to be kept.")
    if cursor.seq > extent.end:
        raise StaleCursorError("This cursor lies behind the end of the feed.")
    return cursor.seq
