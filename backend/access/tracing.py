"""Gives each request an id, under which all stands that the log says of it, and a line of its own.

A proxy or a client may have given it one already; then a request can be followed from there.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

from backend.logs import NO_ROUTE, find_route

HEADER: Final = "X-Request-ID"
SANE: Final = re.compile(r"[A-Za-z0-9._:+/=@-]{8,128}")
NAME: Final = "request_id"

REQUESTS: Final = Counter(
    "tutti_http_requests", "Requests by the part of Tutti that they went to.", ["part", "status"]
)
SECONDS: Final = Histogram(
    "tutti_http_request_seconds",
    "What requests took, from when they were read to when the answer stood.",
    ["part"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)

logger = structlog.stdlib.get_logger("tutti.requests")


@contextmanager
def tracing(given: str | None) -> Iterator[str]:
    """Log meanwhile under the id that was GIVEN, if it is sane, or a new one; give it."""
    name = given if given and SANE.fullmatch(given) else uuid.uuid4().hex
    with structlog.contextvars.bound_contextvars(**{NAME: name}):
        yield name


def tell_trace() -> dict[str, str]:
    """Tell the id of this request, for those who cannot read headers; nothing outside of one."""
    name = structlog.contextvars.get_contextvars().get(NAME)
    return {"requestId": name} if name else {}


def name_part(route: str) -> str:
    """Name the part of Tutti that ROUTE leads to: what stands between its first two slashes."""
    first = "" if route == NO_ROUTE else route.strip("/").partition("/")[0]
    return first or "none"


class TraceRequests:
    """Logs a line for each request: which route, how it ended, and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before GET_RESPONSE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer REQUEST."""
        began = perf_counter()
        with tracing(request.headers.get(HEADER)) as name:
            response = self.get_response(request)
            response.headers[HEADER] = name
            seconds = perf_counter() - began
            status, route = response.status_code, find_route(request)
            logger.info(
                "request",
                method=request.method,
                route=route,
                status=status,
                ms=round(seconds * 1_000, 1),
            )
        part = name_part(route)
        REQUESTS.labels(part, status).inc()
        SECONDS.labels(part).observe(seconds)
        return response
