"""The protocol graphql-transport-ws, as strawberry speaks it, and what strawberry leaves open.

Its own handler trusts messages to have the form that the protocol gives them. Here a message that
has another closes the connection with 4400, one that is too large with 1009; a refusal has a code;
and nothing is sent to a connection that was closed.
"""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any, Final, cast

from django.conf import settings
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)

from backend.access.allowances import SpentError
from backend.access.documents import find_persisted
from backend.access.errors import Code, RefusedError
from backend.access.tokens import TokenRefusedError
from backend.api.crew import Work
from backend.api.subscriptions import StreamContext

MOST_OPERATIONS: Final = 20  # of one connection, at a time
MALFORMED: Final = 4400
TOO_LARGE: Final = 1009
RESTARTING: Final = 1012
UNKNOWN: Final = 4401  # after which no client tries again by itself
FORBIDDEN: Final = 4403  # after which some do, a few times: whoever may do less may ask for less
REASON_LENGTH: Final = 100  # characters; a close frame has room for 123 bytes
FULL: Final = f"A connection has {MOST_OPERATIONS} operations at a time."


class MalformedMessageError(Exception):
    """Says with which CODE a connection is closed, and for what REASON."""

    def __init__(self, reason: str, *, code: int = MALFORMED) -> None:
        super().__init__(reason)
        self.code = code


class Socket(ASGIWebSocketAdapter):
    """One connection, which is closed once; what is sent to it later is dropped."""

    async def iter_json(
        self,
        *,
        ignore_parsing_errors: bool = False,  # noqa: ARG002 -- strawberry's signature
    ) -> AsyncGenerator[object, None]:
        """Give the messages that come in, until one is malformed or the connection ends."""
        try:
            while self.is_open:
                received = await self.ws.receive()
                if received["type"] == "websocket.disconnect":
                    return
                yield read_message(received.get("text"))
        except MalformedMessageError as error:
            await self.close(error.code, str(error))

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has closed it yet."""
        both = {self.ws.application_state, self.ws.client_state}
        return both == {WebSocketState.CONNECTED}

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send MESSAGE, if somebody is still there."""
        if self.is_open:
            await super().send_json(message)

    async def close(self, code: int, reason: str) -> None:
        """Close the connection with CODE and REASON, unless it is closed already."""
        if self.is_open:
            with suppress(WebSocketDisconnect):
                await super().close(code, reason[:REASON_LENGTH])


def read_message(text: str | None) -> dict[str, Any]:
    """Read TEXT as a message of the form that its type has in the protocol.

    :raises MalformedMessageError: when it is none.
    """
    if text is None:
        raise MalformedMessageError("Messages have to be texts.")
    if len(text) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise MalformedMessageError("This message is too large.", code=TOO_LARGE)
    try:
        message = json.loads(text)
    except (RecursionError, ValueError) as error:
        raise MalformedMessageError("Messages have to be JSON.") from error
    if not (isinstance(message, dict) and isinstance(message.get("type"), str)):
        raise MalformedMessageError("Messages have to be objects with a type.")
    if not _is_well_formed(message):
        raise MalformedMessageError(f"This is no {message['type'][:40]} message.")
    return message


def _is_well_formed(message: Mapping[str, Any]) -> bool:
    """Tell whether MESSAGE has what the handler will look for; of unknown types it knows itself."""
    payload = message.get("payload")
    if message["type"] in {"subscribe", "complete"}:
        given = message.get("id")
        if not (isinstance(given, str) and given):
            return False
    if message["type"] != "subscribe":
        return isinstance(payload, dict | None)
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("extensions"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )


class Handler(BaseGraphQLTransportWSHandler[StreamContext, None]):
    """Follows the protocol on one connection, which the view knows as long as it lasts."""

    async def handle(self) -> None:
        """Follow it to its end."""
        sockets: set[Socket] = self.view.sockets  # type: ignore[attr-defined]  # -- of StreamView
        socket, visit = cast("Socket", self.websocket), self.context.visit
        sockets.add(socket)
        visit.end = self.send_away
        try:
            with self.context.tail.visits.keep(visit):
                await super().handle()
        finally:
            sockets.discard(socket)

    async def send_away(self, refusal: RefusedError) -> None:
        """Close the connection, because whoever opened it may stay no longer, as REFUSAL says."""
        known = refusal.extensions == {"code": Code.FORBIDDEN.value}
        await self.websocket.close(FORBIDDEN if known else UNKNOWN, refusal.message)

    async def handle_message(self, message: Message) -> None:
        """Follow MESSAGE, unless it comes too late; a payload of null is the same as none."""
        if not cast("Socket", self.websocket).is_open:
            return
        spare = {name: value for name, value in message.items() if value is not None}
        await super().handle_message(cast("Message", spare))

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Let in who greets by MESSAGE, unless with a token that is not good, or one too many."""
        try:
            await super().handle_connection_init(message)
        except (TokenRefusedError, SpentError) as error:
            await self.send_away(error)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation, unless there are too many, or whoever asks may stay no longer.

        They are refused here, for strawberry's own refusal has no code.
        """
        visit = self.context.visit
        await self.context.tail.visits.look(visit, work=Work.REQUESTS)
        if visit.is_over():
            return
        known = message["id"] in self.operations
        if self.connection_acknowledged and not known and len(self.operations) >= MOST_OPERATIONS:
            refused = RefusedError(FULL).formatted
            await self.send_message({"id": message["id"], "type": "error", "payload": [refused]})
            return
        try:
            named = name_query(message)
        except RefusedError as error:
            refused = error.formatted
            await self.send_message({"id": message["id"], "type": "error", "payload": [refused]})
            return
        await super().handle_subscribe(named)


def name_query(message: SubscribeMessage) -> SubscribeMessage:
    """Give MESSAGE with the text of the document that it names by a hash, where it has no text.

    :raises RefusedError: when nobody knows the document.
    """
    payload = message["payload"]
    extensions = payload.get("extensions") or {}
    text = None if payload["query"] else find_persisted(extensions)
    return message if text is None else {**message, "payload": {**payload, "query": text}}
