"""Codes the errors of the main schema, and tells what was withheld from whoever asks."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from backend.access.answering import answering, get_caller
from backend.access.callers import find_caller
from backend.access.errors import MOST_ERRORS, encode


class Coded(SchemaExtension):
    """Puts a code on every error of an answer, and answers with ten of them at most."""

    executing = False

    def on_execute(self) -> Iterator[None]:
        """Note that the document was found valid."""
        self.executing = True
        yield

    def on_operation(self) -> Iterator[None]:
        """Let the answer know for whom it is, and rewrite the errors once it stands."""
        request = getattr(self.execution_context.context, "request", None)
        caller = get_caller() if request is None else find_caller(request)
        with answering(caller) as mine:
            yield
        result = self.execution_context.result
        if result is not None and (result.errors or mine.withheld):
            errors = [*(result.errors or ()), *mine.list_errors()]
            result.errors = [
                encode(error, executing=self.executing) for error in errors[:MOST_ERRORS]
            ]
