"""Pages of the feed, and scores in its order."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from backend.access.answering import get_caller, withhold
from backend.access.batching import together
from backend.access.errors import Code, RefusedError
from backend.access.pages import read_size
from backend.access.scopes import Scope
from backend.api.paging import NO_CURSOR, PK, Found
from backend.api.paging import Page as Sheet
from backend.feed.cursors import FORM, HINT, Cursor, CursorError, StaleCursorError
from backend.feed.models import Change, Noun
from backend.feed.reading import Page, find_end, read_changes
from backend.feed.seeing import find_withheld, is_blind, see_changes

END: Final = "end"  # stands for the cursor at the end of the feed


@dataclass
class Stretch:
    """A part of the feed, read when it is asked for."""

    cursor: Cursor | None
    size: int
    nouns: tuple[str, ...]
    product: int | None
    is_end: bool = False

    @cached_property
    def withheld(self) -> Mapping[str, Scope]:
        """Find which kinds of it the caller is never told of, and the scope that each takes."""
        return find_withheld(get_caller(), nouns=self.nouns, product=self.product)

    def note_blindness(self, field: str) -> None:
        """Note that FIELD is empty for want of a scope, if the caller is told of no kind of it."""
        if is_blind(self.withheld, self.nouns):
            withhold(field, next(iter(self.withheld.values())))

    @cached_property
    def page(self) -> Page:
        """Read it.

        :raises RefusedError: when what follows the cursor cannot be told any more.
        """
        if self.is_end:
            return Page([], find_end(), has_more=False)
        try:
            page = read_changes(
                self.cursor,
                limit=self.size,
                nouns=self.nouns,
                products=None if self.product is None else (self.product,),
                caller=get_caller(),
            )
        except StaleCursorError as error:
            raise RefusedError(
                f"{error} {HINT}", code=Code.CURSOR_EXPIRED, path=["after"]
            ) from error
        together(page.changes)
        return page


def read_place(text: str) -> Cursor:
    """Read TEXT, the argument `after`, as a cursor of the feed.

    :raises RefusedError: when it is none.
    """
    try:
        return Cursor.parse(text)
    except CursorError as error:
        raise RefusedError(str(error), path=["after"]) from error


def is_place(text: object) -> bool:
    """Tell whether TEXT is a cursor of the feed, and none of a list."""
    return isinstance(text, str) and FORM.fullmatch(text) is not None


@dataclass
class Moves:
    """The ROWS of the history of scores that follow a cursor of the feed, in the order of that."""

    rows: QuerySet[Any]
    stretch: Stretch
    page: Sheet

    @cached_property
    def found(self) -> Found:
        """Read the lines, then the rows that they are about."""
        lines = self.stretch.page.changes
        named = {row.public_id: row for row in self.rows.filter(public_id__in=self._place)}
        kept = [named[line.row_id] for line in lines if line.row_id in named]
        return Found(rows=together(kept), more=self.stretch.page.has_more)

    @property
    def total(self) -> int:
        """Count all that follows the cursor."""
        assert self.stretch.cursor is not None  # noqa: S101 -- `follow_scores` gives one
        _ = self.stretch.page  # read first, as it gives lines their places
        lines = Change.objects.filter(seq__gt=self.stretch.cursor.seq, noun=Noun.SCORE)
        mine = see_changes(lines, get_caller()).values("row_id")
        return self.rows.filter(public_id__in=mine).count()

    @property
    def ends(self) -> tuple[str, str]:
        """Give the cursors of the first row and of what was looked at."""
        first = [self.mark(row) for row in self.found.rows[:1]]
        last = str(self.stretch.page.cursor)
        return (first or [last])[0], last

    def mark(self, row: Any) -> str:  # noqa: ANN401 -- a line of history
        """Give the cursor of ROW."""
        return self._place[row.public_id]

    @cached_property
    def _place(self) -> dict[Any, str]:
        page = self.stretch.page
        return {line.row_id: str(Cursor(page.cursor.epoch, line.seq or 0)) for line in page.changes}


def follow_scores(listing: Any, rows: object, arguments: Mapping[str, Any]) -> Moves:  # noqa: ANN401 -- a Listing, which knows of this
    """Follow those ROWS of LISTING that come behind the cursor of the feed among the ARGUMENTS.

    :raises RefusedError: when it is no list of its own, or asked for in another order or direction.
    """
    others = [name for name in ("last", "before", "order_by") if arguments.get(name) is not None]
    if not isinstance(rows, QuerySet) or others:
        raise RefusedError(NO_CURSOR, path=["after"])
    size = read_size(arguments.get("first"), None)
    stretch = Stretch(read_place(arguments["after"]), size, (Noun.SCORE.value,), None)
    shown = listing.filters.narrow(listing.show(rows, listing.order), arguments.get("filter"))
    return Moves(shown, stretch, Sheet(order=(PK,), size=size, after=()))
