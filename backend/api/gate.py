"""The gate before the streams: which hosts they answer for, and which origins may open them.

A browser opens a WebSocket from any page and sends cookies along, and asks nobody: the server has
to look at the Origin. What is no browser sends none, and is let through.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from cross_web import HTTPException
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.access.errors import Code
from backend.access.media import JSON
from backend.access.probes import HEADERS, LIVE, READY, answer_probe
from backend.access.views import word_refusal

PATHS: Final = frozenset({"/graphql", "/graphql/"})
SECURE: Final = frozenset({"https", "wss"})
FORWARDED: Final = "x-forwarded-proto"
NOT_YOURS: Final = 1008  # a WebSocket that is closed so before it was accepted reads status 403
# What a page of another port may send, and for how many seconds it may remember that.
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "accept, authorization, content-type, x-csrftoken",
    "Access-Control-Max-Age": "600",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why somebody does not come in: a STATUS and a MESSAGE."""

    status: int
    message: str


class Routes:
    """Sends what comes to one of OTHERS, by the path, and everything else to APP."""

    def __init__(self, app: ASGIApp, others: Mapping[str, ASGIApp]) -> None:
        """Stand before APP and OTHERS; WebSockets are for APP alone."""
        self._app = app
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it on."""
        path = scope["path"] if scope["type"] == "http" else ""
        await self._others.get(path, self._app)(scope, receive, send)


class Gate:
    """Lets through to APP who may come in, and no more of a request than is read elsewhere."""

    def __init__(self, app: ASGIApp, *, paths: Collection[str] = PATHS) -> None:
        """Stand before APP, which answers at PATHS."""
        self._app = app
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or WebSocket through, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"] in {LIVE, READY}:
            await _answer_probe(scope, receive, send)
            return
        fault = find_fault(HTTPConnection(scope), self._paths)
        if scope["type"] == "websocket":
            if fault:
                await send({"type": "websocket.close", "code": NOT_YOURS, "reason": fault.message})
                return
            await self._app(scope, receive, send)
            return
        origin = HTTPConnection(scope).headers.get("origin")
        answer = partial(_open_to, send, "" if fault else origin or "")
        if fault:
            await refuse(fault.status, fault.message)(scope, receive, answer)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, answer)
        else:
            await self._app(scope, _limit(receive), answer)


async def _answer_probe(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a probe, which may have to wait for the database; the streams do not wait for it."""
    answer = await asyncio.to_thread(answer_probe, scope["path"])
    assert answer is not None  # noqa: S101 -- there is one at each of these paths
    await Response(answer.body, answer.status, HEADERS, media_type=JSON)(scope, receive, send)


async def _open_to(send: Send, origin: str, message: Message) -> None:
    """Send MESSAGE so that a page of ORIGIN, if there is one, may read it."""
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        headers["Vary"] = "Accept, Origin"
        if origin:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Allow-Credentials"] = "true"
    await send(message)


def _limit(receive: Receive) -> Receive:
    """Receive as much as a request may have."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise HTTPException(413, "This request is too large.")
        return message

    return limited


def refuse(
    status: int, message: str, *, code: Code = Code.BAD_USER_INPUT, **headers: str
) -> Response:
    """Refuse a request with STATUS, MESSAGE and CODE, in the form of a GraphQL answer."""
    return Response(word_refusal(message, code=code), status, headers, media_type=JSON)


def find_fault(connection: HTTPConnection, paths: Collection[str] = PATHS) -> Fault | None:
    """Tell why CONNECTION to one of PATHS may not come in, or that it may by None."""
    if connection.url.path not in paths:
        return Fault(404, "Streams are at /graphql.")
    host = connection.headers.get("host", "")
    if not is_known_host(host):
        return Fault(400, "This host is not one of ALLOWED_HOSTS.")
    if settings.SECURE_SSL_REDIRECT and not _is_secure(connection):
        return Fault(403, "Use HTTPS.")
    if not is_friend(connection.headers.get("origin"), host):
        return Fault(403, "This origin may not open streams; STREAM_ORIGINS lists which may.")
    return None


def is_known_host(host: str) -> bool:
    """Tell whether HOST, perhaps with a port, is a name of this server."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_friend(origin: str | None, host: str) -> bool:
    """Tell whether a page of ORIGIN may open streams at HOST.

    So may pages of the same host, also when the queries have a port of their own there, pages of
    STREAM_ORIGINS, and whatever is no page.
    """
    if origin is None:
        return True
    try:
        page, here = urlsplit(origin), urlsplit(f"//{host}")
        ports = (page.port, here.port)
    except ValueError:
        return False
    if page.scheme not in ({"https"} if settings.SECURE_SSL_REDIRECT else {"https", "http"}):
        return False
    beside = page.hostname == here.hostname and ports == (settings.PORT, settings.STREAM_PORT)
    return beside or page.netloc in {here.netloc, *settings.STREAM_ORIGINS}


def _is_secure(connection: HTTPConnection) -> bool:
    """Tell whether CONNECTION came over TLS, perhaps as far as the proxy before us."""
    return connection.url.scheme in SECURE or connection.headers.get(FORWARDED) == "https"
