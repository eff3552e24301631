"""Answers operations as streams: in an event loop, by resolvers that know nothing of one.

Strawberry's own way resolves in the loop, where Django's ORM refuses to work. Here each answer, one
for a query or a mutation and one for each change of a subscription, is worked out in a thread, by
the same `execute_sync` that answers everywhere: with the same limits, codes and costs.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Hashable
from contextlib import aclosing
from functools import partial
from typing import Any, Final, TypeAlias, cast

import strawberry
from django.db import DatabaseError, InterfaceError
from django.utils import translation
from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError
from graphql.execution.subscribe import create_source_event_stream
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from backend.access.audit_origins import acting_for
from backend.access.documents import WITHHELD, is_withheld
from backend.access.errors import Code, RefusedError, encode
from backend.api.crew import Work
from backend.api.subscriptions import Opening, StreamContext
from backend.feed.cursors import HINT, StaleCursorError
from products.origins import Interface

Answers: TypeAlias = AsyncGenerator[ExecutionResult, None]
Execute: TypeAlias = Callable[..., ExecutionResult]  # takes the root

LOST: Final = f"Tutti was restored meanwhile, or what follows here is too old to be kept. {HINT}"
NO_QUERY: Final = "There is no GraphQL document in this."
NOT_HERE: Final = "Send mutations by POST."


class StreamedSchema(strawberry.Schema):
    """A schema whose operations can also be answered as a stream."""

    async def stream(  # type: ignore[override]  # -- strawberry's own passes these by name as well
        self,
        query: str | None,
        *,
        context_value: StreamContext,
        operation_name: str | None = None,
        root_value: object = None,  # noqa: ARG002 -- strawberry passes it
        **more: Any,  # noqa: ANN401 -- whatever `execute_sync` takes
    ) -> Answers:
        """Begin to answer QUERY: what is wrong with it is known, and its place is taken."""
        if query is not None and is_withheld(query, context_value.request):
            refused = RefusedError(WITHHELD, code=Code.FORBIDDEN)
            return _once(PreExecutionError(data=None, errors=[refused]))
        execute = partial(
            self.execute_sync,
            query,
            context_value=context_value,
            operation_name=operation_name,
            **more,
        )
        opening = Opening()
        first = await _work(context_value, Work.REQUESTS, partial(_open, execute, opening))
        if opening.document is None:
            return _once(_classify(first))
        found = await self._find_source(opening, context_value, operation_name)
        if isinstance(found, CoreResult):
            errors = [encode(error, executing=True) for error in found.errors or ()]
            return _once(PreExecutionError(data=None, errors=errors, extensions=first.extensions))
        asked = json.dumps([query, operation_name, opening.variables], default=str, sort_keys=True)
        like = (asked, opening.caller.sight, context_value.language)
        changes = cast("AsyncGenerator[Any, None]", found)
        answers = _each(changes, execute, context_value, like)
        return _place(answers, context_value, opening.payer)

    async def _find_source(
        self, opening: Opening, context: StreamContext, operation_name: str | None
    ) -> AsyncIterable[Any] | CoreResult:
        """Find what the subscription of OPENING follows, or what is wrong with its arguments."""
        assert opening.document is not None  # noqa: S101 -- asked before
        try:
            return await create_source_event_stream(
                self._schema,
                opening.document,
                context_value=context,
                variable_values=opening.variables,
                operation_name=operation_name,
            )
        except GraphQLError as error:  # which graphql-core lets through for some variables
            return CoreResult(data=None, errors=[error])


def _open(execute: Execute, opening: Opening) -> ExecutionResult:
    """Execute with OPENING at the root; what cannot be executed at all is an answer, too."""
    try:
        return execute(root_value=opening)
    except MissingQueryError:
        refused = RefusedError(NO_QUERY)
    except InvalidOperationTypeError:
        refused = RefusedError(NOT_HERE)
    except CannotGetOperationTypeError as error:
        refused = RefusedError(error.as_http_error_reason())
    return PreExecutionError(data=None, errors=[refused])


def _classify(result: ExecutionResult) -> ExecutionResult:
    """Tell by the class of RESULT when nothing was executed."""
    if result.data is None and result.errors and all(not error.path for error in result.errors):
        return PreExecutionError(data=None, errors=result.errors, extensions=result.extensions)
    return result


async def _once(result: ExecutionResult) -> Answers:
    yield result


async def _place(answers: Answers, context: StreamContext, payer: str) -> Answers:
    """Give ANSWERS while PAYER has a place for them, or refuse them."""
    try:
        with context.tail.places.take(payer):
            async with aclosing(answers):
                async for answer in answers:
                    yield answer
    except RefusedError as error:
        yield PreExecutionError(data=None, errors=[error])


async def _each(
    source: AsyncGenerator[Any, None],
    execute: Execute,
    context: StreamContext,
    like: Hashable,
) -> Answers:
    """Answer with each change of SOURCE at the root; when it fails, say so and end.

    Streams that are LIKE each other, in what is asked and may be seen, share an answer. When
    whoever asks may stay no longer, the last answer says why.
    """
    visit = context.visit
    try:
        async with aclosing(source):
            with context.tail.visits.keep(visit):
                async for change in source:
                    if visit.is_over():
                        break
                    answer = partial(execute, root_value=change)
                    work = partial(_work, context, Work.CHANGES, answer)
                    yield await context.tail.answers.get((change.pk, str(change.place), like), work)
    except StaleCursorError:
        yield ExecutionResult(data=None, errors=[RefusedError(LOST, code=Code.CURSOR_EXPIRED)])
    except (DatabaseError, InterfaceError) as error:
        broken = encode(GraphQLError("", original_error=error), executing=True)
        yield ExecutionResult(data=None, errors=[broken])
    if visit.refusal is not None:
        yield ExecutionResult(data=None, errors=[visit.refusal])


async def _work(
    context: StreamContext, work: Work, execute: Callable[[], ExecutionResult]
) -> ExecutionResult:
    """Execute in a thread for WORK, in the language of CONTEXT and as whoever asks there."""

    def speak() -> ExecutionResult:
        asked = acting_for(context.request, Interface.GRAPHQL)
        with translation.override(context.language), asked:
            return execute()

    return await context.tail.crew.do(work, speak)
