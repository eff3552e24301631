"""Where streams answer, for those who came to where queries do."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def find_streams(request: HttpRequest, *, path: str = "") -> str:
    """Give the address at which streams of PATH, else of its own, answer whoever sent REQUEST.

    In development streams have a port of their own; in production the proxy tells them apart.
    """
    host = request.get_host()
    if settings.DEBUG:
        domain, _ = split_domain_port(host)
        host = f"{domain}:{settings.STREAM_PORT}"
    return f"{request.scheme}://{host}{path or request.path}"


def find_sockets(request: HttpRequest, *, path: str = "") -> str:
    """Give the address at which the same streams answer over a WebSocket."""
    return find_streams(request, path=path).replace("http", "ws", 1)
