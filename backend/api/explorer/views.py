"""The page on which people try queries, and the policy that keeps it to where Tutti is."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import ensure_csrf_cookie

from backend.access.callers import STRANGER, Caller, find_caller
from backend.access.tokens import TokenRefusedError
from backend.access.whereabouts import find_sockets
from backend.api.explorer.examples import read_themes
from backend.api.explorer.seeding import name_rows

# Monaco, the editor in GraphiQL, adds style elements and writes its lines as HTML with style
# attributes, and has no way to be handed a nonce: styles, and they alone, may be inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'; "
    "connect-src 'self' {streams}; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@ensure_csrf_cookie
def explorer(request: HttpRequest) -> HttpResponse:
    """Show the explorer, which asks the address that REQUEST came to, and its streams."""
    streams = find_sockets(request)
    context = {
        "endpoint": request.path,
        "streams": streams,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "themes": name_rows(read_themes(), _find_reader(request)),
        "public": settings.PUBLIC_READ,
    }
    page = render_to_string("explorer/index.html", context, request)
    return HttpResponse(page, headers=HEADERS | {"Content-Security-Policy": write_policy(streams)})


def write_policy(streams: str) -> str:
    """Write the policy of a page that may reach, besides its own origin, that of STREAMS."""
    address = urlsplit(streams)
    return POLICY.format(streams=f"{address.scheme}://{address.netloc}")


def _find_reader(request: HttpRequest) -> Caller:
    """Find out who reads the page: whoever shows a token that is not good may see no more."""
    try:
        return find_caller(request)
    except TokenRefusedError:
        return STRANGER
