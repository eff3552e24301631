"""Refuses documents of the main schema that would cost too much, before they are run.

What may be run is counted against what the caller has left.
"""

from collections.abc import Iterator
from typing import Any

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

from backend.access.cost import LIMITS, MOST_TOKENS, Size, measure, refuse_beyond
from backend.access.memory import Memory
from backend.access.throttling import charge
from backend.api.documents import is_kept
from backend.api.subscriptions import Opening

PAID = "paid"  # where the context notes what was paid for it

# What documents cost with such variables; a document that is gone may leave its id to another.
_sizes: Memory[tuple[object, ...], tuple[DocumentNode, list[Size]]] = Memory(500)


def _count(value: object) -> int | None:
    """Give what `measure` reads of the VALUE of a variable: a number, or how many there are."""
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None


def find_variables(document: DocumentNode) -> set[str]:
    """Find the names of the variables that the operations of DOCUMENT declare."""
    return {
        each.variable.name.value
        for node in document.definitions
        for each in getattr(node, "variable_definitions", None) or ()
    }


class Limited(SchemaExtension):
    """Refuses documents beyond LIMITS before they are validated, and tells what they cost."""

    limits = LIMITS
    cost = 0

    def on_operation(self) -> Iterator[None]:
        """Bound the tokens, so that even parsing stays cheap."""
        self.execution_context.parse_options["max_tokens"] = MOST_TOKENS
        yield

    def on_validate(self) -> Iterator[None]:
        """Measure the operations before any rule looks at them, and let the caller pay.

        What a stream answers was paid for when it was opened.

        :raises RefusedError: when one is larger than the limits, or than what the caller has left.
        """
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            self._check(document)
            if context.root_value is None or isinstance(context.root_value, Opening):
                charge(context.context.request, self.cost)
                vars(context)[PAID] = self.cost
        yield

    def get_results(self) -> dict[str, Any]:
        """Show the cost beside the data."""
        return {"cost": {"requested": self.cost, "max": self.limits.cost}}

    def _check(self, document: DocumentNode) -> None:
        context = self.execution_context
        variables = context.variables or {}
        named = bool(context._provided_operation_name)  # noqa: SLF001 -- the other guesses
        counts = tuple((name, _count(variables.get(name))) for name in find_variables(document))
        key = (id(document), named, counts)
        known = _sizes.recall(key)
        if known is None or known[0] is not document:
            schema = context.schema._schema  # noqa: SLF001 -- it has no public name
            found = measure(document, schema=schema, variables=variables, named=named)
            known = (document, found)
            if is_kept(document):
                _sizes.keep(key, known)
        for size in known[1]:
            self.cost = max(self.cost, size.cost)
            refuse_beyond(self.limits, size)
