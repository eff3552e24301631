"""Reads the rows that a list's rows lead to along with them, where the document asks for both.

One query with joins takes the place of one for each relation. Below a nested list nothing is
joined: there a query for each place reads what is needed, see `backend.access.batching`.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

import strawberry
from django.db.models import QuerySet
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)
from graphql import GraphQLObjectType as ObjectType
from graphql import GraphQLResolveInfo as Info

from backend.access.memory import Memory
from backend.api.completing.reaching import BACK
from backend.api.documents import is_kept

F = TypeVar("F", bound=Callable[..., object])

RELATION: Final = "_tutti_relation"
WRAPPERS: Final = frozenset({"edges", "node", "nodes"})  # between a connection and its rows
ALIGNMENT: Final = "alignment"
BREAKDOWN: Final = "breakdown"  # the one long column, which is read only when it is needed

_found: Memory[int, tuple[FieldNode, tuple[str, ...]]] = Memory(500)


def leads(relation: str) -> Callable[[F], F]:
    """Tell that a resolver gives the row at the end of RELATION."""

    def mark(resolver: F) -> F:
        setattr(resolver, RELATION, relation)
        return resolver

    return mark


def join(rows: QuerySet[Any], paths: Sequence[str]) -> QuerySet[Any]:
    """Read ROWS with the rows that the relations PATHS lead to."""
    if not paths:
        return rows
    long = [f"{path}__{BREAKDOWN}" for path in paths if path.split("__")[-1] == ALIGNMENT]
    return rows.select_related(*paths).defer(*long)


def find_joins(asked: strawberry.Info) -> tuple[str, ...]:
    """Find the relations that the rows of the connection ASKED for are to follow.

    What `@skip` leaves out counts as asked for: it is the same for every use of the document.
    """
    info = asked._raw_info  # noqa: SLF001 -- strawberry has no other way to the nodes
    node = info.field_nodes[0]
    known = _found.recall(id(node))
    if known is not None and known[0] is node:
        return known[1]
    type_ = get_named_type(info.return_type)
    paths = {
        path
        for each in info.field_nodes
        for path in _follow(each.selection_set, type_, "", info, frozenset())
    }
    found = tuple(sorted(paths))
    if is_kept(node):
        _found.keep(id(node), (node, found))
    return found


def _follow(
    selected: SelectionSetNode | None,
    type_: Any,  # noqa: ANN401 -- a GraphQL type
    prefix: str,
    info: Info,
    seen: frozenset[str],
) -> Iterator[str]:
    """Walk through what is SELECTED of TYPE_, which PREFIX leads to; fragments SEEN are not new."""
    for node in selected.selections if selected else ():
        if isinstance(node, InlineFragmentNode):
            yield from _follow(node.selection_set, type_, prefix, info, seen)
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in seen:
                found = info.fragments[name].selection_set
                yield from _follow(found, type_, prefix, info, seen | {name})
        elif isinstance(node, FieldNode) and isinstance(type_, ObjectType):
            yield from _follow_field(node, type_, prefix, info, seen)


def _follow_field(
    node: FieldNode, type_: ObjectType, prefix: str, info: Info, seen: frozenset[str]
) -> Iterator[str]:
    field = type_.fields.get(node.name.value)
    if field is None:
        return
    resolver = getattr(field.extensions.get(BACK), "base_resolver", None)
    relation = getattr(resolver and resolver.wrapped_func, RELATION, None)
    below = get_named_type(field.type)
    if relation is not None:
        path = f"{prefix}__{relation}" if prefix else relation
        yield path
        yield from _follow(node.selection_set, below, path, info, seen)
    elif node.name.value in WRAPPERS:
        yield from _follow(node.selection_set, below, prefix, info, seen)
