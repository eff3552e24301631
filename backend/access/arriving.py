"""Lets what arrives at an event loop be known as what arrives at Django is."""

from io import BytesIO
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse


def read_arrival(scope: Any) -> ASGIRequest:  # noqa: ANN401 -- a scope of ASGI
    """Read SCOPE as a request without a body, by which its sender can be found out."""
    request = ASGIRequest({**scope, "method": "GET"}, BytesIO())
    for middleware in (SessionMiddleware, AuthenticationMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)
    return request
