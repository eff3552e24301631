"""Relay connections over querysets: lazily read, a constant number of queries at any nesting."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, EnumMeta
from functools import cached_property
from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar, cast

import strawberry
from django.db.models import Count, Model, QuerySet
from strawberry import UNSET, relay
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from backend.access.answering import get_caller, withhold
from backend.access.batching import one, shared, together
from backend.access.guarding import check_guard, find_guard, open_rows
from backend.access.pages import PAGE, PAGE_MAX
from backend.access.sight import RULES, may_see, see
from backend.api.feed_pages import is_place
from backend.api.fields import computed
from backend.api.filtering import FilterKind
from backend.api.joining import find_joins, join, leads
from backend.api.paging import (
    PK,
    Found,
    Key,
    Order,
    Page,
    cut,
    cut_again,
    cut_each,
    read_page,
    write_cursor,
)

LONGEST: Final = 1_000  # characters of arguments whose rows are known by them

F = TypeVar("F", bound=Callable[..., object])
N = TypeVar("N")
Scope: TypeAlias = tuple[tuple[str, Hashable], ...]  # lookups and their values


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How the rows of one noun are listed: which of them, by what sorted, by what narrowed."""

    rows: Callable[[], QuerySet[Any]]
    order: Order
    orders: EnumMeta
    filters: FilterKind
    follow: Callable[[Any, object, Mapping[str, Any]], Any] | None = None  # by a cursor of the feed

    def read(self, order: Order) -> QuerySet[Any]:
        """Give the rows that the caller may see, and of which they may know the ORDER."""
        return self.show(self.rows(), order)

    def show(self, rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
        """Keep those of ROWS that the caller may see, and of which they may know the ORDER."""
        caller = get_caller()
        guards = {find_guard(key.path) for key in order}
        return open_rows(see(rows, caller), filter(None, guards), caller)

    def read_order(self, chosen: Sequence[Any] | None) -> Order:
        """Put the keys CHOSEN one after the other, then the primary key; with none, as usual.

        :raises RefusedError: when the caller may not sort by one of them.
        """
        if not chosen:
            return self.order
        keys = [cast("Key", each.value) for each in chosen]
        for key in keys:
            check_guard(key.path, get_caller(), "orderBy")
        first = {key.path: key for key in reversed(keys)}
        return (*(first[path] for path in dict.fromkeys(key.path for key in keys)), PK)


def orders(name: str, noun: str, paths: Mapping[str, str]) -> EnumMeta:
    """Make the GraphQL enum NAME of the orders of NOUN: each of PATHS in both directions."""
    members = {
        f"{label}_{direction}": strawberry.enum_value(
            Key(path, direction == "DESC"),
            description=f"By {label.lower().replace('_', ' ')}, {words}; empty values last.",
        )
        for label, path in paths.items()
        for direction, words in (("ASC", "smallest first"), ("DESC", "greatest first"))
    }
    made = cast("Any", Enum)(name, members)
    return cast("EnumMeta", strawberry.enum(made, description=f"What {noun} can be sorted by."))


class Source(Protocol):
    """What a connection reads from; each part costs a query only when it is asked for."""

    page: Page

    @property
    def found(self) -> Found:
        """Read the rows of the page."""

    @property
    def total(self) -> int:
        """Count the rows of all pages."""


@dataclass
class Root:
    """The rows of a list that stands for itself; KEY, if there is one, alone decides them."""

    rows: Callable[[], QuerySet[Any]]
    page: Page
    key: Hashable = None

    @cached_property
    def found(self) -> Found:
        """Read the page, and keep its rows together."""
        key, page = self.key, self.page
        found = cut(self.rows(), page) if key is None else cut_again(key, self.rows, page)
        return Found(rows=together(found.rows), more=found.more)

    @cached_property
    def total(self) -> int:
        """Count all that the filters let through."""
        return self.rows().count()


@dataclass
class Branch:
    """The rows of a list under PARENT, read for all parents that were read together with it.

    SCOPE narrows them before the caller's filter does.
    """

    listing: Listing
    page: Page
    parent: Model
    name: str
    given: object  # the filter
    scope: Scope = ()

    @property
    def found(self) -> Found:
        """Read this page under every parent, and keep all rows together."""
        key = ("rows", *self._place, self.page)
        return shared(self.parent, key, self._load, default=Found())

    @property
    def total(self) -> int:
        """Count all that the filters let through, under every parent."""
        key = ("total", *self._place)
        return shared(self.parent, key, self._count, default=0)

    @property
    def _place(self) -> tuple[Hashable, ...]:
        """Tell this list from all others under the same parents."""
        listed = self.listing.filters.filter_set.__name__
        return listed, self.name, self.scope, repr(self.given), self.page.order

    def _narrowed(self) -> QuerySet[Any]:
        rows = self.listing.read(self.page.order).filter(**dict(self.scope))
        return self.listing.filters.narrow(rows, self.given)

    def _load(self, parents: Sequence[Model]) -> dict[Any, Found]:
        found = cut_each(self._narrowed(), self.page, parent=self.name, parents=parents)
        together(row for each in found.values() for row in each.rows)
        return found

    def _count(self, parents: Sequence[Model]) -> dict[Any, int]:
        mine = self._narrowed().filter(**{f"{self.name}__in": [each.pk for each in parents]})
        counts = mine.order_by().values_list(self.name).annotate(Count("pk", distinct=True))
        return dict(counts)


@strawberry.type(name="Edge", description="One row of a page, with its cursor.")
class Edge(Generic[N]):
    """A row and the place behind which the next page begins."""

    cursor: str = strawberry.field(
        description="Names this place in this order, for `after` and `before`."
    )
    node: N = strawberry.field(description="The row itself.")


@strawberry.type(name="Connection", description="A list, page by page.")
class Connection(Generic[N]):
    """One page of a list; nothing is read before it is asked for."""

    source: strawberry.Private[Source]

    @computed("The rows of this page, each with its cursor.")
    def edges(self) -> list[Edge[N]]:
        """Read the page."""
        return [Edge(cursor=_mark(self.source, row), node=row) for row in self.source.found.rows]

    @computed("The rows of this page.")
    def nodes(self) -> list[N]:
        """Read the page."""
        return list(self.source.found.rows)

    @computed("Where this page stands among the others.")
    def page_info(self) -> relay.PageInfo:
        """Read the page to know its ends."""
        page, found = self.source.page, self.source.found
        ends = getattr(self.source, "ends", None) or [
            _mark(self.source, row) for row in (*found.rows[:1], *found.rows[-1:])
        ]
        return relay.PageInfo(
            has_next_page=page.further if page.backward else found.more,
            has_previous_page=found.more if page.backward else page.further,
            start_cursor=ends[0] if ends else None,
            end_cursor=ends[-1] if ends else None,
        )

    @computed("How many rows there are on all pages together.")
    def total_count(self) -> int:
        """Count them."""
        return self.source.total


def _mark(source: Source, row: object) -> str:
    """Write the cursor of ROW, in the order of SOURCE or as that does it."""
    write: Callable[[object], str] | None = getattr(source, "mark", None)
    return write_cursor(row, source.page.order) if write is None else write(row)


PAGING: Final = (
    ("first", int, f"How many rows from the start, 0 to {PAGE_MAX}; {PAGE} when left out."),
    ("after", str, "Only what follows the row with this cursor."),
    ("last", int, f"How many rows from the end, 0 to {PAGE_MAX}; not together with `first`."),
    ("before", str, "Only what precedes the row with this cursor."),
)


class Paged(FieldExtension):
    """Gives a field the arguments of a connection, and turns the rows it resolves into a page.

    A resolver that takes no `info` gives rows that depend on its arguments alone, and not on the
    time: their SQL is made once.
    """

    is_plain = False

    def __init__(self, listing: Callable[[], Listing]) -> None:
        self.listing = listing

    def apply(self, field: StrawberryField) -> None:
        """Add the arguments to FIELD."""
        listing = self.listing()
        self.is_plain = not (field.base_resolver and field.base_resolver.info_parameter)
        more = (
            ("filter", listing.filters.input_type, "Only rows that meet these conditions."),
            ("order_by", list[listing.orders], "The order, the first counting most."),  # type: ignore[name-defined]  # -- made at run time
        )
        field.arguments = [
            *field.arguments,
            *(_argument(name, type_, hint) for name, type_, hint in (*PAGING, *more)),
        ]

    def resolve(
        self,
        next_: Callable[..., object],
        source: object,
        info: strawberry.Info,
        **arguments: Any,  # noqa: ANN401 -- whatever the field takes
    ) -> Connection[Any]:
        """Read the arguments, and leave the rows to whoever asks for them."""
        listing = self.listing()
        mine = {name: _take(arguments, name) for name, *_ in PAGING}
        given, chosen = _take(arguments, "filter"), _take(arguments, "order_by")
        if listing.follow is not None and is_place(mine["after"]):
            self._note(listing, info)
            wanted = mine | {"filter": given, "order_by": chosen}
            return Connection(
                source=listing.follow(listing, next_(source, info, **arguments), wanted)
            )
        page = read_page(listing.filters.filter_set._meta.model, listing.read_order(chosen), mine)  # noqa: SLF001 -- django-filter's own API
        found = next_(source, info, **arguments)
        self._note(listing, info)
        if isinstance(found, QuerySet):
            paths = find_joins(info)
            asked = str(arguments)
            is_known = self.is_plain and given is None and len(asked) <= LONGEST
            key = (self, asked, paths, get_caller().sight) if is_known else None
            shown = listing.show(found, page.order)
            rows = shown if key else listing.filters.narrow(shown, given)
            return Connection(source=Root(lambda: join(rows, paths), page, key))
        parent, name, *scopes = cast("tuple[Model, str, *tuple[Scope, ...]]", found)
        scope = scopes[0] if scopes else ()
        return Connection(source=Branch(listing, page, parent, name, given, scope))

    def _note(self, listing: Listing, info: strawberry.Info) -> None:
        """Note that the list is empty because its rows are not for whoever asks, if it is so."""
        scope = RULES[listing.filters.filter_set._meta.model].scope  # noqa: SLF001 -- django-filter's own API
        if not get_caller().may(scope):
            withhold(f"{info._raw_info.parent_type.name}.{info.field_name}", scope)  # noqa: SLF001 -- it has no other name


def _take(arguments: dict[str, Any], name: str) -> Any:  # noqa: ANN401 -- whatever it is
    """Take the argument NAME out of ARGUMENTS; None when it was left out."""
    given = arguments.pop(name, None)
    return None if given is UNSET else given


def _argument(name: str, type_: Any, description: str) -> StrawberryArgument:  # noqa: ANN401 -- a type
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(type_ | None),
        description=description,
        default=UNSET,
    )


def listed(
    listing: Callable[[], Listing], graphql_type: object, description: str
) -> Callable[[F], F]:
    """Make a connection out of a method that gives the rows of LISTING to choose from."""
    return computed(
        f"{description} Page by page.", graphql_type=graphql_type, extensions=[Paged(listing)]
    )


def nested(listing: Callable[[], Listing], name: str, description: str) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a connection of the rows of LISTING that name the parent by their field NAME."""

    def rows(root: strawberry.Parent[Any]) -> object:
        return root, name

    return strawberry.field(
        resolver=rows, description=f"{description} Page by page.", extensions=[Paged(listing)]
    )


def related(
    name: str, description: str, *, rows: QuerySet[Any] | None = None, is_elsewhere: bool = False
) -> Any:  # noqa: ANN401 -- strawberry's field
    """Make a field of the one row that the relation NAME leads to, read as ROWS say.

    One that may be ELSEWHERE, in another product, is null for those who may not see it there.
    """

    @leads(name)
    def row(root: strawberry.Parent[Any]) -> object:
        found = one(root, name, rows=rows)
        is_hidden = is_elsewhere and found is not None and not may_see(get_caller(), found)
        return None if is_hidden else found

    return strawberry.field(resolver=row, description=description)
