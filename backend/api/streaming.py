"""Streams over HTTP and WebSockets: server-sent events, and graphql-transport-ws.

Server-sent events are those of the protocol graphql-sse, "distinct connections": a request for each
operation, whose answers come as `next` and end in `complete`.
"""

from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from cross_web import HTTPException
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse
from django.utils import translation
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import UNSET
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.streaming import SSETransport
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from backend.access.absence import ABSENT, RETRY_AFTER, notice_absence
from backend.access.allowances import SpentError
from backend.access.arriving import read_arrival
from backend.access.callers import AUTHORIZATION
from backend.access.errors import Code
from backend.access.media import EVENTS, JSON, negotiate
from backend.access.reading import read_object
from backend.access.tokens import CHALLENGE, TokenRefusedError
from backend.api.gate import refuse
from backend.api.sockets import MOST_OPERATIONS, RESTARTING, Handler, Socket
from backend.api.streamed import StreamedSchema
from backend.api.subscriptions import StreamContext
from backend.api.tail import Tail
from backend.api.visits import Visit

GREETING: Final = timedelta(seconds=10)  # within which a WebSocket has to say connection_init
STOPPED: Final = "The server restarts."


class Events(SSETransport):
    """Server-sent events as every client reads them, chosen by who likes them best."""

    def accepts(self, accept: str) -> bool:
        """Tell whether ACCEPT likes events better than what else there is."""
        return negotiate(accept, events=True) == EVENTS

    def encode_event(self, event: str, data: str | None = None) -> str:
        """Write EVENT with DATA, one line of JSON; some clients know but one line end."""
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        """Write COMMENT, which only keeps the connection from looking dead."""
        return f": {comment}\n\n"


class StreamView(GraphQL[StreamContext, None]):
    """Answers every operation as a stream of the TAIL; queries and mutations with one answer."""

    stream_transport_classes_by_protocol = MappingProxyType({GRAPHQL_SSE_PROTOCOL: Events})
    graphql_transport_ws_handler_class = Handler
    websocket_adapter_class = Socket

    def __init__(self, schema: StreamedSchema, tail: Tail) -> None:
        """Answer by SCHEMA and follow TAIL."""
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=GREETING,
            max_subscriptions_per_connection=MOST_OPERATIONS,
        )
        self.tail = tail
        self.sockets: set[Socket] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, serve a WebSocket until it is closed, or live as long as a server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive=receive, send=send))
            return
        response = await self._answer(Request(scope, receive=receive))
        await response(scope, receive, send)

    async def close(self) -> None:
        """End all streams: WebSockets as for a restart, events by saying that they are complete."""
        for socket in list(self.sockets):
            await socket.close(RESTARTING, STOPPED)
        await self.tail.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begin to follow before anybody is let in, and end when the server ends."""
        await receive()
        await self.tail.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        self.tail.crew.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, request: Request) -> Response:
        if request.method not in {"GET", "POST"}:
            return refuse(405, "Use GET or POST.", Allow="GET, POST, OPTIONS")
        if negotiate(request.headers.get("accept", ""), events=True) != EVENTS:
            return refuse(406, f"Here are streams: accept {EVENTS}, or open a WebSocket.")
        try:
            return await self.run(request)
        except (TokenRefusedError, SpentError, HTTPException) as error:
            return _refuse_as(error)
        except (DatabaseError, InterfaceError) as error:
            if not notice_absence(error):
                raise
            again = {"Retry-After": RETRY_AFTER}
            return refuse(503, ABSENT, code=Code.DATABASE_UNAVAILABLE, **again)

    def should_render_graphql_ide(self, _request: object) -> bool:
        """Show no page: whoever is here has come for a stream."""
        return False

    def decode_json(self, data: str | bytes) -> object:
        """Read DATA as JSON.

        :raises HTTPException: when it is none, or nested too deeply, or no object at the top.
        """
        try:
            return read_object(data)
        except UnicodeDecodeError as error:
            raise HTTPException(400, "The request is not UTF-8.") from error

    async def process_result(
        self, request: Request, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Leave `data` out when nothing was executed."""
        answer: Any = await super().process_result(request, result)
        if isinstance(result, PreExecutionError):
            answer.pop("data", None)
        return answer  # type: ignore[no-any-return]  # -- a dict without its data

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 -- strawberry's signature
    ) -> StreamContext:
        """Tell from REQUEST who asks, and in what language, as for the rest of Tutti.

        Who opens a WebSocket is known by its greeting.

        :raises TokenRefusedError: when they show a token that is not good.
        """
        known = read_arrival(request.scope)
        context = StreamContext(
            request=known,
            response=HttpResponse(),
            tail=self.tail,
            language=translation.get_language_from_request(known),
            visit=Visit(),
        )
        if isinstance(request, Request):
            await self.tail.visits.admit(context.visit, known)
        return context

    async def on_ws_connect(self, context: StreamContext) -> Any:  # noqa: ANN401 -- strawberry's UNSET
        """Find out who greets in CONTEXT, where browsers have to say it: they send no header.

        :raises TokenRefusedError: when they show a token that is not good.
        """
        for name, value in (context.connection_params or {}).items():
            if name.lower() == "authorization":
                context.request.META[AUTHORIZATION] = value
        await self.tail.visits.admit(context.visit, context.request)
        return UNSET


def _refuse_as(error: TokenRefusedError | SpentError | HTTPException) -> Response:
    """Refuse a request for ERROR, with the status that fits."""
    match error:
        case TokenRefusedError():
            challenge = {"WWW-Authenticate": CHALLENGE}
            return refuse(401, error.message, code=Code.UNAUTHENTICATED, **challenge)
        case SpentError():
            wait = {"Retry-After": str(error.wait)}
            return refuse(429, error.message, code=Code.RATE_LIMITED, **wait)
    if error.reason == "Unsupported content type":
        return refuse(415, f"Send {JSON}.")
    return refuse(error.status_code, error.reason)
