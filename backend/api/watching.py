"""Counts the operations of the main schema for those who watch the server."""

from collections.abc import Iterator
from time import perf_counter

from strawberry.extensions import SchemaExtension

from backend.access.operations import count_operation, name_operation, tell_outcome
from backend.api.subscriptions import Opening


class Watched(SchemaExtension):
    """Counts each operation once it is over; of a subscription, how it has begun."""

    def on_operation(self) -> Iterator[None]:
        """Count one, but not each change that a stream shows."""
        began = perf_counter()
        yield
        context = self.execution_context
        root, result = context.root_value, context.result
        if result is None or not (root is None or isinstance(root, Opening)):
            return
        asked = context._provided_operation_name  # noqa: SLF001 -- the other guesses
        schema = context.schema._schema  # noqa: SLF001 -- it has no public name
        count_operation(
            name_operation("graphql", context.graphql_document, asked, schema),
            tell_outcome(getattr(result, "data", None), getattr(result, "errors", None)),
            seconds=perf_counter() - began,
            cost=getattr(context, "paid", 0),
        )
