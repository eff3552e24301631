"""Writes a document that asks for every field of a type, down to some depth."""

from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

PAGE: Final = "first: 50"
# A place in a list, which others' rows move; and what is written of all that stands beside it.
APART: Final = frozenset({"cursor", "markdown", "html"})
# What fields take that need something, by type and field; a new one has to be thought of here.
ARGUMENTS: Final = {
    ("Feature", "alignmentAt"): 'date: "2999-01-01T00:00:00Z"',
    ("Feature", "alignmentDifference"): 'from: "2020-01-01T00:00:00Z", to: "2999-01-01T00:00:00Z"',
    ("Feature", "timeInStages"): 'at: "2999-01-01T00:00:00Z"',
    ("Product", "stageFlow"): 'from: "2020-01-01T00:00:00Z", to: "2999-01-01T00:00:00Z"',
    ("Objective", "overdue"): 'on: "2999-01-01"',
    ("Feature", "whatIf"): 'group: "%(group)s", support: 1',
    ("Feature", "brief"): 'audience: { group: "%(group)s" }',
    ("GroupWillingness", "share"): "atLeast: 1",
    ("WillingnessToPay", "share"): "atLeast: 1",
    ("Query", "node"): 'id: "%(id)s"',
    ("Query", "nodes"): "ids: %(ids)s",
    ("Query", "product"): 'key: "%(product)s"',
    ("Query", "feature"): 'product: "%(product)s", key: "f0"',
    ("Query", "groupAlignment"): 'product: "%(product)s"',
    ("Query", "similarFeatures"): 'product: "%(product)s", name: "f1"',
    ("Query", "roadmap"): 'product: "%(product)s", budget: 5',
    ("Query", "changes"): "first: 100, nouns: [FEATURE, GROUP, PREFERENCE, OUTREACH, STAKEHOLDER]",
    ("Subscription", "alignmentChanged"): "",
}


def write_document(schema: GraphQLSchema, name: str, depth: int, **given: str) -> str:
    """Ask for the field NAME of the query with all below it, DEPTH objects deep."""
    assert schema.query_type is not None
    field = schema.query_type.fields[name]
    arguments = _write_arguments("Query", name, field) % given
    below = select(schema, field, depth)
    return f"{{ {name}{arguments} {below} }}" % given


def select(schema: GraphQLSchema, field: GraphQLField, depth: int) -> str:
    """Select all of what FIELD gives, DEPTH objects deep."""
    type_: Any = get_named_type(field.type)
    if isinstance(type_, GraphQLInterfaceType):
        kinds = schema.get_possible_types(type_)
        # What a name stands for differs among types, so each of them has names of its own.
        parts = [
            f"... on {each.name} {{ {_select_all(schema, each, depth, apart=True)} }}"
            for each in kinds
        ]
        return f"{{ __typename {' '.join(parts)} }}"
    return f"{{ {_select_all(schema, type_, depth)} }}"


def _select_all(
    schema: GraphQLSchema, type_: GraphQLObjectType, depth: int, *, apart: bool = False
) -> str:
    parts = ["__typename"]
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        arguments = _write_arguments(type_.name, name, field)
        if name in APART:
            continue
        shown = f"{type_.name}_{name}: " if apart and name != "id" else ""
        if is_leaf_type(inner):
            parts.append(f"{shown}{name}{arguments}")
        elif name in {"nodes", "node"} or (name == "edges" and "nodes" not in type_.fields):
            parts.append(f"{name}{arguments} {select(schema, field, depth)}")
        elif name not in {"pageInfo", "edges"} and depth:
            parts.append(f"{shown}{name}{arguments} {select(schema, field, depth - 1)}")
    return " ".join(parts)


def _write_arguments(type_name: str, name: str, field: GraphQLField) -> str:
    given = ARGUMENTS.get((type_name, name), "")
    if any(map(is_required_argument, field.args.values())):
        given = ARGUMENTS[type_name, name]
    elif not given and {"first", "after"} <= field.args.keys():
        given = PAGE
    return f"({given})" if given else ""
