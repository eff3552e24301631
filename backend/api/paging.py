"""Pages of rows by keyset: a cursor holds the values that its row is sorted by.

A page begins behind those values and not behind a count of rows, so it stays right when rows are
inserted or removed between two pages. Every order ends in the primary key, and empty values stand
last in both directions of a sort, on SQLite and on PostgreSQL.

Strawberry's own cursor connection is not used: it answers a nested connection that is asked twice
with other arguments row by row, loses the total of an empty nested page, and denies the previous
page of a page that has one.
"""

import base64
import json
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from backend.access.errors import RefusedError
from backend.access.memory import Memory
from backend.access.pages import read_size
from backend.access.statements import read

M = TypeVar("M", bound=Model)

ROW: Final = "_tutti_row"
PARENT: Final = "_tutti_parent"
LONGEST: Final = 10_000  # characters of a cursor: more than the values that rows are sorted by take
NO_CURSOR: Final = "This is no cursor of ours."
PAGES: Final = 500  # of which is known whether rows with a value fill them


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to sort by: a column, also one of a related row, such as `alignment__low`."""

    path: str
    descending: bool = False

    @property
    def name(self) -> str:
        """Name the attribute under which a row shows the value."""
        return "_tutti_" + self.path.replace("__", "_") if "__" in self.path else self.path

    def sort(self, *, backward: bool, nullable: bool) -> OrderBy:
        """Sort by it, or BACKWARD by it, with empty values, where it is NULLABLE, last, or first.

        Where nothing is empty nothing is said about it: databases would look past their indexes.
        """
        expression = F(self.path)
        if not nullable:
            return expression.asc() if self.descending == backward else expression.desc()
        if self.descending == backward:
            return expression.asc(nulls_first=backward or None, nulls_last=not backward or None)
        return expression.desc(nulls_first=backward or None, nulls_last=not backward or None)

    def same(self, value: object) -> Q:
        """Keep the rows that have VALUE."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def behind(self, value: object, *, backward: bool, nullable: bool) -> Q | None:
        """Keep the rows that stand behind VALUE, or BACKWARD before it; None when none can."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else None
        lookup = "lt" if self.descending != backward else "gt"
        found = Q(**{f"{self.path}__{lookup}": value})
        if nullable and not backward:
            found |= Q(**{f"{self.path}__isnull": True})
        return found


PK: Final = Key("id")
Order = tuple[Key, ...]


def read_order(rows: QuerySet[Any]) -> Order:
    """Read by what ROWS are sorted, so that the order has one home, below."""
    keys = []
    for each in rows.query.order_by:
        column: Any = each.expression if isinstance(each, OrderBy) else F(str(each).lstrip("-"))
        descending = each.descending if isinstance(each, OrderBy) else str(each).startswith("-")
        keys.append(Key("id" if column.name == "pk" else column.name, descending))
    return tuple(keys)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: SIZE rows behind or before a cursor's values.

    Where it IS_VALUED, only rows are asked for that have a value to be sorted by first.
    """

    order: Order
    size: int
    backward: bool = False
    after: tuple[object, ...] | None = None
    before: tuple[object, ...] | None = None
    is_valued: bool = False

    @property
    def further(self) -> bool:
        """Tell whether it has a neighbour on the side that it was asked from."""
        return (self.before if self.backward else self.after) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a page in their order, and whether there are more in its direction."""

    rows: Sequence[Any] = ()
    more: bool = False


def read_page(model: type[Model], order: Order, arguments: Mapping[str, Any]) -> Page:
    """Read the page of rows of MODEL in ORDER that the ARGUMENTS of a connection ask for.

    :raises RefusedError: when a size is outside 0..100, both sizes are given, or a cursor is bad.
    """
    first, last = arguments.get("first"), arguments.get("last")
    size = read_size(first, last)
    cursors = {
        name: read_cursor(arguments[name], model, order, name=name)
        for name in ("after", "before")
        if arguments.get(name) is not None
    }
    return Page(
        order=order,
        size=size,
        backward=last is not None,
        after=cursors.get("after"),
        before=cursors.get("before"),
    )


def write_cursor(row: object, order: Order) -> str:
    """Write the cursor of ROW in ORDER."""
    values = [_plain(getattr(row, key.name)) for key in order]
    text = json.dumps([_fingerprint(order), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, model: type[Model], order: Order, *, name: str) -> tuple[object, ...]:
    """Read TEXT, the argument called NAME, as the cursor of a row of MODEL in ORDER.

    :raises RefusedError: when it is none, or one of another order.
    """
    values = open_cursor(text, order, name=name)
    try:
        return tuple(
            _parse(value, field_of(model, key.path))
            for key, value in zip(order, values, strict=True)
        )
    except (ValueError, TypeError, ValidationError) as error:
        raise RefusedError(NO_CURSOR, path=[name]) from error


def open_cursor(text: str, order: Order, *, name: str) -> list[Any]:
    """Take the values, as many as there are keys, out of TEXT, which the argument NAME gives.

    :raises RefusedError: when it is no cursor, or one of another order than ORDER.
    """
    if len(text) > LONGEST:
        raise RefusedError(NO_CURSOR, path=[name])
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        made_by, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise RefusedError(NO_CURSOR, path=[name]) from error
    if made_by != _fingerprint(order) or len(values) != len(order):
        raise RefusedError("This cursor belongs to another order.", path=[name])
    return list(values)


def field_of(model: type[Model], path: str) -> "Field[Any, Any]":
    """Find the field that PATH leads to from MODEL."""
    *relations, name = path.split("__")
    for relation in relations:
        related = model._meta.get_field(relation).related_model  # noqa: SLF001 -- Django's own API
        assert isinstance(related, type)  # noqa: S101 -- orders name no generic relations
        model = related
    field = model._meta.get_field(name)  # noqa: SLF001 -- Django's own API
    assert isinstance(field, Field)  # noqa: S101 -- orders end in columns
    return field


def is_nullable(model: type[Model], path: str) -> bool:
    """Tell whether PATH can be empty: a column that may be, or a related row that may be absent."""
    return "__" in path or field_of(model, path).null


def cut(rows: QuerySet[M], page: Page) -> Found:
    """Read PAGE of ROWS, in one query."""
    return _trim(list(choose(rows, page)), page)


_filled: Final[Memory[Hashable, bool]] = Memory(PAGES)


def cut_again(key: Hashable, rows: Callable[[], QuerySet[M]], page: Page) -> Found:
    """Read PAGE of ROWS, which KEY and PAGE alone decide, in one query that is made only once.

    A page that was last filled by rows that have a value to be sorted by is looked for among those
    alone, which an index gives in their order; when they do not fill it, it is read once more.
    """
    place = (key, page)
    if _filled.recall(place):
        found = read((place, "valued"), lambda: choose(rows(), replace(page, is_valued=True)))
        if len(found) > page.size:
            return _trim(found, page)
    found = read(place, lambda: choose(rows(), page))
    _filled.keep(place, _is_filled(found, page))
    return _trim(found, page)


def _is_filled(found: Sequence[M], page: Page) -> bool:
    """Tell whether what was FOUND for PAGE would be the same with rows that have a value alone."""
    lead = page.order[0]
    if page.backward or len(found) <= page.size or not is_nullable(type(found[-1]), lead.path):
        return False
    return getattr(found[-1], lead.name) is not None  # empty ones come last


def choose(rows: QuerySet[M], page: Page) -> QuerySet[M]:
    """Choose PAGE of ROWS, and one row more if there is one."""
    return _sorted(_within(rows, page), page)[: page.size + 1]


def cut_each(
    rows: QuerySet[M], page: Page, *, parent: str, parents: Sequence[Model]
) -> dict[Any, Found]:
    """Read PAGE of the ROWS of each of PARENTS, which they name by the field PARENT, in one query.

    The result is by the parent's primary key; a parent without rows is left out.
    """
    order = _order(rows, page)
    mine = rows.filter(**{f"{parent}__in": [each.pk for each in parents]})
    mine = mine.annotate(**{PARENT: F(parent)})
    mine = _within(mine, page).annotate(
        **{ROW: Window(RowNumber(), partition_by=[F(PARENT)], order_by=order)}
    )
    found: dict[Any, list[M]] = {}
    for row in _sorted(mine.filter(**{f"{ROW}__lte": page.size + 1}), page):
        found.setdefault(getattr(row, PARENT), []).append(row)
    return {pk: _trim(each, page) for pk, each in found.items()}


def _within(rows: QuerySet[M], page: Page) -> QuerySet[M]:
    """Keep what stands behind the page's one cursor and before the other."""
    rows = rows.annotate(**{key.name: F(key.path) for key in page.order if key.name != key.path})
    if page.is_valued:
        rows = rows.filter(**{f"{page.order[0].path}__isnull": False})
    for values, backward in ((page.after, False), (page.before, True)):
        if values is not None:
            rows = rows.filter(_behind(rows.model, page.order, values, backward=backward))
    return rows


def _behind(model: type[Model], order: Order, values: Sequence[object], *, backward: bool) -> Q:
    """Keep what stands behind VALUES: behind the first, or at it and behind the rest."""
    (key, *keys), (value, *rest) = order, values
    here = key.behind(value, backward=backward, nullable=is_nullable(model, key.path))
    if not keys:
        return here or Q(pk__in=[])
    deeper = key.same(value) & _behind(model, tuple(keys), rest, backward=backward)
    return deeper if here is None else here | deeper


def _sorted(rows: QuerySet[M], page: Page) -> QuerySet[M]:
    return rows.order_by(*_order(rows, page))


def _order(rows: QuerySet[M], page: Page) -> list[OrderBy]:
    sure = page.order[:1] if page.is_valued else ()
    return [
        key.sort(
            backward=page.backward, nullable=key not in sure and is_nullable(rows.model, key.path)
        )
        for key in page.order
    ]


def _trim(found: list[M], page: Page) -> Found:
    """Drop the row that was read only to know whether there are more."""
    rows = found[: page.size]
    return Found(rows=rows[::-1] if page.backward else rows, more=len(found) > page.size)


def _fingerprint(order: Order) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.path}" for key in order)


def _plain(value: object) -> object:
    """Write VALUE in the way its field reads it back, to the last digit."""
    if isinstance(value, date):  # datetimes are dates
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _parse(value: object, field: "Field[Any, Any]") -> object:
    """Read VALUE as one of FIELD.

    :raises ValueError: when it can be none.
    """
    if value is None:
        return None
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise TypeError("not a value to sort by")
    parsed: object = field.to_python(value)
    if isinstance(parsed, float | Decimal) and not math.isfinite(parsed):
        raise ValueError("not a number")
    if isinstance(parsed, str) and "\0" in parsed:
        raise ValueError("not a text")
    return parsed
