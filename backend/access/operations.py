"""Counts the operations of GraphQL, by names that nobody can make up.

Whoever asks may call an operation what they like, and a label of Prometheus is kept for ever. So an
operation has a name of its own only if a trusted document has it; any is told apart by its first
field, of which there are as many as the schema has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
)
from prometheus_client import Counter, Histogram

from backend.access.documents import read_manifests
from backend.access.errors import Code

OTHER: Final = "other"  # a name that no trusted document has, or a field that is none
NAMES: Final = ["api", "operation", "field"]

OPERATIONS: Final = Counter(
    "tutti_operations",
    "Operations by how they went: well, in part, refused or failed.",
    [*NAMES, "outcome"],
)
SECONDS: Final = Histogram(
    "tutti_operation_seconds",
    "What operations took to be worked out, without the way there and back.",
    NAMES,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
COST: Final = Counter("tutti_operation_cost", "The cost that callers have paid.", NAMES)


@dataclass(frozen=True, slots=True)
class Named:
    """What an operation is counted as: the API, its own name, and that of its first field."""

    api: str
    operation: str = OTHER
    field: str = OTHER


def name_operation(
    api: str, document: DocumentNode | None, asked: str | None, schema: GraphQLSchema
) -> Named:
    """Name the operation of DOCUMENT that was ASKED for by name, or is the only one, in SCHEMA."""
    operation = document and get_operation_ast(document, asked)
    if not operation:
        return Named(api)
    own = operation.name.value if operation.name else ""
    trusted = list_trusted(tuple(settings.TRUSTED_DOCUMENTS))
    return Named(api, own if own in trusted else OTHER, _find_field(operation, schema))


def _find_field(operation: OperationDefinitionNode, schema: GraphQLSchema) -> str:
    """Name the first field of OPERATION, if SCHEMA has it there; all that is hidden is one."""
    first = next(iter(operation.selection_set.selections), None)
    if not isinstance(first, FieldNode):
        return OTHER
    name = first.name.value
    root = schema.get_root_type(operation.operation)
    if name.startswith("__"):
        return "introspection"
    return name if root is not None and name in root.fields else OTHER


@lru_cache
def list_trusted(paths: tuple[Path, ...]) -> frozenset[str]:
    """List the names of the operations of the trusted documents that are kept at PATHS."""
    documents = map(parse, set(read_manifests(paths).values()))
    return frozenset(
        node.name.value
        for document in documents
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode) and node.name
    )


def tell_outcome(data: object, errors: Iterable[Any] | None) -> str:
    """Tell how an operation went that gave DATA and ERRORS, which have their codes."""
    codes = [(each.extensions or {}).get("code") for each in errors or ()]
    if Code.INTERNAL_SERVER_ERROR in codes:
        return "failed"
    if not codes:
        return "ok"
    return "refused" if data is None else "partial"


def count_operation(named: Named, outcome: str, *, seconds: float, cost: int) -> None:
    """Count one that is NAMED and went as OUTCOME says, took SECONDS, and was paid for by COST."""
    labels = (named.api, named.operation, named.field)
    OPERATIONS.labels(*labels, outcome).inc()
    SECONDS.labels(*labels).observe(seconds)
    COST.labels(*labels).inc(cost)
