"""Writes the function that completes what one place of an operation gives."""

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final, Protocol, TypeAlias

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_leaf_type,
)
from graphql.pyutils import Path
from strawberry.execution import optimized_is_awaitable

from backend.api.completing.reaching import class_of, reach
from backend.api.completing.versions import Versioned, recall

Nodes: TypeAlias = list[FieldNode]
Complete: TypeAlias = Callable[[Any, Any, Any], Any]  # an executor, a value and its path

LONGEST: Final = 2_000  # lines of a function; what would be longer is left to graphql-core
# What is its own answer, by the name of its scalar: of a class, and within bounds.
NATIVE: Final[Mapping[str, str]] = {
    "String": "{0}.__class__ is str",
    "ID": "{0}.__class__ is str",
    "Boolean": "{0}.__class__ is bool",
    "Int": "{0}.__class__ is int and -2147483648 <= {0} <= 2147483647",
    "Float": "{0}.__class__ is float and -inf < {0} < inf",
}


class GivenUpError(BaseException):
    """A written function has met what it was not written for.

    No field's error, and so no Exception: it passes graphql-core, which would make one of it.
    """


class TooLongError(Exception):
    """A function would become longer than is worth while."""


class Executor(Protocol):
    """What a function is written for, and calls for what it cannot do itself."""

    def collect_subfields(self, type_: GraphQLObjectType, nodes: Nodes) -> dict[str, Nodes]:
        """Collect what NODES select of an object of TYPE_."""


def write(executor: Executor, type_: GraphQLOutputType, nodes: Nodes) -> Complete | None:
    """Write the function that completes a value of TYPE_ which NODES select.

    None where graphql-core does it as well: for leaves, abstract types and introspection.
    """
    author = Author(executor)
    if not author.can_write(type_) or is_leaf_type(_peel(type_)):
        return None
    try:
        name = author.add_function(type_, nodes)
    except TooLongError:
        return None
    source = "\n".join(line for lines in author.functions for line in lines)
    exec(compile(source, "<completing>", "exec"), author.names)  # noqa: S102 -- of the schema's names and quoted aliases only
    written: Complete = author.names[name]
    return written


def _peel(type_: Any) -> Any:  # noqa: ANN401 -- a GraphQL type
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def serializer(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """Serialise as TYPE_ does, and give up where graphql-core would have something to say."""
    serialize = type_.serialize

    def write_leaf(value: object) -> object:
        if value is None or value is Undefined or isinstance(value, Exception):
            raise GivenUpError
        if optimized_is_awaitable(value):
            raise GivenUpError
        written: object = serialize(value)
        if written is None or written is Undefined:
            raise GivenUpError
        return written

    return write_leaf


class Author:
    """Writes functions for EXECUTOR: their lines, and what the names in them stand for."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.names: dict[str, Any] = {
            "GivenUpError": GivenUpError,
            "Path": Path,
            "Versioned": Versioned,
            "inf": inf,
            "recall": recall,
        }
        self.functions: list[list[str]] = []
        self.lines: list[str] = []
        self.number = 0
        self.depth = 0  # of objects below the row of a list
        self.is_bare = True  # whether what is being written reads attributes only
        self.is_pure = True  # or also calls what the row itself answers

    def name(self, value: object, kind: str) -> str:
        """Name VALUE by its KIND and a number."""
        self.number += 1
        name = f"{kind}_{self.number}"
        self.names[name] = value
        return name

    def variable(self) -> str:
        """Name a local variable."""
        self.number += 1
        return f"v{self.number}"

    def put(self, indent: int, line: str) -> None:
        """Write LINE.

        :raises TooLongError: when there are too many.
        """
        self.lines.append("    " * indent + line)
        if len(self.lines) + sum(map(len, self.functions)) > LONGEST:
            raise TooLongError

    def can_write(self, type_: GraphQLOutputType) -> bool:
        """Tell whether values of TYPE_ can be completed here."""
        inner = _peel(type_)
        if isinstance(inner, GraphQLList):
            return self.can_write(inner.of_type)
        if isinstance(inner, GraphQLObjectType):
            known = class_of(inner) is not None or inner.is_type_of is None
            return known and not inner.name.startswith("__")
        return is_leaf_type(inner)

    def add_function(self, type_: GraphQLOutputType, nodes: Nodes) -> str:
        """Write the function for a value of TYPE_ that NODES select, and give its name."""
        inner = _peel(type_)
        if isinstance(inner, GraphQLList):
            return self._add_list_function(inner.of_type, nodes)
        outer, self.lines = self.lines, []
        name = self.name(None, "complete")
        self.put(0, f"def {name}(executor, value, path):")
        self.complete(1, type_, nodes, ("value", "path"))
        self.put(1, "return value")
        self.functions.append(self.lines)
        self.lines = outer
        return name

    def _add_list_function(self, type_: GraphQLOutputType, nodes: Nodes) -> str:
        outer = (self.lines, self.depth, self.is_bare, self.is_pure)
        self.lines, self.depth, self.is_bare, self.is_pure = [], 0, True, True
        name, place = self.name(None, "complete"), self.variable()
        self.complete(2, type_, nodes, ("value", f"Path(path, {place}, None)"))
        body, self.lines = self.lines, []
        names = self.name(self._find_names(type_, nodes), "names")
        known = (
            f"return recall({name}, {names}, values)" if self.is_pure else "values = values.rows"
        )
        self.put(0, f"def {name}(executor, values, path):")
        self.put(1, "if isinstance(values, Versioned):")
        self.put(2, known)
        self.put(1, "if values.__class__ is not list and values.__class__ is not tuple:")
        self.put(2, "raise GivenUpError")
        self.put(1, "done = []")
        self.put(1, "add = done.append")
        counts = any(place in line for line in body)
        self.put(
            1, f"for {place}, value in enumerate(values):" if counts else "for value in values:"
        )
        self.functions.append([*self.lines, *body, "        add(value)", "    return done"])
        is_bare, (self.lines, self.depth, self.is_bare, self.is_pure) = self.is_bare, outer
        self.is_bare, self.is_pure = self.is_bare and is_bare, self.is_pure and is_bare
        return name

    def _find_names(self, type_: GraphQLOutputType, nodes: Nodes) -> frozenset[str]:
        """Find the attributes that are read of a row of TYPE_."""
        inner = _peel(type_)
        if not isinstance(inner, GraphQLObjectType):
            return frozenset()
        selected = self.executor.collect_subfields(inner, nodes).values()
        fields = [inner.fields.get(each[0].name.value) for each in selected]
        found = [reach(inner, each) for each in fields if each]
        return frozenset(each.attribute for each in found if each)

    def complete(
        self, indent: int, type_: GraphQLOutputType, nodes: Nodes, place: tuple[str, str]
    ) -> None:
        """Write how the variable at PLACE, its name and an expression of its path, is completed."""
        variable, path = place
        inner, is_needed = _peel(type_), isinstance(type_, GraphQLNonNull)
        if is_leaf_type(inner):
            self._complete_leaf(indent, inner, variable, is_needed=is_needed)
            return
        if is_needed:
            self.put(indent, f"if {variable} is None:")
            self.put(indent + 1, "raise GivenUpError")
        else:
            self.put(indent, f"if {variable} is not None:")
            indent += 1
        if isinstance(inner, GraphQLList):
            function = self._add_list_function(inner.of_type, nodes)
            self.put(indent, f"{variable} = {function}(executor, {variable}, {path})")
        else:
            self._complete_object(indent, inner, nodes, place)

    def _complete_leaf(
        self,
        indent: int,
        type_: Any,  # noqa: ANN401 -- a leaf type
        variable: str,
        *,
        is_needed: bool,
    ) -> None:
        serialize = self.name(serializer(type_), "serialize")
        guard = "" if is_needed else f"{variable} is not None and "
        if isinstance(type_, GraphQLEnumType):
            known = self.name(list_values(type_).get, "find")
            call = f"{known}({variable}) or {serialize}({variable})"
            if guard:
                self.put(indent, f"if {variable} is not None:")
            self.put(indent + bool(guard), f"{variable} = {call}")
            return
        native = NATIVE.get(type_.name)
        test = f"{guard}not ({native.format(variable)})" if native else guard.removesuffix(" and ")
        if test:
            self.put(indent, f"if {test}:")
        self.put(indent + bool(test), f"{variable} = {serialize}({variable})")

    def _complete_object(
        self, indent: int, type_: GraphQLObjectType, nodes: Nodes, place: tuple[str, str]
    ) -> None:
        variable, path = place
        class_ = class_of(type_)
        if class_ is not None:
            self.put(indent, f"if {variable}.__class__ is not {self.name(class_, 'class')}:")
            self.put(indent + 1, "raise GivenUpError")
        self.depth += 1
        parts = []
        for key, selected in self.executor.collect_subfields(type_, nodes).items():
            here = f"Path({path}, {key!r}, {type_.name!r})"
            parts.append(f"{key!r}: {self._write_field(indent, type_, selected, (variable, here))}")
        self.depth -= 1
        self.put(indent, f"{variable} = {{{', '.join(parts)}}}")

    def _write_field(
        self, indent: int, type_: GraphQLObjectType, nodes: Nodes, place: tuple[str, str]
    ) -> str:
        """Write one field of the object at PLACE, and give the expression for its answer."""
        source, path = place
        asked = nodes[0].name.value
        if asked == "__typename":
            return repr(type_.name)
        field, value = type_.fields.get(asked), self.variable()
        found = reach(type_, field) if field and self.can_write(field.type) else None
        if field is None or found is None:
            given = f"{self.name(type_, 'type')}, {source}, {self.name(nodes, 'nodes')}, {path}"
            self.put(indent, f"{value} = executor.execute_field({given})")
            self.is_bare = self.is_pure = False
            return value
        if found.names:
            self.names.update(found.names)
            self.is_bare = self.is_bare and found.is_column
            self.is_pure = self.is_pure and (self.depth == 1 or found.is_column)
        self.put(indent, f"{value} = {found.expression.format(source)}")
        self.complete(indent, field.type, nodes, (value, path))
        return value


def list_values(type_: GraphQLEnumType) -> dict[Any, str]:
    """Give the names of the values of TYPE_ by what stands for them in a row."""
    raw = {getattr(each.value, "value", each.value): name for name, each in type_.values.items()}
    return {value: name for value, name in raw.items() if value is not None}
