"""Reads the history of scores for streams: in the order of the feed, from where a client goes on.

A client goes on behind a place in the feed, before which it was told everything. Or it goes on
behind a key of the history, by a cursor of a list, or of a stream from before streams followed the
feed. Keys are given before a line is committed, so none tells a place. What was committed until
then is read by keys, and the rest by the feed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db import connection
from django.db.models import F, Q, QuerySet

from backend.access.errors import Code, RefusedError
from backend.api.feed_pages import is_place, read_place
from backend.api.paging import NO_CURSOR, PK, read_cursor
from backend.feed.cursors import HINT, Cursor, StaleCursorError
from backend.feed.models import Change, Noun
from backend.feed.reading import find_end, find_end_of_all, read_changes
from stakeholders.models import AlignmentChange

MOST_READ: Final = 100
SCORES: Final = (Noun.SCORE.value,)
FORM: Final = re.compile(r"(?P<end>[^-]+-[^-]+)-(?P<key>0|[1-9][0-9]{0,17})", re.ASCII)
TABLE: Final = AlignmentChange._meta.db_table  # noqa: SLF001 -- a table's name
GIVEN: Final = {
    "postgresql": f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {TABLE}_id_seq",  # noqa: S608 -- constants
    "sqlite": f"SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '{TABLE}'",  # noqa: S608 -- constants
}


@dataclass(frozen=True, slots=True)
class Backlog:
    """The place of who is told of the history first: of what lies behind KEY, up to END.

    That is what had its place in the feed before END; then the feed is followed from there.
    """

    end: Cursor
    key: int

    def __str__(self) -> str:
        return f"{self.end}-{self.key}"


Place: TypeAlias = Cursor | Backlog


def find_place(after: str) -> Place | None:
    """Find the place where to go on behind the cursor AFTER; None when one has to ask again.

    :raises RefusedError: when it is no cursor, or what follows it cannot be told any more.
    """
    backlog = FORM.fullmatch(after)
    if backlog is None and not is_place(after):
        key, end = _read_key(after), find_end_of_all()
        return None if end is None else Backlog(end, key)
    end = read_place(after if backlog is None else backlog["end"])
    try:
        read_changes(end, limit=0)
    except StaleCursorError as error:
        told = f"{error} {HINT}"
        raise RefusedError(told, code=Code.CURSOR_EXPIRED, path=["after"]) from error
    return end if backlog is None else Backlog(end, int(backlog["key"]))


def _read_key(after: str) -> int:
    """Read AFTER as the cursor of a list of the history, in the order of keys.

    :raises RefusedError: when it is none, or no line of this history ever had that key.
    """
    (key,) = read_cursor(after, AlignmentChange, (PK,), name="after")
    if not isinstance(key, int) or not 0 < key <= read_last_key():
        raise RefusedError(NO_CURSOR, path=["after"])
    return key


def read_last_key() -> int:
    """Give the greatest key that any line of the history was ever given; 0 when none was."""
    with connection.cursor() as cursor:
        cursor.execute(GIVEN[connection.vendor])
        key: int = cursor.fetchone()[0]
    return key


def read_behind(
    place: Place, products: Collection[int] | None, *, most: int = MOST_READ
) -> tuple[list[AlignmentChange], Place]:
    """Read what follows PLACE, at most so MANY lines, and where to go on.

    Only those of PRODUCTS, their keys, where given.

    :raises StaleCursorError: when what follows cannot be told any more.
    """
    if isinstance(place, Backlog):
        return _read_backlog(place, products, most)
    page = read_changes(place, limit=most, nouns=SCORES, products=products)
    return select(_load(page.changes, page.cursor.epoch), products), page.cursor


def read_latest(after: Cursor, *, most: int) -> tuple[list[AlignmentChange] | None, Cursor]:
    """Read what follows AFTER up to the end of the feed, and find that.

    It is None instead of more lines than MOST, and when what follows cannot be told any more.
    """
    try:
        page = read_changes(after, limit=most + 1, nouns=SCORES)
    except StaleCursorError:
        return None, find_end()
    if len(page.changes) > most:
        return None, find_end()
    return _load(page.changes, page.cursor.epoch), page.cursor


def select(rows: Sequence[Any], products: Collection[int] | None) -> list[AlignmentChange]:
    """Keep those of ROWS that are of PRODUCTS, where given, now and when they were written."""
    return [row for row in rows if products is None or row.products.issubset(products)]


def _load(lines: Sequence[Change], epoch: str) -> list[AlignmentChange]:
    """Load the rows that LINES of EPOCH are about, in their order; some may be gone."""
    rows: Any = _history().filter(public_id__in=[line.row_id for line in lines])
    named = {row.public_id: row for row in rows}
    found = []
    for line in lines:
        row = named.get(line.row_id)
        if row is not None:
            row.place = Cursor(epoch, line.seq or 0)
            row.products = frozenset({row.product_id, line.product_id})
            found.append(row)
    return found


def _read_backlog(
    backlog: Backlog, products: Collection[int] | None, most: int
) -> tuple[list[AlignmentChange], Place]:
    """Read the history behind BACKLOG, without what the feed tells behind its end."""
    mine = _history().filter(pk__gt=backlog.key)
    if products is not None:
        mine = mine.filter(feature__product__in=products)
    rows: list[Any] = list(mine.order_by("pk")[:most])
    # Asked after the rows were read, so that a line of each that is later was written as well.
    later = Change.objects.filter(Q(seq__gt=backlog.end.seq) | Q(seq=None), noun__in=SCORES)
    told = set(
        later.filter(row_id__in=[row.public_id for row in rows]).values_list("row_id", flat=True)
    )
    read_changes(backlog.end, limit=0)  # or lines behind the end could be gone, and rows told twice
    for row in rows:
        row.place = Backlog(backlog.end, row.pk)
    found = [row for row in rows if row.public_id not in told]
    return found, backlog.end if len(rows) < most else Backlog(backlog.end, rows[-1].pk)


def _history() -> QuerySet[Any]:
    """Give the history; each line names the key of its product as `product_id`."""
    return AlignmentChange.objects.annotate(product_id=F("feature__product"))
