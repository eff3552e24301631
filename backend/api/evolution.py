"""Holds the schema to what was published: nothing goes that was not deprecated before."""

from typing import Any, Final

from graphql import (
    REMOVE,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InputValueDefinitionNode,
    Node,
    Visitor,
    build_ast_schema,
    find_breaking_changes,
    parse,
    visit,
)

DEPRECATED: Final = "deprecated"


class Forget(Visitor):
    """Takes out of a document whatever it announces to be going."""

    def enter(self, node: Node, *_rest: object) -> Any:  # noqa: ANN401 -- graphql-core's protocol
        """Take NODE out when it is deprecated."""
        leaf = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode
        if isinstance(node, leaf) and any(d.name.value == DEPRECATED for d in node.directives):
            return REMOVE
        return None


def read_promise(published: str) -> GraphQLSchema:
    """Read what PUBLISHED, a schema as text, promises to keep: all that it does not deprecate.

    What only deprecated fields lead to is no promise either.
    """
    kept = build_ast_schema(visit(parse(published), Forget()))
    reachable = [
        each
        for each in kept.type_map.values()
        if isinstance(each, GraphQLInterfaceType)
        or (isinstance(each, GraphQLObjectType) and each.interfaces)
    ]
    return GraphQLSchema(
        query=kept.query_type,
        mutation=kept.mutation_type,
        subscription=kept.subscription_type,
        directives=kept.directives,
        types=reachable,
    )


def find_broken(published: str, current: GraphQLSchema) -> list[str]:
    """Name each promise of the PUBLISHED schema that CURRENT breaks without having announced it."""
    changes = find_breaking_changes(read_promise(published), current)
    return [f"{change.type.name}: {change.description}" for change in changes]
