"""Writes the schema down as a page that people read: every type, field, argument and value."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_specified_scalar_type,
)
from graphql.language import print_ast
from graphql.utilities import ast_from_value

HEAD: Final = """\
# Reference of the GraphQL schema

Written by `manage.py write_reference` from the schema itself; edit the descriptions there. How to
ask is told in [schema.md](schema.md), and [operations/](operations/) holds examples that run.
"""
LISTS: Final = """\
Every list is a connection of edges with these fields. Its arguments `first`, `after`, `last` and
`before` choose a page, `filter` narrows it and `orderBy` sorts it; elsewhere on this page `...`
stands for the six.
"""
PAGING: Final = frozenset({"first", "after", "last", "before", "filter", "orderBy"})
Kind: TypeAlias = tuple[str, Callable[[GraphQLNamedType], bool]]


def is_listing(type_: GraphQLNamedType) -> bool:
    """Tell whether TYPE_ is a page of a list or one of its rows, which are all alike."""
    return type_.name.endswith(("Connection", "Edge"))


KINDS: Final[tuple[Kind, ...]] = (
    ("Types", lambda t: isinstance(t, GraphQLObjectType | GraphQLInterfaceType)),
    ("Inputs", lambda t: isinstance(t, GraphQLInputObjectType)),
    ("Values", lambda t: isinstance(t, GraphQLEnumType)),
    ("Scalars", lambda t: isinstance(t, GraphQLScalarType)),
)


def write_reference(schema: GraphQLSchema) -> str:
    """Write SCHEMA down in Markdown, in the order of the alphabet."""
    types = [schema.type_map[name] for name in sorted(schema.type_map) if not name.startswith("__")]
    roots = [root for root in (schema.query_type, schema.mutation_type) if root is not None]
    rest = [
        each
        for each in types
        if each not in roots and not is_listing(each) and not is_specified_scalar_type(each)
    ]
    lines = [HEAD, *(line for root in roots for line in _write_type(root, level=2))]
    lines += _write_lists(types)
    for title, belongs in KINDS:
        lines.append(f"## {title}\n")
        lines += [line for each in rest if belongs(each) for line in _write_type(each, level=3)]
    return "\n".join(lines).rstrip() + "\n"


def _write_lists(types: Iterable[GraphQLNamedType]) -> Iterator[str]:
    """Show one page of a list for all of them, and name them."""
    mine = [each for each in types if is_listing(each)]
    yield f"## Lists\n\n{LISTS}"
    for suffix in ("Connection", "Edge"):
        alike: list[Any] = [each for each in mine if each.name.endswith(suffix)]
        yield f"### {suffix}\n"
        yield f"{_join(each.name for each in alike)}: {_flatten(alike[0].description)}\n"
        for name, field in alike[0].fields.items():
            yield f"- `{name}`: {_flatten(field.description)}"
        yield ""


def _write_type(type_: GraphQLNamedType, *, level: int) -> Iterator[str]:
    """Show TYPE_ under a heading of LEVEL."""
    yield f"{'#' * level} {type_.name}\n"
    yield f"{_flatten(type_.description)}\n"
    if isinstance(type_, GraphQLEnumType):
        yield from (_write_value(name, each) for name, each in type_.values.items())
        yield ""
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in type_.fields.items():
            yield from _write_field(name, field)
        yield ""


def _write_value(name: str, value: Any) -> str:  # noqa: ANN401 -- graphql-core's enum value
    return f"- `{name}`: {_flatten(value.description)}{_warn(value)}"


def _write_field(name: str, field: Any) -> Iterator[str]:  # noqa: ANN401 -- of an object or input
    """Show a FIELD, and what is particular about its arguments."""
    arguments: Mapping[str, Any] = getattr(field, "args", {})
    usual = PAGING if is_listing(get_named_type(field.type)) else frozenset()
    own = [called for called in arguments if called not in usual]
    shown = f"({', '.join([*own, *(['...'] if usual else [])])})" if arguments else ""
    yield _write_line(f"{name}{shown}", field)
    yield from (f"  {_write_line(called, arguments[called])}" for called in own)


def _write_line(shown: str, given: Any) -> str:  # noqa: ANN401 -- a field or an argument
    """Write one line about what is GIVEN, SHOWN so."""
    kind = f"{_link(given.type)}{_write_default(given)}"
    return f"- `{shown}` ({kind}): {_flatten(given.description)}{_warn(given)}"


def _write_default(given: Any) -> str:  # noqa: ANN401 -- a field or an argument
    """Show what stands where nothing is GIVEN."""
    value = getattr(given, "default_value", Undefined)
    node = None if value is Undefined or value is None else ast_from_value(value, given.type)
    return "" if node is None else f" = `{print_ast(node)}`"


def _link(type_: object) -> str:
    """Show TYPE_, with a link to where it is told about."""
    named = get_named_type(type_)  # type: ignore[call-overload]  # -- any type of a schema
    before, _, after = str(type_).partition(named.name)
    home = next((s for s in ("Connection", "Edge") if named.name.endswith(s)), named.name)
    link = named.name if is_specified_scalar_type(named) else f"[{named.name}](#{home.lower()})"
    return f"{before}{link}{after}".replace("[[", "\\[[")


def _warn(given: Any) -> str:  # noqa: ANN401 -- whatever can be deprecated
    """Say that GIVEN is going to be removed, if it is."""
    reason = getattr(given, "deprecation_reason", None)
    return f" **Deprecated:** {_flatten(reason)}" if reason else ""


def _flatten(text: str | None) -> str:
    return " ".join((text or "").split())


def _join(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
