"""What can be followed, and how a subscription begins."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Final

import strawberry
from django.http import HttpRequest
from graphql import DocumentNode, ExecutionResult
from strawberry import UNSET
from strawberry.django.context import StrawberryDjangoContext
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from backend.access.answering import get_caller, refuse
from backend.access.callers import Caller, find_anyone, find_caller
from backend.access.errors import RefusedError
from backend.access.throttling import name_payer
from backend.api import types
from backend.api.crew import Work
from backend.api.fields import subscription
from backend.api.following import Place, find_place
from backend.api.queries import InProduct, find_product
from backend.api.rules import STREAMS
from backend.api.tail import Tail
from backend.api.visits import Visit

BRIEF_PAUSE: Final = 0.05  # seconds, while others give lines of the feed their places
ELSEWHERE: Final = "Subscriptions are answered as text/event-stream or over a WebSocket."

After = Annotated[
    str | None,
    strawberry.argument(
        description="Only what follows the change with this cursor, what was missed first; cursors "
        "of `changes` are good as well. One from before a restore, or too old, is CURSOR_EXPIRED."
    ),
]


@dataclass
class StreamContext(StrawberryDjangoContext):
    """What a resolver may know of whoever asks for a stream."""

    tail: Tail
    language: str
    visit: Visit
    connection_params: dict[str, object] | None = None  # what a WebSocket was greeted with


@dataclass
class Opening:
    """Takes the place of the root while a document is read and checked: notes a subscription.

    A query or a mutation is answered at once; a subscription has only begun.
    """

    document: DocumentNode | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    payer: str = ""  # whose stream it is, among those that are counted
    caller: Caller = field(default_factory=find_anyone)


class Opened(SchemaExtension):
    """Lets a subscription begin where it can be streamed, once its document was found good."""

    def on_execute(self) -> Iterator[None]:
        """Stop before a subscription is answered, unless with the change at its root.

        :raises RefusedError: when it is none of a stream.
        """
        context = self.execution_context
        root = context.root_value
        if context.operation_type is OperationType.SUBSCRIPTION:
            if root is None:
                raise RefusedError(ELSEWHERE)
            if isinstance(root, Opening):
                root.document, root.variables = context.graphql_document, context.variables or {}
                root.payer = name_payer(context.context.request)
                root.caller = get_caller()
                context.result = ExecutionResult(data=None, errors=None)
        yield


@strawberry.type(description="What can be followed as it happens.")
class Subscription:
    """The streams."""

    @subscription(
        "Each change of a score, once and in the order of the feed; without `after`, those from "
        "now on."
    )
    async def alignment_changed(
        self, info: strawberry.Info, product: InProduct = UNSET, after: After = UNSET
    ) -> AsyncGenerator[types.AlignmentChange, None]:
        """Follow the changes of scores.

        :raises ObjectDoesNotExist: when there is no such product.
        :raises RefusedError: when the cursor is none, what follows it cannot be told any more, or
            the caller may not see it.
        """
        tail: Tail = info.context.tail
        end = tail.end
        find = partial(_find_products, info.context.request, _given(product))
        chosen = await tail.crew.do(Work.REQUESTS, find)
        cursor = _given(after)
        stream: Any = tail.stream(
            after=end if cursor is None else await _find_place(tail, cursor),
            products=chosen,
            is_over=info.context.visit.is_over,
        )
        return stream  # type: ignore[no-any-return]  # -- rows, which strawberry shows as its type


async def _find_place(tail: Tail, cursor: str) -> Place:
    """Find the place in what TAIL follows where to go on behind CURSOR.

    :raises RefusedError: when it is no cursor, or what follows it cannot be told any more.
    """
    while True:
        place = await tail.crew.do(Work.REQUESTS, partial(find_place, cursor))
        if place is not None:
            return place
        await asyncio.sleep(BRIEF_PAUSE)


def _find_products(request: HttpRequest, product: str | None) -> frozenset[int] | None:
    """Find the keys of the products that REQUEST may follow: PRODUCT, or None for all of them.

    :raises ObjectDoesNotExist: when there is no such product.
    :raises RefusedError: when the caller may not see it.
    """
    caller, scope = find_caller(request), STREAMS["alignment_changed"]
    if not caller.may(scope):
        raise refuse(caller, scope)
    chosen = caller.find_products(scope)
    if product is not None:
        chosen = frozenset({find_product(product, caller).pk})
    return chosen


def _given(argument: str | None) -> str | None:
    """Give ARGUMENT, or None when it was left out."""
    return argument if isinstance(argument, str) else None
