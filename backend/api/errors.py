"""Codes the errors of the main schema."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from backend.access.errors import MOST_ERRORS, encode


class Coded(SchemaExtension):
    """Puts a code on every error of an answer, and answers with ten of them at most."""

    executing = False

    def on_execute(self) -> Iterator[None]:
        """Note that the document was found valid."""
        self.executing = True
        yield

    def on_operation(self) -> Iterator[None]:
        """Rewrite the errors once the answer stands."""
        yield
        result = self.execution_context.result
        if result is not None and result.errors:
            result.errors = [
                encode(error, executing=self.executing) for error in result.errors[:MOST_ERRORS]
            ]
