"""The page that people look at: a shell, which scripts fill from the API."""

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from backend.access.headers import POLICY
from backend.access.whereabouts import find_sockets

REACHED: Final = "connect-src 'self'"


@require_safe
def board(request: HttpRequest, **_: str) -> HttpResponse:
    """Show the board, whichever view and product REQUEST names: its scripts read the address."""
    streams = find_sockets(request, path=reverse("graphql"))
    page = render_to_string("board/board.html", {"streams": streams}, request)
    return HttpResponse(page, headers={"Content-Security-Policy": write_policy(streams)})


def write_policy(streams: str) -> str:
    """Write the policy of all pages, with the origin of STREAMS among what may be reached."""
    address = urlsplit(streams)
    return POLICY.replace(REACHED, f"{REACHED} {address.scheme}://{address.netloc}")


# What the scripts say, in the language of the reader.
words = JavaScriptCatalog.as_view(packages=["backend"])
