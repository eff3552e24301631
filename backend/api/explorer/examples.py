"""The example operations that the explorer offers, from docs/operations/."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

from graphql import (
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLType,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    Visitor,
    parse,
    type_from_ast,
    value_from_ast_untyped,
    visit,
)

from backend.api.schema import schema

FOLDER: Final = Path(__file__).resolve().parents[3] / "docs" / "operations"
COMMENT: Final = re.compile(r"^# ?(.*)$", re.MULTILINE)
# What the demo has under the names that operations give it.
DEMO: Final = {"product": "cadenza", "key": "conflict-radar"}
# The types of the rows that variables with these names stand for.
ROWS: Final = {"featureId": "Feature", "groupId": "Group", "stakeholderId": "Stakeholder"}


class Example(TypedDict):
    """One operation: its name, what it is for, and its text with the fragments that it spreads.

    Its variables are JSON to fill in, empty when it has none. Those that have to name a row are
    `named`, each with the type of that row; none in what writes, which nobody does by accident.
    """

    name: str
    about: str
    query: str
    variables: str
    named: dict[str, str]


class Theme(TypedDict):
    """The operations of one file, and what they have in common."""

    title: str
    examples: list[Example]


class Spreads(Visitor):
    """Collects the names of the fragments that a node spreads."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_rest: object) -> None:
        """Collect one."""
        self.names.append(node.name.value)


class Conditions(Visitor):
    """Collects the types that fragments within a node are on."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_inline_fragment(self, node: InlineFragmentNode, *_rest: object) -> None:
        """Collect one."""
        if node.type_condition is not None:
            self.names.append(node.type_condition.name.value)


@cache
def read_themes() -> list[Theme]:
    """Read all themes; none where the documentation was not installed with the program."""
    return [read_theme(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.graphql"))]


def read_theme(text: str) -> Theme:
    """Read TEXT: a comment says what it is about, and one above each operation what that is for."""
    document = parse(text)
    title, *_ = COMMENT.findall(text)
    fragments = {
        getattr(node, "name").value: _cut(text, node)  # noqa: B009 -- fragments have names
        for node in document.definitions
        if not isinstance(node, OperationDefinitionNode)
    }
    return Theme(
        title=title,
        examples=[
            _read_example(text, node, fragments)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        ],
    )


def _read_example(text: str, node: OperationDefinitionNode, fragments: dict[str, str]) -> Example:
    """Read the operation at NODE of TEXT, with those FRAGMENTS that it spreads."""
    above = text[: node.loc.start if node.loc else 0].rstrip("\n").split("\n\n")[-1]
    spreads = Spreads()
    visit(node, spreads)
    used = [fragments[name] for name in dict.fromkeys(spreads.names)]
    return Example(
        name=node.name.value if node.name else "",
        about=" ".join(COMMENT.findall(above)),
        query="\n\n".join([f"{above}\n{_cut(text, node)}", *used]) + "\n",
        variables=write_variables(node),
        named=find_named(node),
    )


def find_named(operation: OperationDefinitionNode) -> dict[str, str]:
    """Find which variables of OPERATION have to name a row of which type; none where it writes."""
    if operation.operation != OperationType.QUERY:
        return {}
    types = Conditions()
    visit(operation, types)
    return {
        name: ROWS.get(name) or types.names[0]
        for each in operation.variable_definitions
        if (name := each.variable.name.value) in ROWS or (name == "id" and types.names)
    }


def write_variables(operation: OperationDefinitionNode) -> str:
    """Write a value for each variable of OPERATION as JSON, to be changed by whoever runs it."""
    values = {each.variable.name.value: _propose(each) for each in operation.variable_definitions}
    return json.dumps(values, indent=2) if values else ""


def _propose(variable: VariableDefinitionNode) -> object:
    """Propose for VARIABLE its default, else what the demo has, else what is empty of its type."""
    name = variable.variable.name.value
    if variable.default_value is not None:
        return value_from_ast_untyped(variable.default_value)
    if name in DEMO:
        return DEMO[name]
    return _empty(type_from_ast(schema._schema, variable.type))  # noqa: SLF001 -- it has no public name


def _empty(type_: GraphQLType | None) -> object:
    """Give what is empty of TYPE_: an empty text, number or list would not do where none is needed.

    An empty list of kinds, say, asks for nothing, where none at all asks for everything.
    """
    match type_:
        case GraphQLNonNull():
            return _fill(type_.of_type)
        case GraphQLInputObjectType():
            return {}
    return None


def _fill(type_: GraphQLType) -> object:
    """Give what may stand for a value of TYPE_ that is needed."""
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if type_ is GraphQLBoolean:
        return False
    if type_ in {GraphQLInt, GraphQLFloat}:
        return 0
    if isinstance(type_, GraphQLList):
        return []
    empty = _empty(type_)
    return "" if empty is None else empty


def _cut(text: str, node: Node) -> str:
    """Cut the text of NODE out of TEXT."""
    return text[node.loc.start : node.loc.end] if node.loc else ""
