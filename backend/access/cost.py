"""Measures a document before it is run, and refuses what would cost too much.

Every fragment is measured once, however often it is spread, so the time is linear in the length
of the document. Introspection costs nothing; graphql-core bounds how deep it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, cast

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from backend.access.errors import Code, RefusedError
from backend.access.pages import PAGE
from backend.access.weights import EFFORTS, LENGTHS, WORK

MOST_TOKENS: Final = settings.LIMIT_TOKENS
ENDLESS: Final = 10**9  # doubling fragments would count beyond any number worth keeping
WRAPPERS: Final = frozenset({"edges", "pageInfo"})  # they belong to the page and cost nothing


@dataclass(frozen=True, slots=True)
class Size:
    """How large a selection is; also how large one may be."""

    depth: int = 0
    aliases: int = 0
    root_fields: int = 0
    directives: int = 0
    mutations: int = 0
    cost: int = 0

    def beside(self, other: "Size") -> "Size":
        """Add OTHER, which is selected at the same level."""
        return Size(
            depth=max(self.depth, other.depth),
            aliases=min(ENDLESS, self.aliases + other.aliases),
            root_fields=min(ENDLESS, self.root_fields + other.root_fields),
            directives=min(ENDLESS, self.directives + other.directives),
            mutations=min(ENDLESS, self.mutations + other.mutations),
            cost=min(ENDLESS, self.cost + other.cost),
        )


LIMITS: Final = Size(**settings.LIMITS)


class Meter:
    """Measures the operations of one DOCUMENT, run with VARIABLES."""

    def __init__(
        self, document: DocumentNode, *, schema: GraphQLSchema, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._sizes: dict[str, Size] = {}
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def measure(self, operation: OperationDefinitionNode) -> Size:
        """Measure OPERATION; unknown fragments and circles count nothing, for they are invalid."""
        root = self._schema.get_root_type(operation.operation)
        size = self._measure_set(operation.selection_set, root)
        writes = operation.operation is OperationType.MUTATION
        own = Size(directives=len(operation.directives), mutations=writes * size.root_fields)
        return size.beside(own)

    def _measure_set(self, selected: SelectionSetNode | None, type_: object) -> Size:
        size = Size()
        for node in selected.selections if selected else ():
            size = size.beside(Size(directives=len(node.directives)))
            size = size.beside(self._measure_one(node, type_))
        return size

    def _measure_one(self, node: SelectionNode, type_: object) -> Size:
        if isinstance(node, FieldNode):
            return self._measure_field(node, type_)
        if isinstance(node, InlineFragmentNode):
            on: NamedTypeNode | None = node.type_condition
            return self._measure_set(
                node.selection_set, type_ if on is None else self._named(on.name.value)
            )
        return self._measure_fragment(cast("Any", node).name.value)

    def _measure_fragment(self, name: str) -> Size:
        if name not in self._sizes and name in self._fragments:
            self._sizes[name] = Size()  # what a circle would find
            fragment = self._fragments[name]
            self._sizes[name] = self._measure_set(
                fragment.selection_set, self._named(fragment.type_condition.name.value)
            )
        return self._sizes.get(name, Size())

    def _measure_field(self, node: FieldNode, type_: object) -> Size:
        name = node.name.value
        field = getattr(type_, "fields", {}).get(name)
        inner_type = get_named_type(field.type) if field else None
        inner = self._measure_set(node.selection_set, inner_type)
        hidden = name.startswith("__")
        own = 1 if node.selection_set and name not in WRAPPERS else 0
        own += WORK.get(getattr(inner_type, "name", ""), 0)
        place = (getattr(type_, "name", ""), name)
        own += EFFORTS.get(place, 0)
        length = LENGTHS.get(place)
        cost = own + self._rows(node, inner_type, length) * inner.cost
        return Size(
            depth=0 if hidden else inner.depth + 1,
            aliases=min(ENDLESS, inner.aliases + bool(node.alias)),
            root_fields=0 if hidden else 1,
            directives=inner.directives,
            cost=0 if hidden else min(ENDLESS, cost),
        )

    def _rows(self, node: FieldNode, type_: GraphQLNamedType | None, length: int | None) -> int:
        given = {argument.name.value: self._read(argument.value) for argument in node.arguments}
        if isinstance(given.get("ids"), int):
            return cast("int", given["ids"])
        if length is None and not (type_ and type_.name.endswith("Connection")):
            return 1
        sizes = [size for name in ("first", "last") if isinstance(size := given.get(name), int)]
        return max(0, min(sizes, default=length or PAGE))

    def _read(self, value: ValueNode) -> int | None:
        """Read VALUE as a number, or a list as its length."""
        if isinstance(value, IntValueNode):
            return int(value.value)
        if isinstance(value, ListValueNode):
            return len(value.values)
        given = self._variables.get(value.name.value) if isinstance(value, VariableNode) else None
        return len(given) if isinstance(given, list) else given if isinstance(given, int) else None

    def _named(self, name: str) -> GraphQLNamedType | None:
        return self._schema.type_map.get(name)


def refuse_beyond(limits: Size, size: Size) -> None:
    """Refuse a document of SIZE when it is larger than LIMITS in any way.

    :raises RefusedError: naming the limit.
    """
    for field in fields(Size):
        got, most = getattr(size, field.name), getattr(limits, field.name)
        if got > most:
            name = field.name.replace("_", " ")
            shown = got if got < ENDLESS else "far more"
            raise RefusedError(f"This query is too large: {name} {shown}, and {most} is the limit.")


def measure(
    document: DocumentNode, *, schema: GraphQLSchema, variables: Mapping[str, Any], named: bool
) -> list[Size]:
    """Measure each operation of DOCUMENT, one of which the caller has NAMED, or has not.

    :raises RefusedError: when there are several and none was named, or one nests too deeply.
    """
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if len(operations) > 1 and not named:
        raise RefusedError("Name the operation to run.", code=Code.GRAPHQL_VALIDATION_FAILED)
    meter = Meter(document, schema=schema, variables=variables)
    try:
        return [meter.measure(operation) for operation in operations]
    except RecursionError as error:
        raise RefusedError("This is nested too deeply.") from error
