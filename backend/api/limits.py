"""Refuses documents of the main schema that would cost too much, before they are run."""

from collections.abc import Iterator
from typing import Any

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

from backend.access.cost import LIMITS, MOST_TOKENS, measure, refuse_beyond


class Limited(SchemaExtension):
    """Refuses documents beyond LIMITS before they are validated, and tells what they cost."""

    limits = LIMITS
    cost = 0

    def on_operation(self) -> Iterator[None]:
        """Bound the tokens, so that even parsing stays cheap."""
        self.execution_context.parse_options["max_tokens"] = MOST_TOKENS
        yield

    def on_validate(self) -> Iterator[None]:
        """Measure the operations before any rule looks at them.

        :raises RefusedError: when one is larger than the limits.
        """
        document = self.execution_context.graphql_document
        if document is not None:
            self._check(document)
        yield

    def get_results(self) -> dict[str, Any]:
        """Show the cost beside the data."""
        return {"cost": {"requested": self.cost, "max": self.limits.cost}}

    def _check(self, document: DocumentNode) -> None:
        context = self.execution_context
        sizes = measure(
            document,
            schema=context.schema._schema,  # noqa: SLF001 -- it has no public name
            variables=context.variables or {},
            named=bool(context._provided_operation_name),  # noqa: SLF001 -- the other guesses
        )
        for size in sizes:
            self.cost = max(self.cost, size.cost)
            refuse_beyond(self.limits, size)
