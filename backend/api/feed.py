"""The feed as GraphQL: every change of what integrators follow, once and in order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, cast

import strawberry
from django.db.models import Model
from strawberry import relay

from backend.access.answering import get_caller
from backend.access.batching import shared, together
from backend.access.pages import PAGE, PAGE_MAX, read_size
from backend.access.sight import see
from backend.api import enums, types
from backend.api.feed_pages import END, Stretch, read_place
from backend.api.fields import computed, identify
from backend.api.queries import NODES, InProduct, find_product
from backend.feed.cursors import Cursor
from backend.feed.followed import MODELS
from backend.feed.models import Action, Noun
from backend.feed.models import Change as Line
from backend.feed.telling import name_feature, name_row
from products.models import Product

First = Annotated[
    int | None,
    strawberry.argument(description=f"How many changes, 0 to {PAGE_MAX}; {PAGE} when left out."),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Only what follows the change with this cursor; `end` is the end of the feed, "
        "and gives its cursor alone. When left out, from the oldest change that is kept."
    ),
]
Nouns = Annotated[
    list[enums.Noun] | None,
    strawberry.argument(description="Only changes of such rows; of all when left out."),
]


@strawberry.type(description="One change of one row: what to do with a copy of it.")
class Change:
    """A line of the feed."""

    line: strawberry.Private[Line]
    id: strawberry.ID = strawberry.field(description="Names this change, for caches.")
    cursor: str = strawberry.field(description="Its place in the feed, for `after`.")
    noun: enums.Noun = strawberry.field(description="What kind of row changed.")
    action: enums.Action = strawberry.field(description="What was done.")
    at: datetime = strawberry.field(description="When it was changed.")
    score_before: float | None = strawberry.field(
        description="Of a score: what it was before; null when nobody had spoken."
    )
    low_before: float | None = strawberry.field(
        description="Of a score: the lower end of its interval before."
    )
    high_before: float | None = strawberry.field(
        description="Of a score: the upper end of its interval before."
    )
    score: float | None = strawberry.field(
        description="Of a score: what it has been since; null when nobody is heard any more."
    )
    low: float | None = strawberry.field(
        description="Of a score: the lower end of its interval since."
    )
    high: float | None = strawberry.field(
        description="Of a score: the upper end of its interval since."
    )

    @computed("The id of the row; of a score, that of its line of history, an AlignmentChange.")
    def row_id(self) -> strawberry.ID:
        """Name the row."""
        return strawberry.ID(name_row(self.line))

    @computed("The row as it is now; null when it is gone.")
    def row(self) -> relay.Node | None:
        """Find the row, and those of all changes read together."""
        found = shared(self.line, "row", _load_rows, default=None)
        return cast("relay.Node | None", found)

    @computed("The id of the feature that the row is about; null where it is about none.")
    def feature_id(self) -> strawberry.ID | None:
        """Name the feature."""
        name = name_feature(self.line)
        return None if name is None else strawberry.ID(name)

    @computed(
        "The product that the row belongs to; null when it is gone, or where it belongs to all.",
        graphql_type=types.Product | None,
    )
    def product(self) -> object:
        """Find the product, and those of all changes read together."""
        return shared(self.line, "product", _load_products, default=None)


@strawberry.type(
    description="A part of the feed. Go on from `cursor`, which lies behind what was left out as "
    "well, also where there are no changes."
)
class FeedPage:
    """One page of the feed; nothing is read before it is asked for.

    It is no connection: a feed is followed forward alone, and nobody counts what is still to come.
    """

    stretch: strawberry.Private[Stretch]

    @computed("The changes, in order.")
    def nodes(self) -> list[Change]:
        """Read the page."""
        page = self.stretch.page
        return [_show(line, page.cursor.epoch) for line in page.changes]

    @computed("Where to go on: `after` of the next page.")
    def cursor(self) -> str:
        """Read the page to know its end."""
        return str(self.stretch.page.cursor)

    @computed("Whether there may be more already.")
    def has_more(self) -> bool:
        """Read the page to know whether it is full."""
        return self.stretch.page.has_more

    @computed(
        "The kinds of what was asked for that you are never told of, as you lack the scope that "
        "they take: in the product that was named, or in any."
    )
    def withheld(self) -> list[enums.Noun]:
        """Tell which kinds are missing for good, so that their silence is not taken for peace."""
        return [Noun(noun) for noun in self.stretch.withheld]


@strawberry.type(description="What can be asked.")
class FeedQueries:
    """What has changed."""

    @computed(
        "Every change of the catalogue, of preferences and of scores, once and in order, for a "
        "copy elsewhere. A cursor from before a restore, or too old, has the code CURSOR_EXPIRED."
    )
    def changes(
        self,
        first: First = None,
        after: After = None,
        nouns: Nouns = None,
        product: InProduct = None,
    ) -> FeedPage:
        """Read the feed.

        :raises ObjectDoesNotExist: when there is no such product.
        :raises RefusedError: when the size is out of bounds, or the cursor is none.
        """
        stretch = Stretch(
            cursor=None if after in {None, END} else read_place(str(after)),
            size=read_size(first, None),
            nouns=tuple(each.value for each in nouns or ()),
            product=None if product is None else find_product(product, get_caller()).pk,
            is_end=after == END,
        )
        stretch.note_blindness("Query.changes")
        return FeedPage(stretch=stretch)


def _show(line: Line, epoch: str) -> Change:
    cursor = str(Cursor(epoch, line.seq or 0))
    return Change(
        line=line,
        id=identify("Change", cursor),
        cursor=cursor,
        noun=Noun(line.noun),
        action=Action(line.action),
        at=line.at,
        score_before=line.score_before,
        low_before=line.low_before,
        high_before=line.high_before,
        score=line.score,
        low=line.low,
        high=line.high,
    )


def _load_rows(lines: Sequence[Line]) -> Mapping[Any, Model]:
    """Load the rows that LINES are about and the caller may see, with one query for each noun."""
    rows: dict[tuple[str, object], Model] = {}
    for noun in {line.noun for line in lines}:
        mine = see(NODES[MODELS[noun].__name__](), get_caller())
        wanted = {line.row_id for line in lines if line.noun == noun}
        for row in together(mine.filter(public_id__in=wanted)):
            rows[noun, row.public_id] = row
    return {line.pk: rows[key] for line in lines if (key := (line.noun, line.row_id)) in rows}


def _load_products(lines: Sequence[Line]) -> Mapping[Any, Product]:
    """Load the products of LINES that the caller may see."""
    mine = see(Product.objects.all(), get_caller())
    pks = {line.product_id for line in lines if line.product_id is not None}
    rows = {row.pk: row for row in together(mine.filter(pk__in=pks))}
    return {line.pk: rows[line.product_id] for line in lines if line.product_id in rows}
