"""Makes valid documents at random, for what asks the API in every way that it allows.

What a response name stands for is drawn once for each document, so that names which meet, directly
or through fragments, never conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st

DEPTH: Final = 4
LISTS: Final = ("nodes", "edges", "node", "alignment", "breakdown")  # asked for more often
SIZES: Final = (
    *("", "", "", "", "first: 2", "first: 3", "last: 1", "first: $some", "first: 0"),
    *("last: 2", "first: 1", "first: 900", "after: $cursor"),
)
# What else is given where a field takes it; fields with other required arguments are left out.
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ('"x"', '"x"', '"f1"', '"none"', "$key"),
    "product": ('"x"', '"x"', '"x"', '"none"', "$key"),
    "date": ('"2999-01-01T00:00:00Z"', '"2030-01-31T09:30:00"'),
    "group": ("$id", '"none"'),
    "support": ("0.5", "7.0"),
    "id": ("$id", '"none"'),
    "audience": ("{ kind: TEAM }", "{ group: $id }"),
    "ids": ("[$id]", '[$id, "none"]', "[]"),
}
DECLARED: Final[Mapping[str, str]] = {
    "some": "Int",
    "cursor": "String",
    "key": "String!",
    "id": "ID!",
    "yes": "Boolean!",
    "no": "Boolean! = false",
}
DIRECTIVES: Final = (*("",) * 20, "@skip(if: $no)", "@include(if: $yes)", "@skip(if: $yes)")
COIN: Final = (True, False)
ALIASES: Final = (*("",) * 12, "a", "b")


@dataclass
class Document:
    """A document being made of SCHEMA with what DRAW gives."""

    schema: GraphQLSchema
    draw: st.DrawFn
    fragments: list[str] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)

    def choose(self, *values: Any) -> Any:  # noqa: ANN401 -- any of them
        """Choose one of VALUES."""
        return self.draw(st.sampled_from(values))

    def write(self) -> str:
        """Write the document: an operation, then its fragments."""
        assert self.schema.query_type is not None
        selected = self.select(self.schema.query_type, 0)
        parts = [selected, *self.fragments]
        text = " ".join(parts)
        used = {name: type_ for name, type_ in DECLARED.items() if f"${name}" in text}
        declared = ", ".join(f"${name}: {type_}" for name, type_ in used.items())
        return " ".join([f"query Q({declared})" if declared else "query Q", *parts])

    def select(self, type_: GraphQLNamedType, depth: int) -> str:
        """Write a selection of one to three fields of TYPE_, some of them in fragments."""
        parts = [self.write_part(type_, depth) for _ in range(self.choose(1, 2, 3))]
        return f"{{ {' '.join(parts)} }}"

    def write_part(self, type_: GraphQLNamedType, depth: int) -> str:
        """Write one field of TYPE_, or a fragment with some."""
        kind = self.choose("field", "field", "field", "field", "field", "inline", "named")
        if kind == "field" or depth >= DEPTH:
            return self.write_field(type_, depth)
        directive = self.choose(*DIRECTIVES)
        on = self.choose_concrete(type_)
        selected = self.select(on, depth + 1)
        if kind == "inline":
            condition = f"on {on.name}" if on is not type_ or self.choose(*COIN) else ""
            return f"... {condition} {directive} {selected}"
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {on.name} {selected}")
        return f"...{name} {directive} {self.choose('', f'...{name}')}"

    def choose_concrete(self, type_: GraphQLNamedType) -> GraphQLNamedType:
        """Choose a type that fits where TYPE_ stands."""
        if not isinstance(type_, GraphQLInterfaceType):
            return type_
        possible: tuple[GraphQLObjectType, ...] = tuple(self.schema.get_possible_types(type_))
        return self.choose(type_, *possible)  # type: ignore[no-any-return]  # -- one of them

    def write_field(self, type_: GraphQLNamedType, depth: int) -> str:
        """Write one field of TYPE_ under its own name or another."""
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        fields = {name: each for name, each in type_.fields.items() if _can_ask(each)}
        if depth >= DEPTH:
            fields = {
                n: each for n, each in fields.items() if is_leaf_type(get_named_type(each.type))
            }
        rows = [each for each in fields if each in LISTS or each.endswith("s")]
        name = self.choose("__typename", *fields, *rows * (3 if depth <= 1 else 1))
        directive = self.choose(*DIRECTIVES)
        if name == "__typename":
            return f"{self.choose('', 'kindOf: ')}__typename {directive}"
        below = get_named_type(fields[name].type)
        chosen = self.choose(*ALIASES)
        alias = chosen and f"{type_.name}_{name}_{chosen}"
        meaning = f"{type_.name}.{alias or name}"
        if meaning not in self.meanings:
            self.meanings[meaning] = self.write_arguments(fields[name])
        call = f"{name}{self.meanings[meaning]}"
        selected = "" if is_leaf_type(below) else self.select(below, depth + 1)
        return f"{f'{alias}: ' if alias else ''}{call} {directive} {selected}"

    def write_arguments(self, asked: GraphQLField) -> str:
        """Write arguments for the field ASKED."""
        given = []
        for name, argument in asked.args.items():
            if name in GIVEN and (is_required_argument(argument) or self.choose(*COIN)):
                given.append(f"{name}: {self.choose(*GIVEN[name])}")
        if "first" in asked.args:
            given.append(self.choose(*SIZES))
        return f"({', '.join(each for each in given if each)})" if any(given) else ""


def _can_ask(asked: GraphQLField) -> bool:
    needed = {name for name, each in asked.args.items() if is_required_argument(each)}
    return needed <= GIVEN.keys()


@st.composite
def documents(draw: st.DrawFn, schema: GraphQLSchema) -> str:
    """Make a valid document of SCHEMA."""
    return Document(schema, draw).write()
